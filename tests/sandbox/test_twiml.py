from __future__ import annotations

from collections.abc import Callable

import pytest

from outreach.sandbox.twiml import Gather, Pause, Redirect, Say, TwimlError, parse
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
        Gather((Say("Oprima 1"), Pause(1.0)), "/next", num_digits=1),
        Redirect("/again", "GET"),
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<Response><Say>", 12100),
        ("not xml", 12100),
        ("<Response><Say>\x0b</Say></Response>", 12100),
        ("<Answer/>", 12100),
        ("<Response>" + " " * 65_536 + "</Response>", 11750),
        ("<Response><Sing/></Response>", 12200),
        ("<Response><Gather><Hangup/></Gather></Response>", 12200),
        ("<Response><Gather numDigits='many'/></Response>", 12200),
        ("<Response><Gather finishOnKey='12'/></Response>", 12200),
        ("<Response><Gather input='speech'/></Response>", 12200),
        ("<Response><Redirect method='PUT'>/x</Redirect></Response>", 12200),
        (f"<Response><Say>{'x' * 4097}</Say></Response>", 13520),
    ],
)
def test_a_document_twilio_would_refuse_is_refused_with_twilios_number(text: str, code: int) -> None:
    with pytest.raises(TwimlError) as refused:
        parse(text.encode())
    assert refused.value.code == code


def test_an_unknown_attribute_is_a_warning() -> None:
    assert parse(b"<Response><Say pitch='high'>Hello</Say></Response>").warnings == ("Say has no attribute pitch",)


def test_a_broken_document_is_written_down_and_the_person_hears_an_apology(
    stage: Callable[..., Stage], app: ClientApp
) -> None:
    broken = [
        (Document("<Response/>", status=500), 11200),
        (Document("<Response/>", status=404), 11200),
        (Document("{}", content_type="application/json"), 12300),
        (Document("<Response><Say>"), 12100),
        (Document("<Response><Dance/></Response>"), 12200),
    ]
    scene = stage([ANSWERS], calls_per_second=100)
    sids = []
    for n, (document, _) in enumerate(broken):
        app.documents[f"/twiml/{n}"] = document
        sids.append(scene.call(ANNA, f"/twiml/{n}").sid)
    scene.wait_idle()
    codes = [[line["code"] for line in scene.ledger("twiml.error", sid=sid)] for sid in sids]
    assert codes == [[code] for _, code in broken]
    assert all("application error" in line["words"] for line in scene.ledger("call.said"))
    assert [line["by"] for line in scene.ledger("call.ended")] == ["application_error"] * len(broken)


def test_the_fallback_is_asked_with_the_error_and_its_document_is_run(
    stage: Callable[..., Stage], app: ClientApp
) -> None:
    scene = stage([ANSWERS])
    app.documents["/twiml"] = Document("", status=503)
    app.documents["/fallback"] = twiml("<Say>Please hold.</Say>")
    scene.call(ANNA, fallback_url=f"{app.origin}/fallback")
    scene.wait_idle()
    fields = app.on("/fallback")[0].fields
    assert (fields["ErrorCode"], fields["ErrorUrl"]) == ("11200", f"{app.origin}/twiml")
    assert [line["words"] for line in scene.ledger("call.said")] == ["Please hold."]


def test_redirects_follow_relative_urls_with_their_own_method(stage: Callable[..., Stage], app: ClientApp) -> None:
    scene = stage([ANSWERS])
    app.documents["/flow/start"] = twiml("<Redirect>next?step=2&amp;b=1</Redirect>")
    app.documents["/flow/next"] = twiml("<Redirect method='GET'>/end</Redirect>")
    app.documents["/end"] = twiml("<Hangup/>")
    scene.call(ANNA, "/flow/start")
    scene.wait_idle()
    assert [(one.method, one.path, one.genuine) for one in app.webhooks if not one.path.startswith("/status")] == [
        ("POST", "/flow/start", True),
        ("POST", "/flow/next", True),
        ("GET", "/end", True),
    ]


def test_inline_twiml_is_run_without_a_fetch(stage: Callable[..., Stage], app: ClientApp) -> None:
    scene = stage([ANSWERS])
    scene.client.calls.create(to=ANNA, from_="+12125550100", twiml="<Response><Say>Inline</Say></Response>")
    scene.wait_idle()
    assert [line["words"] for line in scene.ledger("call.said")] == ["Inline"]
    assert not app.webhooks


def test_a_document_that_redirects_to_itself_for_ever_is_stopped(stage: Callable[..., Stage], app: ClientApp) -> None:
    scene = stage([ANSWERS])
    app.documents["/twiml"] = twiml("<Redirect>/twiml</Redirect>")
    scene.call(ANNA)
    scene.wait_idle()
    assert "documents in one call" in scene.ledger("twiml.error")[0]["error"]
