"""Strange names, words and requests stay what they are: text, or a refusal."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from outreach.sandbox.page.files import FILES
from tests.sandbox.page.screen import ANNA, CHRIS, Screen, story
from tests.sandbox.stage import OURS, ClientApp, Stage, twiml

Open = Callable[..., Screen]
MARKUP = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"
ESCAPED = MARKUP.replace("&", "&amp;").replace("<", "&lt;")


def test_markup_in_words_names_and_errors_stays_text(screen: Open, app: ClientApp) -> None:
    seen = screen([{"address": CHRIS, "call": {"ring_seconds": 1}}], sms_url=f"{app.origin}/sms")
    app.documents["/sms"] = twiml(f"<Message>{ESCAPED}</Message>")
    app.documents["/twiml"] = twiml(f"<Say>{ESCAPED}</Say><Pause length='9'/>")
    app.documents["/queue"] = twiml("<Enqueue>&lt;b&gt;bold&lt;/b&gt;</Enqueue>")
    phone = seen.take(ANNA)
    seen.scene.call(ANNA)
    seen.scene.call(CHRIS, "/queue")
    seen.scene.text(ANNA, MARKUP)
    seen.scene.advance(3)
    phone.get_by_role("button", name="Answer").click()
    phone.get_by_label("Say", exact=True).fill(MARKUP)
    phone.get_by_role("button", name="Say it").click()
    phone.get_by_label("Text to it").fill(MARKUP)
    phone.get_by_role("button", name="Send").click()
    expect(story(phone).get_by_text(MARKUP)).to_have_count(2)
    expect(phone.get_by_role("log", name="Texts").get_by_text(MARKUP)).to_have_count(3)
    expect(seen.row(CHRIS)).to_contain_text("in the queue <b>bold</b>")
    seen.tab("Texts and e-mails")
    expect(seen.page.locator("#post").get_by_text(MARKUP)).to_have_count(3)
    assert seen.page.locator("main img, main script, main b").count() == 0
    assert seen.page.title() == "Sandbox phones"


def test_the_policy_of_the_page_lets_no_foreign_script_run(screen: Open, complaints: list[str]) -> None:
    seen = screen()
    page = seen.page
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))")
    page.evaluate("fetch('http://127.0.0.1:9/').catch(() => {})")
    assert page.evaluate("window.ran") is None
    while len(complaints) < 2:
        page.wait_for_timeout(10)
    assert all("Content Security Policy" in complaint or "violates" in complaint for complaint in complaints)
    complaints.clear()


def test_the_page_loads_nothing_from_elsewhere(page: Page, stage: Callable[..., Stage]) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    scene = stage()
    page.goto(scene.origin + "/")
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    assert asked
    assert all(url.startswith(scene.origin) for url in asked)
    assert not scene.journal("request")  # nor does it ask for anything that is not there


def test_every_file_of_the_page_is_served_with_its_type_and_its_policy(stage: Callable[..., Stage]) -> None:
    scene = stage()
    assert {path.suffix for path in FILES.values()} == {".html", ".css", ".js", ".svg"}
    for path, file in FILES.items():
        with urllib.request.urlopen(scene.origin + path) as answer:
            assert answer.read() == file.read_bytes()
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "default-src 'none'; script-src 'self'" in answer.headers["Content-Security-Policy"]
            assert "unsafe" not in answer.headers["Content-Security-Policy"]
            assert answer.headers["Content-Type"] in {"text/html", "text/css", "text/javascript", "image/svg+xml"}


@pytest.mark.parametrize("path", ["/_sandbox/page/phones.py", "/_sandbox/page/../command.py", "/_sandbox/page/"])
def test_nothing_else_of_the_folder_is_served(stage: Callable[..., Stage], path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(stage().origin + path)
    refused.value.close()
    assert refused.value.code in {401, 404}


def test_no_markup_is_ever_read_by_the_scripts() -> None:
    banned = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "DOMParser")
    for file in FILES.values():
        text = Path(file).read_text()
        assert not [word for word in banned if word in text], file
        assert "https://" not in text.replace("https://www.twilio.com/docs/api/errors/", "")


@pytest.mark.parametrize(
    ("wish", "complaint"),
    [
        ({"act": "sing"}, "a phone can take, release"),
        ({"act": "take", "number": "<b>"}, "is no phone number"),
        ({"act": "take", "number": 5}, "is no phone number"),
        ({"act": "take"}, "None is no phone number"),
        ({"act": "answer", "number": ANNA}, "neither ringing nor talking"),
        ({"act": "hang_up", "number": ANNA, "sid": "CA1"}, "neither ringing nor talking"),
        ({"act": "press", "number": ANNA, "keys": "1"}, "neither ringing nor talking"),
        ({"act": "text", "number": ANNA, "to": "nobody", "body": "x"}, "'nobody' is no phone number"),
        ({"act": "text", "number": ANNA, "to": OURS, "body": " "}, "body takes 1 to 1600 characters, not 0"),
        ({"act": "text", "number": ANNA, "to": OURS, "body": "x" * 1601}, "not 1601"),
        ({"act": "dial", "number": ANNA}, "None is no phone number"),
    ],
)
def test_a_wish_that_cannot_be_done_is_refused_with_a_sentence(
    stage: Callable[..., Stage], wish: Mapping[str, object], complaint: str
) -> None:
    scene = stage()
    assert complaint in refusal(scene, wish)
    assert not scene.journal("text.in")
    assert not scene.journal("sandbox.error")


def test_a_phone_can_do_only_what_its_call_allows(stage: Callable[..., Stage], app: ClientApp) -> None:
    scene = stage([{"address": CHRIS, "call": {"ring_seconds": 30}}])
    app.documents["/twiml"] = twiml("<Pause length='60'/>")
    scene.admin("phones", {"act": "take", "number": ANNA})
    scene.call(ANNA)
    scene.call(CHRIS)
    scene.advance(0.5)
    answer = {"act": "answer", "number": ANNA}
    assert "is not ringing in your hand" in refusal(scene, answer)  # dialled, and not ringing yet
    scene.advance(2)
    assert "is not ringing in your hand" in refusal(scene, {"act": "answer", "number": CHRIS})
    assert "is not talking yet" in refusal(scene, {"act": "press", "number": ANNA, "keys": "1"})
    assert "is not talking yet" in refusal(scene, {"act": "say", "number": ANNA, "words": "hello"})
    scene.admin("phones", answer)
    scene.wait_for(lambda: scene.journal("call.answered"))
    assert "is not ringing in your hand" in refusal(scene, answer)
    assert "the keys 0 to 9" in refusal(scene, {"act": "press", "number": ANNA, "keys": "1x"})
    scene.admin("phones", {"act": "hang_up", "number": ANNA})
    scene.run()


def refusal(scene: Stage, wish: Mapping[str, object]) -> str:
    with pytest.raises(urllib.error.HTTPError) as refused:
        scene.admin("phones", wish)
    with refused.value as answer:
        assert answer.code == 400
        return str(json.load(answer)["message"])
