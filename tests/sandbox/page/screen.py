"""What a test sees of the page, and what it does there."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.sandbox.stage import Stage

ANNA = "+12125550123"
CHRIS = "+12125550150"  # a collector


def written(number: str) -> str:
    """An American number as the page writes it."""
    return f"+1 {number[2:5]} {number[5:8]} {number[8:]}"


@dataclass(frozen=True)
class Screen:
    """The page in front of a scene."""

    page: Page
    scene: Stage

    def row(self, number: str) -> Locator:
        """The newest call of a number in the live list."""
        name = self.page.locator("strong", has_text=written(number))
        return self.page.locator("#calls > li").filter(has=name).first

    def take(self, number: str) -> Locator:
        """Take a phone in hand by typing its number; where it is on the page."""
        self.page.get_by_label("Be a phone").fill(number)
        self.page.get_by_role("button", name="Take it").click()
        phone = self.phone(number)
        expect(phone).to_be_visible()
        return phone

    def phone(self, number: str) -> Locator:
        return self.page.get_by_role("article", name=written(number))

    def tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=name).click()

    def count(self, name: str) -> Locator:
        return self.page.locator(f"#count-{name}")


def press(phone: Locator, key: str) -> None:
    phone.get_by_role("button", name=key, exact=True).click()


def headline(phone: Locator) -> Locator:
    """What the newest call of a phone is in one line."""
    return phone.locator(".headline").first


def story(phone: Locator) -> Locator:
    return phone.get_by_role("log", name="What happens on this call")
