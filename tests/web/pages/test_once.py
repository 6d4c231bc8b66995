"""Once: a form sent twice, at once, from two windows or long after counts once and is answered alike."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from outreach.accounts.standing import Hold
from outreach.agreements.plans import Plan
from outreach.agreements.promises import Promise
from outreach.contacts.attention import Attention
from outreach.contacts.contact_contract import ContactContract
from outreach.conversations.pages.page_events import PageEvent
from tests.support.accounts import Agency
from tests.support.agreements import PLANS, Desk
from tests.web.pages.visitor import Visitor
from tests.web.pages.walking import EVERY, PAY, YES, Way, confirmations


@pytest.mark.parametrize("way", EVERY)
def test_a_form_sent_twice_counts_once_and_is_answered_alike(
    office: Agency, agent: Desk, visitor: Visitor, way: Way
) -> None:
    agent.allow(PLANS)
    shown, button = way(visitor)
    form = shown.form(button)
    first = visitor.send(form).text
    before = _counts(office)
    assert visitor.send(form).text == first
    assert _counts(office) == before
    assert sum(before[:4]) == 1


@pytest.mark.parametrize("way", EVERY)
def test_a_form_sent_twice_at_the_same_moment_counts_once(
    office: Agency, agent: Desk, visitor: Visitor, way: Way
) -> None:
    agent.allow(PLANS)
    shown, button = way(visitor)
    form = shown.form(button)
    headers = {"Cookie": f"__Host-visit={visitor.cookie}"}

    def send(_: int) -> str:
        with httpx.Client(base_url=visitor.client.base_url, timeout=60) as client:
            answer = client.post(form.action, data=dict(form.fields), headers=headers)
        return answer.headers["location"]

    with ThreadPoolExecutor(4) as threads:
        places = set(threads.map(send, range(4)))
    assert len(places) == 1
    assert sum(_counts(office)[:4]) == 1


def _counts(office: Agency) -> tuple[int, ...]:
    done = len([event for event in office.rows(PageEvent) if event.kind == "done"])
    agreed = office.count(Promise), office.count(Plan), office.count(Hold), office.count(ContactContract)
    return (*agreed, done, len(confirmations(office)), office.count(Attention))


def test_going_back_and_saying_yes_again_changes_nothing(office: Agency, visitor: Visitor) -> None:
    form = visitor.click(PAY).press("Continue", day="2026-12-15").form(YES)
    done = visitor.send(form).text
    visitor.open("/account")
    assert visitor.send(form).text == done
    assert office.count(Promise) == 1


def test_the_same_promise_from_two_windows_is_one(office: Agency, visitor: Visitor) -> None:
    forms = [visitor.open("/debts/1/pay").press("Continue", day="2026-12-15").form(YES) for _ in range(2)]
    texts = {visitor.send(form).text for form in forms}
    assert len(texts) == 1
    assert office.count(Promise) == 1


def test_two_windows_confirm_what_each_of_them_shows(office: Agency, visitor: Visitor) -> None:
    first = visitor.open("/debts/1/pay").press("Continue", day="2026-12-15").form(YES)
    second = visitor.open("/debts/1/pay").press("Continue", day="2026-12-16").form(YES)
    assert "December 15" in visitor.send(first).text
    assert "December 16" in visitor.send(second).text
    assert {(one.due_on.day, one.state) for one in office.rows(Promise)} == {(15, "cancelled"), (16, "open")}
