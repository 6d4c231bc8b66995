"""The collectors' screen: who may see it, what it shows when, and what its buttons and its form do."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from outreach.accounts.clients import Client
from outreach.accounts.standing import Hold, OptOut
from outreach.agreements.promises import Promise
from outreach.contacts.appointments import Appointment
from outreach.transfers import collectors, screens
from outreach.transfers.collectors import Collector, Profile
from outreach.transfers.forms import WrapUp
from outreach.transfers.rings import Ring
from tests.support.accounts import NOON, ZIP, Agency, Debtor
from tests.web.line import SID, WRONG, Call, Carrier

LEG = "CA" + "7" * 32


@dataclass
class Screen:
    """A collector at her screen, and her telephone."""

    office: Agency
    client: httpx.Client
    carrier: Carrier
    collector: UUID
    text: str = ""
    shown: dict[str, str] = field(default_factory=dict)

    def sign_on(self, link: str) -> Screen:
        assert "Sign on" in self.client.get(link).text
        answer = self.client.post(link)
        assert answer.status_code == 303, answer.text
        self.shown = {"Cookie": "; ".join(f"{name}={value}" for name, value in answer.cookies.items())}
        return self.look()

    def look(self) -> Screen:
        self.text = self.client.get("/collectors", headers=self.shown).text
        return self

    def do(self, act: str, **fields: str) -> httpx.Response:
        word = re.search(r'name="word" value="(\w+)"', self.look().text)
        assert word, self.text
        answer = self.client.post(f"/collectors/{act}", data={"word": word[1], **fields}, headers=self.shown)
        self.text = answer.text
        return answer

    def takes(self, call: Call) -> UUID:
        """Pick up the telephone and press 1."""
        (ring,) = call.ringing
        self.carrier.post(f"/voice/whisper/{ring}", CallSid=LEG)
        self.carrier.post(f"/voice/whisper/{ring}/key", CallSid=LEG, Digits="1")
        return ring

    def fills_in(self, **fields: str) -> httpx.Response:
        ring = re.search(r'name="ring" value="([\w-]+)"', self.look().text)
        assert ring, self.text
        return self.do("form", ring=ring[1], **({"note": "said so"} | fields))

    @property
    def state(self) -> str:
        return self.office.rows(Collector, id=self.collector)[0].state


@pytest.fixture
def pat(office: Agency) -> Debtor:
    return office.debtor(office.client("Northgate", role="third_party"), line="mobile")


@pytest.fixture
def attempt(office: Agency, pat: Debtor) -> UUID:
    return office.planned(pat, state="in_progress", wired_at=NOON, contact_outcome="dialling", carrier_sid=SID)


@pytest.fixture
def link(office: Agency) -> str:
    with office.store.sessions.begin() as session:
        made = collectors.add(session, office.store, Profile("Ann", "+12125553001", ("en", "es")), NOON)
        return f"/collectors/on/{screens.invite(office.store, made, NOON)}"


@pytest.fixture
def screen(office: Agency, browser: httpx.Client, carrier: Carrier, link: str) -> Screen:
    (ann,) = office.rows(Collector)
    return Screen(office, browser, carrier, ann.id).sign_on(link)


@pytest.fixture
def call(carrier: Carrier, attempt: UUID, screen: Screen) -> Call:
    return Call(carrier, attempt).answer()


def talked(call: Call, screen: Screen, *keys: str) -> None:
    """The caller identified herself, asked for a person, and spoke with the collector."""
    call.press(*(keys or ("1", ZIP)), "0")
    screen.takes(call)
    call.told("completed", DialBridged="true", DialCallSid=LEG)


def test_the_link_works_once(screen: Screen, link: str) -> None:
    assert "free" in screen.text
    assert screen.client.post(link).status_code == 403


def test_a_link_is_too_old_after_a_quarter_of_an_hour(office: Agency, browser: httpx.Client) -> None:
    with office.store.sessions.begin() as session:
        made = collectors.add(session, office.store, Profile("Ann", "+12125553001"), NOON)
        word = screens.invite(office.store, made, NOON - timedelta(minutes=15))
    assert browser.post(f"/collectors/on/{word}").status_code == 403


@pytest.mark.parametrize("path", ["/collectors", "/collectors/state"])
def test_without_a_cookie_there_is_nothing_to_see(browser: httpx.Client, path: str) -> None:
    assert browser.get(path).status_code == 403


@pytest.mark.parametrize("act", ["available", "off", "identified", "hand-on", "together", "form"])
def test_a_form_of_another_page_does_nothing(screen: Screen, act: str) -> None:
    answer = screen.client.post(f"/collectors/{act}", data={"word": "guessed"}, headers=screen.shown)
    assert answer.status_code == 403
    assert screen.state == "available"


def test_the_page_keeps_itself_to_itself(screen: Screen) -> None:
    answer = screen.client.get("/collectors", headers=screen.shown)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_before_the_call_is_taken_the_screen_names_nobody(call: Call, screen: Screen) -> None:
    call.press("1", ZIP, "0")
    assert "ringing" in screen.look().text
    assert "Northgate" in screen.text
    assert "Pat" not in screen.text
    assert "$" not in screen.text


def test_once_taken_the_whole_story_is_on_the_screen(call: Call, screen: Screen, pat: Debtor) -> None:
    call.press("1", ZIP, "3", "0")
    screen.takes(call)
    screen.look()
    for part in ("Pat Example", "confirmed by ZIP code", "$120.00", "Asks to speak with a person", "itemised"):
        assert part in screen.text, part
    assert pat.number not in screen.text
    assert ZIP not in screen.text
    assert "Arrest" in screen.text
    assert "This is an attempt to collect a debt by a debt collector" not in screen.text  # the call has said so


def test_a_caller_who_is_not_identified_is_not_spoken_to_of_a_debt(
    office: Agency, call: Call, screen: Screen, pat: Debtor
) -> None:
    with office.store.sessions.begin() as session:
        client = session.get_one(Client, office.rows(Client)[0].id)
        client.transfer_rules = {"escalation": [{"when": "failures", "count": 2, "then": "route"}]}
    call.press("1", WRONG, WRONG)
    screen.takes(call)
    screen.look()
    assert "not confirmed" in screen.text
    assert "First make sure who speaks" in screen.text
    assert "This is an attempt to collect a debt" in screen.text
    screen.do("identified")
    screen.look()
    assert "confirmed by a collector" in screen.text
    assert "First make sure who speaks" not in screen.text


def test_no_call_comes_before_the_form_is_filled_in(call: Call, screen: Screen) -> None:
    talked(call, screen)
    assert screen.state == "wrap_up"
    assert screen.do("available").status_code == 422
    assert "fill in the form" in screen.text
    assert screen.fills_in(disposition="talked").status_code == 303
    assert screen.state == "available"


@pytest.mark.parametrize(("fields", "told"), [
    ({"disposition": ""}, "choose one of"),
    ({"disposition": "talked", "note": " "}, "note"),
    ({"disposition": "promise"}, "amount, due on"),
    ({"disposition": "promise", "amount": "12.5", "due_on": "2026-12-10"}, "amount"),
    ({"disposition": "promise", "amount": "50.00", "due_on": "2026-11-10"}, "in the past"),
    ({"disposition": "plan"}, "offer"),
    ({"disposition": "callback"}, "slot"),
])  # fmt: skip
def test_a_form_that_says_too_little_is_shown_again_as_it_was(
    office: Agency, call: Call, screen: Screen, fields: dict[str, str], told: str
) -> None:
    talked(call, screen)
    answer = screen.fills_in(**{"note": "kept as typed"} | fields)
    assert answer.status_code == 422
    assert told in answer.text
    assert fields.get("note", "kept as typed") in answer.text
    assert (office.count(WrapUp), office.count(Promise)) == (0, 0)


def test_a_promise_told_to_a_collector_is_a_promise(office: Agency, call: Call, screen: Screen, attempt: UUID) -> None:
    talked(call, screen)
    screen.fills_in(disposition="promise", amount="50.00", due_on="2026-12-10")
    (promise,) = office.rows(Promise)
    assert (promise.amount, str(promise.due_on), promise.channel, promise.attempt_id) == (
        5000,
        "2026-12-10",
        "collector",
        attempt,
    )
    assert office.attempt(attempt).disposition == "promise"


def test_a_form_that_is_sent_twice_counts_once(office: Agency, call: Call, screen: Screen) -> None:
    talked(call, screen)
    (ring,) = office.rows(Ring)
    word = re.search(r'name="word" value="(\w+)"', screen.look().text)
    assert word
    form = {"word": word[1], "ring": str(ring.id), "disposition": "dispute", "note": "not mine"}
    for _ in range(2):
        assert screen.client.post("/collectors/form", data=form, headers=screen.shown).status_code == 303
    assert (office.count(WrapUp), office.count(Hold)) == (1, 1)


@pytest.mark.parametrize(("disposition", "table", "becomes"), [
    ("dispute", Hold, "dispute"), ("stop", OptOut, "refused"), ("attorney", Hold, "noted"),
])  # fmt: skip
def test_a_no_told_to_a_collector_is_a_no(
    office: Agency, call: Call, screen: Screen, attempt: UUID, disposition: str, table: type, becomes: str
) -> None:
    talked(call, screen)
    screen.fills_in(disposition=disposition)
    assert office.count(table) == 1
    assert office.attempt(attempt).disposition == becomes


def test_another_time_told_to_a_collector_is_an_appointment(office: Agency, call: Call, screen: Screen) -> None:
    talked(call, screen)
    slot = re.search(r'name="slot" value="([^"]+)"', screen.look().text)
    assert slot
    screen.fills_in(disposition="callback", slot=slot[1])
    assert office.rows(Appointment)[0].begins_at.isoformat() == slot[1]


def test_what_the_note_says_is_sealed(office: Agency, call: Call, screen: Screen) -> None:
    talked(call, screen)
    screen.fills_in(disposition="talked", note="she works nights")
    (form,) = office.rows(WrapUp)
    assert b"nights" not in form.note_sealed
    assert office.store.vault.open("wrap_ups.note", form.id, form.note_sealed) == "she works nights"
