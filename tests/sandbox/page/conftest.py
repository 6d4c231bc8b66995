"""The page of the phones in a real browser, in front of a sandbox whose clock is moved by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.sandbox.page.screen import Screen
from tests.sandbox.stage import Stage
from tests.support.browser import browser, complaints, page, pytest_pyfunc_call

__all__ = ["browser", "complaints", "page", "pytest_pyfunc_call"]

Open = Callable[..., Screen]


@pytest.fixture
def screen(page: Page, stage: Callable[..., Stage]) -> Open:
    """Opens the page on a fresh scene: these people, these options."""

    def open_page(people: Any = (), **options: Any) -> Screen:
        scene = stage(people, **options)
        page.goto(scene.origin + "/")
        expect(page.get_by_text("Live", exact=True)).to_be_visible()
        return Screen(page, scene)

    return open_page
