"""What holds of every reading, whatever the words."""

from __future__ import annotations

import csv
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.conversations.reader.reading import read_reply
from outreach.conversations.reader.reply import Confidence, Context, Kind, Offers, Question, Reply
from tests.conversations import labelled_set
from tests.conversations.labelled_set import TODAY, Labelled

ROWS = labelled_set.developing()
PLAIN = Path(__file__).with_name("plain_replies.tsv")
WORDINGS = Path(__file__).with_name("wordings.tsv")
WEDNESDAY = date(2026, 11, 25)
NOTHING = Context(TODAY)
CONTEXTS = st.sampled_from(
    [NOTHING, Context(TODAY, Question()), labelled_set.context("question"), Context(TODAY, Offers(3))]
)
OTHER_SCRIPTS = st.characters(min_codepoint=0x0400, max_codepoint=0xD7FF, categories=["Lo", "Ll"])


def plain_replies() -> list[dict[str, str]]:
    with PLAIN.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def meaning(reply: Reply) -> tuple[Kind, int | None, int | None, bool, date | None]:
    return reply.kind, reply.choice, reply.amount_minor, reply.full, reply.due_on


@pytest.mark.parametrize("row", plain_replies(), ids=lambda row: row["body"])
def test_plain_wordings_read_on_another_day(row: dict[str, str]) -> None:
    reply = read_reply(row["body"], Context(WEDNESDAY))
    amount = "full" if reply.full else str(reply.amount_minor or "")
    assert (reply.kind.value, amount, str(reply.due_on or "")) == (row["kind"], row["amount"], row["due_on"])


def test_wordings_that_the_lists_were_made_for_keep_their_reading() -> None:
    """``terms``: a choice's number; a promise's amount (minor units, or ``full``) and day."""
    with WORDINGS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    read = [(row, read_reply(row["body"], labelled_set.context(row["context"]))) for row in rows]
    assert not [(row["body"], row["kind"], reply) for row, reply in read if _said(reply) != (row["kind"], row["terms"])]


def _said(reply: Reply) -> tuple[str, str]:
    if reply.kind is Kind.PROMISE:
        return "promise", f"{'full' if reply.full else reply.amount_minor} {reply.due_on}"
    return reply.kind.value, str(reply.choice or "")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_stop_after_anything_else_wins(row: Labelled) -> None:
    assert read_reply(f"{row.body}. Stop texting me", labelled_set.context(row.context)).kind is Kind.STOP


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_spanish_stop_before_anything_else_wins(row: Labelled) -> None:
    assert read_reply(f"Ya no me escriban. {row.body}", labelled_set.context(row.context)).kind is Kind.STOP


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_case_accents_apostrophes_and_marks_at_the_end_change_nothing(row: Labelled) -> None:
    context = labelled_set.context(row.context)
    as_written = meaning(read_reply(row.body, context))
    bare = "".join(c for c in unicodedata.normalize("NFKD", row.body) if not unicodedata.combining(c))
    for form in (
        row.body.upper(),
        row.body.lower(),
        bare,
        row.body.replace("’", "'"),
        row.body.replace("'", "’"),
        f"  {row.body}  ",
        f"{row.body}!!",
        row.body.replace(" ", "  "),
    ):
        assert meaning(read_reply(form, context)) == as_written, form


@given(st.text(), CONTEXTS)
def test_any_text_reads_without_an_error_and_twice_the_same(body: str, context: Context) -> None:
    assert read_reply(body, context) == read_reply(body, context)


@given(st.lists(st.sampled_from(" ".join(row.body for row in ROWS).split()), max_size=60), CONTEXTS)
def test_any_row_of_words_reads_without_an_error(words: list[str], context: Context) -> None:
    reply = read_reply(" ".join(words), context)
    assert (reply.confidence is Confidence.NONE) == (reply.kind is Kind.UNCLEAR)
    assert (reply.choice is not None) == (reply.kind is Kind.CHOICE)
    assert (reply.due_on is not None) == (reply.kind is Kind.PROMISE)
    assert (reply.amount_minor is not None or reply.full) == (reply.kind is Kind.PROMISE)
    assert (reply.call is not None) == (reply.kind is Kind.CALL_ME)
    assert (reply.wish is not None) == (reply.kind is Kind.PREFERENCE)
    assert reply.kind not in reply.also


@given(st.text(OTHER_SCRIPTS, min_size=1), CONTEXTS)
def test_other_scripts_are_for_a_person(body: str, context: Context) -> None:
    assert read_reply(body, context).kind is Kind.UNCLEAR


def test_a_long_message_is_read_as_well() -> None:
    story = "I went to the office and they said to call and nobody called me and the bill is not my bill " * 17
    assert read_reply(f"{story} so stop texting me", NOTHING).kind is Kind.STOP


def test_a_reply_says_which_words_decided_how_surely_and_what_else_was_seen() -> None:
    stop = read_reply("STOP", NOTHING)
    assert (stop.words, stop.confidence, stop.also) == (("stop",), Confidence.CERTAIN, ())
    lawyer = read_reply("Look, I have a lawyer! And I lost my job", NOTHING)
    assert (lawyer.kind, lawyer.words, lawyer.confidence) == (Kind.ATTORNEY, ("have a lawyer",), Confidence.LIKELY)
    assert lawyer.also == (Kind.HARDSHIP,)
    assert read_reply("hm", NOTHING) == Reply(Kind.UNCLEAR)
    assert Kind.STOP in read_reply("this is harassment", NOTHING).also


@pytest.mark.parametrize(
    ("body", "language"),
    [("quiero hablar con alguien", "es"), ("I want to talk to someone", "en"), ("no debo nada", "es"), ("ok", "en")],
)
def test_a_reply_says_its_language(body: str, language: str) -> None:
    assert read_reply(body, NOTHING).language == language


def test_offers_are_at_least_one() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Offers(0)
