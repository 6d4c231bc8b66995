"""Reading inbound SMS against a table labelled by hand; every message was sent on one Wednesday."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.conversations.replies import Confidence, Reply, ReplyKind, read_reply

WEDNESDAY = date(2026, 11, 25)
TABLE = Path(__file__).with_name("labelled_replies.tsv")


def labelled() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def expected(row: dict[str, str]) -> tuple[str, int | None, date | None, bool]:
    full = row["amount"] == "full"
    amount = int(row["amount"]) if row["amount"] and not full else None
    due_on = date.fromisoformat(row["due_on"]) if row["due_on"] else None
    return row["kind"], amount, due_on, full


def read(body: str, today: date = WEDNESDAY) -> tuple[str, int | None, date | None, bool]:
    reply = read_reply(body, today)
    return reply.kind.value, reply.amount_minor, reply.due_on, reply.full


@pytest.mark.parametrize("row", labelled(), ids=lambda row: f"{row['kind']}: {row['body']}")
def test_a_message_reads_as_a_person_labelled_it(row: dict[str, str]) -> None:
    assert read(row["body"]) == expected(row)


def test_the_table_has_every_kind_and_both_languages() -> None:
    rows = labelled()
    assert len(rows) >= 150
    assert {row["kind"] for row in rows} == {kind.value for kind in ReplyKind}
    assert {row["language"] for row in rows} == {"en", "es"}


@pytest.mark.parametrize("row", [row for row in labelled() if row["kind"] != "stop"], ids=lambda row: row["body"])
def test_a_stop_beside_anything_else_wins(row: dict[str, str]) -> None:
    assert read_reply(f"{row['body']}. Stop texting me", WEDNESDAY).kind is ReplyKind.STOP


@given(st.text())
def test_any_text_reads_without_an_error_and_twice_the_same(body: str) -> None:
    assert read_reply(body, WEDNESDAY) == read_reply(body, WEDNESDAY)


@given(st.dates(date(2026, 1, 1), date(2040, 12, 31)), st.sampled_from(labelled()))
def test_a_promise_is_for_today_or_the_coming_half_year_and_says_how_much(today: date, row: dict[str, str]) -> None:
    reply = read_reply(row["body"], today)
    if reply.kind is ReplyKind.PROMISE:
        assert reply.due_on is not None
        assert today <= reply.due_on <= today + timedelta(days=183)
        assert (reply.amount_minor is None) is reply.full
    else:
        assert (reply.amount_minor, reply.due_on, reply.full) == (None, None, False)


@given(st.integers(1, 99_999), st.dates(date(2026, 1, 1), date(2040, 12, 31)), st.integers(0, 180))
def test_any_amount_and_day_written_plainly_come_back_exactly(cents: int, today: date, ahead: int) -> None:
    due_on = today + timedelta(days=ahead)
    body = f"Pay ${cents // 100}.{cents % 100:02d} by {due_on.month}/{due_on.day}/{due_on.year}"
    assert read(body, today) == ("promise", cents, due_on, False)


@given(st.dates(date(2026, 1, 1), date(2040, 12, 31)), st.sampled_from(["en", "es"]))
def test_a_bare_weekday_is_the_first_one_after_today(today: date, language: str) -> None:
    day = today + timedelta(days=7)
    english = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")[day.weekday()]
    spanish = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")[day.weekday()]
    body = f"50 on {english}" if language == "en" else f"50 el {spanish}"
    assert read(body, today) == ("promise", 5000, day, False)


@pytest.mark.parametrize(
    ("body", "today", "due_on"),
    [
        ("50 by the 5th", date(2026, 12, 20), date(2027, 1, 5)),  # over the year
        ("50 on 1/5", date(2026, 12, 20), date(2027, 1, 5)),
        ("50 on the 15th", date(2026, 12, 15), date(2027, 1, 15)),  # that day itself is "today"
        ("50 on 12/15", date(2026, 12, 15), date(2026, 12, 15)),  # but a date in full is that date
        ("50 on the 31st", date(2026, 12, 1), date(2026, 12, 31)),
        ("50 next tuesday", date(2026, 11, 23), date(2026, 12, 1)),  # on a Monday: not tomorrow
        ("50 next tuesday", date(2026, 11, 22), date(2026, 11, 24)),  # on a Sunday: the week begins tomorrow
        ("50 this friday", date(2026, 11, 27), date(2026, 11, 27)),
        ("50 on 2/29", date(2027, 12, 1), date(2028, 2, 29)),
    ],
)
def test_days_roll_into_the_future(body: str, today: date, due_on: date) -> None:
    assert read(body, today) == ("promise", 5000, due_on, False)


@pytest.mark.parametrize(
    ("body", "today"),
    [
        ("50 on the 31st", date(2026, 11, 25)),  # November has none
        ("50 on the 30th", date(2027, 1, 31)),  # nor February
        ("50 on 11/20", WEDNESDAY),  # a year away
        ("50 on 11/20/2026", WEDNESDAY),  # past
        ("50 on 2/29", date(2026, 12, 1)),
    ],
)
def test_a_day_in_doubt_is_unclear(body: str, today: date) -> None:
    assert read_reply(body, today).kind is ReplyKind.UNCLEAR


def test_a_reply_says_which_words_decided_and_how_surely() -> None:
    assert read_reply("STOP", WEDNESDAY) == Reply(ReplyKind.STOP, words=("stop",), confidence=Confidence.CERTAIN)
    assert read_reply("Look, I have a lawyer!", WEDNESDAY).words == ("lawyer",)
    assert read_reply("Look, I have a lawyer!", WEDNESDAY).confidence is Confidence.LIKELY
    assert read_reply("hm", WEDNESDAY).confidence is Confidence.NONE
