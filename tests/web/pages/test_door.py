"""The door: what a link shows before anybody is known, who is let in, and who is not."""

from __future__ import annotations

from datetime import date, timedelta

import httpx
import pytest
from sqlalchemy import update

from outreach.accounts.clients import Client
from outreach.accounts.people import Person
from outreach.contacts.attention import Attention
from outreach.contacts.page_links import PageLink
from outreach.conversations import second_factor
from outreach.conversations.pages.page_events import PageEvent
from outreach.conversations.pages.visits import PageVisit
from tests.support.accounts import NOON, ZIP, Agency, Debtor
from tests.web.line import WRONG
from tests.web.pages.conftest import Later
from tests.web.pages.telling import TELLS, closed, digest_of_everything
from tests.web.pages.visitor import Visitor, sent
from tests.web.pages.walking import DAY


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_look_changes_nothing_and_sets_no_cookie(office: Agency, holder: Visitor, method: str) -> None:
    before = digest_of_everything(office)
    answer = holder.client.request(method, holder.path)
    assert (answer.status_code, answer.headers.get("set-cookie")) == (200, None)
    assert digest_of_everything(office) == before


def test_the_door_tells_nothing(holder: Visitor) -> None:
    for language in ("en", "es"):
        holder.open(f"?language={language}")
        assert not TELLS.search(holder.text), holder.text
        assert not TELLS.search(holder.title), holder.title


def test_whose_page_it_is_shows_only_where_that_name_alone_tells_nothing(
    office: Agency, pat: Debtor, holder: Visitor
) -> None:
    assert "Northgate" not in holder.open().text
    with office.store.sessions.begin() as session:
        session.execute(update(Client).values(name_reveals_collection=False))
    assert "This page is from Northgate Services." in holder.open().text


def test_nothing_is_loaded_run_framed_kept_or_told_on(holder: Visitor) -> None:
    for path in ("", "/account"):
        answer = holder.client.get(holder.path + path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-robots-tag"] == "noindex, nofollow"


def test_the_right_answer_begins_a_visit(office: Agency, pat: Debtor, holder: Visitor) -> None:
    assert "Hello, Pat." in holder.know(ZIP).text
    (visit,) = office.rows(PageVisit)
    assert (visit.person_id, visit.ended_at, visit.language) == (pat.person, None, "en")
    assert office.story(pat.person) == ["wired", "identified"]


def test_the_cookie_is_this_visit_s_and_nobody_else_s(holder: Visitor) -> None:
    answer = holder.post("", answer=ZIP)
    (cookie,) = answer.headers.get_list("set-cookie")
    name, _, rest = cookie.partition("=")
    attributes = {part.strip().lower() for part in rest.split(";")[1:]}
    assert name == "__Host-visit"
    assert attributes == {"httponly", "path=/", "samesite=strict", "secure"}


def test_a_wrong_answer_is_said_and_counted_but_not_kept(office: Agency, pat: Debtor, holder: Visitor) -> None:
    holder.open().press("Continue", answer=WRONG)
    assert holder.title == "There is a problem: Your private page"
    assert "not what we have on file" in holder.text
    (event,) = office.rows(PageEvent)
    assert (event.kind, event.detail, event.words_sealed, event.person_id) == ("wrong_factor", {}, None, pat.person)
    assert office.count(PageVisit) == 0


@pytest.mark.parametrize("blank", ["", "   ", "abc"])
def test_no_answer_is_no_try(office: Agency, holder: Visitor, blank: str) -> None:
    for _ in range(4):
        holder.open().press("Continue", answer=blank)
    assert "Please fill this in" in holder.text
    assert office.count(PageEvent) == 0


def test_three_wrong_answers_close_the_link_for_good(
    office: Agency, pat: Debtor, holder: Visitor, later: Later
) -> None:
    for _ in range(3):
        assert holder.open().title == "Your private page"
        holder.press("Continue", answer=WRONG)
    assert "not what we have on file" not in holder.text
    holder.post("", answer=ZIP)
    assert holder.cookie == ""
    later(2 * DAY)
    closed(holder)
    assert office.story(pat.person) == ["wired", "factor_wrong", "factor_wrong", "factor_wrong", "page_locked"]
    (asked,) = office.rows(Attention)
    assert (asked.person_id, asked.kind) == (pat.person, "reply")


def test_six_wrong_answers_about_a_person_close_every_link_for_a_day(
    office: Agency, browser: httpx.Client, pat: Debtor, later: Later
) -> None:
    links = [Visitor(browser, sent(office, pat)[1])]
    later(DAY * 8)
    links += [Visitor(browser, sent(office, pat, "email")[1])]
    later(DAY * 1)
    third = Visitor(browser, sent(office, pat, "email")[1])
    with office.store.sessions.begin() as session:
        session.execute(update(PageLink).values(expires_at=office.clock.at + 30 * DAY))
    for visitor, times in ((links[0], 2), (links[1], 2), (third, 2)):
        for _ in range(times):
            visitor.open().press("Continue", answer=WRONG)
    for visitor in (*links, third):
        closed(visitor)
        assert visitor.post("", answer=ZIP).headers["location"] == visitor.path
    later(DAY)
    assert third.know(ZIP).text.startswith("Your account")


def test_guesses_in_other_conversations_close_the_page_too(office: Agency, pat: Debtor, holder: Visitor) -> None:
    for number in range(6):
        assert holder.open().title == "Your private page"
        with office.store.sessions.begin() as session:
            second_factor.was_wrong(session, pat.person, f"call:{number}", NOON)
    closed(holder)
    holder.post("", answer=ZIP)
    assert holder.cookie == ""


def test_who_guesses_elsewhere_does_not_end_a_visit(office: Agency, browser: httpx.Client, visitor: Visitor) -> None:
    guesser = Visitor(browser, visitor.path)
    for _ in range(2):
        guesser.open().press("Continue", answer=WRONG)
    assert visitor.open("/account").title == "Your account"


def test_another_person_s_detail_opens_nothing(office: Agency, holder: Visitor, pat: Debtor) -> None:
    client = office.rows(Client)[0].id
    office.debtor(client, zip_code="30305")
    holder.know("30305")
    assert holder.cookie == ""


@pytest.mark.parametrize(
    ("factor", "answer", "wrong"),
    [
        ("birth_date", {"month": "4", "day": "27", "year": "1985"}, {"month": "4", "day": "28", "year": "1985"}),
        ("last_four", {"answer": "4321"}, {"answer": "1234"}),
        ("zip", {"answer": ZIP}, {"answer": "30304"}),
    ],
)
def test_the_client_chooses_what_is_asked(
    office: Agency, pat: Debtor, holder: Visitor, factor: str, answer: dict[str, str], wrong: dict[str, str]
) -> None:
    with office.store.sessions.begin() as session:
        session.execute(update(Client).values(second_factor=factor))
        person = session.get_one(Person, pat.person)
        person.birth_date_sealed = office.store.vault.seal("people.birth_date", pat.person, str(date(1985, 4, 27)))
        person.id_fragment_sealed = office.store.vault.seal("people.id_fragment", pat.person, "6789-4321")
    holder.open().press("Continue", **wrong)
    assert holder.cookie == ""
    holder.press("Continue", **answer)
    assert holder.title == "Your account"


@pytest.mark.parametrize(("more", "minutes"), [({}, 15), ({"more_time": "yes"}, 150)])
def test_a_visit_ends_when_it_is_left_alone(holder: Visitor, later: Later, more: dict[str, str], minutes: int) -> None:
    holder.know(ZIP, **more)
    later(timedelta(minutes=minutes) - timedelta(seconds=1))
    assert holder.open("/account").title == "Your account"
    later(timedelta(minutes=minutes) - timedelta(seconds=1))
    assert holder.open("/account").title == "Your account"
    later(timedelta(minutes=minutes))
    assert holder.open("/account").title == "Your private page"


def test_a_closed_page_isclosed(visitor: Visitor) -> None:
    kept = visitor.cookie
    visitor.press("Close this page")
    assert visitor.title == "This page is closed"
    assert visitor.cookie == ""
    visitor.cookie = kept
    assert visitor.open("/account").title == "Your private page"


@pytest.mark.parametrize("language", ["en", "es"])
def test_she_reads_her_language_and_may_change_it(office: Agency, pat: Debtor, holder: Visitor, language: str) -> None:
    with office.store.sessions.begin() as session:
        session.get_one(Person, pat.person).language = language
    titles = {"en": "Your private page", "es": "Su página privada"}
    other = {"en": ("Leer esta página en español", "es"), "es": ("Read this page in English", "en")}[language]
    assert holder.open().title == titles[language]
    assert holder.click(other[0]).title == titles[other[1]]
    holder.press({"en": "Continue", "es": "Continuar"}[other[1]], answer=ZIP)
    assert office.rows(PageVisit)[0].language == other[1]
    assert office.rows(Person)[0].language == other[1]


@pytest.mark.parametrize("path", ["/account", "/debts/1/pay", "/debts/1/plans", "/debts/1/dispute", "/debts/1/pay-site",
                                  "/preferences", "/quiet", "/check/2", "/done/2"])  # fmt: skip
def test_without_a_visit_every_screen_is_the_door(office: Agency, holder: Visitor, path: str) -> None:
    before = digest_of_everything(office)
    assert holder.open(path).title == "Your private page"
    holder.cookie = "x" * 43
    assert holder.open(path).title == "Your private page"
    assert digest_of_everything(office) == before


@pytest.mark.parametrize("path", ["/debts/1/pay", "/debts/1/plans", "/debts/1/dispute", "/preferences", "/quiet", "/check/2",
                                  "/language", "/close"])  # fmt: skip
def test_a_form_that_is_not_of_this_visit_does_nothing(office: Agency, visitor: Visitor, path: str) -> None:
    fields = {"day": "2026-12-15", "scope": "everything", "language": "es"}
    visitor.click("Choose a day to pay in full").press("Continue", day="2026-12-15")
    before = digest_of_everything(office)
    for token in ("", "0" * 32, visitor.cookie):
        assert visitor.post(path, form=token, **fields).headers["location"] == visitor.path
    kept, visitor.cookie = visitor.form("Yes, I will pay this").fields["form"][0], ""
    assert visitor.post(path, form=kept, **fields).headers["location"] == visitor.path
    assert digest_of_everything(office) == before


def test_a_body_that_is_far_too_long_is_refused(visitor: Visitor) -> None:
    assert visitor.post("/language", form="x" * 20_000).status_code == 413
