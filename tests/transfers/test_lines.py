"""Lines: what limits them, and that a claim without one waits and loses nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from outreach.contacts import lines
from outreach.contacts.attempts import Attempt
from outreach.contacts.claim import Claim, Postponed, Wired, claim
from outreach.contacts.lines import LineLimit
from outreach.ids import new_id
from outreach.metrics import CALL_RATES
from outreach.transfers import measuring, report
from outreach.transfers.measuring import LEAST, limits
from outreach.transfers.pacing import Measured
from outreach.transfers.transfers import Transfer
from tests.support.accounts import NOON, Agency
from tests.transfers.staff import act, hire

PROVEN = Measured(400, 120, 40)


def take(office: Agency, attempt: UUID) -> Claim:
    return act(office, lambda session: claim(session, office.store, attempt, office.clock.now()))


def measured(office: Agency) -> None:
    act(office, lambda session: measuring.renew(session, office.clock.now()))


def allow(office: Agency, client: UUID, offered: int | None, needed: int) -> None:
    act(office, lambda s: s.add(LineLimit(client_id=client, offered=offered, needed=needed, measured={})))


@pytest.mark.parametrize(("signed_on", "free", "served", "offered", "needed"), [
    (0, 0, 0, None, 0), (5, 0, 0, LEAST, 0), (5, 0, 3, 3, 3), (1, 1, 0, 1, 1),
])  # fmt: skip
def test_the_limits_follow_who_is_there(
    signed_on: int, free: int, served: int, offered: int | None, needed: int
) -> None:
    found = limits(signed_on, free, Measured(), served)
    assert (found.offered, found.needed) == (offered, needed)


def test_a_measured_campaign_runs_more_lines_than_it_has_people() -> None:
    found = limits(5, 5, PROVEN, 0)
    assert found.needed > 10
    assert found.offered == found.needed


def test_with_nobody_signed_on_only_calls_that_need_a_person_wait(office: Agency) -> None:
    client = office.client()
    offers, needs = office.planned(office.debtor(client)), office.planned(office.debtor(client), needs_person=True)
    measured(office)
    assert isinstance(take(office, needs), Postponed)
    assert isinstance(take(office, offers), Wired)


def test_without_a_measurement_a_call_that_needs_a_person_waits(office: Agency) -> None:
    client = office.client()
    needs = office.planned(office.debtor(client), needs_person=True)
    assert isinstance(take(office, needs), Postponed)
    allow(office, client, 5, 5)
    act(office, lambda s: s.execute(text("UPDATE line_limits SET measured_at = now() - interval '2 minutes'")))
    office.clock.wait(16)
    assert isinstance(take(office, needs), Postponed)


def test_a_call_without_a_line_waits_and_goes_when_there_is_one(office: Agency) -> None:
    client = office.client()
    first, second = (office.planned(office.debtor(client)) for _ in range(2))
    allow(office, client, 1, 1)
    assert isinstance(take(office, first), Wired)
    put_off = take(office, second)
    assert put_off == Postponed(NOON + lines.AGAIN)
    row = office.attempt(second)
    assert (row.state, row.due_at, row.decision_id) == ("planned", NOON + lines.AGAIN, None)
    act(office, lambda s: s.execute(text("UPDATE attempts SET state = 'completed' WHERE id = :id"), {"id": first}))
    office.clock.wait(15)
    assert isinstance(take(office, second), Wired)


def test_texts_take_no_line(office: Agency) -> None:
    client = office.client()
    allow(office, client, 0, 0)
    assert isinstance(take(office, office.planned(office.debtor(client, line="mobile"), "sms")), Wired)


def test_claims_at_once_take_no_more_lines_than_there_are(office: Agency) -> None:
    client = office.client()
    attempts = [office.planned(office.debtor(client)) for _ in range(12)]
    allow(office, client, 4, 4)
    with ThreadPoolExecutor(12) as threads:
        found = list(threads.map(lambda attempt: take(office, attempt), attempts))
    assert sum(isinstance(one, Wired) for one in found) == 4


def test_one_clients_limit_is_not_anothers(office: Agency) -> None:
    first, second = office.client("Harbor"), office.client("Northgate")
    allow(office, first, 0, 0)
    assert isinstance(take(office, office.planned(office.debtor(second))), Wired)


def test_what_the_last_hour_came_to_is_measured(office: Agency) -> None:
    client = office.client()
    for minutes, outcome, identity in (
        (10, "conversation", "verified"), (10, "conversation", "claimed"), (10, "dropped_after_answer", "none"),
        (10, "no_answer", "none"), (90, "conversation", "verified"),
    ):  # fmt: skip
        wired = NOON - timedelta(minutes=minutes)
        office.planned(
            office.debtor(client), state="completed", wired_at=wired, ended_at=wired, contact_outcome=outcome, identity=identity
        )  # fmt: skip
    found = act(office, lambda session: measuring.measure(session, client, NOON))
    assert found == Measured(4, 3, 1)


def test_clients_of_the_same_collectors_share_them(office: Agency) -> None:
    for number in range(3):
        hire(office, number)
    for name in ("Harbor", "Northgate"):
        office.planned(office.debtor(office.client(name)))
    measured(office)
    assert [row.needed for row in office.rows(LineLimit)] == [2, 2]


def test_the_report_counts_lines_and_rates(office: Agency) -> None:
    client = office.client()
    hire(office, 1)
    office.planned(office.debtor(client))
    office.planned(office.debtor(client), state="in_progress", wired_at=NOON)
    measured(office)

    def told(session: Session) -> list[report.ClientLines]:
        return report.lines(session, NOON)

    (found,) = act(office, told)
    assert (found.offered, found.in_use, found.client) == (1, 1, "Harbor")
    assert office.count(Attempt) == 2


def test_the_figures_of_the_last_hour_are_shown(office: Agency) -> None:
    """Two clients; of three calls placed two were answered, one of them by whom we asked for; of two who asked, one left."""
    clients = [office.client("Harbor"), office.client("Northgate")]
    for client, outcome, identity in zip(
        (clients[0], clients[0], clients[1]), ("conversation", "no_answer", "conversation"), ("verified", "none", "none"), strict=True
    ):  # fmt: skip
        office.planned(office.debtor(client))
        gone: dict[str, Any] = {
            "state": "completed",
            "wired_at": NOON - timedelta(minutes=5),
            "ended_at": NOON - timedelta(minutes=3),
        }
        office.planned(office.debtor(client), contact_outcome=outcome, identity=identity, **gone)
    for state, minutes in (("abandoned", 10), ("ended", 10), ("abandoned", 90)):
        asked = NOON - timedelta(minutes=minutes)
        known = {"client_id": clients[0], "why": "asked", "language": "en", "skills": [], "state": state}
        act(
            office,
            lambda s, asked=asked, known=known: s.add(  # type: ignore[misc]
                Transfer(id=new_id(asked), offered_at=asked, asked_at=asked, ended_at=asked, **known)
            ),
        )
    measured(office)
    shown = {
        sample.labels["rate"]: round(sample.value, 3) for metric in CALL_RATES.collect() for sample in metric.samples
    }
    assert shown == {"answered": 0.667, "transfer": 0.5, "abandoned": 0.5}
