"""docs/texts.md says what the code does: its tables are made from the data, and this test says when they are out of date."""

from __future__ import annotations

from pathlib import Path

from outreach.contacts import inbox
from outreach.contacts.text_questions import GOOD_FOR as ASKED_FOR
from outreach.contacts.text_threads import HOLDS_FOR
from outreach.contacts.written_confirmation import CONFIRMS, GOOD_FOR, TALK_GOOD_FOR
from outreach.conversations.texts import answers, own_words, thread, who_reads
from outreach.conversations.texts.turn import MOST_REPLIES
from outreach.conversations.texts.wishes import REST
from templates.purposes import PURPOSE

PAGE = Path("docs/texts.md")


def meanings() -> str:
    """One row per meaning, in the order of the code."""
    head = "| read as | she | we answer with one of |\n|---|---|---|"
    rows = (f"| `{kind.value}` | {row.meaning} | {_named(row.says)} |" for kind, row in answers.ROWS.items())
    return "\n".join((head, *rows))


def texts() -> str:
    """What each answer is for."""
    used = dict.fromkeys(name for row in answers.ROWS.values() for name in row.says)
    named = (*used, *(name for name in thread.WHO if name not in used), "opt_out_confirmation")
    rows = (f"| `{name}` | {PURPOSE[name].meaning} | {_told_to(name)} |" for name in named)
    return "\n".join(("| text | what it does | while it is not known who reads |\n|---|---|---|", *rows))


def _named(says: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in says) or "nothing: a person of ours answers"


def _told_to(name: str) -> str:
    return "held back, `right_party_reply` goes in its place" if PURPOSE[name].text.discloses else "may be sent"


def test_the_tables_are_current() -> None:
    page = PAGE.read_text()
    for table in (meanings(), texts()):
        assert table in page, f"docs/texts.md must hold this table:\n{table}"


def test_the_numbers_are_current() -> None:
    page = " ".join(PAGE.read_text().split())
    for said in (
        f"{HOLDS_FOR.days} days without a word",
        f"{who_reads.MOST_TRIES} wrong answers on one day",
        f"{thread.UNDERSTOOD_FOR.days} days",
        f"{ASKED_FOR.days} days",
        f"{TALK_GOOD_FOR.total_seconds() / 3600:.0f} hours",
        f"{GOOD_FOR.days} days",
        f"{MOST_REPLIES} answers within a day",
        f"{REST.days} days",
    ):
        assert said in page, f"docs/texts.md must say: {said}"


def test_the_words_and_fields_are_current() -> None:
    page = PAGE.read_text()
    for word in (*sorted(own_words.PAUSE), *sorted(own_words.PLANS)):
        assert word.upper() in page
    for name in (*inbox.FIELDS, *sorted(CONFIRMS)):
        assert f"`{name}`" in page
