"""At every turn of every way through a call: asked twice, late, ahead of time, by another call; hung up; two answers at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from outreach.accounts.debts import DebtParty
from outreach.accounts.standing import Hold, OptOut
from outreach.agreements.plans import Plan
from outreach.agreements.promises import Promise
from outreach.contacts.appointments import Appointment
from outreach.contacts.contact_contract import ContactContract
from outreach.conversations.voice.answers import Heard
from outreach.conversations.voice.flow import FLOW, MOST_TURNS
from outreach.conversations.voice.speaking import Said
from tests.support.accounts import ZIP, Agency, Debtor
from tests.support.agreements import PLANS, Desk
from tests.support.talking import (
    DEBT_WORDS,
    WAYS,
    client_of,
    everything_kept,
    known,
    outbound,
    spoken,
    told,
)

EVERY_WAY = pytest.mark.parametrize("keys", WAYS.values(), ids=WAYS)
PREFIXES = sorted({keys[:turn] for keys in WAYS.values() for turn in range(len(keys) + 1)})
EVERY_TURN = pytest.mark.parametrize("keys", PREFIXES, ids=" ".join)
OTHER_ANSWERS = [Heard(keys=key) for key in ("", "1", "9", ZIP)] + [
    Heard(words="yes"), Heard(words="stop calling me"),
]  # fmt: skip
BINDS = (Promise, Plan, Hold, OptOut, Appointment, ContactContract)


@pytest.fixture
def pat(office: Agency, pat: Debtor) -> Debtor:
    Desk(office, pat).allow(PLANS)
    return pat


@EVERY_WAY
def test_an_answer_that_comes_again_changes_nothing_and_hears_the_same(
    office: Agency, pat: Debtor, keys: tuple[str, ...]
) -> None:
    line = outbound(office, pat)
    for turn, key in enumerate(keys, 1):
        line.press(key)
        before = everything_kept(office)
        for number in range(turn):
            for heard in (Heard(keys=keys[number]), *OTHER_ANSWERS):
                assert _same(line.post(number, heard), line.said[number + 1])
        assert everything_kept(office) == before


@EVERY_WAY
def test_what_was_never_asked_or_is_another_calls_is_refused(
    office: Agency, pat: Debtor, keys: tuple[str, ...]
) -> None:
    line, other = outbound(office, pat), outbound(office, office.debtor(client_of(office, pat)))
    for key in keys:
        line.press(key)
        before = everything_kept(office)
        for heard in OTHER_ANSWERS:
            assert line.post(line.last.number + 1, heard) is None
            assert line.post(line.last.number, heard, sid=other.sid) is None
            assert line.post(0, heard, sid=other.sid) is None
            assert line.post(0, heard, sid="CA0") is None
        assert everything_kept(office) == before


@EVERY_TURN
def test_hanging_up_ends_the_call_and_binds_nobody_to_what_was_not_confirmed(
    office: Agency, pat: Debtor, keys: tuple[str, ...]
) -> None:
    line = outbound(office, pat).press(*keys)
    bound = [office.count(table) for table in BINDS]
    ended = line.over()
    assert ended is not None
    assert line.over() is None
    done = not line.open
    assert any(bound) == (done and line.state != "wrong_person")
    assert [office.count(table) for table in BINDS] == bound
    assert (ended.outcome == "unfinished") == (not done and "unavailable" not in line.states)
    after = everything_kept(office)
    for heard in OTHER_ANSWERS:
        assert line.post(line.last.number, heard) is None
    assert everything_kept(office) == after
    (talk,) = told(office, pat.person, "talk")
    assert (talk["outcome"], talk["states"]) == (ended.outcome, line.states)


@EVERY_WAY
def test_two_answers_at_once_are_one(office: Agency, pat: Debtor, keys: tuple[str, ...]) -> None:
    line = outbound(office, pat)
    for key in keys:
        number = line.last.number
        first, second = _at_once([partial(line.post, number, Heard(keys=key))] * 2)
        assert first is not None
        assert _same(first, second)
        line.said.append(first)
    assert len(line.turns()) == len(keys) + 1


@pytest.mark.parametrize("attempt", range(4))
def test_of_a_yes_and_a_no_at_once_one_is_heard(office: Agency, pat: Debtor, attempt: int) -> None:
    line = known(office, pat).press("1", "1")
    number = line.last.number
    answers = ["1", "9"] if attempt % 2 else ["9", "1"]
    first, second = _at_once([partial(line.post, number, Heard(keys=key)) for key in answers])
    assert _same(first, second)
    assert (office.count(Promise), office.count(OptOut)) in ((1, 0), (0, 1))


def test_two_who_owe_the_same_debt_and_act_at_once_do_not_wait_for_each_other(office: Agency, pat: Debtor) -> None:
    sam = office.debtor(client_of(office, pat), line="mobile")
    with office.store.sessions.begin() as session:
        for person, debt in ((sam.person, pat.debt), (pat.person, sam.debt)):
            session.add(DebtParty(debt_id=debt, person_id=person, role="co_obligor"))
    lines = [known(office, one).press("4") for one in (pat, sam)]
    heard = _at_once([partial(line.post, line.last.number, Heard(keys="1")) for line in lines])
    assert [said.state for said in heard if said] == ["disputed", "disputed"]


@pytest.mark.parametrize("way", [(), ("1",), ("1", ZIP), ("1", ZIP, "1"), ("1", ZIP, "0")])
@pytest.mark.parametrize("key", ["8", "*"])
def test_no_call_goes_on_for_ever(office: Agency, pat: Debtor, way: tuple[str, ...], key: str) -> None:
    line = outbound(office, pat).press(*way)
    while line.open:
        assert line.last.number <= MOST_TURNS
        line.press(key)
    assert line.state == "goodbye"


def test_a_no_is_heard_in_the_last_turn_too(office: Agency, pat: Debtor) -> None:
    line = known(office, pat)
    while line.last.number < MOST_TURNS:
        line.press("*")
    assert line.press("9").state == "stopped"


@EVERY_WAY
def test_the_words_kept_are_those_spoken_turn_by_turn(office: Agency, pat: Debtor, keys: tuple[str, ...]) -> None:
    line = outbound(office, pat).press(*keys)
    assert line.kept() == [[list(one) for one in said.lines] for said in line.said]
    assert [turn.state for turn in line.turns()] == line.states
    assert all(turn.prompts for turn in line.turns())
    with office.store.sessions() as session:
        stored = b"".join(session.connection().exec_driver_sql("SELECT said_sealed FROM call_turns").scalars())
    assert b"Pat" not in stored


@EVERY_WAY
def test_nothing_of_a_debt_is_said_before_it_is_known_who_speaks(
    office: Agency, pat: Debtor, keys: tuple[str, ...]
) -> None:
    line = outbound(office, pat).press(*keys)
    for said, turn in zip(line.said, line.turns(), strict=True):
        if not FLOW[turn.state].identified and "welcome" not in line.states[: said.number]:
            assert not DEBT_WORDS.search(spoken(said)), spoken(said)


def _at_once(calls: list[Callable[[], Said | None]]) -> list[Said | None]:
    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result(timeout=30) for future in [pool.submit(call) for call in calls]]


def _same(one: Said | None, other: Said | None) -> bool:
    """Whether both say the same words about the same turn, and wait for the same."""
    told_: list[Any] = [
        (said.number, said.state, said.language, said.lines, said.digits) for said in (one, other) if said
    ]
    return len(told_) == 2 and told_[0] == told_[1]
