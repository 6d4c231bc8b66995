"""Redirect, and where URLs of a document lead."""

from __future__ import annotations

from tests.sandbox.behaviour.golden import STANDARD
from tests.sandbox.behaviour.pages import CONF, ERRORS, GATHER, REDIRECT
from tests.sandbox.behaviour.table import Play, Played, Row, Scene, Table, presses
from tests.sandbox.stage import Document, Webhook, twiml

TABLE = Table("Redirect and URLs", "From one document to the next.")


def test_redirect_as_documented(played: Played, row: Row) -> None:
    played.judge(row)


@TABLE.row("Redirect passes control to the TwiML at another URL; verbs behind it are not reached.", REDIRECT)
def _(play: Play) -> Scene:
    play.serve("next", "<Say>Next.</Say>")
    play.call("<Say>First.</Say>", "<Redirect>next</Redirect>", "<Say>Never.</Say>")
    yield
    assert play.words() == ["First.", "Next."]


@TABLE.row("The URL may be absolute.", REDIRECT)
def _(play: Play) -> Scene:
    play.call(f"<Redirect>{play.url('next')}</Redirect>")
    yield
    assert len(play.requests("next")) == 1


@TABLE.row("A relative URL is relative to the current document.", REDIRECT)
def _(play: Play) -> Scene:
    play.serve("deep/start", "<Redirect>next?a=1&amp;b=2</Redirect>")
    play.serve("deep/next", "<Redirect>../up</Redirect>")
    play.call(path="deep/start")
    yield
    assert (len(play.requests("deep/next")), len(play.requests("up"))) == (1, 1)


@TABLE.row("One that begins with a slash is relative to the host.", REDIRECT)
def _(play: Play) -> Scene:
    play.serve("deep/start", f"<Redirect>{play.url('next').removeprefix(play.app.origin)}</Redirect>")
    play.call(path="deep/start")
    yield
    assert len(play.requests("next")) == 1


@TABLE.row("An empty Redirect is the current document.", CONF)
def _(play: Play) -> Scene:
    def again(_: Webhook) -> Document:
        return twiml("<Redirect/>") if len(play.requests("start")) < 3 else twiml("<Say>Enough.</Say>")

    play.answer("start", again)
    play.call()
    yield
    assert (len(play.requests("start")), play.words()) == (3, ["Enough."])


@TABLE.row("method is POST by default; it may be GET, and its parameters are then in the query.", REDIRECT)
def _(play: Play) -> Scene:
    play.serve("next", "<Redirect>last</Redirect>")
    play.call("<Redirect method='GET'>next?step=2</Redirect>")
    yield
    (get,), (post,) = play.requests("next"), play.requests("last")
    assert (get.method, post.method) == ("GET", "POST")
    assert set(get.fields) == STANDARD | {"step"}
    assert set(post.fields) == STANDARD


@TABLE.row("A wrong method is warned of (13710).", f"{ERRORS}/13710", "and POST is used")
def _(play: Play) -> Scene:
    play.call("<Redirect method='PUT'>next</Redirect>")
    yield
    assert ([one.method for one in play.requests("next")], play.codes()) == (["POST"], [13710])


@TABLE.row("Nothing can be nested in a Redirect.", REDIRECT, "warned of (12200)")
def _(play: Play) -> Scene:
    play.call("<Redirect>next<Say>Now.</Say></Redirect>")
    yield
    assert (len(play.requests("next")), play.words(), play.codes()) == (1, [], [12200])


@TABLE.row("A URL that is none is an error (11100), and the document ends.", f"{ERRORS}/11100", "no fallback is asked")
def _(play: Play) -> Scene:
    play.call("<Redirect>mailto:anna@example.com</Redirect>", "<Say>Never.</Say>")
    yield
    assert (play.codes(), play.one("call.ended")["by"]) == ([11100], "application_error")
    assert "Never." not in play.words()


@TABLE.row(
    "Documents may lead to each other without end.",
    REDIRECT,
    "after 500 of them the call is ended, with an error (11200)",
)
def _(play: Play) -> Scene:
    play.call("<Redirect/>")
    yield
    assert (len(play.requests("start")), play.codes()) == (500, [11200])


@TABLE.row(
    "Relative URLs in a call under Twiml lead nowhere: an action must be absolute.",
    GATHER,
    "an error (11100)",
    a=presses("1"),
)
def _(play: Play) -> Scene:
    play.call(twiml="<Response><Gather numDigits='1' action='action'><Say>Press.</Say></Gather></Response>")
    yield
    assert (play.codes(), play.requests("action")) == ([11100], [])


@TABLE.row("An absolute action leads there.", GATHER, a=presses("1"))
def _(play: Play) -> Scene:
    play.call(
        twiml=f"<Response><Gather numDigits='1' action='{play.url('action')}'><Say>Press.</Say></Gather></Response>"
    )
    yield
    assert (play.codes(), play.asked("action")["Digits"]) == ([], "1")


@TABLE.row(
    "A Gather of a call under Twiml without an action has no document to return to.",
    GATHER,
    "an error (11100)",
    a=presses("1"),
)
def _(play: Play) -> Scene:
    play.call(twiml="<Response><Gather numDigits='1'><Say>Press.</Say></Gather></Response>")
    yield
    assert play.codes() == [11100]
