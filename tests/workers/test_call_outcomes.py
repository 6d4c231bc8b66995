"""What a call came to, and where its enrolment goes from there: the whole way from the key to the recycle matrix."""

from __future__ import annotations

from datetime import timedelta

import pytest

from outreach.contacts import reception
from outreach.contacts.attempts import Attempt
from outreach.contacts.enrolments import Enrolment
from tests.support.accounts import NOON, ZIP, Agency
from tests.support.agreements import PLANS, Desk
from tests.support.talking import WAYS, Line
from workers.callbacks import apply_event
from workers.office import Office

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# What was done on the line; the disposition, how the enrolment stands, at which step, and after how long it goes on.
CAME_TO = [
    (WAYS["promise"], "promise", "held", 0, None),
    (WAYS["plan"], "plan", "held", 0, None),
    (WAYS["dispute"], "dispute", "done", 0, None),
    (WAYS["preferences"], "preferences", "waiting", 1, 2 * HOUR),
    (WAYS["callback"], "callback", "waiting", 1, 7 * DAY),
    (WAYS["unidentified, callback"], "callback", "waiting", 1, 7 * DAY),
    (("1", "00000", "00000", "00000"), "unidentified", "waiting", 0, DAY),
    (WAYS["stop"], "refused", "done", 0, None),
    (WAYS["wrong person"], "wrong_person", "held", 0, None),
    (("attorney",), "noted", "held", 0, None),  # from somebody we do not know: a person reads it first
    (("1", ZIP, "attorney"), "noted", "done", 0, None),
    (("1", ZIP), "right_party_contact", "waiting", 1, 2 * HOUR),
    ((), "dropped", "waiting", 0, DAY),
]


@pytest.mark.parametrize(("keys", "disposition", "state", "step", "after"), CAME_TO)
def test_the_enrolment_goes_where_the_matrix_says(
    office: Agency,
    desk: Office,
    keys: tuple[str, ...],
    disposition: str,
    state: str,
    step: int,
    after: timedelta | None,
) -> None:
    pat = office.debtor(office.client(), line="mobile")
    Desk(office, pat).allow(PLANS)
    enrolment, attempt = office.enrolled(pat)
    line = Line(office, attempt)
    _wired(office, line)
    line.answer()
    for key in keys:
        line.say("talk to my lawyer") if key == "attorney" else line.press(key)
    for _ in range(2):  # told twice, counted once
        _told(office, desk, line)
    assert line.order().disposition == disposition
    row = office.rows(Enrolment, id=enrolment)[0]
    assert (row.state, row.step) == (state, step), row.why
    if after is not None:
        assert row.next_at == NOON + after


def _wired(office: Agency, line: Line) -> None:
    assert line.attempt is not None
    with office.store.sessions.begin() as session:
        order = session.get_one(Attempt, line.attempt)
        order.state, order.wired_at, order.contact_outcome, order.carrier_sid = "queued", NOON, "dialling", line.sid


def _told(office: Agency, desk: Office, line: Line) -> None:
    """The carrier says that the call is over."""
    news = {"CallSid": line.sid, "CallStatus": "completed", "CallDuration": "60"}
    with office.store.sessions.begin() as session:
        event = reception.keep(session, office.store, "call_status", line.attempt, news, None)
    if event is not None:
        apply_event(desk, event)
