"""A step that is late: she is asked to hold, the carrier asks again, and what she pressed is done once."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import UUID

import httpx
import pytest

from console.web import in_time
from outreach.accounts.standing import OptOut
from outreach.agreements.promises import Promise
from outreach.conversations.voice.call_sessions import CallSession, CallTurn
from outreach.db import lock_budgets, person_key
from tests.support.accounts import NOON, ZIP, Agency, Debtor
from tests.support.agreements import PLANS, Desk
from tests.support.talking import WAYS, everything_kept
from tests.web.line import SID, Call, Carrier


@pytest.fixture
def pat(office: Agency) -> Debtor:
    pat = office.debtor(office.client(), line="mobile")
    Desk(office, pat).allow(PLANS)
    return pat


@pytest.fixture
def attempt(office: Agency, pat: Debtor) -> UUID:
    return office.planned(pat, state="queued", wired_at=NOON, contact_outcome="dialling", carrier_sid=SID)


@pytest.fixture
def call(carrier: Carrier, attempt: UUID) -> Call:
    return Call(carrier, attempt).answer()


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A deadline that a test does not wait for."""
    monkeypatch.setattr(in_time, "PATIENCE", 0.5)


@contextmanager
def busy(office: Agency, debtor: Debtor) -> Iterator[None]:
    """Somebody else's transaction holds her."""
    with office.store.sessions.begin() as session:
        lock_budgets(session, [person_key(debtor.person)])
        yield


def asked_again(response: httpx.Response) -> tuple[str, str]:
    """What is said meanwhile, and where the carrier asks again."""
    document = ET.fromstring(response.text)
    redirect = document.find("Redirect")
    assert redirect is not None, response.text
    assert document.find("Gather") is None
    words = " ".join(say.text or "" for say in document.iter("Say"))
    return words, (redirect.text or "").partition("#")[0]


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize(("keys", "made"), [(("1", ZIP, "1", "2", "1"), Promise), (("9",), OptOut)])
def test_a_key_that_came_while_the_database_was_busy_is_done_afterwards_and_once(
    office: Agency, pat: Debtor, call: Call, keys: tuple[str, ...], made: type[Promise | OptOut]
) -> None:
    call.press(*keys[:-1])
    action = call.action or ""
    with busy(office, pat):
        words, again = asked_again(call.carrier.post(action, CallSid=SID, Digits=keys[-1]))
        assert words == "Please hold for a moment."
        assert f"key={keys[-1]}" in again
        words, again = asked_again(call.carrier.post(again, CallSid=SID))
        assert office.count(made) == 0
    for _ in range(2):
        assert "Hangup" in call.carrier.post(again, CallSid=SID).text
    assert office.count(made) == 1


@pytest.mark.usefixtures("hurried")
def test_digits_of_a_second_factor_and_words_never_stand_in_an_address(office: Agency, pat: Debtor, call: Call) -> None:
    call.press("1")
    action = call.action or ""
    with busy(office, pat):
        _, by_key = asked_again(call.carrier.post(action, CallSid=SID, Digits=ZIP))
        _, by_word = asked_again(call.carrier.post(action, CallSid=SID, SpeechResult="3 0 3 0 3", Confidence="0.9"))
    assert by_key == by_word
    assert ZIP not in by_key
    assert "five digits" in call.carrier.post(by_key, CallSid=SID).text
    assert office.rows(CallSession)[0].identity == "claimed"


@pytest.mark.usefixtures("hurried")
def test_who_waits_too_long_is_not_kept_for_ever(office: Agency, pat: Debtor, call: Call) -> None:
    again = call.action or ""
    with busy(office, pat):
        for _ in range(in_time.ASKED):
            _, again = asked_again(call.carrier.post(again, CallSid=SID, Digits="1"))
        assert "Hangup" in call.carrier.post(again, CallSid=SID).text


@pytest.mark.usefixtures("hurried")
def test_the_first_words_of_a_call_may_be_late_too(
    office: Agency, pat: Debtor, attempt: UUID, carrier: Carrier
) -> None:
    with busy(office, pat):
        words, again = asked_again(carrier.post(f"/voice/{attempt}", CallSid=SID))
    assert words == "Please hold for a moment. Espere un momento, por favor."
    heard = carrier.post(again, CallSid=SID).text
    while "Pat Example" not in heard:  # a machine that is busy may be late again
        _, again = asked_again(carrier.post(again, CallSid=SID))
        heard = carrier.post(again, CallSid=SID).text
    assert office.count(CallTurn) == 1


@pytest.mark.parametrize("keys", WAYS.values(), ids=WAYS)
def test_a_request_that_comes_twice_or_late_changes_nothing(office: Agency, call: Call, keys: tuple[str, ...]) -> None:
    answers: list[tuple[str, str]] = []
    for key in keys:
        action = call.action or ""
        first = call.carrier.post(action, CallSid=SID, Digits=key)
        call.action = _action(first)
        answers.append((action, first.text))
        before = everything_kept(office)
        for earlier, said in answers:
            assert call.carrier.post(earlier, CallSid=SID, Digits="1").text == said
            assert call.carrier.post(earlier, CallSid=SID).text == said
        assert everything_kept(office) == before
    assert call.action is None


def test_the_words_kept_are_the_words_in_the_twiml(office: Agency, call: Call) -> None:
    call.press("1", ZIP, "2", "2", "1")
    opened = office.store.vault.open
    turns = sorted(office.rows(CallTurn), key=lambda turn: turn.number)
    kept = [json.loads(opened("call_turns.said", turn.id, turn.said_sealed)) for turn in turns]
    assert [" ".join(words for _, words in lines) for lines in kept] == call.said


def test_the_same_key_posted_twice_at_once_is_one(office: Agency, call: Call) -> None:
    call.press("1", ZIP, "1", "2")
    action = call.action or ""
    with ThreadPoolExecutor(4) as pool:
        said = {one.text for one in pool.map(lambda _: call.carrier.post(action, CallSid=SID, Digits="1"), range(4))}
    assert len(said) == 1
    assert office.count(Promise) == 1


def _action(response: httpx.Response) -> str | None:
    gather = ET.fromstring(response.text).find("Gather")
    return gather.attrib["action"].partition("#")[0] if gather is not None else None
