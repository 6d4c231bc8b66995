"""The stop page: one click is a no, a look is not, and nobody learns anything from it."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from sqlalchemy import update

from outreach.accounts.people import Person
from outreach.accounts.standing import Consent, OptOut
from outreach.contacts.log import LogEntry
from outreach.contacts.stop_links import stop_link
from tests.support.accounts import NOON, PUBLIC, Agency, Debtor, add

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ONE_CLICK = b"List-Unsubscribe=One-Click"
MULTIPART = (
    b'--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
    {"Content-Type": "multipart/form-data; boundary=b"},
)
UNKNOWN = [
    "2NEuci-db5iraoZ8pcmIC06mWL_cCPlk8q3b2Imq7wQ",  # well formed, and none of ours
    "x",
    "0190a0b0-1111-7000-8000-000000000001",
    "%00",
    "é",
    "A" * 3000,
]


@pytest.fixture
def pat(office: Agency) -> Debtor:
    return office.debtor(office.client())


@pytest.fixture
def written_to(office: Agency, pat: Debtor) -> UUID:
    """An e-mail that arrived."""
    return office.planned(pat, "email", state="delivered", wired_at=NOON, contact_outcome="delivered")


@pytest.fixture
def path(office: Agency, written_to: UUID) -> str:
    return stop_link(office.store, written_to).removeprefix(PUBLIC)


def opt_outs(office: Agency) -> list[tuple[UUID | None, list[str], str, str]]:
    return [(row.person_id, row.channels, row.form, row.source) for row in office.rows(OptOut)]


def test_the_link_tells_nothing_of_the_attempt_and_is_always_the_same(office: Agency, written_to: UUID) -> None:
    link = stop_link(office.store, written_to)
    assert link == stop_link(office.store, written_to)
    assert link.startswith(f"{PUBLIC}/stop/")
    assert written_to.hex not in link.replace("-", "")
    assert str(written_to) not in link


@pytest.mark.parametrize(
    ("body", "headers", "by"),
    [
        (ONE_CLICK, FORM, "one-click"),
        (*MULTIPART, "one-click"),
        (b"", FORM, "page"),
        (b"anything=else", FORM, "page"),
    ],
)
def test_a_post_is_a_no_at_once_without_login_or_redirect(
    office: Agency, browser: httpx.Client, pat: Debtor, written_to: UUID, path: str, body: bytes, headers: dict[str, str], by: str
) -> None:  # fmt: skip
    queued = [office.planned(pat, channel) for channel in ("call", "sms", "email")]
    answer = browser.post(path, content=body, headers=headers)
    assert (answer.status_code, answer.history) == (200, [])
    assert opt_outs(office) == [(pat.person, ["email"], "written", f"email_link:{written_to}")]
    (row,) = office.rows(OptOut)
    assert row.address_index == office.store.vault.index("email", pat.email)
    assert row.words_sealed is not None
    assert office.store.vault.open("opt_outs.words", row.id, row.words_sealed) == by
    assert {office.attempt(attempt).state for attempt in queued} == {"cancelled"}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_look_changes_nothing(office: Agency, browser: httpx.Client, pat: Debtor, path: str, method: str) -> None:
    queued = office.planned(pat)
    answer = browser.request(method, path)
    assert (answer.status_code, answer.history) == (200, [])
    assert ("<form" in answer.text) is (method == "GET")
    assert (opt_outs(office), office.attempt(queued).state, office.story(pat.person)) == ([], "planned", [])


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_else_can_be_done_with_the_link(office: Agency, browser: httpx.Client, path: str, method: str) -> None:
    assert browser.request(method, path).status_code == 405
    assert opt_outs(office) == []


def test_a_second_no_changes_nothing(office: Agency, browser: httpx.Client, pat: Debtor, path: str) -> None:
    answers = [browser.post(path, content=ONE_CLICK, headers=FORM) for _ in range(3)]
    assert len({answer.text for answer in answers}) == 1
    assert len(opt_outs(office)) == 1
    assert office.story(pat.person) == ["silence"]


def test_many_at_the_same_moment_are_one(office: Agency, browser: httpx.Client, pat: Debtor, path: str) -> None:
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: browser.post(path, content=ONE_CLICK, headers=FORM), range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert len(opt_outs(office)) == 1


def test_what_was_queued_since_is_cancelled_by_a_second_no(
    office: Agency, browser: httpx.Client, pat: Debtor, path: str
) -> None:
    browser.post(path)
    later = office.planned(pat)
    browser.post(path)
    assert office.attempt(later).state == "cancelled"
    assert office.story(pat.person) == ["silence", "silence"]
    assert len(opt_outs(office)) == 1


def test_a_no_after_consent_given_anew_is_a_no(office: Agency, browser: httpx.Client, pat: Debtor, path: str) -> None:
    browser.post(path)
    with office.store.sessions.begin() as session:
        given = NOON + timedelta(days=1)
        known = {"person_id": pat.person, "kind": "direct_prior", "channels": ["email"], "source": "test"}
        add(session, Consent, NOON, given_at=given, recorded_at=given, **known)
    browser.post(path)
    assert len(opt_outs(office)) == 2


@pytest.mark.parametrize("ticket", UNKNOWN)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unknown_link_is_answered_like_a_known_one_and_changes_nothing(
    office: Agency, browser: httpx.Client, pat: Debtor, ticket: str, method: str
) -> None:
    office.planned(pat)
    answer = browser.request(method, f"/stop/{ticket}")
    assert (answer.status_code, opt_outs(office), office.story(pat.person)) == (200, [], [])
    assert "Stop writing to me" in answer.text or "no more e-mails" in answer.text
    assert "No me escriban más" in answer.text or "No recibirá más correos" in answer.text


def test_the_link_of_a_call_is_nobodys(office: Agency, browser: httpx.Client, pat: Debtor) -> None:
    call = office.planned(pat, state="completed", wired_at=NOON, contact_outcome="conversation")
    assert browser.post(stop_link(office.store, call).removeprefix(PUBLIC)).status_code == 200
    assert opt_outs(office) == []


def test_a_link_with_the_attempts_id_as_older_emails_have_it_works(
    office: Agency, browser: httpx.Client, pat: Debtor, written_to: UUID
) -> None:
    assert browser.post(f"/stop/{written_to}").status_code == 200
    assert len(opt_outs(office)) == 1


@pytest.mark.parametrize(
    ("language", "asks", "says"),
    [
        ("en", "Stop these e-mails?", "You will get no more e-mails"),
        ("es", "¿Dejar de recibir estos correos?", "No recibirá más correos"),
    ],
)
def test_the_page_speaks_the_persons_language(
    office: Agency, browser: httpx.Client, pat: Debtor, path: str, language: str, asks: str, says: str
) -> None:
    with office.store.sessions.begin() as session:
        session.execute(update(Person).where(Person.id == pat.person).values(language=language))
    asked, done = browser.get(path).text, browser.post(path).text
    assert asks in asked
    assert says in done
    assert f'<html lang="{language}">' in asked
    other = {"en": "correos", "es": "e-mails"}[language]
    assert other not in asked + done


def test_the_page_names_nobody_and_no_debt(office: Agency, browser: httpx.Client, pat: Debtor, path: str) -> None:
    told = (browser.get(path).text + browser.post(path).text).lower()
    for word in ("pat", "harbor", "example", "debt", "owe", "balance", "account", "collect", "credit", "120.00"):
        assert word not in told, word


def test_the_page_is_kept_nowhere_and_leads_nowhere(browser: httpx.Client, path: str) -> None:
    for answer in (browser.get(path), browser.post(path)):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "set-cookie" not in answer.headers
        assert "http" not in answer.text


def test_a_body_that_is_far_too_long_is_refused(office: Agency, browser: httpx.Client, path: str) -> None:
    assert browser.post(path, content=b"x" * 20_000).status_code == 413
    assert opt_outs(office) == []


def test_everybody_with_the_mailbox_is_silenced(office: Agency, browser: httpx.Client, pat: Debtor, path: str) -> None:
    other = office.debtor(office.client("Other"))
    with office.store.sessions.begin() as session:
        office.address(session, other.person, "email", pat.email, "unknown")
    queued = office.planned(other)
    browser.post(path)
    assert {person for person, *_ in opt_outs(office)} == {pat.person, other.person}
    assert office.attempt(queued).state == "cancelled"


def test_the_log_says_since_when_it_could_be_known(
    office: Agency, browser: httpx.Client, pat: Debtor, path: str
) -> None:
    office.planned(pat)
    browser.post(path)
    (entry,) = office.rows(LogEntry, person_id=pat.person)
    detail = json.loads(entry.payload)["detail"]
    assert (detail["cause"], detail["cancelled"], detail["since"]) == ("stop", 1, NOON.isoformat())
