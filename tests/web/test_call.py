"""The keypad call over the wire: who hears what, and what a key does."""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import UUID

import httpx
import pytest

from outreach.accounts.addresses import Address
from outreach.accounts.clients import Client
from outreach.accounts.people import Person
from outreach.accounts.standing import OptOut
from outreach.agreements.promises import Promise
from outreach.contacts import approving
from outreach.contacts.attention import Attention
from outreach.conversations.voice.call_sessions import CallSession
from templates import SHIPPED, Key
from tests.support.accounts import NOON, ZIP, Agency, Debtor
from tests.web.line import SID, WRONG, Call, Carrier

OTHER = "CA" + "2" * 32
DEBT_WORDS = re.compile(r"\$|\bdebt\b|\bowe|balance|collect|12[0.,]|Northgate Recovery", re.IGNORECASE)


@pytest.fixture
def pat(office: Agency) -> Debtor:
    client = office.client("Northgate Recovery", role="third_party")
    with office.store.sessions.begin() as session:
        session.get_one(Client, client).business_name = "Northgate Services"
    return office.debtor(client, line="mobile")


@pytest.fixture
def attempt(office: Agency, pat: Debtor) -> UUID:
    return office.planned(pat, state="queued", wired_at=NOON, contact_outcome="dialling", carrier_sid=SID)


@pytest.fixture
def call(carrier: Carrier, attempt: UUID) -> Call:
    return Call(carrier, attempt).answer()


def test_before_the_zip_was_right_nothing_tells_of_a_debt(office: Agency, call: Call) -> None:
    call.press("", "7", "1", WRONG, "", WRONG, "", "", "")
    assert not DEBT_WORDS.search(call.everything), call.everything
    assert call.action is None


def test_after_the_zip_was_right_the_disclosures_come_before_the_balance(call: Call) -> None:
    call.press("1", ZIP)
    assert call.last.index("debt collector") < call.last.index("120 dollars")


def test_a_promise_is_made_with_five_keys(office: Agency, pat: Debtor, attempt: UUID, call: Call) -> None:
    queued = office.planned(pat, "email")
    call.press("1", ZIP, "1", "2", "1")
    assert call.action is None
    (promise,) = office.rows(Promise)
    assert (promise.attempt_id, promise.amount, promise.due_on) == (attempt, 12_000, date(2026, 12, 15))
    assert office.attempt(attempt).disposition == "promise"
    assert office.attempt(queued).state == "cancelled"


def test_the_promise_is_read_back_before_it_counts(office: Agency, call: Call) -> None:
    call.press("1", ZIP, "1", "3")
    assert "120 dollars" in call.last
    assert "December 29" in call.last
    assert office.count(Promise) == 0
    call.press("2", "1", "1")
    (promise,) = office.rows(Promise)
    assert promise.due_on == NOON.date() + timedelta(days=7)


def test_a_repeated_webhook_does_not_promise_twice(office: Agency, call: Call) -> None:
    call.press("1", ZIP, "1", "1")
    again = Call(call.carrier, call.attempt, action=call.action)
    call.press("1")
    again.press("1")
    assert office.count(Promise) == 1


def test_the_stop_key_silences_calls_and_texts(office: Agency, pat: Debtor, attempt: UUID, call: Call) -> None:
    queued = [office.planned(pat, channel) for channel in ("call", "sms")]
    call.press("9")
    assert call.action is None
    assert {office.attempt(one).state for one in queued} == {"cancelled"}
    (opt_out,) = office.rows(OptOut)
    assert (opt_out.person_id, opt_out.channels, opt_out.source) == (
        pat.person,
        ["call", "sms"],
        f"keypad:{office.rows(CallSession)[0].id}",
    )


def test_a_wrong_person_is_not_called_again(office: Agency, pat: Debtor, attempt: UUID, call: Call) -> None:
    call.press("2")
    assert office.rows(Address, id=pat.phone)[0].state == "wrong_person"
    assert office.attempt(attempt).disposition == "wrong_person"
    assert office.count(Attention, kind="wrong_person") == 1


def test_somebody_who_wants_a_person_is_put_before_one(office: Agency, pat: Debtor, call: Call) -> None:
    call.press("1", ZIP, "0")
    assert "call you back" in call.last


@pytest.mark.parametrize("keys", [("", ""), ("5", "5", "5"), ("5", ""), ("1", "", "", "")])
def test_tries_come_to_an_end(call: Call, keys: tuple[str, ...]) -> None:
    call.press(*keys)
    assert call.action is None
    assert "Goodbye" in call.last


def test_the_first_call_that_asks_owns_the_attempt(office: Agency, carrier: Carrier, pat: Debtor) -> None:
    attempt = office.planned(pat, state="unknown", wired_at=NOON, contact_outcome="dialling")
    first, second = Call(carrier, attempt).answer(), Call(carrier, attempt, OTHER).answer()
    assert first.action is not None
    assert second.everything == ""
    assert second.action is None
    assert office.attempt(attempt).carrier_sid == SID


def test_another_call_cannot_press_keys(office: Agency, call: Call) -> None:
    stranger = Call(call.carrier, call.attempt, OTHER, action=call.action)
    stranger.press("9")
    assert stranger.everything == ""
    assert stranger.action is None
    assert office.count(OptOut) == 0


@pytest.mark.parametrize("turn", [1, 2, 7, 4000])
def test_nobody_gets_ahead_by_a_guessed_address(office: Agency, call: Call, turn: int) -> None:
    call.action = (call.action or "").rsplit("/", 1)[0] + f"/{turn}"
    call.press("1")
    assert call.last == ""
    assert office.rows(CallSession)[0].identity == "none"


@pytest.mark.parametrize("state", ["completed", "cancelled", "failed", "planned"])
def test_an_attempt_that_is_not_on_a_call_says_nothing(
    office: Agency, carrier: Carrier, pat: Debtor, state: str
) -> None:
    attempt = office.planned(pat, state=state)
    assert Call(carrier, attempt).answer().action is None
    assert office.attempt(attempt).carrier_sid is None


def test_an_unknown_attempt_is_hung_up(carrier: Carrier) -> None:
    assert Call(carrier, UUID(int=1)).answer().action is None


def test_a_spanish_speaker_hears_spanish(office: Agency, carrier: Carrier, pat: Debtor, attempt: UUID) -> None:
    with office.store.sessions.begin() as session:
        session.get_one(Person, pat.person).language = "es"
    assert "oprima 9" in Call(carrier, attempt).answer().last


def test_the_stop_page_asks_before_it_stops(office: Agency, browser: httpx.Client, pat: Debtor) -> None:
    attempt, queued = office.planned(pat, "email", state="delivered"), office.planned(pat, "email")
    assert "<form" in browser.get(f"/stop/{attempt}").text
    assert office.count(OptOut) == 0
    assert browser.post(f"/stop/{attempt}").status_code == 200
    assert office.attempt(queued).state == "cancelled"
    assert office.rows(OptOut)[0].channels == ["email"]


def test_the_stop_page_says_the_same_to_an_unknown_link(office: Agency, browser: httpx.Client) -> None:
    known, unknown = browser.post(f"/stop/{UUID(int=1)}"), browser.post(f"/stop/{UUID(int=2)}")
    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)
    assert office.count(OptOut) == 0


def test_words_taken_back_before_the_call_was_answered_are_not_spoken(
    office: Agency, carrier: Carrier, attempt: UUID
) -> None:
    _take_back(office, "greeting")
    call = Call(carrier, attempt).answer()
    assert (call.everything, call.action) == ("", None)
    assert office.count(Attention, kind="text") == 1


@pytest.mark.parametrize(
    ("prompt", "keys"), [("second_factor", ("1",)), ("balance", ("1", ZIP)), ("thanks", ("1", ZIP, "1", "1", "1"))]
)
def test_words_taken_back_while_the_call_runs_are_not_spoken(
    office: Agency, call: Call, prompt: str, keys: tuple[str, ...]
) -> None:
    call.press(*keys[:-1])
    _take_back(office, prompt)
    call.press(keys[-1])
    assert (call.last, call.action) == ("", None)
    assert office.count(Attention, kind="text") == 1


def _take_back(office: Agency, prompt: str) -> None:
    version = SHIPPED.info(Key("keypad", prompt, "en")).version
    with office.store.sessions.begin() as session:
        approving.revoke(session, f"keypad/{prompt}.en", version, "bea", "it misleads people", NOON)
