"""Looking: a page as axe sees it in several ways of reading, what it asks of a screen, and where the keyboard goes.

axe judges what a machine can. The rest of what is asked here is measured by ourselves: nothing is lost or scrolled sideways on
a narrow screen, with letters twice as large or set apart (WCAG 1.4.4, 1.4.10, 1.4.12); the keyboard reaches everything that can
be used, in the order in which it is read, sees where it is, and comes out again (2.1.1, 2.1.2, 2.4.3, 2.4.7, 2.4.11).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, ViewportSize

AXE = Path(__file__).resolve().parents[1] / "axe" / "node_modules" / "axe-core" / "axe.min.js"
NOT_THERE = "axe is not installed: run `make node-packages`"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MOST_STEPS = 200


@dataclass(frozen=True)
class View:
    """A way of reading. ``css`` is what the reader's own settings add; those change no role, name or colour that axe would judge."""

    name: str
    size: ViewportSize
    scheme: str = "light"
    forced: bool = False
    css: str = ""


SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
SPACED += " p { margin-bottom: 2em !important }"
PHONE: ViewportSize = {"width": 320, "height": 640}
WIDE: ViewportSize = {"width": 1280, "height": 900}
VIEWS = (
    View("phone", PHONE),
    View("phone, dark", PHONE, scheme="dark"),
    View("desktop", WIDE),
    View("forced colours", WIDE, forced=True),
    View("200 % zoom", {"width": 640, "height": 450}),
    View("200 % text", WIDE, css="html { font-size: 200% !important }"),
    View("spaced text", PHONE, css=SPACED),
)


@dataclass(frozen=True)
class Seen:
    """What was found in one view: rules kept, rules broken and rules axe could not judge, each with where; what overflows."""

    kept: dict[str, list[str]]
    broken: tuple[str, ...]
    undecided: tuple[str, ...]
    overflows: tuple[str, ...]


def look(page: Page, view: View) -> Seen:
    """Judge the page that is open in this view."""
    scheme: Any = view.scheme
    page.set_viewport_size(view.size)
    page.emulate_media(color_scheme=scheme, forced_colors="active" if view.forced else "none")
    page.evaluate(_RESTYLE, view.css)
    overflows = tuple(page.evaluate(_OVERFLOWS))
    if view.css:
        return Seen({}, (), (), overflows)
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("options => axe.run(document, options)", _options(view))
    return Seen(
        {rule["id"]: rule["tags"] for rule in found["passes"]},
        tuple(_told(rule) for rule in found["violations"]),
        tuple(_told(rule) for rule in found["incomplete"]),
        overflows,
    )


def keyboard(page: Page) -> list[str]:
    """Go through the page by Tab and back out. Returns what is wrong; empty when nothing is."""
    page.evaluate("() => { document.activeElement?.blur(); window.getSelection()?.removeAllRanges() }")
    wanted, wrong = page.evaluate(_STOPS), []
    reached: list[str] = []
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(_WHERE)
        if stop is None or (stop["name"] in reached and stop["name"] != reached[-1]):
            break
        if stop["name"] not in reached:
            reached.append(stop["name"])
        wrong += [f"{stop['name']}: {fault}" for fault in stop["faults"]]
    else:
        wrong.append("the keyboard does not come out of the page")
    if reached != wanted:
        wrong.append(f"reached {reached}, not {wanted}")
    return wrong


def _options(view: View) -> dict[str, Any]:
    """What axe shall judge. Where the reader forces her own colours, ours are no longer there to be judged."""
    rules = {"target-size": {"enabled": True}, "color-contrast": {"enabled": not view.forced}}
    return {"resultTypes": ["violations", "incomplete"], "runOnly": {"type": "tag", "values": TAGS}, "rules": rules}


def _told(rule: dict[str, Any]) -> str:
    places = "; ".join(" ".join(map(str, node["target"])) for node in rule["nodes"])
    return f"{rule['id']} ({rule['help']}): {places}"


_RESTYLE = """css => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = css ? [sheet] : [];
}"""
# Whatever needs scrolling sideways, or has words that do not fit it. What is for screen readers alone does not count.
_OVERFLOWS = """() => {
    const faults = [], wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > wide) faults.push(`the page is ${document.documentElement.scrollWidth} wide`);
    for (const one of document.querySelectorAll('main *, header *, footer *')) {
        const box = one.getBoundingClientRect();
        if (box.width && box.left >= 0 && box.right > wide + 1) faults.push(`${one.tagName} ends at ${Math.round(box.right)}`);
        const clips = getComputedStyle(one).overflow !== 'visible' && !['INPUT', 'SELECT', 'TEXTAREA'].includes(one.tagName);
        if (clips && one.scrollWidth > one.clientWidth + 1) faults.push(`${one.tagName} is clipped`);
    }
    return faults;
}"""
_NAME = """const name = one => one.tagName + ' ' + [...document.querySelectorAll('*')].indexOf(one);"""
# What Tab must reach, in order: of a group of round buttons the chosen one, else the first.
_STOPS = f"""() => {{
    {_NAME}
    const usable = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea')];
    const groups = new Map();
    for (const one of usable.filter(one => one.type === 'radio')) {{
        const group = (one.form ? [...document.forms].indexOf(one.form) : '') + one.name;
        if (!groups.has(group) || one.checked) groups.set(group, one);
    }}
    return usable.filter(one => one.type !== 'radio' || [...groups.values()].includes(one)).map(name);
}}"""
# A date field has a stop for each of its parts.
_WHERE = f"""() => {{
    {_NAME}
    const one = document.activeElement;
    if (!one || one === document.body || one === document.documentElement) return null;
    const faults = [], style = getComputedStyle(one), box = one.getBoundingClientRect();
    if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) faults.push('no mark of where the keyboard is');
    if (box.bottom < 0 || box.top > innerHeight || box.right < 0 || box.left > innerWidth) faults.push('out of sight');
    const top = document.elementFromPoint(box.left + box.width / 2, Math.min(box.top + box.height / 2, innerHeight - 1));
    if (top && top !== one && !one.contains(top) && !top.contains(one)) faults.push(`covered by ${{top.tagName}}`);
    return {{ name: name(one), faults }};
}}"""
