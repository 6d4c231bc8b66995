"""A real browser for tests of pages: Debian's chromium, driven by playwright.

A room's conftest imports `browser`, `page`, `complaints` and `pytest_pyfunc_call`. A test that asks for `page` runs in the
browser's own thread, because playwright keeps an event loop there for the whole session and other tests start loops too.
Nothing leaves the machine: the browser resolves no name but this machine's.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, expect, sync_playwright

ARGUMENTS = (
    "--no-sandbox",  # tests may run as root, in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
PATIENCE = 20_000  # milliseconds until something expected must be there
NOT_THERE = "These tests need Debian's chromium: install it with 'make debian-packages'."
WIDE = {"width": 1280, "height": 900}

T = TypeVar("T")


class Chromium:
    """A running browser and the thread in which everything with it is done."""

    def __init__(self, program: str) -> None:
        self._thread = ThreadPoolExecutor(1, "browser")
        self._playwright: Playwright = self.run(lambda: sync_playwright().start())
        launch = self._playwright.chromium.launch
        self.browser: Browser = self.run(lambda: launch(executable_path=program, args=list(ARGUMENTS)))

    def run(self, act: Callable[[], T]) -> T:
        return self._thread.submit(act).result()

    def close(self) -> None:
        self.run(self.browser.close)
        self.run(self._playwright.stop)
        self._thread.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Chromium]:
    """One browser for the session. Fails, with a sentence, where chromium is not installed."""
    program = shutil.which("chromium")
    if program is None:
        pytest.fail(NOT_THERE, pytrace=False)
    expect.set_options(timeout=PATIENCE)
    opened = Chromium(program)
    yield opened
    opened.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the page of this test has complained of; a test that provokes complaints clears it."""
    return []


@pytest.fixture
def page(browser: Chromium, complaints: list[str]) -> Iterator[Page]:
    """A page with nothing remembered. Errors in its console, also of its security policy, fail the test."""
    opened = browser.run(lambda: _open(browser.browser, complaints))
    yield opened
    browser.run(opened.context.close)
    assert not complaints, f"the page complained: {complaints}"


def _open(browser: Browser, complaints: list[str]) -> Page:
    page = browser.new_context(viewport={"width": WIDE["width"], "height": WIDE["height"]}).new_page()
    page.set_default_timeout(PATIENCE)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: _note(message, complaints))
    return page


def _note(message: ConsoleMessage, complaints: list[str]) -> None:
    if message.type in {"error", "warning"}:
        complaints.append(message.text)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run tests with a page in the browser's thread."""
    if "page" not in pyfuncitem.fixturenames:
        return None
    chromium = pyfuncitem.funcargs["browser"]
    assert isinstance(chromium, Chromium)
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    chromium.run(lambda: pyfuncitem.obj(**arguments))
    return True
