"""A stage: somebody at her page in a real browser, in one language, found by what a page is built of and not by its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page
from sqlalchemy import update

from outreach.accounts.clients import Client
from outreach.accounts.people import Person
from outreach.agreements.plans import Plan
from tests.support.accounts import ZIP, Agency, Debtor
from tests.support.agreements import Desk
from tests.web.line import Carrier
from tests.web.pages.visitor import sent


@dataclass
class Stage:
    """``link`` is the path of the link in Pat's e-mail; ``agent`` somebody of ours, ``carrier`` the telephone."""

    office: Agency
    page: Page
    carrier: Carrier
    pat: Debtor
    language: str
    link: str = ""

    @property
    def agent(self) -> Desk:
        return Desk(self.office, self.pat)

    def settle(self, table: type[Any] = Client, **columns: Any) -> Stage:
        """Change what is on file of the client, or of another table."""
        with self.office.store.sessions.begin() as session:
            session.execute(update(table).values(**columns))
        return self

    def open(self, path: str = "") -> Stage:
        """Type an address under the link; an e-mail with it is sent first."""
        if not self.link:
            self.send()
        return self.goto(self.link + path)

    def send(self, **columns: Any) -> Stage:
        """Send the e-mail with the link, in her language."""
        self.settle(Person, language=self.language)
        self.link = sent(self.office, self.pat, **columns)[1]
        return self

    def goto(self, path: str) -> Stage:
        self.page.goto(f"{str(self.carrier.client.base_url).rstrip('/')}{path}")
        return self

    def fill(self, **fields: str) -> Stage:
        """Type into fields by their names."""
        for name, value in fields.items():
            self.page.fill(f'[name="{name}"]', value)
        return self

    def choose(self, name: str, value: str) -> Stage:
        """Take one of several: a button of a group, a box, an entry of a list."""
        wanted = self.page.locator(f'[name="{name}"]').first
        if wanted.evaluate("field => field.tagName") == "SELECT":
            wanted.select_option(value)
        else:
            self.page.check(f'[name="{name}"][value="{value}"]')
        return self

    def press(self, end: str) -> Stage:
        """Send the form that goes to a path that ends so."""
        self.page.locator(f'form[action$="{end}"] button').click()
        return self

    def follow(self, end: str) -> Stage:
        """Follow a link to a path that ends so."""
        self.page.locator(f'a[href$="{end}"]').click()
        return self

    def enter(self, answer: str = ZIP) -> Stage:
        """Answer the second factor."""
        return self.open().fill(answer=answer).press(self.link)

    def go_on(self) -> Stage:
        """Send the form in the middle of the page."""
        self.page.locator("main form button").click()
        return self

    def has_code(self) -> None:
        """Make sure that a plan was agreed here, and that its code can be read."""
        (plan,) = self.office.rows(Plan)
        assert (plan.channel, plan.state) == ("page", "agreed")
        assert plan.code
        assert plan.code in self.page.locator("main").inner_text()
        assert self.page.locator("html").get_attribute("lang") == self.language
