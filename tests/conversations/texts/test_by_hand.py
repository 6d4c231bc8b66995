"""The inbox: what a person of ours reads, what she says a text means, and what goes on when she closes it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from outreach.accounts.standing import Hold, OptOut
from outreach.agreements.promises import Promise
from outreach.contacts import agreeing, attention, inbox
from outreach.contacts.attention import Attention
from outreach.contacts.enrolments import Enrolment
from outreach.contacts.inbox import Closed, Wanted
from outreach.conversations.reader.reply import Kind
from outreach.conversations.texts import by_hand
from outreach.conversations.texts.by_hand import MEANINGS, Meant
from outreach.errors import NotAllowed, NotFound
from tests.support.accounts import Agency, Debtor
from tests.support.talking import shares_number
from tests.support.texting import Phone, phone

DOUBT = "the thing with the dog"


def items(office: Agency) -> list[UUID]:
    return [row.id for row in sorted(office.rows(Attention, closed_at=None), key=lambda row: row.id)]


def answered(office: Agency, meant: Meant, item: UUID | None = None) -> Closed:
    with office.store.sessions.begin() as session:
        return by_hand.answer(session, office.store, item or items(office)[0], meant, "ann", office.clock.now())


def closed(office: Agency, *, rest: bool = False) -> Closed:
    with office.store.sessions.begin() as session:
        return inbox.close(session, items(office)[0], "ann", "read", office.clock.now(), rest=rest)


def state(office: Agency, pat: Debtor) -> str:
    (row,) = office.rows(Enrolment, person_id=pat.person)
    return row.state


@pytest.fixture
def doubtful(office: Agency, pat: Debtor, known: Phone) -> Phone:
    """She is in a campaign and wrote something that nobody could read."""
    office.enrolled(pat)
    known.answered(DOUBT)
    return known


def test_an_item_shows_the_words_the_reading_and_what_rests(office: Agency, doubtful: Phone) -> None:
    with office.store.sessions() as session:
        (masked,) = inbox.rows(session, office.store.vault)
        (clear,) = inbox.rows(session, office.store.vault, reveal=True)
    assert set(masked) == set(inbox.FIELDS)
    assert (masked["words"], masked["person"], masked["number"]) == ("••• (22 characters)", "P. E•••", "+1404•••0102")
    assert (clear["words"], clear["person"], clear["number"]) == (DOUBT, "Pat Example", "+14045550102")
    assert (clear["reading"], clear["client"], clear["kind"]) == ("unclear", "Harbor", "reply")
    assert clear["held"].startswith("ACC-000003 in winter: what was said (unclear) waits to be read")
    assert clear["cancelled"] == 1


@pytest.mark.parametrize(
    ("wanted", "found"),
    [(Wanted(), 1), (Wanted(kind="reply"), 1), (Wanted(kind="decision"), 0), (Wanted(client="Harbor"), 1),
     (Wanted(client="Cove"), 0), (Wanted(reading="unclear"), 1), (Wanted(reading="stop"), 0), (Wanted(closed=True), 0),
     (Wanted(closed=None), 1), (Wanted(account="ACC-000003"), 1), (Wanted(account="none"), 0)],
)  # fmt: skip
def test_filters(office: Agency, doubtful: Phone, wanted: Wanted, found: int) -> None:
    with office.store.sessions() as session:
        assert len(list(inbox.rows(session, office.store.vault, wanted))) == found


def test_closing_lets_her_go_on(office: Agency, pat: Debtor, doubtful: Phone) -> None:
    assert state(office, pat) == "held"
    assert closed(office) == Closed(1, 0)
    assert state(office, pat) == "waiting"
    (row,) = office.rows(Attention)
    assert (row.closed_by, row.note) == ("ann", "read")


def test_she_may_rest_on(office: Agency, pat: Debtor, doubtful: Phone) -> None:
    assert closed(office, rest=True) == Closed(0, 0)
    assert state(office, pat) == "held"


def test_only_the_last_item_lets_her_go_on(office: Agency, pat: Debtor, doubtful: Phone) -> None:
    doubtful.writes("and the cat")
    assert closed(office) == Closed(0, 1)
    assert state(office, pat) == "held"
    assert closed(office) == Closed(1, 0)


def test_a_debt_about_which_something_is_agreed_rests_on(office: Agency, pat: Debtor, doubtful: Phone) -> None:
    answered(office, Meant(Kind.PROMISE, full=True, due_on=date(2026, 12, 4)))
    assert state(office, pat) == "held"
    with office.store.sessions.begin() as session:
        made = session.get_one(Promise, office.rows(Promise)[0].id)
        agreeing.cancel(session, office.store, made, "ann", office.clock.now())
    assert state(office, pat) == "waiting"


def test_what_it_means_follows_and_is_said(office: Agency, pat: Debtor, doubtful: Phone) -> None:
    answered(office, Meant(Kind.PROMISE, 12_000, due_on=date(2026, 12, 4)))
    (said,) = doubtful.reads()
    assert "$120.00 by Friday, December 4" in said
    (row,) = office.rows(Attention)
    assert (row.closed_by, row.note) == ("ann", "read as promise")


def test_why_is_answered_and_she_goes_on(office: Agency, pat: Debtor, doubtful: Phone) -> None:
    assert answered(office, Meant(Kind.WHY)) == Closed(1, 0)
    assert "$120.00 principal" in doubtful.reads()[0]


def test_a_stop_by_hand_is_a_stop_from_when_it_came(office: Agency, pat: Debtor, doubtful: Phone) -> None:
    came = doubtful.last().at
    office.clock.wait(600)
    answered(office, Meant(Kind.STOP))
    (no,) = office.rows(OptOut)
    assert (no.at, no.form, no.source) == (came, "written", "user:ann")
    assert state(office, pat) == "done"


def test_a_dispute_by_hand_is_a_hold(office: Agency, pat: Debtor, doubtful: Phone) -> None:
    answered(office, Meant(Kind.DISPUTE))
    assert [row.kind for row in office.rows(Hold)] == ["dispute"]
    assert state(office, pat) == "done"


def test_a_stop_holds_for_a_number_of_whomever_and_nothing_else_does(
    office: Agency, client: UUID, pat: Debtor, known: Phone
) -> None:
    shares_number(office, pat, office.debtor(client, line="mobile"))
    known.writes(DOUBT)
    with pytest.raises(NotAllowed, match="nobody can tell who wrote this"):
        answered(office, Meant(Kind.WHY))
    answered(office, Meant(Kind.STOP))
    assert office.count(OptOut) == 2


def test_a_stop_of_a_stranger(office: Agency, client: UUID, pat: Debtor) -> None:
    phone(office, pat, client, "+14045550199").writes(DOUBT)
    answered(office, Meant(Kind.STOP))
    (no,) = office.rows(OptOut)
    assert (no.person_id, no.address_index) == (None, office.store.vault.index("phone", "+14045550199"))


@pytest.mark.parametrize("kind", sorted(set(Kind) - set(MEANINGS)))
def test_what_needs_more_than_a_word_is_refused(kind: Kind) -> None:
    with pytest.raises(NotAllowed, match="cannot be answered as"):
        Meant(kind)


@pytest.mark.parametrize(
    "incomplete",
    [
        {"kind": Kind.PROMISE, "amount_minor": 5},
        {"kind": Kind.PROMISE, "due_on": date(2026, 12, 4)},
        {"kind": Kind.CHOICE},
    ],
)
def test_what_is_incomplete_is_refused(incomplete: dict[str, object]) -> None:
    with pytest.raises(NotAllowed, match="needs"):
        Meant(**incomplete)  # type: ignore[arg-type]


def test_what_is_closed_cannot_be_answered_or_closed_again(office: Agency, doubtful: Phone) -> None:
    (item,) = items(office)
    closed(office)
    with pytest.raises(NotFound, match="nothing open"):
        answered(office, Meant(Kind.WHY), item)


def test_what_is_not_about_a_text_cannot_be_answered(office: Agency, known: Phone) -> None:
    with office.store.sessions.begin() as session:
        attention.ask(session, "unsettled", "the carrier has no such order", office.clock.now())
    with pytest.raises(NotAllowed, match="not about a text"):
        answered(office, Meant(Kind.WHY))
