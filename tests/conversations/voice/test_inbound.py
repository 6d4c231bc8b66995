"""Somebody calls one of our numbers: who she may be, whom we name, and what holds for who stays unknown."""

from __future__ import annotations

from uuid import UUID

import pytest

from outreach.accounts.addresses import Address
from outreach.accounts.debts import Debt
from outreach.accounts.standing import OptOut
from outreach.agreements.promises import Promise
from outreach.contacts.attention import Attention
from outreach.conversations.voice.call_sessions import CallSession
from tests.support.accounts import NOON, ZIP, Agency, Debtor
from tests.support.agreements import PLANS, Desk
from tests.support.talking import (
    DEBT_WORDS,
    WAYS,
    WRONG,
    Line,
    client_of,
    our_number,
    outbound,
    pays,
    shares_number,
    speaks,
    state_of,
    told,
)

STRANGER = "+12125559999"
WITHHELD = ("anonymous", "Restricted", "", "+266696687", "+7378742833", "+86282452253", "unknown", "sip:me@example.com")


@pytest.fixture
def ours(office: Agency, client: UUID) -> str:
    return our_number(office, client)


@pytest.mark.parametrize("language", ["en", "es"])
def test_who_is_known_at_the_number_is_asked_after_and_may_promise(
    office: Agency, pat: Debtor, ours: str, language: str
) -> None:
    speaks(office, pat, language)
    line = Line(office).ring(ours, pat.number)
    assert {"en": "If you are Pat Example", "es": "Si usted es Pat Example"}[language] in line.words
    assert not DEBT_WORDS.search(line.words)
    line.press("1", ZIP, "1", "2", "1")
    (promise,) = office.rows(Promise)
    assert (promise.person_id, promise.attempt_id, promise.amount) == (pat.person, None, 12_000)
    assert line.row().outcome == "promise"


@pytest.mark.parametrize("keys", WAYS.values(), ids=WAYS)
def test_every_way_is_there_for_who_calls_us(office: Agency, pat: Debtor, ours: str, keys: tuple[str, ...]) -> None:
    Desk(office, pat).allow(PLANS)
    called, calling = (
        outbound(office, pat).press(*keys),
        Line(office).ring(ours, office.debtor(client_of(office, pat)).number),
    )
    calling.press(*keys)
    assert [calling.state, *calling.states[2:]] == [called.state, *called.states[2:]]
    assert calling.row().outcome == called.row().outcome


def test_the_same_call_asked_twice_is_one(office: Agency, pat: Debtor, ours: str) -> None:
    line = Line(office).ring(ours, pat.number)
    again = Line(office, sid=line.sid).ring(ours, pat.number)
    assert again.last == line.last
    assert office.count(CallSession) == 1


def test_of_several_people_at_a_number_the_one_reached_last_is_asked_after_first(
    office: Agency, client: UUID, pat: Debtor, ours: str
) -> None:
    sam = office.debtor(client)
    number = shares_number(office, pat, sam)
    office.planned(sam, state="completed", address_id=number, wired_at=NOON)
    line = Line(office).ring(ours, pat.number)
    assert line.row().person_id == sam.person
    line.press("2")
    assert (line.state, line.row().person_id) == ("inbound_greeting", pat.person)
    assert state_of(office, number) == "active" == state_of(office, pat.phone)
    line.press("1", ZIP, "1", "1", "1")
    assert [promise.person_id for promise in office.rows(Promise)] == [pat.person]


def test_who_is_none_of_those_known_is_told_nothing_and_somebody_looks(
    office: Agency, client: UUID, pat: Debtor, ours: str
) -> None:
    shares_number(office, pat, office.debtor(client))
    line = Line(office).ring(ours, pat.number).press("2", "2")
    assert (line.state, line.row().outcome) == ("nobody_here", "wrong_person")
    assert not DEBT_WORDS.search(line.everything)
    assert office.count(Attention, kind="wrong_person") == 1
    assert state_of(office, pat.phone) == "active"  # a call from a number proves nothing about it


def test_a_wrong_factor_for_one_person_does_not_follow_to_the_next(
    office: Agency, client: UUID, pat: Debtor, ours: str
) -> None:
    shares_number(office, pat, office.debtor(client))
    line = Line(office).ring(ours, pat.number).press("1", WRONG).say("wrong number")
    assert line.state == "inbound_greeting"
    assert line.row().identity == "none"
    assert line.press("1", ZIP).state == "welcome"


@pytest.mark.parametrize("from_", [STRANGER, *WITHHELD])
def test_to_a_number_where_nobody_is_known_nobody_is_named(office: Agency, pat: Debtor, ours: str, from_: str) -> None:
    line = Line(office).ring(ours, from_)
    assert line.state == "unknown_caller"
    assert "Pat" not in line.words
    assert not DEBT_WORDS.search(line.words)
    line.press("1")
    assert line.state == "unknown_caller"
    line.press("0")
    assert (line.state, line.row().outcome) == ("asked_for_somebody", "person_wanted")
    assert office.count(Attention, kind="reply") == 1


def test_a_stranger_who_says_stop_is_left_alone_at_her_number(office: Agency, pat: Debtor, ours: str) -> None:
    line = Line(office).ring(ours, STRANGER).press("9")
    assert line.state == "stopped"
    (no,) = office.rows(OptOut)
    assert (no.person_id, no.source) == (None, f"keypad:{line.session}")
    assert no.address_index == office.store.vault.index("phone", STRANGER)


@pytest.mark.parametrize("from_", WITHHELD)
def test_a_no_from_a_withheld_number_cannot_be_placed_and_a_person_is_told(
    office: Agency, pat: Debtor, ours: str, from_: str
) -> None:
    line = Line(office).ring(ours, from_).press("9")
    assert (line.state, line.row().outcome) == ("number_hidden", "stop")
    assert office.count(OptOut) == 0
    assert office.count(Attention, kind="reply") == 1


def test_a_number_that_is_none_of_ours_takes_no_calls(office: Agency, pat: Debtor) -> None:
    assert Line(office).ring("+12125550000", pat.number).said == []
    assert office.count(CallSession) == 0


def test_another_clients_number_does_not_know_her(office: Agency, pat: Debtor) -> None:
    other = our_number(office, office.client("Northgate"))
    assert Line(office).ring(other, pat.number).state == "unknown_caller"


def test_who_owes_nothing_any_more_is_not_named(office: Agency, pat: Debtor, ours: str) -> None:
    pays(office, pat.debt, 12_000)
    with office.store.sessions.begin() as session:
        session.get_one(Debt, pat.debt).status = "paid"
    assert Line(office).ring(ours, pat.number).state == "unknown_caller"


def test_a_number_known_to_be_somebody_elses_names_nobody(office: Agency, pat: Debtor, ours: str) -> None:
    with office.store.sessions.begin() as session:
        session.get_one(Address, pat.phone).state = "wrong_person"
    assert Line(office).ring(ours, pat.number).state == "unknown_caller"


def test_a_call_that_came_in_is_told_in_her_log_when_it_ends(office: Agency, pat: Debtor, ours: str) -> None:
    line = Line(office).ring(ours, pat.number).press("1", ZIP)
    line.over()
    (talk,) = told(office, pat.person, "talk")
    assert (talk["direction"], talk["identity"], talk["keys"]) == ("inbound", "verified", ["1", "#####"])
    assert office.rows(Debt, id=pat.debt)[0].first_communication_at == NOON


def test_one_in_which_nobody_proved_who_she_is_is_no_first_communication(
    office: Agency, pat: Debtor, ours: str
) -> None:
    Line(office).ring(ours, pat.number).press("1", WRONG).over()
    assert office.rows(Debt, id=pat.debt)[0].first_communication_at is None
