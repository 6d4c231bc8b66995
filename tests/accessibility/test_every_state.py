"""Every state of every page: nothing axe objects to, nothing cut off, nothing out of the keyboard's reach; and a current report."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.accessibility.findings import REPORT, Findings, cases, digest
from tests.accessibility.looking import VIEWS, keyboard, look
from tests.accessibility.stage import Stage
from tests.accessibility.states import State


@pytest.mark.slow
@pytest.mark.parametrize(("state", "language"), cases(), ids=[f"{one.page}: {one.name} ({to})" for one, to in cases()])
def test_nobody_is_kept_out(
    axe: None, stage: Stage, page: Page, complaints: list[str], findings: Findings, state: State, language: str
) -> None:
    stage.language = language
    state.reach(stage)
    if state.complains:
        complaints.clear()
    assert page.locator("html").get_attribute("lang") == language
    seen = findings.seen[state, language] = {view.name: look(page, view) for view in VIEWS}
    faults = findings.keys[state, language] = keyboard(page)
    wrong = {name: found for name, one in seen.items() if (found := (*one.broken, *one.undecided, *one.overflows))}
    assert (wrong, faults) == ({}, [])


def test_the_report_is_about_the_pages_as_they_are(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--report", default=False):
        pytest.skip("it is being written")
    written = REPORT.read_text("utf-8")
    assert f"`{digest()}`" in written, (
        "the pages have changed since docs/accessibility.md: run `make accessibility-report`"
    )
    missing = [one.name for one, _ in cases() if f"| {one.page} | {one.name} |" not in written]
    assert missing == []
