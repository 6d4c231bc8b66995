"""What can be seen on the page while nobody touches a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.sandbox.page.screen import ANNA, CHRIS, Screen, story
from tests.sandbox.stage import ClientApp, Document, Stage, twiml

Open = Callable[..., Screen]
PROMPT = "This is a message for Anna. Press 1 to go on."
AGREES = {"answer": "human", "ring_seconds": 5, "presses": [{"hear": "press 1", "keys": "1", "after": 2}]}


def test_a_call_is_seen_from_its_ringing_to_its_end(screen: Open, app: ClientApp) -> None:
    seen = screen([{"address": ANNA, "call": AGREES}])
    app.documents["/twiml"] = twiml(f'<Gather numDigits="1" action="/next"><Say>{PROMPT}</Say></Gather>')
    app.documents["/next"] = twiml("<Say>Thank you.</Say>")
    seen.scene.call(ANNA)
    row = seen.row(ANNA)
    expect(row).to_contain_text("waiting")
    seen.scene.advance(2)
    expect(row).to_contain_text("ringing")
    expect(seen.count("ringing")).to_have_text("1")
    expect(seen.page.get_by_text("Phones ringing: 1")).to_be_attached()
    seen.scene.advance(6)
    expect(row).to_contain_text("talking")
    expect(row).to_contain_text(f"“{PROMPT}”")
    seen.scene.advance(3.5)
    expect(row).to_contain_text("“Thank you.”")
    seen.scene.run()
    expect(row).to_contain_text("completed")
    expect(row).to_contain_text("nothing was left to perform")
    expect(seen.count("calls")).to_have_text("1")
    expect(seen.count("ringing")).to_have_text("0")


def test_how_a_call_ended_is_said_and_the_newest_stands_on_top(screen: Open, app: ClientApp) -> None:
    seen = screen(
        [
            {"address": ANNA, "call": {"answer": "busy"}},
            {"address": "+12125550124", "call": {"answer": "no_answer"}},
            {"address": "+12125550125", "call": {"answer": "machine", "ring_seconds": 1}},
        ]
    )
    app.documents["/twiml"] = twiml("<Pause length='30'/>")
    for number in (ANNA, "+12125550124", "+12125550125"):
        seen.scene.call(number, timeout=10)
    seen.scene.advance(8)
    expect(seen.row("+12125550125")).to_contain_text("a machine")
    seen.scene.run()
    expect(seen.row(ANNA)).to_contain_text("busy")
    expect(seen.row("+12125550124")).to_contain_text("no-answer")
    tops = seen.page.locator("#calls strong").all_inner_texts()
    assert [top[-4:] for top in tops] == ["0125", "0124", "0123"]


def test_the_list_can_be_filtered_by_number_and_state(screen: Open) -> None:
    seen = screen([{"address": ANNA, "call": {"answer": "busy"}}, {"address": CHRIS, "call": {"ring_seconds": 50}}])
    seen.scene.call(ANNA)
    seen.scene.call(CHRIS)
    seen.scene.advance(5)
    expect(seen.row(CHRIS)).to_contain_text("ringing")
    rows = seen.page.locator("#calls > li")
    seen.page.get_by_label("Number", exact=True).fill("555 0150")
    expect(rows).to_have_count(1)
    expect(seen.row(CHRIS)).to_be_visible()
    seen.page.get_by_label("State").select_option("ended")
    expect(rows).to_have_count(0)
    expect(seen.page.get_by_text("No call fits.")).to_be_visible()
    seen.page.get_by_label("Number", exact=True).fill("")
    expect(seen.row(ANNA)).to_be_visible()


def test_a_call_is_also_known_to_who_opens_the_page_late(screen: Open, app: ClientApp) -> None:
    seen = screen([{"address": ANNA, "call": {"answer": "human", "ring_seconds": 1}}])
    app.documents["/twiml"] = twiml("<Say>Only said once.</Say><Pause length='60'/>")
    seen.scene.call(ANNA)
    seen.scene.advance(10)
    seen.page.reload()
    expect(seen.row(ANNA)).to_contain_text("“Only said once.”")
    expect(story(seen.take(ANNA))).to_contain_text("Only said once.")


def test_who_waits_in_a_queue_or_a_conference_is_seen_there(screen: Open, app: ClientApp) -> None:
    seen = screen([{"address": number, "call": {"answer": "human", "ring_seconds": 1}} for number in (ANNA, CHRIS)])
    app.documents["/queue"] = twiml("<Enqueue>billing</Enqueue>")
    app.documents["/room"] = twiml("<Dial><Conference>floor</Conference></Dial>")
    seen.scene.call(ANNA, "/queue")
    seen.scene.call(CHRIS, "/room")
    seen.scene.advance(5)
    expect(seen.row(ANNA)).to_contain_text("in the queue billing")
    expect(seen.row(CHRIS)).to_contain_text("in the conference floor")


def test_texts_and_e_mails_are_listed_with_what_became_of_them(screen: Open) -> None:
    seen = screen([{"address": ANNA, "sms": {"delivery": "undelivered", "error_code": 30006}}])
    seen.tab("Texts and e-mails")
    expect(seen.page.get_by_text("No text and no e-mail so far.")).to_be_visible()
    seen.scene.text(ANNA, "A word about your account.")
    content = {"subject": "A letter", "html": "<p>Hello</p>", "text": "Hello"}
    address = {"address": "a@example.com"}
    assert seen.scene.email({"from": address, "to": [address], "content": content}).status_code == 202
    seen.scene.run()
    post = seen.page.locator("#post > li")
    expect(post).to_have_count(2)
    expect(post.filter(has_text="A word about your account.")).to_contain_text("undelivered, 30006")
    expect(post.filter(has_text="A letter")).to_contain_text("a@example.com")
    expect(seen.count("texts")).to_have_text("1")
    expect(seen.count("emails")).to_have_text("1")


def test_what_went_wrong_on_the_clients_side_is_listed_with_its_code(screen: Open, app: ClientApp) -> None:
    seen = screen([{"address": ANNA, "call": {"answer": "human", "ring_seconds": 1}}])
    app.documents["/twiml"] = twiml("<Shout>Hello</Shout>")
    app.documents["/gone"] = Document("", 404, "text/plain")
    seen.scene.call(ANNA)
    seen.scene.call(ANNA, "/gone", call_reason="because")
    seen.scene.run()
    seen.tab("What went wrong")
    complaints = seen.page.locator("#complaints")
    expect(complaints).to_contain_text("Element 'Shout' is not allowed in element 'Response'.")
    link = complaints.get_by_role("link", name="12200")
    expect(link).to_have_attribute("href", "https://www.twilio.com/docs/api/errors/12200")
    expect(complaints.get_by_role("link", name="11200").first).to_be_visible()
    expect(complaints).to_contain_text("/gone")
    expect(seen.page.locator("#faults")).to_contain_text("CallReason")
    assert int(seen.count("errors").inner_text()) >= 2


def test_the_same_fault_many_times_is_one_row(screen: Open, app: ClientApp) -> None:
    seen = screen()
    seen.tab("What went wrong")
    for _ in range(5):
        seen.scene.text(ANNA, send_as_mms=True)
    row = seen.page.locator("#faults > li")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("×5")


def test_the_clock_is_shown_and_moved(screen: Open) -> None:
    seen = screen([{"address": ANNA, "call": {"ring_seconds": 30}}])
    now = seen.page.locator("#now")
    expect(now).to_have_text("Mon, 18 Mar 2030, 16:00:00 UTC")
    expect(seen.page.get_by_text("moved by hand")).to_be_visible()
    for name, then in {"+1 s": "16:00:01", "+10 s": "16:00:11", "+1 min": "16:01:11"}.items():
        seen.page.get_by_role("button", name=name, exact=True).click()
        expect(now).to_contain_text(then)
    seen.scene.call(ANNA)
    seen.page.get_by_role("button", name="Run until quiet").click()
    expect(seen.row(ANNA)).to_contain_text("completed")


def test_a_clock_that_moves_by_itself_offers_no_buttons(process: Callable[..., Stage], page: Page) -> None:
    scene = process("--speed", "600")
    seen = Screen(page, scene)
    seen.page.goto(scene.origin + "/")
    expect(seen.page.get_by_text("600× as fast")).to_be_visible()
    expect(seen.page.get_by_role("button", name="Run until quiet")).to_be_hidden()


def test_thousands_of_lines_leave_the_page_small_and_right(screen: Open) -> None:
    strangers: dict[str, Any] = {"header": {"strangers": {"hangs up": 1}}}
    seen = screen([strangers, {"address": ANNA, "call": {"ring_seconds": 3}}], calls_per_second=1000)
    for n in range(250):
        seen.scene.call(f"+1213555{n:04d}")
    seen.scene.run()
    expect(seen.count("calls")).to_have_text("250")
    seen.scene.call(ANNA)
    seen.scene.advance(2)
    expect(seen.row(ANNA)).to_contain_text("ringing")
    expect(seen.page.get_by_text("And 151 more.")).to_be_visible()
    assert seen.page.locator("#calls > li").count() == 100
    assert seen.page.evaluate("document.querySelectorAll('*').length") < 2_000


def test_the_page_comes_back_after_a_reset(screen: Open, app: ClientApp) -> None:
    seen = screen([{"address": ANNA, "call": {"ring_seconds": 50}}])
    seen.take(ANNA)
    seen.scene.call(ANNA)
    seen.scene.advance(2)
    expect(seen.row(ANNA)).to_contain_text("ringing")
    seen.scene.set(app, [{"address": CHRIS, "call": {"ring_seconds": 50}}], {})
    expect(seen.page.get_by_text("No call so far.")).to_be_visible()
    expect(seen.page.get_by_text("Live", exact=True)).to_be_visible()
    expect(seen.phone(ANNA).get_by_text("In your hand")).to_be_visible()
    seen.scene.wait_for(lambda: seen.scene.admin("phones")["in_hand"] == [ANNA])
    seen.scene.call(ANNA)
    seen.scene.advance(2)
    expect(seen.phone(ANNA).get_by_role("button", name="Answer")).to_be_visible()


def test_the_page_comes_back_after_a_restart(process: Callable[..., Stage], page: Page, complaints: list[str]) -> None:
    first = process("--speed", "manual")
    port = first.origin.rsplit(":", 1)[1]
    seen = Screen(page, first)
    seen.page.goto(first.origin + "/")
    expect(seen.page.get_by_text("Live", exact=True)).to_be_visible()
    assert first.stop() == 0
    expect(seen.page.get_by_text("The sandbox does not answer")).to_be_visible()
    (first.folder / "ready").unlink()
    again = process("--speed", "manual", "--port", port)
    expect(seen.page.get_by_text("Live", exact=True)).to_be_visible()
    again.text(ANNA)
    expect(seen.count("texts")).to_have_text("1")
    complaints.clear()  # that nothing answered for a while
