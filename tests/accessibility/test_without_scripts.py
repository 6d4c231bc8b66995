"""Without scripts: the walk from the link in a message to the code of a plan; preferences; a stop."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from outreach.accounts.people import Person
from outreach.accounts.standing import OptOut
from outreach.contacts.contact_contract import ContactContract
from tests.accessibility.stage import Stage
from tests.support.agreements import PLANS
from tests.support.browser import PATIENCE, Chromium
from tests.web.pages.visitor import sent

BOTH = pytest.mark.parametrize("language", ["en", "es"])


@pytest.fixture
def page(browser: Chromium) -> Iterator[Page]:
    """A browser that runs nothing."""
    opened = browser.run(lambda: browser.browser.new_context(java_script_enabled=False).new_page())
    browser.run(lambda: opened.set_default_timeout(PATIENCE))
    yield opened
    browser.run(opened.context.close)


def test_nothing_runs(page: Page) -> None:
    page.goto("data:text/html,<title>still</title><script>document.title = 'ran'</script>")
    assert page.title() == "still"


@BOTH
@pytest.mark.parametrize("channel", ["email", "sms"])
def test_from_the_link_to_the_code(stage: Stage, page: Page, language: str, channel: str) -> None:
    stage.language = language
    stage.agent.allow(PLANS)
    if channel == "sms":
        stage.settle(role="first_party").settle(Person, language=language)
        stage.link = sent(stage.office, stage.pat, "sms")[1]
    stage.enter().follow("/debts/1/plans").choose("offer", "2").go_on().go_on()
    stage.has_code()
    stage.follow("/account").press("/close")
    assert "account" not in page.url


@BOTH
def test_preferences(stage: Stage, page: Page, language: str) -> None:
    stage.language = language
    stage.enter().follow("/preferences").choose("channels", "email").choose("days", "sat").choose("opens", "09:00")
    stage.choose("closes", "12:00").choose("not_at_work", "yes").fill(not_before="2027-01-01").go_on()
    assert stage.office.count(ContactContract) == 0
    stage.go_on()
    (made,) = stage.office.rows(ContactContract)
    assert made.terms == {
        "channels": ["email"], "days": ["sat"], "opens": "09:00", "closes": "12:00", "not_before": "2027-01-01",
        "language": language, "not_at_work": True,
    }  # fmt: skip


@BOTH
@pytest.mark.parametrize("known", [True, False], ids=["behind the door", "at the door"])
def test_a_stop(stage: Stage, page: Page, language: str, known: bool) -> None:
    stage.language = language
    if known:
        stage.enter().follow("/quiet").choose("scope", "here").go_on()
    else:
        stage.open().press("/stop")
    (no,) = stage.office.rows(OptOut)
    assert (no.person_id, no.channels) == (stage.pat.person, ["email"])
