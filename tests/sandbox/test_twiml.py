from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.sandbox.twiml.errors import TwimlError
from outreach.sandbox.twiml.reading import parse
from outreach.sandbox.twiml.verbs import Gather, Hangup, Pause, Redirect, Say
from tests.sandbox.grammar import documents
from tests.sandbox.stage import ClientApp, Document, Stage, twiml

ANNA = "+12125550123"
ANSWERS = {"address": ANNA, "call": {"answer": "human", "ring_seconds": 1}}


def test_a_document_is_read_into_its_verbs() -> None:
    document = parse(
        b"<?xml version='1.0' encoding='UTF-8'?><Response><Say voice='Polly.Lupe' language='es-US'>Buenos\n d\xc3\xadas,"
        b" <emphasis>Ana</emphasis>.</Say><Gather numDigits='1' action='/next'><Say>Oprima 1</Say><Pause/></Gather>"
        b"<Redirect method='GET'>/again</Redirect></Response>"
    )
    assert document.verbs == (
        Say("Buenos días, Ana.", "Polly.Lupe", "es-US"),
        Gather((Say("Oprima 1"), Pause(1)), action="/next", num_digits=1),
        Redirect("/again", "GET"),
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<Response><Say>", 12100),
        ("not xml", 12100),
        ("<Response><Say>\x0b</Say></Response>", 12100),
        ("", 11770),
        ("<Answer/>", 12102),
        ("<Response>" + " " * 65_536 + "</Response>", 11750),
        ("<Response><Connect/></Response>", 12400),
        ("<Response><Dial><Client>anna</Client></Dial></Response>", 12400),
        ("<Response><Dial><Conference endConferenceOnExit='perhaps'>a</Conference></Dial></Response>", 13231),
    ],
)
def test_a_document_twilio_would_refuse_is_refused_with_twilios_number(text: str, code: int) -> None:
    with pytest.raises(TwimlError) as refused:
        parse(text.encode())
    assert refused.value.code == code


def test_an_unknown_attribute_is_a_warning() -> None:
    document = parse(b"<Response><Say pitch='high'>Hello</Say></Response>")
    assert [str(warning) for warning in document.warnings] == [
        "Attribute 'pitch' is not allowed to appear in element 'Say'."
    ]
    assert document.verbs == (Say("Hello"),)


@pytest.mark.parametrize(
    ("text", "code", "verbs"),
    [
        ("<Response><Sing/><Say>a</Say></Response>", 12200, (Say("a"),)),
        ("<Response><say>a</say><Hangup/></Response>", 12200, (Hangup(),)),
        ("<Response><Gather><Hangup/></Gather></Response>", 13320, (Gather(),)),
        ("<Response><Gather numDigits='many'/></Response>", 13314, (Gather(),)),
        ("<Response><Gather finishOnKey='12'/></Response>", 13310, (Gather(),)),
        ("<Response><Redirect method='PUT'>/x</Redirect></Response>", 13710, (Redirect("/x"),)),
        (f"<Response><Say>{'x' * 4097}</Say></Response>", 13521, ()),
    ],
)
def test_what_twilio_warns_of_is_left_out_and_the_rest_is_performed(
    text: str, code: int, verbs: tuple[object, ...]
) -> None:
    document = parse(text.encode())
    assert [warning.code for warning in document.warnings] == [code]
    assert document.verbs == verbs


def test_a_broken_document_is_written_down_and_the_person_hears_an_apology(
    stage: Callable[..., Stage], app: ClientApp
) -> None:
    broken = [
        (Document("<Response/>", status=500), 11200),
        (Document("<Response/>", status=404), 11200),
        (Document("{}", content_type="application/json"), 12300),
        (Document("<Response><Say>"), 12100),
    ]
    scene = stage([ANSWERS], calls_per_second=100)
    sids = []
    for n, (document, _) in enumerate(broken):
        app.documents[f"/twiml/{n}"] = document
        sids.append(scene.call(ANNA, f"/twiml/{n}").sid)
    scene.run()
    codes = [[line["code"] for line in scene.journal("twiml.error", sid=sid)] for sid in sids]
    assert codes == [[code] for _, code in broken]
    assert all("application error" in line["words"] for line in scene.journal("call.said"))
    assert [line["by"] for line in scene.journal("call.ended")] == ["application_error"] * len(broken)


def test_the_fallback_is_asked_with_the_error_and_its_document_is_run(
    stage: Callable[..., Stage], app: ClientApp
) -> None:
    scene = stage([ANSWERS])
    app.documents["/twiml"] = Document("", status=503)
    app.documents["/fallback"] = twiml("<Say>Please hold.</Say>")
    scene.call(ANNA, fallback_url=f"{app.origin}/fallback")
    scene.run()
    fields = app.on("/fallback")[0].fields
    assert (fields["ErrorCode"], fields["ErrorUrl"]) == ("11200", f"{app.origin}/twiml")
    assert [line["words"] for line in scene.journal("call.said")] == ["Please hold."]


def test_redirects_follow_relative_urls_with_their_own_method(stage: Callable[..., Stage], app: ClientApp) -> None:
    scene = stage([ANSWERS])
    app.documents["/flow/start"] = twiml("<Redirect>next?step=2&amp;b=1</Redirect>")
    app.documents["/flow/next"] = twiml("<Redirect method='GET'>/end</Redirect>")
    app.documents["/end"] = twiml("<Hangup/>")
    scene.call(ANNA, "/flow/start")
    scene.run()
    assert [(one.method, one.path, one.genuine) for one in app.webhooks if not one.path.startswith("/status")] == [
        ("POST", "/flow/start", True),
        ("POST", "/flow/next", True),
        ("GET", "/end", True),
    ]


def test_inline_twiml_is_run_without_a_fetch(stage: Callable[..., Stage], app: ClientApp) -> None:
    scene = stage([ANSWERS])
    scene.client.calls.create(to=ANNA, from_="+12125550100", twiml="<Response><Say>Inline</Say></Response>")
    scene.run()
    assert [line["words"] for line in scene.journal("call.said")] == ["Inline"]
    assert not app.webhooks


def test_a_document_that_redirects_to_itself_for_ever_is_stopped(stage: Callable[..., Stage], app: ClientApp) -> None:
    scene = stage([ANSWERS])
    app.documents["/twiml"] = twiml("<Redirect>/twiml</Redirect>")
    scene.call(ANNA)
    scene.run()
    assert "documents in one call" in scene.journal("twiml.error")[0]["error"]


@given(st.binary(max_size=200) | documents().map(str.encode))
def test_whatever_is_read_is_a_document_or_refused_with_a_number(text: bytes) -> None:
    with suppress(TwimlError):
        assert all(warning.code > 11_000 for warning in parse(text).warnings)


def test_entities_within_entities_do_not_blow_up() -> None:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE Response [<!ENTITY a0 "ha">{levels}]><Response><Say>&a11;</Say></Response>'
    with pytest.raises(TwimlError) as refused:
        parse(bomb.encode())
    assert refused.value.code == 12100
