from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns import strategy
from campaigns.population import candidates
from outreach.accounts.debts import Debt
from outreach.accounts.people import Person
from outreach.accounts.standing import Hold
from outreach.agreements.offer_sets import OfferSet
from outreach.agreements.plans import Instalment, Plan
from outreach.agreements.promises import Promise
from outreach.contacts.enrolments import Enrolment
from outreach.errors import NotFound
from outreach.ids import new_id
from tests.campaigns.world import DAY, EMAIL, LANDLINE, MOBILE, NOON, World, file

SMS_ONLY = '[[steps]]\nchannel = "sms"\ntemplate = "reminder"\n'


def verdicts(session: Session, written: str) -> dict[str, str | None]:
    read = strategy.read(written)
    return {row.account_ref: row.reason for row in candidates(session, read.population, read.strategy, NOON)}


def promise(session: Session, debt: Debt, person: Person, state: str = "open") -> None:
    session.add(
        Promise(
            id=new_id(NOON), debt_id=debt.id, person_id=person.id, amount=500, currency="USD",
            due_on=date(2026, 11, 20), channel="call", state=state, made_at=NOON,
        )
    )  # fmt: skip


def plan(session: Session, debt: Debt, person: Person, state: str) -> None:
    """Two payments, the second in January."""
    offered = OfferSet(
        id=new_id(NOON), debt_id=debt.id, person_id=person.id, channel="call", balance=10_000, currency="USD", terms={},
        facts={}, offers=[], made_on=NOON.date(), made_at=NOON, expires_at=NOON,
    )  # fmt: skip
    session.add(offered)
    session.flush()
    made = Plan(
        id=new_id(NOON), debt_id=debt.id, person_id=person.id, offer_set_id=offered.id, offer_number=2, code=state,
        kind="plan", amount=10_000, currency="USD", grace_days=3, channel="call", state=state, made_at=NOON,
    )  # fmt: skip
    session.add(made)
    session.flush()
    for number, due_on in enumerate((date(2026, 12, 20), date(2027, 1, 20)), 1):
        session.add(Instalment(plan_id=made.id, number=number, amount=5_000, due_on=due_on))
    session.flush()


def test_everybody_of_the_clients_gets_a_verdict(session: Session, world: World) -> None:
    client, pat = world.client(), world.person(MOBILE, EMAIL)
    expected: dict[str, str | None] = {
        world.debt(client, pat).account_ref: None,
        world.debt(client, pat, status="paid").account_ref: "debt is paid",
        world.debt(client, None).account_ref: "no debtor on file",
        world.debt(client, pat, balance=2499).account_ref: "balance under 25.00",
        world.debt(client, pat, balance=90_001).account_ref: "balance over 900.00",
        world.debt(client, pat, balance=0).account_ref: "nothing owed",
        world.debt(client, pat, kind="medical").account_ref: "kind medical is not asked for",
        world.debt(
            client, pat, placed_on=date(2026, 8, 1)
        ).account_ref: "placed on 2026-08-01, outside the dates asked for",
        world.debt(client, world.person(MOBILE, language="fr")).account_ref: "language fr is not asked for",
        world.debt(client, world.person(MOBILE, region="GA")).account_ref: "region GA is not asked for",
        world.debt(client, world.person(MOBILE, region=None)).account_ref: "region unknown",
        world.debt(client, world.person()).account_ref: "no address for any step",
    }
    world.debt(world.client("Someone else"), pat)
    narrow = (
        'min_balance = "25.00"\nmax_balance = "900.00"\nkinds = ["other"]\nplaced_from = 2026-09-01\n'
        'languages = ["en", "es"]\nregions = ["US-NY", "nj"]'
    )
    assert verdicts(session, file(population=narrow)) == expected


def test_an_open_promise_keeps_a_debt_out_and_a_broken_one_does_not(session: Session, world: World) -> None:
    client, pat = world.client(), world.person(MOBILE)
    promised, broken = world.debt(client, pat), world.debt(client, pat)
    promise(session, promised, pat)
    promise(session, broken, pat, "broken")
    assert verdicts(session, file()) == {
        promised.account_ref: "open promise for 2026-11-20",
        broken.account_ref: None,
    }


def test_a_running_plan_keeps_a_debt_out_and_a_broken_one_does_not(session: Session, world: World) -> None:
    client, pat = world.client(), world.person(MOBILE)
    running, broken = world.debt(client, pat), world.debt(client, pat)
    for debt, state in ((running, "active"), (broken, "broken")):
        plan(session, debt, pat, state)
    assert verdicts(session, file()) == {running.account_ref: "plan until 2027-01-20", broken.account_ref: None}


def test_holds_keep_a_person_or_one_debt_out_until_they_end(session: Session, world: World) -> None:
    client, pat, kim = world.client(), world.person(MOBILE), world.person(MOBILE)
    first, second, other = world.debt(client, pat), world.debt(client, pat), world.debt(client, kim)
    dispute = Hold(
        id=new_id(NOON), person_id=pat.id, debt_id=first.id, source="t", recorded_at=NOON, kind="dispute", since=NOON
    )
    attorney = Hold(id=new_id(NOON), person_id=kim.id, source="t", recorded_at=NOON, kind="attorney", since=NOON)
    expired = Hold(
        id=new_id(NOON), person_id=pat.id, source="t", recorded_at=NOON, kind="manual", since=NOON - DAY, until=NOON
    )
    session.add_all([dispute, attorney, expired])
    session.flush()
    assert verdicts(session, file()) == {
        first.account_ref: "hold: dispute",
        second.account_ref: None,
        other.account_ref: "hold: attorney",
    }
    for held in (dispute, attorney):
        session.add(
            Hold(
                id=new_id(NOON),
                person_id=held.person_id,
                source="t",
                recorded_at=NOON,
                kind=held.kind,
                since=NOON,
                ends_id=held.id,
            )
        )
    session.flush()
    assert set(verdicts(session, file()).values()) == {None}


def test_a_hold_that_keeps_records_keeps_nobody_out(session: Session, world: World) -> None:
    client, pat = world.client(), world.person(MOBILE)
    kept, disputed = world.debt(client, pat), world.debt(client, pat)
    for kind, debt in (("litigation", None), ("dispute", disputed.id)):
        session.add(
            Hold(id=new_id(NOON), person_id=pat.id, debt_id=debt, source="t", recorded_at=NOON, kind=kind, since=NOON)
        )
    session.flush()
    assert verdicts(session, file()) == {kept.account_ref: None, disputed.account_ref: "hold: dispute"}


def test_a_debt_in_another_live_campaign_stays_there(session: Session, world: World) -> None:
    client = world.client()
    debt, finished = world.debts(client, 2)
    world.running(file("first"))
    session.query(Enrolment).where(Enrolment.debt_id == finished.id).update({"state": "done"})
    assert verdicts(session, file("second")) == {
        debt.account_ref: "already in running campaign first",
        finished.account_ref: None,
    }


@pytest.mark.parametrize(
    ("line", "reason"), [(LANDLINE, "no address for any step"), (EMAIL, "no address for any step"), (MOBILE, None)]
)
def test_an_address_counts_only_for_a_channel_it_can_carry(
    session: Session, world: World, line: str, reason: str | None
) -> None:
    debt = world.debt(world.client(), world.person(line))
    assert verdicts(session, file(steps=SMS_ONLY)) == {debt.account_ref: reason}


def test_a_client_nobody_knows_is_named(session: Session, world: World) -> None:
    world.client("Other")
    with pytest.raises(NotFound, match="no client is called 'Harbor' \\(known: Other\\)"):
        verdicts(session, file())


def test_starting_enrols_exactly_who_is_in_with_their_place_in_the_queue(session: Session, world: World) -> None:
    client, pat = world.client(), world.person(MOBILE)
    large, small = world.debt(client, pat, 300_000), world.debt(client, pat, 5_000)
    world.debt(client, world.person())
    first = '[[first]]\npriority = 1\nmin_balance = "1,000.00"\n'
    campaign = world.running(file(head="starts_at = 2026-11-05T00:00:00Z\npriority = 4") + first)
    rows = session.scalars(select(Enrolment).where(Enrolment.campaign_id == campaign.id)).all()
    assert {(row.debt_id, row.person_id, row.priority) for row in rows} == {
        (large.id, pat.id, 1),
        (small.id, pat.id, 4),
    }
    assert {row.next_at for row in rows} == {campaign.starts_at}
    assert {row.id.version for row in rows} == {7}
    assert {row.why for row in rows} == {"enrolled: step 1 (call) is due"}


def test_debts_placed_later_are_not_in_the_audience(session: Session, world: World) -> None:
    client = world.client()
    debt = world.debts(client, 1)[0]
    world.running(file())
    world.debts(client, 1)
    assert session.scalars(select(Enrolment.debt_id)).all() == [debt.id]
