"""Two thousand calls and messages: what each person means arrives in the account store, and nobody hears of a debt too early.

What people mean is read from the sandbox's journal; what arrived, from the account store.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from console.demo import governor
from console.demo.day import SETTINGS
from console.running.house import House
from outreach.clock import ClockGovernor, pause, stopwatch
from outreach.store import Store
from tests.intentions import journal, stored
from tests.intentions.characters import WANTS_BY_CALL, WANTS_BY_TEXT
from tests.intentions.crowd import CREDITORS, Member, gather
from tests.intentions.journal import DEBT, Line
from tests.support.accounts import NOON

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
CALLERS, TEXTERS = 570, 432
LONGEST = 600.0  # real seconds
WANT_NOTHING = {"hangs_up", "silent", "machine", "rings_out"}


@dataclass(frozen=True)
class Run:
    """What came of the day."""

    members: list[Member]
    lines: list[Line]
    store: Store

    def meant(self) -> dict[str, str]:
        return journal.meanings(self.lines)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("intentions")
    time = ClockGovernor(folder / "clock", NOON)
    house = House(
        folder, workers=2, population=folder / "population", clock_file=folder / "clock", overrides=SETTINGS,
        sandbox_options=["--calls-per-second", SETTINGS["OUTREACH_CALLS_PER_SECOND"]],
    )  # fmt: skip
    try:
        house.prepare()
        store = house.open_store()
        members = gather(store, folder / "population", CALLERS, TEXTERS)
        house.open()
        live(store, time)
        yield Run(members, journal.read(house.journal), store)
        store.engine.dispose()
    finally:
        house.stop()


def live(store: Store, time: ClockGovernor) -> None:
    """Until nothing is under way any more, or it is evening where everybody lives."""
    until, quiet_since = stopwatch() + LONGEST, None
    while stopwatch() < until and store.clock.now().hour < 24:
        now = store.clock.now()
        with store.sessions() as session:
            found = governor.load(session, now)
        talking = found.waiting or found.carried  # nobody is to wait on the line because our machine is slow
        time.run_at(governor.CRAWL if talking else min(governor.rate(found, now), governor.BRISK))
        idle = not found.waiting and not found.carried and found.next_due is None
        quiet_since = (quiet_since or now) if idle else None
        if quiet_since and (now - quiet_since).total_seconds() > 1200:
            break
        pause(0.04)
    time.run_at(0)


def test_two_thousand_calls_and_messages_were_exchanged(run: Run) -> None:
    counted = journal.contacts(run.lines)
    assert counted["call.created"] >= CALLERS * 0.95, counted
    assert sum(counted.values()) >= 2_000, counted


def test_everybody_came_to_say_what_she_wants(run: Run) -> None:
    """Else the next test would prove little."""
    meant = run.meant()
    silent = Counter(
        f"{one.channel} {one.want} {one.language}"
        for one in run.members
        if one.want not in WANT_NOTHING and one.debtor.number not in meant
    )
    assert silent.total() <= len(run.members) * 0.02, silent.most_common(20)
    assert {one.want for one in run.members} == {*WANTS_BY_CALL, *WANTS_BY_TEXT}


def test_what_each_person_meant_arrives_as_she_meant_it(run: Run) -> None:
    meant, lost = run.meant(), []
    with run.store.sessions() as session:
        for one in run.members:
            said = meant.get(one.debtor.number)
            if said and not stored.arrived(session, one.debtor.person, said):
                lost.append((one.channel, one.want, one.language, said, stored.story(session, one.debtor.person)))
    assert not lost, f"{len(lost)} of {len(meant)} did not arrive, among them {lost[:12]}"


def test_nobody_who_said_nothing_has_promised_or_refused_anything(run: Run) -> None:
    meant = run.meant()
    with run.store.sessions() as session:
        for one in run.members:
            if one.debtor.number not in meant:
                held = stored.story(session, one.debtor.person)
                assert not held.keys() & {"promises", "plan", "stopped", "wrong_person", "contract"}, (one, held)


def test_nothing_names_a_debt_a_creditor_or_an_amount_before_it_is_known_who_listens(run: Run) -> None:
    early = list(journal.said_before_the_check(run.lines))
    assert len(early) > CALLERS
    assert not [journal.words(line) for line in early if DEBT.search(journal.words(line))]


def test_the_scan_would_see_it(run: Run) -> None:
    """What is said after the check does name them: the words looked for are the words used."""
    everything = [line for line in run.lines if line["kind"] in (*journal.SPOKEN, *journal.WRITTEN)]
    named = [line for line in everything if DEBT.search(journal.words(line))]
    assert len(named) > 500
    assert any(CREDITORS["call"][0] in journal.words(line) for line in named)
