"""Findings: what was seen, kept by state and language, and docs/accessibility.md drawn from it.

The report names the sources it is about by one digest, so that a test can tell whether it still is about them.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.accessibility.looking import TAGS, VIEWS, Seen
from tests.accessibility.states import STATES, State
from tests.house.sources import ROOT, files

REPORT = ROOT / "docs" / "accessibility.md"
SOURCES = (
    "console/web/account_page/layouts", "console/web/pages/collector", "templates/texts/page", "tests/accessibility",
)  # fmt: skip
ALSO = ("console/web/account_page/drawing.py", "console/web/stop.py", "tests/axe/package-lock.json")
HEAD = """# Whether everybody can use the pages

Written by `make accessibility-report`; about the sources with the digest `{digest}`. The aim is WCAG 2.2, level AA, with no
violation on any page in any state. Looked at with axe-core {axe} (`{tags}`) in Debian's chromium.

Every state is looked at in each of its languages and in these ways: {views}.
In all but the last two axe judges what a machine can judge (not the colours where the reader forces her own); in all of them nothing may be cut off or need scrolling sideways (1.4.4, 1.4.10, 1.4.12). Then the keyboard goes through the page:
it reaches everything that can be used, in reading order, shows where it is, and comes out again (2.1.1, 2.1.2, 2.4.3, 2.4.7,
2.4.11). `tests/accessibility` also walks from the link in a message to the code of a plan, once by keyboard alone and once without
scripts, in both languages. What no machine can judge (whether words are plain, whether an order makes sense) is for readers.
"""


@dataclass
class Findings:
    """Seen views and keyboard faults, by state and language."""

    seen: dict[tuple[State, str], dict[str, Seen]] = field(default_factory=lambda: defaultdict(dict))
    keys: dict[tuple[State, str], list[str]] = field(default_factory=dict)

    def write(self) -> None:
        """Write the report. Raises ValueError when a state was not looked at."""
        missing = [
            f"{state.page}: {state.name} ({language})"
            for state, language in cases()
            if (state, language) not in self.keys
        ]
        if missing:
            raise ValueError(f"not looked at, so nothing is written: {', '.join(missing)}")
        REPORT.write_text(self.render(), "utf-8")

    def render(self) -> str:
        """The whole report."""
        views = ", ".join(f"{view.name} ({view.size['width']} × {view.size['height']})" for view in VIEWS)
        head = HEAD.format(digest=digest(), axe=axe_version(), tags=", ".join(TAGS), views=views)
        return "\n".join([head, *self._states(), "", *self._rules(), "", *self._undecided()]).rstrip() + "\n"

    def _states(self) -> Iterator[str]:
        yield "## State by state\n"
        yield "| page | state | languages | views | rules kept | violations | cut off | keyboard |"
        yield "|---|---|---|---:|---:|---:|---:|---|"
        for state in STATES:
            cases = [(state, language) for language in state.languages]
            seen = [one for case in cases for one in self.seen[case].values()]
            kept = {rule for one in seen for rule in one.kept}
            faults = sum(len(self.keys[case]) for case in cases)
            yield (
                f"| {state.page} | {state.name} | {', '.join(state.languages)} | {len(seen)} | {len(kept)} "
                f"| {sum(len(one.broken) for one in seen)} | {sum(len(one.overflows) for one in seen)} "
                f"| {'passes' if not faults else f'{faults} faults'} |"
            )

    def _rules(self) -> Iterator[str]:
        yield "## Rule by rule\n"
        yield "| rule | of | views in which it is kept | violations |"
        yield "|---|---|---:|---:|"
        views = [one for by_view in self.seen.values() for one in by_view.values()]
        tags = {rule: of for one in views for rule, of in one.kept.items()}
        broken = [told.partition(" ")[0] for one in views for told in one.broken]
        for rule in sorted({*tags, *broken}):
            kept = sum(rule in one.kept for one in views)
            yield f"| {rule} | {_criteria(tags.get(rule, []))} | {kept} | {broken.count(rule)} |"

    def _undecided(self) -> Iterator[str]:
        told = {what for by_view in self.seen.values() for one in by_view.values() for what in one.undecided}
        yield "## What axe leaves to a person\n"
        yield from (f"- {what}" for what in sorted(told)) if told else ["Nothing."]


def cases() -> list[tuple[State, str]]:
    """Every state in each of its languages."""
    return [(state, language) for state in STATES for language in state.languages]


def digest() -> str:
    """Of everything that decides how the pages look, and of what looks at them."""
    found = hashlib.sha256()
    for path in [*sorted(files(*SOURCES)), *(ROOT / name for name in ALSO)]:
        if path.suffix != ".pyc":
            found.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return found.hexdigest()[:16]


def axe_version() -> str:
    """As it is locked."""
    wanted = json.loads((ROOT / "tests" / "axe" / "package.json").read_text("utf-8"))
    return str(wanted["dependencies"]["axe-core"])


def _criteria(tags: list[str]) -> str:
    """Success criteria as they are written: wcag143 is 1.4.3, wcag1410 is 1.4.10."""
    numbers = [
        tag.removeprefix("wcag") for tag in tags if tag.startswith("wcag") and tag[4:].isdigit() and len(tag) > 6
    ]
    return ", ".join(f"{one[0]}.{one[1]}.{one[2:]}" for one in numbers) or "good practice"
