"""What an agreement does to contact: silence while it is open, and the debt due again when it is broken."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from campaigns import selection
from outreach.accounts.addresses import Address
from outreach.agreements.making import Promised
from outreach.agreements.promises import Promise
from outreach.contacts import agreeing, attention, silence
from outreach.contacts.attention import Attention
from outreach.contacts.enrolments import Enrolment
from outreach.contacts.log import LogEntry
from outreach.ids import new_id
from tests.support.accounts import NOON, Agency
from tests.support.agreements import PLANS, SETTLED, TODAY, Desk

FRIDAY = date(2026, 12, 4)
OVER = date(2026, 12, 8)
DAY = timedelta(days=1)


@pytest.fixture
def desk(office: Agency) -> Desk:
    return Desk(office, office.debtor(office.client(), line="mobile"))


@pytest.fixture
def enrolment(desk: Desk) -> UUID:
    return desk.office.enrolled(desk.pat)[0]


def place(desk: Desk) -> tuple[str, str]:
    """State and reason of the debt's enrolment."""
    row = desk.office.rows(Enrolment, debt_id=desk.pat.debt)[0]
    return row.state, row.why


def planned(desk: Desk) -> int:
    """How many contacts a tick plans now."""
    with desk.office.store.sessions.begin() as session:
        return selection.plan_due(session, desk.office.store.settings, desk.now(), new_id)


def promised(desk: Desk, amount: int = 12_000) -> Promise:
    made = desk.promise(amount, FRIDAY)
    assert made is not None
    return made


def test_a_promise_cancels_what_is_queued_and_the_account_is_held(desk: Desk, enrolment: UUID) -> None:
    queued = [desk.office.planned(desk.pat, channel) for channel in ("call", "sms", "email")]
    promised(desk)
    assert {desk.office.attempt(attempt).state for attempt in queued} == {"cancelled"}
    assert place(desk) == ("held", "promised to pay by 2026-12-04")
    assert planned(desk) == 0
    assert desk.office.story(desk.pat.person) == ["promise", "silence"]


def test_a_plan_does_the_same(desk: Desk, enrolment: UUID) -> None:
    plan = desk.plan()
    assert place(desk) == ("held", "agreed to pay by 2027-03-08")
    (entry,) = desk.office.rows(LogEntry, kind="plan")
    assert f'"code":"{plan.code}"' in entry.payload
    assert (
        '"payments":[[3000,"2026-12-08"],[3000,"2027-01-08"],[3000,"2027-02-08"],[3000,"2027-03-08"]]' in entry.payload
    )


def test_a_promise_said_twice_in_one_contact_changes_nothing_the_second_time(desk: Desk) -> None:
    attempt = uuid4()
    desk.promise(12_000, FRIDAY, attempt)
    desk.promise(12_000, FRIDAY, attempt)
    assert desk.office.story(desk.pat.person) == ["promise", "silence"]


def test_a_promise_outside_of_the_authority_rests_and_is_looked_at(desk: Desk, enrolment: UUID) -> None:
    desk.allow(PLANS)
    made = promised(desk, 2_000)
    (item,) = desk.office.rows(Attention)
    assert (item.kind, item.person_id) == ("agreement", desk.pat.person)
    assert item.why == (
        f"promise {made.code} is outside of the client's authority: $20.00 is under the least payment, $25.00"
    )
    assert place(desk)[0] == "held"


def test_one_within_the_authority_needs_nobody(desk: Desk) -> None:
    promised(desk)
    assert desk.office.count(Attention) == 0


def test_a_broken_promise_makes_the_debt_due_again_where_it_stood(desk: Desk, enrolment: UUID) -> None:
    promised(desk)
    desk.at(OVER, hour=17)
    assert desk.judge() == 1
    assert place(desk) == ("waiting", "what was agreed is over")
    assert planned(desk) == 1
    assert desk.office.story(desk.pat.person) == ["promise", "silence", "promise_judged", "resumed"]


def test_a_broken_plan_makes_the_debt_due_again(desk: Desk, enrolment: UUID) -> None:
    desk.plan()
    desk.at(date(2026, 12, 12))
    desk.judge()
    assert place(desk)[0] == "waiting"
    assert desk.office.story(desk.pat.person)[-2:] == ["plan_judged", "resumed"]


def test_a_cancelled_one_lets_the_debt_go_on(desk: Desk, enrolment: UUID) -> None:
    desk.cancel(desk.plan(), by="ann")
    assert place(desk) == ("waiting", "cancelled by ann")


def test_a_payment_on_a_plan_keeps_the_silence(desk: Desk, enrolment: UUID) -> None:
    desk.plan()
    desk.pay(3_000, "p1")
    assert place(desk) == ("held", "a payment came in on what was agreed")
    desk.at(date(2026, 12, 20), hour=17)
    assert planned(desk) == 0


def test_a_payment_that_keeps_a_part_promise_lets_the_debt_rest_a_week(desk: Desk, enrolment: UUID) -> None:
    desk.allow(PLANS)
    promised(desk, 5_000)
    desk.pay(5_000, "p1")
    row = desk.office.rows(Enrolment)[0]
    assert (row.state, row.next_at) == ("waiting", NOON + 7 * DAY)


@pytest.mark.parametrize(("terms", "number", "amount"), [(PLANS, 2, 12_000), (SETTLED, 2, 6_000)])
def test_paid_or_settled_in_full_ends_it(
    desk: Desk, enrolment: UUID, terms: dict[str, object], number: int, amount: int
) -> None:
    desk.allow(terms)
    desk.take(desk.offer(), number)
    desk.pay(amount, "p1")
    assert place(desk) == ("done", "paid in full")


def test_a_written_off_debt_ends_it(desk: Desk, enrolment: UUID) -> None:
    promised(desk)
    desk.posted("adjustment", -12_000, "file:2")
    desk.at(OVER)
    desk.judge()
    assert place(desk) == ("done", "nothing is owed any more")


def test_who_said_stop_meanwhile_is_not_due_again(desk: Desk, enrolment: UUID) -> None:
    promised(desk)
    with desk.office.store.sessions.begin() as session:
        silence.opted_out(session, desk.office.store, desk.pat.person, desk.pat.number, "sms:1", desk.now(), "STOP")
    desk.at(OVER, hour=17)
    assert desk.judge() == 1
    assert place(desk)[0] == "done"
    assert planned(desk) == 0


def test_who_wrote_something_nobody_has_read_is_not_due_again_until_it_is_read(desk: Desk, enrolment: UUID) -> None:
    promised(desk)
    with desk.office.store.sessions.begin() as session:
        silence.person_rests(session, desk.pat.person, "a text waits to be read", desk.now())
        attention.ask(session, "reply", "text read as unclear", desk.now(), desk.pat.person)
    desk.at(OVER, hour=17)
    desk.judge()
    assert place(desk)[0] == "held"
    resume(desk)
    assert place(desk) == ("waiting", "read")


def test_reading_a_text_does_not_end_the_silence_of_an_agreement(desk: Desk, enrolment: UUID) -> None:
    promised(desk)
    with desk.office.store.sessions.begin() as session:
        silence.person_rests(session, desk.pat.person, "a text waits to be read", desk.now())
    resume(desk)
    assert place(desk) == ("held", "what was agreed is open")
    desk.at(OVER)
    desk.judge()
    assert place(desk)[0] == "waiting"


def test_one_agreement_that_ends_leaves_the_other_in_force(desk: Desk, enrolment: UUID) -> None:
    desk.plan()
    promised(desk, 3_000)  # beside the plan
    for item in desk.office.rows(Attention):
        with desk.office.store.sessions.begin() as session:
            session.get_one(Attention, item.id).closed_at = desk.now()
    desk.at(OVER)
    assert desk.judge() == 1
    assert place(desk)[0] == "held"


def test_the_other_who_owes_the_debt_is_silent_too(desk: Desk, enrolment: UUID) -> None:
    """An open agreement silences the debt, whoever made it."""
    other = desk.office.debtor(desk.office.client("Bay"))
    queued = desk.office.planned(other, debt_ids=[desk.pat.debt, other.debt])
    promised(desk)
    assert desk.office.attempt(queued).state == "cancelled"


def test_somebody_who_is_no_party_to_the_debt_may_promise_and_is_judged(desk: Desk) -> None:
    """An heir who writes from her own number, say: her log is hers, the debt rests."""
    heir = desk.office.debtor(desk.office.client("Bay"))
    said = Promised(12_000, "USD", FRIDAY, "sms", TODAY)
    with desk.office.store.sessions.begin() as session:
        agreeing.promise(session, heir.person, desk.pat.debt, None, said, desk.now())
    desk.at(OVER)
    assert desk.judge() == 1
    assert desk.office.story(heir.person) == ["promise", "promise_judged"]
    assert desk.office.story(desk.pat.person) == ["silence", "resumed"]
    assert desk.office.count(Address, person_id=heir.person) == 2


def resume(desk: Desk) -> None:
    with desk.office.store.sessions.begin() as session:
        silence.resume(session, desk.pat.person, "read", desk.now())
