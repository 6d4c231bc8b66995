"""What the page looks like to those who see little, have a narrow screen or prefer the dark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.sandbox.page.screen import ANNA, CHRIS, Screen, press, story
from tests.sandbox.stage import ClientApp, twiml

Open = Callable[..., Screen]

NAMELESS = """() => [...document.querySelectorAll("button, input, select, a, [role=log], [role=tabpanel]")]
    .filter((one) => !(one.labels?.length || one.getAttribute("aria-label") || one.getAttribute("aria-labelledby")
        || one.textContent.trim()))
    .map((one) => one.outerHTML)"""
# Contrast as WCAG 2.2 counts it (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio), of every text one can see.
FAINT = """() => {
    const channel = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    const light = ([r, g, b]) => 0.2126 * channel(r / 255) + 0.7152 * channel(g / 255) + 0.0722 * channel(b / 255);
    const colour = (text) => text.match(/[\\d.]+/g).map(Number);
    const ground = (node) => {
        for (let at = node; at; at = at.parentElement) {
            const found = colour(getComputedStyle(at).backgroundColor);
            if (found.length === 3 || found[3] === 1) return found;
        }
        return [255, 255, 255];
    };
    const texts = [...document.querySelectorAll("body *")].filter((node) =>
        node.checkVisibility() && [...node.childNodes].some((one) => one.nodeType === 3 && one.data.trim()));
    return texts.map((node) => {
        const [one, other] = [light(colour(getComputedStyle(node).color)), light(ground(node))].sort((a, b) => b - a);
        return [node.className + " " + node.textContent.slice(0, 30), (one + 0.05) / (other + 0.05)];
    }).filter(([, ratio]) => ratio < 4.5);
}"""


PEOPLE = [
    {"address": "+12125550124", "call": {"answer": "busy"}},
    {"address": "+12125550125", "call": {"ring_seconds": 90}},
]


def busy(screen: Open, app: ClientApp) -> Screen:
    """Something of everything: a ringing phone and a talking one in hand, an ended call, texts, faults."""
    app.documents["/twiml"] = twiml("<Shout/><Say>" + "A long explanation. " * 30 + "</Say>")
    app.documents["/sms"] = twiml("<Message>Thank you for a rather long message that has to be broken.</Message>")
    seen = screen(PEOPLE, sms_url=f"{app.origin}/sms", calls_per_second=10)
    phone = seen.take(ANNA)
    seen.take(CHRIS)
    for number in (ANNA, CHRIS, "+12125550124", "+12125550125"):
        seen.scene.call(number)
    seen.scene.text(ANNA)
    seen.scene.advance(4)
    phone.get_by_role("button", name="Answer").click()
    phone.get_by_label("Text to it").fill("x" * 200)
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_role("log", name="Texts")).to_contain_text("Thank you")
    expect(seen.row("+12125550124")).to_contain_text("busy")
    seen.page.mouse.move(0, 0)
    return seen


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read_and_everything_has_a_name(
    screen: Open, app: ClientApp, page: Page, scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    seen = busy(screen, app)
    for tab in ("Calls", "Texts and e-mails", "What went wrong"):
        seen.tab(tab)
        page.mouse.move(0, 0)
        assert page.evaluate(FAINT) == []
    assert page.evaluate(NAMELESS) == []


def test_nothing_sticks_out_of_a_narrow_screen(screen: Open, app: ClientApp, page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    seen = busy(screen, app)
    for tab in ("Calls", "Texts and e-mails", "What went wrong"):
        seen.tab(tab)
        assert page.evaluate("document.documentElement.scrollWidth") == 320
    phone = seen.phone(CHRIS)
    phone.get_by_role("button", name="Answer").click()
    press(phone, "pound")
    expect(story(phone)).to_contain_text("Pressed #")


def test_who_wants_no_motion_sees_none(screen: Open, app: ClientApp, page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    seen = busy(screen, app)
    expect(seen.row(CHRIS)).to_contain_text("ringing")
    assert page.evaluate("document.getAnimations().length") == 0
    page.emulate_media(reduced_motion="no-preference")
    page.wait_for_function("document.getAnimations().length > 0")
