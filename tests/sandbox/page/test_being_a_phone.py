"""A person at the page is the debtor, the collector, or both."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.sandbox.page.screen import ANNA, CHRIS, Screen, headline, press, story
from tests.sandbox.stage import OURS, ClientApp, twiml

Open = Callable[..., Screen]
MENU = '<Gather numDigits="2" action="/pressed" input="dtmf speech"><Say>Type your code.</Say></Gather>'


def test_answered_by_hand_and_keys_reach_the_webhook(screen: Open, app: ClientApp) -> None:
    seen = screen()
    phone = seen.take(ANNA)
    app.documents["/twiml"] = twiml(MENU)
    app.documents["/pressed"] = twiml("<Say>Thank you.</Say><Pause length='60'/>")
    seen.scene.call(ANNA)
    seen.scene.advance(1)
    phone.get_by_role("button", name="Answer").click()
    expect(headline(phone)).to_contain_text("Talking with +1 212 555 0100")
    expect(story(phone)).to_contain_text("Type your code.")
    press(phone, "4")
    press(phone, "2")
    expect(story(phone)).to_contain_text("Thank you.")
    assert [webhook.fields["Digits"] for webhook in app.on("/pressed")] == ["42"]
    expect(story(phone)).to_contain_text("Pressed 4")
    phone.get_by_role("button", name="Hang up").click()
    expect(headline(phone)).to_contain_text("Ended: completed")
    expect(phone.get_by_role("button", name="Hang up")).to_be_hidden()
    assert seen.scene.journal("call.ended")[0]["by"] == "person"


def test_nobody_else_answers_a_phone_in_hand(screen: Open, app: ClientApp) -> None:
    seen = screen([{"address": ANNA, "call": {"answer": "human", "ring_seconds": 1}}])
    app.documents["/twiml"] = twiml("<Pause/>")
    seen.take(ANNA)
    seen.scene.call(ANNA, timeout=30)
    seen.scene.run()
    assert [line["status"] for line in seen.scene.journal("call.ended")] == ["no-answer"]
    seen.phone(ANNA).get_by_role("button", name="Give it back").click()
    expect(seen.phone(ANNA).get_by_text("Played by its persona")).to_be_visible()
    seen.scene.call(ANNA, timeout=30)
    seen.scene.run()
    assert [line["status"] for line in seen.scene.journal("call.ended")] == ["no-answer", "completed"]


def test_a_phone_in_hand_has_no_habits_of_its_own(screen: Open, app: ClientApp) -> None:
    habits = {"hangs_up_after": 2, "presses": [{"hear": ".", "keys": "9"}], "hangs_up_hearing": "type"}
    seen = screen([{"address": ANNA, "call": habits, "sms": {"replies": [{"hear": ".", "text": "STOP"}]}}])
    app.documents["/twiml"] = twiml(MENU)
    phone = seen.take(ANNA)
    seen.scene.text(ANNA)
    seen.scene.call(ANNA)
    seen.scene.advance(1)
    phone.get_by_role("button", name="Answer").click()
    expect(story(phone)).to_contain_text("Type your code.")
    seen.scene.run()
    ended = seen.scene.journal("call.ended")[0]
    assert (ended["by"], seen.scene.journal("call.pressed"), seen.scene.journal("text.in")) == ("document_end", [], [])


def test_a_phone_is_taken_in_hand_while_it_rings(screen: Open, app: ClientApp) -> None:
    seen = screen([{"address": ANNA, "call": {"answer": "human", "ring_seconds": 5}}])
    app.documents["/twiml"] = twiml("<Say>Hello.</Say><Pause length='60'/>")
    seen.scene.call(ANNA)
    seen.scene.advance(3)
    seen.row(ANNA).get_by_role("button", name="Be this phone").click()
    phone = seen.phone(ANNA)
    expect(phone.get_by_text("+1 212 555 0100 is calling")).to_be_visible()
    seen.scene.advance(20)  # its persona would have picked up by now
    phone.get_by_role("button", name="Answer").click()
    expect(story(phone)).to_contain_text("Hello.")


def test_declined_is_busy(screen: Open) -> None:
    seen = screen()
    phone = seen.take(ANNA)
    call = seen.scene.call(ANNA)
    seen.scene.advance(1)
    phone.get_by_role("button", name="Decline").click()
    expect(headline(phone)).to_contain_text("Ended: busy")
    assert seen.scene.client.calls(call.sid).fetch().status == "busy"


def test_what_is_said_is_heard_as_speech(screen: Open, app: ClientApp) -> None:
    seen = screen()
    phone = seen.take(ANNA)
    app.documents["/twiml"] = twiml(MENU)
    app.documents["/pressed"] = twiml("<Hangup/>")
    seen.scene.call(ANNA)
    seen.scene.advance(1)
    phone.get_by_role("button", name="Answer").click()
    phone.get_by_label("Say", exact=True).fill("I paid already")
    phone.get_by_role("button", name="Say it").click()
    expect(story(phone)).to_contain_text("“I paid already”")
    expect(phone.get_by_label("Say", exact=True)).to_have_value("")
    seen.scene.run()
    assert [webhook.fields["SpeechResult"] for webhook in app.on("/pressed")] == ["I paid already"]


def test_a_text_arrives_at_the_webhook_and_its_answer_in_the_thread(screen: Open, app: ClientApp) -> None:
    seen = screen(sms_url=f"{app.origin}/sms")
    app.documents["/sms"] = twiml("<Message>Thank you, Anna.</Message>")
    seen.scene.text(ANNA, "Please call us.")
    phone = seen.take(ANNA)
    thread = phone.get_by_role("log", name="Texts")
    expect(thread).to_contain_text("Please call us.")
    expect(phone.get_by_label("Our number")).to_have_value(OURS)
    phone.get_by_label("Text to it").fill("I will pay 50 on friday")
    phone.get_by_role("button", name="Send").click()
    expect(thread).to_contain_text("Thank you, Anna.")
    expect(phone.get_by_label("Text to it")).to_have_value("")
    assert [(one.fields["From"], one.fields["Body"]) for one in app.on("/sms")] == [(ANNA, "I will pay 50 on friday")]
    phone.get_by_label("Text to it").fill("STOP")
    phone.get_by_role("button", name="Send").click()
    expect(thread).to_contain_text("You have successfully been unsubscribed")


def test_the_thread_is_there_again_after_a_reload(screen: Open, app: ClientApp) -> None:
    seen = screen(sms_url=f"{app.origin}/sms")
    app.documents["/sms"] = twiml("<Message>Noted.</Message>")
    phone = seen.take(ANNA)
    phone.get_by_label("Our number").fill(OURS)
    phone.get_by_label("Text to it").fill("ya pagué")
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_role("log", name="Texts")).to_contain_text("Noted.")
    seen.page.reload()
    thread = seen.phone(ANNA).get_by_role("log", name="Texts")
    expect(thread).to_contain_text("ya pagué")
    expect(thread).to_contain_text("Noted.")
    expect(seen.phone(ANNA).get_by_text("In your hand")).to_be_visible()


def test_a_transfer_is_played_by_one_person_with_two_phones(screen: Open, app: ClientApp) -> None:
    seen = screen()
    debtor, collector = seen.take(ANNA), seen.take(CHRIS)
    app.documents["/twiml"] = twiml(
        "<Say>One moment.</Say><Dial action='/after'><Number url='/whisper'>+12125550150</Number></Dial>"
    )
    app.documents["/whisper"] = twiml(
        "<Gather numDigits='1' action='/accepted'><Say>Anna is on the line. Press 1.</Say></Gather><Hangup/>"
    )
    app.documents["/accepted"] = app.documents["/after"] = twiml()
    seen.scene.call(ANNA)
    seen.scene.advance(1)
    debtor.get_by_role("button", name="Answer").click()
    expect(story(debtor)).to_contain_text("One moment.")
    seen.scene.advance(3)
    collector.get_by_role("button", name="Answer").click()
    expect(story(collector)).to_contain_text("Anna is on the line. Press 1.")
    press(collector, "1")
    expect(headline(debtor)).to_contain_text("Talking with +1 212 555 0150")
    expect(headline(collector)).to_contain_text("Talking with +1 212 555 0123")
    expect(seen.row(ANNA)).to_contain_text("with +1 212 555 0150")
    collector.get_by_label("Say", exact=True).fill("This is Chris.")
    collector.get_by_role("button", name="Say it").click()
    expect(story(debtor)).to_contain_text("“This is Chris.”")
    expect(story(debtor)).not_to_contain_text("nothing listened")
    seen.scene.advance(12)
    debtor.get_by_role("button", name="Hang up").click()
    expect(headline(collector)).to_contain_text("Ended: completed")
    seen.scene.wait_for(lambda: app.on("/after"))
    fields = app.on("/after")[0].fields
    assert (fields["DialCallStatus"], fields["DialBridged"], fields["DialCallDuration"]) == ("completed", "true", "12")


def test_a_phone_in_hand_calls_us(screen: Open, app: ClientApp) -> None:
    seen = screen(voice_url=f"{app.origin}/voice")
    app.documents["/voice"] = twiml("<Pause length='2'/><Say>Welcome.</Say><Pause length='60'/>")
    phone = seen.take(ANNA)
    phone.get_by_label("Our number").fill("(212) 555-0100")
    phone.get_by_role("button", name="Call it").click()
    expect(headline(phone)).to_contain_text("Calling +1 212 555 0100")
    expect(phone.get_by_role("button", name="Answer")).to_be_hidden()
    seen.scene.wait_for(lambda: app.on("/voice"))
    seen.scene.advance(2)
    expect(story(phone)).to_contain_text("Welcome.")
    assert app.on("/voice")[0].fields["From"] == ANNA
    phone.get_by_role("button", name="Hang up").click()
    expect(headline(phone)).to_contain_text("Ended: completed")


def test_whoever_hangs_up_before_we_answer_has_not_been_busy(screen: Open, app: ClientApp) -> None:
    seen = screen(voice_url=f"{app.origin}/voice")
    app.documents["/voice"] = twiml("<Pause length='20'/><Say>Welcome.</Say>")
    phone = seen.take(ANNA)
    phone.get_by_label("Our number").fill(OURS)
    phone.get_by_role("button", name="Call it").click()
    phone.get_by_role("button", name="Hang up").click()
    expect(headline(phone)).to_contain_text("Ended: no-answer")


def test_what_cannot_be_done_is_said(screen: Open, complaints: list[str]) -> None:
    seen = screen()
    seen.page.get_by_label("Be a phone").fill("none")
    seen.page.get_by_role("button", name="Take it").click()
    expect(seen.page.get_by_text("'none' is no phone number")).to_be_visible()
    phone = seen.take(ANNA)
    phone.get_by_label("Our number").fill("12")
    phone.get_by_role("button", name="Call it").click()
    expect(phone.get_by_text("'12' is no phone number")).to_be_visible()
    assert all("400 (Bad Request)" in complaint for complaint in complaints)
    complaints.clear()


def test_everything_can_be_done_from_the_keyboard(screen: Open, app: ClientApp) -> None:
    seen = screen()
    keys = seen.page.keyboard
    app.documents["/twiml"] = twiml(MENU)
    app.documents["/pressed"] = twiml("<Pause length='60'/>")
    _tab_to(seen.page, "Be a phone")
    keys.type("212 555 0123")
    keys.press("Enter")
    expect(seen.phone(ANNA).get_by_role("heading")).to_be_focused()
    seen.scene.call(ANNA)
    seen.scene.advance(1)
    expect(seen.page.get_by_text("+1 212 555 0123 is ringing.")).to_be_attached()
    expect(seen.page).to_have_title("Ringing: +1 212 555 0123")
    _tab_to(seen.page, "Answer")
    keys.press("Enter")
    expect(seen.phone(ANNA).get_by_role("button", name="1", exact=True)).to_be_focused()
    keys.type("7#")
    expect(story(seen.phone(ANNA))).to_contain_text("Taken in: 7")
    assert [webhook.fields["Digits"] for webhook in app.on("/pressed")] == ["7"]
    _tab_to(seen.page, "Hang up", backwards=True)
    keys.press("Enter")
    expect(seen.phone(ANNA).get_by_role("heading")).to_be_focused()
    _tab_to(seen.page, "Calls", backwards=True)
    keys.press("ArrowRight")
    expect(seen.page.get_by_role("tab", name="Texts and e-mails")).to_be_focused()
    expect(seen.page.get_by_role("tabpanel", name="Texts and e-mails")).to_be_visible()


FOCUSED = """() => {
    const at = document.activeElement;
    return at.labels?.[0]?.textContent ?? at.getAttribute("aria-label") ?? at.textContent;
}"""


def _tab_to(page: Page, name: str, *, backwards: bool = False) -> None:
    """Press Tab until what has the focus is called `name`."""
    for _ in range(60):
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
        if page.evaluate(FOCUSED) == name:
            return
    raise AssertionError(f"Tab never comes to {name}")
