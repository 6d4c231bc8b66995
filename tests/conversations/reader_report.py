"""How well inbound texts are read: docs/reader.md, from every labelled set. `make reader-report` writes it.

A reading counts as right when it is the label or one of the kinds that do no harm for the message; beside it stand the
figures for the label alone.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from math import sqrt
from pathlib import Path

from outreach.conversations.reader.reply import Kind
from outreach.conversations.reader.word_lists import word_lists
from tests.conversations import labelled_set
from tests.conversations.labelled_set import FirstReading, Reading

REPORT = Path(__file__).resolve().parents[2] / "docs" / "reader.md"
BAR = 20  # characters for 100 %
Z = 1.96  # 95 %
HEAD = """# How well texts are read

Written by `make reader-report` from the labelled messages in `tests/conversations/labelled/`; `docs/replies.md` says what
the kinds mean and what follows. The messages are invented, and their mix is set by quota: the figures say how single
wordings are read, not how often a wrong reading happens in real traffic.

- **right**: read as labelled, or as a kind that does no harm for the message; a promise also with its amount and day,
  a choice with its number. **strict**: read as labelled.
- **recall** of a kind: of the messages labelled so, the share read right. **precision**: of the messages read so, the
  share that is right. The bar is the recall.
- **rested**: opt-outs after which contact ends or rests at once, because they are read as `stop` or `unclear`. A message
  read as `unclear` goes to a person, and contact rests until it is read: of the two ways to be wrong, the harmless one.
- Intervals are Wilson's, 95 %.
"""
DEVELOPING = """## Development sets

The word lists are kept right on these. They say what is known to be read, and nothing about unseen messages.
"""
HELD_OUT = """## Held-out set

Nobody who changes the word lists looks at this set: it says how unseen messages fare.
"""
NO_HELD_OUT = """## Held-out set

There is none here (`tests/conversations/labelled/held_out.tsv`): no figure above says how unseen messages fare.
"""
FIRST_READINGS = """## Sets that were held out once

How they were read before the lists were changed with them in view. The versions are those of the lists at that time.

| set | word lists | messages | right | opt-outs found | opt-outs rested |
|---|---|---:|---:|---:|---:|
"""

_Set = tuple[Path, list[Reading]]


def render() -> str:
    """The whole report."""
    sets = [(path, [labelled_set.read(row) for row in labelled_set.rows(path)]) for path in labelled_set.files()]
    developing = [one for one in sets if not labelled_set.held_out(one[0])]
    held_out = [one for one in sets if labelled_set.held_out(one[0])]
    parts = [HEAD, f"Word lists: version `{word_lists().version}`.\n", DEVELOPING, "\n".join(_summary(developing))]
    parts += ["", "\n".join([HELD_OUT, *_summary(held_out)]) if held_out else NO_HELD_OUT.rstrip(), ""]
    parts.append(FIRST_READINGS + "\n".join(_first_reading(one) for one in labelled_set.first_readings()))
    parts += ["\n".join(_one_set(path, readings)) for path, readings in sets]
    return "\n".join(parts) + "\n"


def _summary(sets: Sequence[_Set]) -> Iterator[str]:
    yield "| set | version | messages | right | strict | opt-outs found | opt-outs rested | read as opt-out and right |"
    yield "|---|---|---:|---:|---:|---:|---:|---:|"
    for path, readings in sets:
        found, opt_outs = _recall(readings, Kind.STOP)
        rested = sum(r.rests for r in readings if r.row.kind is Kind.STOP)
        truly, read_so = _precision(readings, Kind.STOP)
        yield (
            f"| {path.stem} | `{labelled_set.version(path)}` | {len(readings)} "
            f"| {_share(sum(r.right for r in readings), len(readings))} "
            f"| {_share(sum(r.exact and r.right for r in readings), len(readings))} "
            f"| {_with_interval(found, opt_outs)} | {_with_interval(rested, opt_outs)} "
            f"| {truly} of {read_so}: {_share(truly, read_so)} |"
        )


def _first_reading(one: FirstReading) -> str:
    return (
        f"| {one.name} | `{one.version}` | {one.messages} | {_share(one.right, one.messages)} "
        f"| {_with_interval(one.found, one.opt_outs)} | {_with_interval(one.rested, one.opt_outs)} |"
    )


def _one_set(path: Path, readings: list[Reading]) -> Iterator[str]:
    yield f"\n## {path.stem} ({'held out' if labelled_set.held_out(path) else 'development'})\n"
    yield "| kind | messages | recall | | precision | strict recall | strict precision |"
    yield "|---|---:|---:|---|---:|---:|---:|"
    for kind in Kind:
        yield _kind(kind, readings)
    yield f"\nLanguages: {_languages(readings)}.\n"
    yield from _confusions(readings)
    yield from _misreadings(readings)


def _kind(kind: Kind, readings: list[Reading]) -> str:
    found, labelled = _recall(readings, kind)
    truly, read_so = _precision(readings, kind)
    exact = sum(r.exact and r.row.kind is kind for r in readings)
    return (
        f"| {kind} | {labelled} | {_share(found, labelled)} | `{_bar(found, labelled)}` | {_share(truly, read_so)} "
        f"| {_share(exact, labelled)} | {_share(exact, read_so)} |"
    )


def _recall(readings: list[Reading], kind: Kind) -> tuple[int, int]:
    labelled = [r for r in readings if r.row.kind is kind]
    return sum(r.right for r in labelled), len(labelled)


def _precision(readings: list[Reading], kind: Kind) -> tuple[int, int]:
    read_so = [r for r in readings if r.reply.kind is kind]
    return sum(r.right for r in read_so), len(read_so)


def _languages(readings: list[Reading]) -> str:
    shares = []
    for language in ("en", "es", "mixed"):
        those = [r for r in readings if r.row.language == language]
        shares.append(f"{language} {_share(sum(r.right for r in those), len(those))} of {len(those)} right")
    return ", ".join(shares)


def _confusions(readings: list[Reading]) -> Iterator[str]:
    """Label by reading, for the kinds that were confused at all."""
    pairs = Counter((r.row.kind, r.reply.kind) for r in readings if not r.exact)
    if not pairs:
        yield "Every message was read as labelled.\n"
        return
    columns = [kind for kind in Kind if any(read is kind for _, read in pairs)]
    yield "What was read as another kind than labelled, in rows by label and columns by reading:\n"
    yield "| label | " + " | ".join(columns) + " |"
    yield "|---|" + "---:|" * len(columns)
    for label in (kind for kind in Kind if any(labelled is kind for labelled, _ in pairs)):
        yield f"| {label} | " + " | ".join(str(pairs[label, read] or "") for read in columns) + " |"
    yield ""


def _misreadings(readings: list[Reading]) -> Iterator[str]:
    wrong = [r for r in readings if not r.right]
    if not wrong:
        return
    yield f"{len(wrong)} misread:\n"
    yield "| id | context | label | read as | message |"
    yield "|---|---|---|---|---|"
    for r in sorted(wrong, key=lambda r: (r.row.kind, r.row.id)):
        body = " ".join(r.row.body.split()).replace("|", "\\|")
        read = r.reply.kind if not r.exact else f"{r.reply.kind}, other terms"
        yield f"| {r.row.id} | {r.row.context} | {r.row.kind} | {read} | {body} |"


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson's score), which also holds near 0 and 1."""
    if not of:
        return 0.0, 1.0
    share, spread = hits / of, Z * Z / of
    middle = (share + spread / 2) / (1 + spread)
    half = Z * sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def _with_interval(hits: int, of: int) -> str:
    low, high = wilson(hits, of)
    return f"{hits} of {of}: {_share(hits, of)} ({100 * low:.1f} to {100 * high:.1f})"


def _share(hits: int, of: int) -> str:
    return f"{100 * hits / of:.1f} %" if of else "–"


def _bar(hits: int, of: int) -> str:
    full = round(BAR * hits / of) if of else 0
    return "█" * full + "·" * (BAR - full)


def main() -> int:
    report = render()
    REPORT.write_text(report, encoding="utf-8")
    print(report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
