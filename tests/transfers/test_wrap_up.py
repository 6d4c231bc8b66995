"""The form about a talk: what it must say, what becomes of it, and how the campaign goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from campaigns import recycle
from outreach.accounts.addresses import Address
from outreach.accounts.standing import Hold, OptOut
from outreach.agreements.plans import Plan
from outreach.agreements.promises import Promise
from outreach.contacts import callbacks
from outreach.contacts.appointments import Appointment
from outreach.contacts.attention import Attention
from outreach.contacts.enrolments import Enrolment
from outreach.conversations.handover import consulting, wrap_up
from outreach.conversations.handover.wrap_up import DISPOSITIONS, Form, FormError
from outreach.errors import NotAllowed
from outreach.transfers import rings
from outreach.transfers.forms import WrapUp
from tests.support.accounts import NOON, Agency, Debtor
from tests.support.agreements import PLANS, Desk
from tests.support.talking import Line, our_number, told
from tests.transfers.staff import Phone, act, comes_back, hire, ringing, rules, state

SOON = NOON + timedelta(days=1)
# What the person said, and what the campaign's matrix makes of it: ended, gone on to its second step, or resting.
MATRIX: dict[str, tuple[dict[str, Any], str, str]] = {
    "talked": ({}, "right_party_contact", "waiting"),
    "promise": ({"amount": 5_000, "due_on": date(2026, 12, 8)}, "promise", "held"),
    "plan": ({"offer": 2}, "plan", "held"),
    "callback": ({"slot": SOON}, "callback", "waiting"),
    "hardship": ({}, "right_party_contact", "held"),
    "already_paid": ({}, "right_party_contact", "held"),
    "dispute": ({}, "dispute", "done"),
    "refused": ({}, "refused", "done"),
    "stop": ({}, "refused", "done"),
    "wrong_person": ({}, "wrong_person", "held"),
    "attorney": ({}, "noted", "done"),
    "bankruptcy": ({}, "noted", "done"),
    "deceased": ({}, "noted", "done"),
    "not_reached": ({}, "dropped", "waiting"),
    "handed_on": ({}, "right_party_contact", "waiting"),
}
TABLES = {"promise": Promise, "plan": Plan, "callback": Appointment, "dispute": Hold, "attorney": Hold, "stop": OptOut}


@dataclass
class Talk:
    """A call of a campaign that a collector took, and what is to be written down about it."""

    office: Agency
    pat: Debtor
    line: Line
    phone: Phone
    enrolment: UUID

    def ends(self) -> None:
        """The talk is over; the carrier's news of the call come afterwards."""
        comes_back(self.line, bridged=True)
        attempt, sid = self.line.attempt, self.line.sid
        assert attempt is not None

        def told_so(session: Any) -> None:
            status = {"CallSid": sid, "CallStatus": "completed", "CallDuration": "90"}
            ended = callbacks.apply(session, self.office.store, attempt, status, NOON)
            assert ended is not None
            session.flush()
            recycle.advance(session, ended, NOON)

        act(self.office, told_so)

    def writes(self, disposition: str, note: str = "said so", **fields: Any) -> UUID | None:
        def sent(session: Any) -> UUID | None:
            form = Form(disposition, note, **fields)
            settled = wrap_up.submit(session, self.office.store, self.phone.ring, form, NOON)
            if settled is not None:
                session.flush()
                recycle.wrapped_up(session, settled, NOON)
            return settled

        return act(self.office, sent)

    @property
    def campaign(self) -> Enrolment:
        return self.office.rows(Enrolment, id=self.enrolment)[0]

    @property
    def disposition(self) -> str | None:
        return self.line.order().disposition


@pytest.fixture
def ann(office: Agency) -> UUID:
    return hire(office, 1)


@pytest.fixture
def talk(office: Agency, pat: Debtor, ann: UUID) -> Talk:
    Desk(office, pat).allow(PLANS)
    enrolment, attempt = office.enrolled(pat)
    line = Line(office, attempt)
    in_progress = {"state": "in_progress", "wired_at": NOON, "contact_outcome": "dialling", "carrier_sid": line.sid}
    row = office.attempt(attempt)

    def answered(session: Any) -> None:
        found = session.merge(row)
        for name, value in in_progress.items():
            setattr(found, name, value)

    act(office, answered)
    line.answer().press("1", "30303", "0")
    return Talk(office, pat, line, ringing(line)[0].takes(), enrolment)


@pytest.mark.parametrize("disposition", DISPOSITIONS)
def test_the_campaign_goes_on_by_what_the_form_says(talk: Talk, disposition: str) -> None:
    fields, becomes, then = MATRIX[disposition]
    talk.ends()
    assert (talk.disposition, talk.campaign.state) == ("transferred", "held")
    assert talk.writes(disposition, **fields) == talk.line.attempt
    assert (talk.disposition, talk.campaign.state) == (becomes, then)
    if then == "waiting":
        assert talk.campaign.step == (0 if disposition == "not_reached" else 1)
    if disposition in TABLES:
        assert talk.office.count(TABLES[disposition]) == 1
    if disposition == "wrong_person":
        assert talk.office.rows(Address, id=talk.pat.phone)[0].state == "wrong_person"
    assert told(talk.office, talk.pat.person, "wrap_up")[0]["disposition"] == disposition


@pytest.mark.parametrize("disposition", ["talked", "promise", "refused", "dispute"])
def test_a_form_that_is_quicker_than_the_carrier_counts_the_same(talk: Talk, disposition: str) -> None:
    fields, becomes, then = MATRIX[disposition]
    comes_back(talk.line, bridged=True)
    talk.writes(disposition, **fields)

    def told_so(session: Any) -> None:
        assert talk.line.attempt is not None
        status = {"CallSid": talk.line.sid, "CallStatus": "completed", "CallDuration": "90"}
        ended = callbacks.apply(session, talk.office.store, talk.line.attempt, status, NOON)
        assert ended is not None
        session.flush()
        recycle.advance(session, ended, NOON)

    act(talk.office, told_so)
    assert (talk.disposition, talk.campaign.state) == (becomes, then)


def test_no_call_before_the_form_and_the_next_one_after_it(talk: Talk, ann: UUID) -> None:
    talk.ends()
    assert state(talk.office, ann) == "wrap_up"
    talk.writes("talked")
    assert state(talk.office, ann) == "available"


def test_a_form_sent_twice_counts_once(talk: Talk) -> None:
    talk.ends()
    talk.writes("dispute")
    assert talk.writes("stop") is None
    assert (talk.office.count(WrapUp), talk.office.count(Hold), talk.office.count(OptOut)) == (1, 1, 0)


@pytest.mark.parametrize(("disposition", "fields", "named"), [
    ("", {}, "disposition"), ("cursed", {}, "disposition"), ("talked", {"note": "  "}, "note"),
    ("talked", {"note": "x" * 2001}, "note"), ("promise", {"due_on": date(2026, 12, 8)}, "amount"),
    ("promise", {"amount": 5_000}, "due on"), ("promise", {"amount": 0, "due_on": date(2026, 12, 8)}, "amount"),
    ("promise", {"amount": 5_000, "due_on": date(2026, 11, 30)}, "due on"), ("plan", {}, "offer"),
    ("callback", {}, "slot"), ("callback", {"slot": NOON}, "slot"),
])  # fmt: skip
def test_what_is_missing_is_named_and_nothing_is_written(
    talk: Talk, disposition: str, fields: dict[str, Any], named: str
) -> None:
    talk.ends()
    with pytest.raises(FormError, match=named):
        talk.writes(disposition, **fields)
    assert talk.office.count(WrapUp) == talk.office.count(Promise) == talk.office.count(Appointment) == 0
    assert talk.campaign.state == "held"
    talk.writes("talked")


def test_what_is_agreed_needs_to_be_agreed_by_the_right_person(
    office: Agency, client: UUID, pat: Debtor, ann: UUID
) -> None:
    rules(office, client, escalation=[{"when": "failures", "count": 1, "then": "route"}])
    line = Line(office).ring(our_number(office, client), pat.number).press("7")
    phone = ringing(line)[0].takes()
    comes_back(line, bridged=True)
    talk = Talk(office, pat, line, phone, pat.person)
    promised: dict[str, Any] = {"amount": 5_000, "due_on": date(2026, 12, 8)}
    with pytest.raises(FormError, match="identified"):
        talk.writes("promise", **promised)
    talk.writes("promise", identified=True, **promised)
    assert office.rows(WrapUp)[0].identified is True


def test_with_a_caller_nobody_knows_nothing_is_agreed(office: Agency, client: UUID, ann: UUID) -> None:
    line = Line(office).ring(our_number(office, client), "+12125550177").press("0")
    phone = ringing(line)[0].takes()
    comes_back(line, bridged=True)

    def sent(disposition: str) -> None:
        act(office, lambda s: wrap_up.submit(s, office.store, phone.ring, Form(disposition, "a neighbour"), NOON))

    with pytest.raises(FormError, match="nobody is known"):
        sent("promise")
    sent("talked")
    assert "nobody knows" in office.rows(Attention)[0].why


def test_before_the_talk_is_over_there_is_no_form(talk: Talk) -> None:
    with pytest.raises(NotAllowed, match="no talk"):
        talk.writes("talked")


def test_a_call_that_was_handed_on_goes_on_by_the_colleagues_form(talk: Talk, client: UUID) -> None:
    hire(talk.office, 2)
    act(talk.office, lambda s: consulting.hand_on(s, talk.phone.ring, NOON))
    comes_back(talk.line, bridged=True)
    second = ringing(talk.line)[0].takes()
    talk.writes("handed_on")
    talk.ends()
    assert (talk.disposition, talk.campaign.state) == ("transferred", "held")
    talk.phone = second
    talk.writes("refused")
    assert (talk.disposition, talk.campaign.state) == ("refused", "done")


def test_a_call_that_was_handed_on_to_nobody_was_a_talk(talk: Talk) -> None:
    """The form came while the colleague's phone was ringing, and she never took the call."""
    hire(talk.office, 2)
    act(talk.office, lambda s: consulting.hand_on(s, talk.phone.ring, NOON))
    comes_back(talk.line, bridged=True)
    talk.writes("handed_on")
    assert talk.disposition == "transferred"
    comes_back(talk.line, "no-answer")
    assert talk.line.state == "not_connected"
    assert talk.disposition == "right_party_contact"


def test_the_note_is_sealed(talk: Talk) -> None:
    talk.ends()
    talk.writes("talked", note="works nights")
    (form,) = talk.office.rows(WrapUp)
    assert b"nights" not in form.note_sealed
    assert act(talk.office, lambda s: rings.due_form(s, form.collector_id)) is None
