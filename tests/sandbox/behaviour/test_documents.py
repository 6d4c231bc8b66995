"""Documents: how they are fetched, of what type they are, what is well-formed, and what happens when they are not."""

from __future__ import annotations

from tests.sandbox.behaviour.golden import STANDARD
from tests.sandbox.behaviour.pages import CALL, ERRORS, FALLBACK, TWIML
from tests.sandbox.behaviour.scenes import wav
from tests.sandbox.behaviour.table import Play, Played, Row, Scene, Table, human, presses
from tests.sandbox.stage import Document, twiml

TABLE = Table("Documents", "What a client may answer to a request for TwiML, and what becomes of it.")
APOLOGY = "We are sorry, an application error has occurred. Goodbye."


def test_documents_as_documented(played: Played, row: Row) -> None:
    played.judge(row)


# --- types


def typed(content_type: str) -> None:
    @TABLE.row(f"{content_type} is TwiML.", TWIML)
    def _(play: Play) -> Scene:
        play.answer("start", Document("<Response><Say>Hello.</Say></Response>", content_type=content_type))
        play.call()
        yield
        assert (play.words(), play.codes()) == (["Hello."], [])


for one in ("text/xml", "application/xml", "text/html"):
    typed(one)


@TABLE.row("text/plain that is valid TwiML is executed.", TWIML)
def _(play: Play) -> Scene:
    play.answer("start", Document("<Response><Say>Hello.</Say></Response>", content_type="text/plain"))
    play.call()
    yield
    assert play.words() == ["Hello."]


@TABLE.row("Other text/plain is read aloud, and then the call is hung up.", TWIML)
def _(play: Play) -> Scene:
    play.answer("start", Document("Your balance is <50 dollars.", content_type="text/plain"))
    play.call()
    yield
    assert (play.words(), play.codes()) == (["Your balance is <50 dollars."], [])
    assert play.one("call.ended")["by"] == "document_end"


@TABLE.row("text/plain that looks like TwiML and is not valid is read aloud too.", TWIML)
def _(play: Play) -> Scene:
    play.answer("start", Document("<Response><Say>Hello.", content_type="text/plain"))
    play.call()
    yield
    assert (play.words(), play.codes()) == (["<Response><Say>Hello."], [])


@TABLE.row("Audio is played, and then the call is hung up.", TWIML)
def _(play: Play) -> Scene:
    play.answer("start", wav(7))
    play.call()
    yield
    assert len(play.requests("start")) == 1
    assert play.one("call.played")["url"] == play.url("start")
    assert (play.one("call.ended")["seconds"], play.one("call.ended")["by"]) == (7, "document_end")


@TABLE.row("A type that cannot be used is an error (12300).", f"{ERRORS}/12300")
def _(play: Play) -> Scene:
    play.answer("start", Document("{}", content_type="application/json"))
    play.call()
    yield
    assert (play.codes(), play.words()) == ([12300], [APOLOGY])


@TABLE.row("No Content-Type at all is shown as 502 Bad Gateway.", f"{ERRORS}/12300", "an error 11200 with that text")
def _(play: Play) -> Scene:
    play.answer("start", Document("<Response/>", content_type=""))
    play.call()
    yield
    assert (play.codes(), play.one("twiml.error")["error"]) == ([11200], "502 Bad Gateway")


# --- size and form


@TABLE.row("A document of more than 64 kB is an error (11750).", f"{ERRORS}/11750")
def _(play: Play) -> Scene:
    say = f"<Say>{'x' * 4000}</Say>"
    play.serve("large", say * 16, "<Redirect>larger</Redirect>")
    play.serve("larger", say * 17)
    play.call(path="large")
    yield
    assert (play.codes(), len(play.words())) == ([11750], 17)


def malformed(what: str, body: str, code: int) -> None:
    @TABLE.row(f"{what} is an error ({code}).", f"{ERRORS}/{code}")
    def _(play: Play) -> Scene:
        play.answer("start", Document(body))
        play.call()
        yield
        assert (play.codes(), play.words(), play.one("call.ended")["by"]) == ([code], [APOLOGY], "application_error")


malformed("A blank before the XML declaration", " <?xml version='1.0'?><Response/>", 12100)
malformed("An element that is not closed", "<Response><Say>Hello.</Response>", 12100)
malformed("An attribute without quotes", "<Response><Gather timeout=5/></Response>", 12100)
malformed("An unescaped &", "<Response><Redirect>/a?b=1&c=2</Redirect></Response>", 12100)
malformed("An unescaped <", "<Response><Say>1 < 2</Say></Response>", 12100)
malformed("A control character", "<Response><Say>\x0b</Say></Response>", 12100)
malformed("What is not XML", "Hello.", 12100)
malformed("A document without content", "", 11770)
malformed("A root other than Response", "<response/>", 12102)


@TABLE.row("Comments are ignored.", TWIML)
def _(play: Play) -> Scene:
    play.call("<!-- to be said -->", "<Say>Hel<!-- not this -->lo.</Say>", "<!-- done -->")
    yield
    assert (play.words(), play.codes()) == (["Hello."], [])


@TABLE.row("An XML declaration may come first.", TWIML)
def _(play: Play) -> Scene:
    play.answer("start", Document("<?xml version='1.0' encoding='UTF-8'?>\n<Response><Say>Señora.</Say></Response>"))
    play.call()
    yield
    assert play.words() == ["Señora."]


@TABLE.row("Verbs are run from top to bottom.", TWIML)
def _(play: Play) -> Scene:
    play.call("<Say>1</Say>", "<Pause/>", "<Say>2</Say>", "<Play digits='3'/>", "<Say>4</Say>")
    yield
    assert play.words() == ["1", "2", "4"]


# --- what the schema does not have


def warned(what: str, inside: str, words: list[str], modelled: str) -> None:
    @TABLE.row(f"{what} is warned of (12200).", f"{ERRORS}/12200", modelled)
    def _(play: Play) -> Scene:
        play.call(inside)
        yield
        assert (play.codes(), play.words()) == ([12200], words)
        assert len(play.journal("twiml.warning")) == 1


warned("An unknown verb", "<Sing>La</Sing><Say>On.</Say>", ["On."], "it is left out")
warned("A verb in the wrong case", "<say>Hello.</say><Say>On.</Say>", ["On."], "it is left out")
warned("An unknown attribute", "<Say pitch='high'>Hello.</Say>", ["Hello."], "it is left out")
warned("An attribute in the wrong case", "<Say Loop='2'>Hello.</Say>", ["Hello."], "the default holds")
warned("An element nested where it cannot stand", "<Say>One.<Play>x</Play></Say>", ["One."], "it is left out")


@TABLE.row("The warning names the attribute and the element.", f"{ERRORS}/12200")
def _(play: Play) -> Scene:
    play.call("<Dial statusCallbackEvent='answered'>12</Dial>")
    yield
    warnings = [line["error"] for line in play.journal("twiml.warning", code=12200)]
    assert warnings == ["Attribute 'statusCallbackEvent' is not allowed to appear in element 'Dial'."]


def not_performed(inside: str, name: str) -> None:
    @TABLE.row(
        f"{name} is a part of TwiML.",
        TWIML,
        "not performed: written down as not_modelled; the document ends as on an internal failure (12400)",
    )
    def _(play: Play) -> Scene:
        play.call(inside, "<Say>Never.</Say>")
        yield
        assert (play.one("not_modelled")["code"], play.words()) == (12400, [APOLOGY])


for verb in ("Connect", "Echo", "Refer", "Sms", "Start", "Stop"):
    not_performed(f"<{verb}/>", verb)
for noun in ("Application", "Client", "Sim", "Sip", "WhatsApp"):
    not_performed(f"<Dial><{noun}>x</{noun}></Dial>", f"{noun} in a Dial")
not_performed("<Enqueue><Task>{}</Task></Enqueue>", "Task in an Enqueue")


# --- fetching


@TABLE.row(
    "Every request for TwiML has the standard parameters.",
    TWIML,
    "places of fictional numbers are blank",
    a=presses("1"),
)
def _(play: Play) -> Scene:
    play.serve("action", "<Redirect>next</Redirect>")
    play.call("<Gather numDigits='1' action='action'><Say>Press.</Say></Gather>")
    yield
    first = play.asked("start")
    assert set(first) == STANDARD
    assert set(play.asked("action")) >= STANDARD
    assert set(play.asked("next")) == STANDARD
    assert (first["ApiVersion"], first["Direction"], first["CallStatus"]) == (
        "2010-04-01",
        "outbound-api",
        "in-progress",
    )
    assert (first["From"], first["Caller"], first["To"], first["Called"]) == (
        play.ours,
        play.ours,
        *[play.number("a")] * 2,
    )
    assert (first["FromCity"], first["ToZip"], first["ToCountry"]) == ("", "", "US")


@TABLE.row("Method of the call says how its Url is requested; the default is POST.", TWIML)
def _(play: Play) -> Scene:
    play.call(method="GET")
    play.serve("start", "<Redirect>next</Redirect>")
    yield
    assert [one.method for one in play.requests("start") + play.requests("next")] == ["GET", "POST"]


@TABLE.row("HTTP redirects are followed; after 301, 302 and 303 with GET.", TWIML)
def _(play: Play) -> Scene:
    play.answer("start", Document("", 301, "text/plain", headers={"Location": "moved"}))
    play.serve("moved", "<Say>Here.</Say>")
    play.call()
    yield
    assert ([one.method for one in play.requests("moved")], play.words()) == (["GET"], ["Here."])


@TABLE.row("After 307 with the same method and parameters.", TWIML)
def _(play: Play) -> Scene:
    play.answer("start", Document("", 307, "text/plain", headers={"Location": "moved"}))
    play.serve("moved", "<Say>Here.</Say>")
    play.call()
    yield
    (moved,) = play.requests("moved")
    assert (moved.method, set(moved.fields), play.words()) == ("POST", STANDARD, ["Here."])


@TABLE.row("More than 10 redirects fail (11215).", f"{ERRORS}/11215")
def _(play: Play) -> Scene:
    play.answer("start", Document("", 302, "text/plain", headers={"Location": "moved"}))
    play.answer("moved", Document("", 302, "text/plain", headers={"Location": "moved"}))
    play.call()
    yield
    assert (play.codes(), play.words()) == ([11215], [APOLOGY])


@TABLE.row("Cookies are accepted and sent along with later requests of the call.", TWIML)
def _(play: Play) -> Scene:
    play.answer(
        "start", Document("<Response><Redirect>next</Redirect></Response>", headers={"Set-Cookie": "step=2; Path=/"})
    )
    play.call()
    play.call(to="b")
    yield
    assert [one.headers.get("cookie") for one in play.requests("start")] == [None, None]
    assert [one.headers.get("cookie") for one in play.requests("next")] == ["step=2", "step=2"]


def failing(what: str, document: Document, code: int) -> None:
    @TABLE.row(f"{what} is an error ({code}); without a fallback an apology is heard and the call ended.", FALLBACK)
    def _(play: Play) -> Scene:
        play.answer("start", document)
        play.call()
        yield
        assert (play.codes(), play.words(), play.one("call.ended")["by"]) == ([code], [APOLOGY], "application_error")
        entry = next(one for one in play.stage.admin("debugger")["entries"] if one["url"] == play.url("start"))
        assert (entry["code"], entry["level"]) == (code, "error")


failing("HTTP 500", Document("<Response/>", 500), 11200)
failing("HTTP 404", Document("<Response/>", 404), 11200)


@TABLE.row(
    "With a fallback, it is asked with the same parameters, ErrorCode and ErrorUrl, and its TwiML is run.", FALLBACK
)
def _(play: Play) -> Scene:
    play.answer("start", Document("", 503, "text/plain"))
    play.serve("fallback", "<Say>Please hold.</Say>")
    play.call(fallback_url=play.url("fallback"))
    yield
    told = play.asked("fallback")
    assert set(told) == STANDARD | {"ErrorCode", "ErrorUrl"}
    assert (told["ErrorCode"], told["ErrorUrl"]) == ("11200", play.url("start"))
    assert play.words() == ["Please hold."]


@TABLE.row("It is asked for malformed TwiML and unusable types as well.", FALLBACK)
def _(play: Play) -> Scene:
    play.answer("start", Document("<Response>"))
    play.answer("other", Document("{}", content_type="application/json"))
    play.call(fallback_url=play.url("fallback"))
    play.call(to="b", path="other", fallback_url=play.url("fallback"))
    yield
    assert sorted(one.fields["ErrorCode"] for one in play.requests("fallback")) == ["12100", "12300"]


@TABLE.row("It is asked when an action fails in the middle of the call.", FALLBACK, a=presses("1"))
def _(play: Play) -> Scene:
    play.answer("action", Document("", 500, "text/plain"))
    play.call("<Gather numDigits='1' action='action'><Say>Press.</Say></Gather>", fallback_url=play.url("fallback"))
    yield
    told = play.asked("fallback")
    assert told["ErrorUrl"] == play.url("action")
    assert told["Digits"] == "1"


@TABLE.row("FallbackMethod says how it is requested; the default is POST.", FALLBACK)
def _(play: Play) -> Scene:
    play.answer("start", Document("", 500, "text/plain"))
    play.call(fallback_url=play.url("fallback"), fallback_method="GET")
    yield
    assert [one.method for one in play.requests("fallback")] == ["GET"]


@TABLE.row("A fallback that fails too: the apology.", FALLBACK)
def _(play: Play) -> Scene:
    play.answer("start", Document("", 500, "text/plain"))
    play.answer("fallback", Document("", 500, "text/plain"))
    play.call(fallback_url=play.url("fallback"))
    yield
    assert (play.codes(), play.words()) == ([11200, 11200], [APOLOGY])


@TABLE.row("A warning is no reason for the fallback.", f"{ERRORS}/12200")
def _(play: Play) -> Scene:
    play.call("<Sing/>", "<Say>On.</Say>", fallback_url=play.url("fallback"))
    yield
    assert (play.requests("fallback"), play.words()) == ([], ["On."])


@TABLE.row("A caller who hangs up while her document is fetched gets none of it.", TWIML, a=human(hangs_up_after=1.5))
def _(play: Play) -> Scene:
    play.serve("next", "<Say>Never.</Say>")
    play.call("<Pause length='3'/>", "<Redirect>next</Redirect>")
    yield
    assert (play.words(), play.requests("next")) == ([], [])


@TABLE.row("The Url of a call wins over its Twiml.", CALL)
def _(play: Play) -> Scene:
    play.answer("start", twiml("<Say>From the Url.</Say>"))
    play.client.calls.create(to=play.number("a"), from_=play.ours, url=play.url("start"))
    yield
    assert play.words() == ["From the Url."]
