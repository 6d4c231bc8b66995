"""By keyboard alone: the walk from the link in a message to the code of a plan."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.accessibility.stage import Stage
from tests.support.accounts import ZIP
from tests.support.agreements import PLANS

MOST_TABS = 60


@pytest.mark.parametrize("language", ["en", "es"])
def test_by_keyboard_alone_from_the_link_to_the_code(stage: Stage, page: Page, language: str) -> None:
    stage.language = language
    stage.agent.allow(PLANS)
    stage.open()
    _tab_to(page, "input[name=answer]")
    page.keyboard.type(ZIP)
    page.keyboard.press("Enter")
    _tab_to(page, "a.skip")
    page.keyboard.press("Enter")
    _tab_to(page, "a[href$='/debts/1/plans']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/plans")
    _tab_to(page, "input[name=offer]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check/*")
    _tab_to(page, "main form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/done/*")
    stage.has_code()


def _tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the keyboard is there."""
    page.wait_for_selector(wanted, state="attached")
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    pytest.fail(f"the keyboard does not come to {wanted}")
