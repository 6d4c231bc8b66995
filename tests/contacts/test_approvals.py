"""No contact says words that nobody answers for: at the claim, while it runs, and without asking the database twice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from sqlalchemy import event, text, update

import templates
from campaigns import recycle
from outreach.accounts.people import Person
from outreach.accounts.standing import Consent
from outreach.clock import pause
from outreach.contacts import approving
from outreach.contacts.attempts import Attempt
from outreach.contacts.attention import Attention
from outreach.contacts.claim import Blocked, Claim, Gone, Wired, claim
from outreach.contacts.decisions import Decision
from outreach.contacts.enrolments import Enrolment
from outreach.db import lock_budgets, person_key
from templates import SHIPPED, Key
from tests.support.accounts import NOON, Agency, Debtor, add

REMINDER = Key("reminder", "sms", "en")
NOTE = "a word in it misleads people"


def take(office: Agency, attempt: UUID) -> Claim:
    with office.store.sessions.begin() as session:
        return claim(session, office.store, attempt, office.clock.now())


def revoke(office: Agency, template_id: str = REMINDER.id) -> None:
    version = SHIPPED.info(Key.parse(template_id)).version
    with office.store.sessions.begin() as session:
        approving.revoke(session, template_id, version, "bea", NOTE, NOON)


def approve(office: Agency, key: Key = REMINDER) -> int:
    with office.store.sessions.begin() as session:
        return approving.approve(session, SHIPPED, key, "bea", "read it again, it is right", NOON)


@pytest.fixture
def pat(office: Agency) -> Debtor:
    return office.debtor(office.client(), line="mobile")


def test_a_revoked_text_is_sent_to_nobody(office: Agency, pat: Debtor) -> None:
    assert isinstance(take(office, office.planned(pat, "sms")), Wired)
    revoke(office)
    attempt = office.planned(pat, "sms")
    result = take(office, attempt)
    assert isinstance(result, Blocked)
    assert "reminder/sms.en is revoked" in result.why
    row = office.attempt(attempt)
    assert (row.state, row.disposition, row.wired_at, row.body_sealed) == ("blocked", "blocked", None, None)
    assert office.count(Decision, attempt_id=attempt) == 0


def test_it_is_sent_again_when_somebody_answers_for_it_again(office: Agency, pat: Debtor) -> None:
    revoke(office)
    approve(office)
    assert isinstance(take(office, office.planned(pat, "sms")), Wired)


def test_other_texts_are_not_touched(office: Agency, pat: Debtor) -> None:
    revoke(office)
    assert isinstance(take(office, office.planned(pat, "email")), Wired)
    assert isinstance(take(office, office.planned(pat, "call")), Wired)
    with office.store.sessions.begin() as session:
        session.execute(update(Person).values(language="es"))
    assert isinstance(take(office, office.planned(pat, "sms")), Wired)


@pytest.mark.parametrize("prompt", ["greeting", "disclosures", "plan_3"])
def test_a_call_needs_every_prompt_of_its_language(office: Agency, pat: Debtor, prompt: str) -> None:
    revoke(office, f"keypad/{prompt}.en")
    result = take(office, office.planned(pat, "call"))
    assert isinstance(result, Blocked)
    assert f"keypad/{prompt}.en is revoked" in result.why
    with office.store.sessions.begin() as session:
        session.execute(update(Person).values(language="es"))
    assert isinstance(take(office, office.planned(pat, "call")), Wired)


def test_where_no_release_approves_nothing_is_said(office: Agency, pat: Debtor) -> None:
    with office.store.engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("DELETE FROM text_approvals"))
    for channel in ("call", "sms", "email"):
        result = take(office, office.planned(pat, channel))
        assert isinstance(result, Blocked)
        assert "not approved" in result.why


def test_a_person_is_asked_once_however_many_contacts_are_blocked(office: Agency, pat: Debtor) -> None:
    revoke(office)
    for _ in range(3):
        assert isinstance(take(office, office.planned(pat, "sms")), Blocked)
    (asked,) = office.rows(Attention, kind="text")
    assert "reminder/sms.en" in asked.why
    approve(office)
    (asked,) = office.rows(Attention, kind="text")
    assert (asked.closed_at, asked.closed_by) == (NOON, "bea")


def test_accounts_held_because_of_a_text_go_on_when_it_is_approved(office: Agency, pat: Debtor) -> None:
    _, attempt = office.enrolled(pat, "sms")
    other = office.debtor(office.client("Bay"))
    revoke(office)
    revoke(office, "reminder/email.en")
    for channel in ("sms", "email"):
        result = take(office, attempt)
        assert isinstance(result, Blocked)
        with office.store.sessions.begin() as session:
            recycle.block(session, session.get_one(Attempt, attempt), result.why, NOON)
        if channel == "sms":
            attempt = _next_step(office, pat)
    (enrolment,) = office.rows(Enrolment, debt_id=pat.debt)
    assert enrolment.state == "held"
    assert approve(office) == 0  # it is the e-mail that holds it
    assert approve(office, Key("reminder", "email", "en")) == 1
    (enrolment,) = office.rows(Enrolment, debt_id=pat.debt)
    assert (enrolment.state, enrolment.next_at) == ("waiting", NOON)
    assert other.debt != pat.debt


def test_words_taken_back_while_a_claim_waits_do_not_leave(office: Agency, pat: Debtor) -> None:
    take(office, office.planned(pat, "sms"))  # what is approved has been read by now
    attempt, results = office.planned(pat, "sms"), list[Claim]()
    with office.store.sessions.begin() as holder:
        lock_budgets(holder, [person_key(pat.person)])
        waiting = threading.Thread(target=lambda: results.append(take(office, attempt)))
        waiting.start()
        _until_somebody_waits(office)
        revoke(office)
    waiting.join()
    assert isinstance(results[0], Gone)
    assert office.attempt(attempt).state == "planned"
    assert isinstance(take(office, attempt), Blocked)


def test_a_claim_asks_the_database_nothing_more_for_it(office: Agency, pat: Debtor) -> None:
    take(office, office.planned(pat, "sms"))
    attempt = office.planned(pat, "sms")
    with _statements(office) as said:
        assert isinstance(take(office, attempt), Wired)
    asked = [statement for statement in said if "text_approvals" in statement]
    assert all("FROM attempts a" in one or "UPDATE attempts a" in one for one in asked)
    assert len(asked) == 2  # the candidate, and the words written down
    assert not any("text_versions" in statement for statement in said)


def test_a_notice_of_the_place_needs_approval_like_any_text(office: Agency) -> None:
    client = office.client("Northgate", role="third_party")
    pat = office.debtor(client, zip_code="53202")
    attempt = office.planned(pat, "email")
    wired = take(office, attempt)
    assert isinstance(wired, Wired)
    assert "licensed by the Division of Banking" in wired.words.text
    revoke(office, "notice/us-wi.en")
    result = take(office, office.planned(pat, "email"))
    assert isinstance(result, Blocked)
    assert "notice/us-wi.en" in result.why


def test_a_person_elsewhere_reads_no_notice(office: Agency) -> None:
    pat = office.debtor(office.client("Northgate", role="third_party"))
    wired = take(office, office.planned(pat, "email"))
    assert isinstance(wired, Wired)
    assert "licensed by" not in wired.words.text


def test_without_a_person_to_ask_for_new_york_city_gets_no_email(office: Agency) -> None:
    client = office.client("Northgate", role="third_party")
    pat = office.debtor(client, zip_code="10001")
    given = {"kind": "electronic", "channels": ["email"], "form": "written", "source": "test"}
    with office.store.sessions.begin() as session:
        session.execute(text("UPDATE clients SET licence_number = 'NYC 5550100'"))
        add(session, Consent, NOON, person_id=pat.person, debt_id=pat.debt, given_at=NOON, recorded_at=NOON, **given)
    result = take(office, office.planned(pat, "email"))
    assert isinstance(result, Blocked)
    assert "us-ny-nyc" in result.why
    with office.store.sessions.begin() as session:
        session.execute(text("UPDATE clients SET contact_name = 'Robin Smith'"))
    wired = take(office, office.planned(pat, "email"))
    assert isinstance(wired, Wired)
    assert "Robin Smith" in wired.words.text


def test_every_text_on_the_wire_is_of_an_approved_version(office: Agency, pat: Debtor) -> None:
    for channel in ("call", "sms", "email"):
        attempt = office.planned(pat, channel)
        assert isinstance(take(office, attempt), Wired)
        version = office.attempt(attempt).template_version
        assert version in {known[:12] for known in templates.RELEASE.texts.values()}


def _next_step(office: Agency, pat: Debtor) -> UUID:
    """The enrolment's second step, planned as selection would."""
    (enrolment,) = office.rows(Enrolment, debt_id=pat.debt)
    assert (enrolment.state, enrolment.step) == ("waiting", 1)
    office.clock.at = enrolment.next_at
    with office.store.sessions.begin() as session:
        session.get_one(Enrolment, enrolment.id).state = "in_flight"
    return office.planned(pat, "email", campaign_id=enrolment.campaign_id, enrolment_id=enrolment.id, step=1)


def _until_somebody_waits(office: Agency) -> None:
    for _ in range(500):
        with office.store.engine.connect() as connection:
            waits = connection.execute(
                text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
            )
            if waits.scalar_one():
                return
        pause(0.01)
    raise AssertionError("the claim never waited for the person's budget")


@contextmanager
def _statements(office: Agency) -> Iterator[list[str]]:
    said: list[str] = []

    def listen(*called: object) -> None:
        said.append(str(called[2]))

    event.listen(office.store.engine, "before_cursor_execute", listen)
    yield said
    event.remove(office.store.engine, "before_cursor_execute", listen)
