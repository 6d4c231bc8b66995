"""Whoever hangs up, at whatever moment: nobody rings for nobody, nobody waits for nobody, and each way has its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from outreach.conversations.handover import consulting
from outreach.conversations.voice.dial_news import DialNews
from outreach.transfers.rings import Ring
from tests.support.accounts import NOON, ZIP, Agency, Debtor
from tests.support.talking import Line, known, outbound, told
from tests.transfers.staff import Phone, act, comes_back, hangs_up, hire, ringing, rules, state, transfer


@pytest.fixture
def staff(office: Agency) -> list[UUID]:
    return [hire(office, number) for number in (1, 2)]


def offered(line: Line) -> None:
    """She hears the menu, which offers a person."""


def asked(line: Line) -> None:
    line.press("0")


def picked_up(line: Line) -> None:
    ringing(line.press("0"))[0].picks_up()


def taken(line: Line) -> None:
    ringing(line.press("0"))[0].takes()


def next_rings(line: Line) -> None:
    comes_back(line.press("0"), "no-answer")


def to_choose_a_time(line: Line) -> None:
    for _ in range(2):
        comes_back(line if ringing(line) else line.press("0"), "busy")


MOMENTS: list[tuple[Callable[[Line], None], bool, str, list[str | None]]] = [
    (offered, False, "released", ["released"]),
    (asked, False, "abandoned", ["gone"]),
    (picked_up, False, "abandoned", ["gone"]),
    (taken, False, "abandoned", ["gone"]),  # the collector was still being told the story
    (taken, True, "ended", ["talked"]),
    (next_rings, False, "abandoned", ["no_answer", "gone"]),
    (to_choose_a_time, False, "unmet", ["busy", "busy"]),
]


@pytest.mark.parametrize(("moment", "bridged", "came_to", "outcomes"), MOMENTS)
def test_she_hangs_up(
    office: Agency, pat: Debtor, staff: list[UUID], moment: Callable[[Line], None], bridged: bool, came_to: str,
    outcomes: list[str],
) -> None:  # fmt: skip
    line = known(office, pat)
    moment(line)
    hangs_up(line, bridged=bridged)
    assert transfer(office).state == came_to
    rung = office.rows(Ring)
    assert Counter(row.outcome for row in rung) == Counter(outcomes)
    assert all(row.ended_at is not None for row in rung)
    there = {"talked": "wrap_up", "no_answer": "away", "busy": "away"}
    expected = {row.collector_id: there.get(str(row.outcome), "available") for row in rung}
    assert {collector: state(office, collector) for collector in expected} == expected
    assert line.row().ended_at is not None


def test_the_end_of_the_call_alone_frees_everybody(office: Agency, pat: Debtor, staff: list[UUID]) -> None:
    """The carrier's news of the Dial were lost."""
    line = known(office, pat).press("0")
    line.over()
    assert (transfer(office).state, state(office, staff[0])) == ("abandoned", "available")


def test_a_collector_who_takes_a_call_that_is_over_is_told(office: Agency, pat: Debtor, staff: list[UUID]) -> None:
    line = known(office, pat).press("0")
    (phone,) = ringing(line)
    phone.picks_up()
    hangs_up(line)
    said = phone.presses("1")
    assert said is not None
    assert "no longer waiting" in said.words
    assert not said.connects
    assert "Pat" not in said.words


@pytest.mark.parametrize(("status", "then"), [("busy", "busy"), ("no-answer", "no_answer"), ("failed", "failed")])
def test_news_of_a_telephone_count_once_and_late_ones_not(
    office: Agency, pat: Debtor, staff: list[UUID], status: str, then: str
) -> None:
    line = known(office, pat).press("0")
    (phone,) = ringing(line)
    for _ in range(2):
        phone.tells(status)
    assert phone.row.outcome == then
    comes_back(line, status)
    (second,) = ringing(line)
    second.takes()
    phone.tells("completed")
    assert (phone.row.outcome, second.row.state) == (then, "accepted")


@pytest.mark.parametrize(("keys", "then", "there"), [("", "no_key", "away"), ("2", "declined", "available")])
def test_a_voicemail_and_a_no_are_told_apart(
    office: Agency, pat: Debtor, staff: list[UUID], keys: str, then: str, there: str
) -> None:
    """A voicemail hears the whisper, which names nobody, and presses nothing."""
    line = known(office, pat).press("0")
    (phone,) = ringing(line)
    whisper = phone.picks_up()
    assert whisper is not None
    assert "Pat" not in whisper.words
    assert "120" not in whisper.words
    assert phone.presses(keys) is None
    assert phone.presses("1") is None  # too late
    assert (phone.row.outcome, state(office, staff[0])) == (then, there)
    assert [one.ring for one in ringing(comes_back(line))] != [phone.ring]


def test_who_hangs_up_on_the_whisper_has_declined(office: Agency, pat: Debtor, staff: list[UUID]) -> None:
    line = known(office, pat).press("0")
    (phone,) = ringing(line)
    phone.picks_up()
    comes_back(line)
    assert (phone.row.outcome, state(office, staff[0])) == ("declined", "available")
    assert len(ringing(line)) == 1


def test_who_vanishes_between_the_one_and_the_caller_is_followed_by_the_next(
    office: Agency, pat: Debtor, staff: list[UUID]
) -> None:
    line = known(office, pat).press("0")
    phone = ringing(line)[0].takes()
    comes_back(line, bridged=False)
    assert (phone.row.outcome, transfer(office).connected_at, line.state) == ("dropped", None, "connect_next")
    assert ringing(line)[0].row.collector_id == staff[1]


def test_only_the_leg_that_came_first_may_take_the_call(office: Agency, pat: Debtor, staff: list[UUID]) -> None:
    (phone,) = ringing(known(office, pat).press("0"))
    phone.picks_up()
    other = Phone(office, phone.ring)
    assert other.picks_up() is None
    assert other.presses("1") is None
    assert phone.row.state == "answered"


def test_phones_that_ring_together_are_of_three_and_the_first_wins(
    office: Agency, client: UUID, pat: Debtor, staff: list[UUID]
) -> None:
    third, fourth = hire(office, 3), hire(office, 4)
    rules(office, client, ring="at_once")
    line = known(office, pat).press("0")
    phones = ringing(line)
    assert {phone.row.collector_id for phone in phones} == {*staff, third}
    taker, *others = phones
    taker.takes()
    for phone, status in zip(others, ("canceled", "completed"), strict=True):  # rang on; was picked up a moment later
        phone.tells(status)
    there = {phone.row.collector_id: state(office, phone.row.collector_id) for phone in phones}
    assert there == {taker.row.collector_id: "on_call"} | {phone.row.collector_id: "available" for phone in others}
    assert state(office, fourth) == "available"
    assert comes_back(line, bridged=True).state == "talked"
    assert transfer(office).state == "ended"


def test_after_as_many_rounds_as_the_client_wants_a_time_is_offered(
    office: Agency, client: UUID, pat: Debtor, staff: list[UUID]
) -> None:
    for number in (3, 4):
        hire(office, number)
    rules(office, client, rounds=2)
    line = known(office, pat).press("0")
    assert comes_back(line, "no-answer").state == "connect_next"
    assert comes_back(line, "no-answer").state == "not_connected"
    assert office.count(Ring) == 2


@pytest.mark.parametrize("bridged", [True, False])
def test_she_hangs_up_while_a_colleague_is_asked(
    office: Agency, client: UUID, pat: Debtor, staff: list[UUID], bridged: bool
) -> None:
    """Warm: she waits on hold, the first collector's leg rings the colleague."""
    rules(office, client, handover="warm")
    line = known(office, pat).press("0")
    first = ringing(line)[0].takes()
    act(office, lambda s: consulting.hand_on(s, first.ring, NOON))
    comes_back(line, bridged=True)
    colleague = Phone(office, next(row for row in office.rows(Ring) if row.joins).id)
    assert act(office, lambda s: consulting.consult(s, office.store, colleague.ring, first.sid)) is not None
    if bridged:
        colleague.takes()
    line.over()
    assert transfer(office).state == "ended"
    assert [state(office, one) for one in staff] == ["wrap_up", "wrap_up" if bridged else "available"]
    news = DialNews("completed", bridged)
    left = act(office, lambda s: consulting.consulted(s, office.store, colleague.ring, first.sid, news, NOON))
    assert left is None


def test_the_log_of_the_person_tells_how_it_went(office: Agency, pat: Debtor, staff: list[UUID]) -> None:
    line = known(office, pat).press("0")
    office.clock.wait(12)
    comes_back(line, "no-answer")
    ringing(line)[0].takes()
    comes_back(line, bridged=True)
    (went,) = told(office, pat.person, "transfer")
    assert (went["came_to"], went["why"], [how for _, how in went["rung"]]) == (
        "ended",
        "asked",
        ["no_answer", "talked"],
    )


def test_two_callers_race_for_one_collector(office: Agency, client: UUID) -> None:
    """Real threads: of all who hear the menu at once, one is offered the person who is free."""
    hire(office, 1)
    lines = [outbound(office, office.debtor(client, line="mobile")).press("1") for _ in range(8)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda line: line.press(ZIP), lines))
    offered = [line for line in lines if "speak with a person, press 0" in line.words]
    later = [line for line in lines if "call you back, press 0" in line.words]
    assert (len(offered), len(later)) == (1, 7)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda line: line.press("0"), lines))
    assert sorted(line.state for line in lines) == ["connect"] + ["slots"] * 7
    assert len(office.rows(Ring, ended_at=None)) == 1
