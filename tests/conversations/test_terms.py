"""Amounts and days in ordinary words, against tables made by hand with a calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.conversations.reader.reading import read_reply
from outreach.conversations.reader.reply import Context, Kind
from tests.conversations.labelled_set import TODAY  # Tuesday, December 1, 2026

ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SPANISH = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")


def promised(body: str, today: date = TODAY) -> tuple[str, int | None, bool, date | None]:
    reply = read_reply(body, Context(today))
    return reply.kind.value, reply.amount_minor, reply.full, reply.due_on


@pytest.mark.parametrize(
    ("written", "minor"),
    [
        ("50", 5_000),
        ("$50", 5_000),
        ("$ 50", 5_000),
        ("50$", 5_000),
        ("50 dollars", 5_000),
        ("50 bucks", 5_000),
        ("50usd", 5_000),
        ("$75.50", 7_550),
        ("75.50", 7_550),
        ("1,200", 120_000),
        ("$1,200.00", 120_000),
        ("1000", 100_000),
        ("fifty", 5_000),
        ("twenty five dollars", 2_500),
        ("seventy-five", 7_500),
        ("a hundred", 10_000),
        ("one hundred", 10_000),
        ("one hundred and fifty dollars", 15_000),
        ("two hundred twenty", 22_000),
        ("one fifty", 15_000),
        ("fifteen hundred", 150_000),
        ("a thousand", 100_000),
        ("two thousand five hundred", 250_000),
        ("cien", 10_000),
        ("cincuenta dólares", 5_000),
        ("treinta y cinco", 3_500),
        ("ciento veinte", 12_000),
        ("doscientos cincuenta", 25_000),
        ("mil", 100_000),
        ("mil doscientos", 120_000),
        ("veinticinco", 2_500),
        ("20 dollars and 50 cents", 2_050),
    ],
)
def test_amounts(written: str, minor: int) -> None:
    assert promised(f"I'll pay {written} on friday") == ("promise", minor, False, date(2026, 12, 4))


@pytest.mark.parametrize(
    "written",
    [
        "1.200",
        "75,5",
        "50k",
        "$0",
        "50 or 60",
        "50-60",
        "about 50",
        "at least 50",
        "up to 50",
        "half of 50",
        "555-0123",
    ],
)
def test_amounts_that_two_people_would_read_differently_are_no_promise(written: str) -> None:
    assert promised(f"I'll pay {written} on friday")[0] == "unclear"


@pytest.mark.parametrize(
    ("written", "due_on"),
    [
        ("today", date(2026, 12, 1)),
        ("tonight", date(2026, 12, 1)),
        ("tomorrow", date(2026, 12, 2)),
        ("tmrw", date(2026, 12, 2)),
        ("tomorrow morning", date(2026, 12, 2)),
        ("the day after tomorrow", date(2026, 12, 3)),
        ("wednesday", date(2026, 12, 2)),
        ("on Fri", date(2026, 12, 4)),
        ("this friday", date(2026, 12, 4)),
        ("this coming friday", date(2026, 12, 4)),
        ("friday at 5pm", date(2026, 12, 4)),
        ("friday the 4th", date(2026, 12, 4)),
        ("monday", date(2026, 12, 7)),
        ("monday december 7", date(2026, 12, 7)),
        ("friday next week", date(2026, 12, 11)),
        ("a week from friday", date(2026, 12, 11)),
        ("in 3 days", date(2026, 12, 4)),
        ("in two weeks", date(2026, 12, 15)),
        ("two weeks from today", date(2026, 12, 15)),
        ("the 15th", date(2026, 12, 15)),
        ("the 15th of the month", date(2026, 12, 15)),
        ("the fifteenth", date(2026, 12, 15)),
        ("the twenty first", date(2026, 12, 21)),
        ("12/15", date(2026, 12, 15)),
        ("12/15/26", date(2026, 12, 15)),
        ("12/11", date(2026, 12, 11)),
        ("15/12", date(2026, 12, 15)),
        ("2026-12-15", date(2026, 12, 15)),
        ("Dec. 15", date(2026, 12, 15)),
        ("december fifteenth", date(2026, 12, 15)),
        ("15 dec", date(2026, 12, 15)),
        ("jan 8th", date(2027, 1, 8)),
        ("1/8", date(2027, 1, 8)),
        ("the end of the month", date(2026, 12, 31)),
        ("the last day of the month", date(2026, 12, 31)),
        ("the end of january", date(2027, 1, 31)),
        ("christmas eve", date(2026, 12, 24)),
        ("new years eve", date(2026, 12, 31)),
        ("hoy", date(2026, 12, 1)),
        ("mañana", date(2026, 12, 2)),
        ("manana por la tarde", date(2026, 12, 2)),
        ("pasado mañana", date(2026, 12, 3)),
        ("el viernes", date(2026, 12, 4)),
        ("este viernes", date(2026, 12, 4)),
        ("el próximo viernes", date(2026, 12, 4)),
        ("el viernes que viene", date(2026, 12, 4)),
        ("el 15", date(2026, 12, 15)),
        ("el día 15", date(2026, 12, 15)),
        ("el quince", date(2026, 12, 15)),
        ("el 15 de diciembre", date(2026, 12, 15)),
        ("el 4 de enero", date(2027, 1, 4)),
        ("en dos semanas", date(2026, 12, 15)),
        ("dentro de 10 días", date(2026, 12, 11)),
        ("a fin de mes", date(2026, 12, 31)),
        ("el 15/12", date(2026, 12, 15)),
    ],
)
def test_days(written: str, due_on: date) -> None:
    assert promised(f"50 {written}") == ("promise", 5_000, False, due_on)


@pytest.mark.parametrize(
    "written",
    [
        "tuesday",  # today is one
        "the 1st",  # as is this
        "next friday",
        "next week",
        "next month",
        "this weekend",
        "the end of the week",
        "friday or monday",
        "friday and monday",
        "friday 12/15",  # a Tuesday
        "every friday",
        "2/30",
        "13/13",
        "11/20/2026",  # past
        "11/20",  # a year away
        "el 5/6",
        "soon",
        "payday",
    ],
)
def test_days_that_two_people_would_read_differently_are_no_promise(written: str) -> None:
    assert promised(f"I'll pay 50 {written}")[0] == "unclear"


@pytest.mark.parametrize(
    ("body", "today", "due_on"),
    [
        ("50 by the 5th", date(2026, 12, 20), date(2027, 1, 5)),  # over the year
        ("50 on 1/5", date(2026, 12, 20), date(2027, 1, 5)),
        ("50 on 12/15", date(2026, 12, 15), date(2026, 12, 15)),  # a date in full may be today
        ("50 this friday", date(2026, 11, 27), date(2026, 11, 27)),
        ("50 on 2/29", date(2027, 12, 1), date(2028, 2, 29)),
        ("50 at the end of the month", date(2027, 2, 3), date(2027, 2, 28)),
    ],
)
def test_days_roll_into_the_future(body: str, today: date, due_on: date) -> None:
    assert promised(body, today) == ("promise", 5_000, False, due_on)


@pytest.mark.parametrize(
    ("body", "today"),
    [("50 on the 31st", date(2026, 11, 25)), ("50 on the 30th", date(2027, 1, 31)), ("50 on 2/29", date(2026, 12, 1))],
)
def test_a_day_that_is_not_in_the_calendar_is_no_promise(body: str, today: date) -> None:
    assert promised(body, today)[0] == "unclear"


@pytest.mark.parametrize(
    "body",
    [
        "I'll pay it all on friday",
        "I can pay the full balance friday",
        "will pay in full friday",
        "paying everything on friday",
        "I'll clear the whole thing friday",
        "full amount on friday",
        "pago todo el viernes",
        "voy a pagar el saldo completo el viernes",
        "cancelo la deuda el viernes",
        "liquido la cuenta el viernes",
    ],
)
def test_the_whole_balance(body: str) -> None:
    assert promised(body) == ("promise", None, True, date(2026, 12, 4))


@pytest.mark.parametrize(
    "body",
    [
        "maybe 50 on friday",
        "50 on friday if I get paid",
        "I hope to pay 50 on friday",
        "trying to get 50 by friday",
        "half on friday",
        "50 a week starting friday",
        "50 every friday",
        "5 payments of 20 on the 15th",
        "I paid 50 on friday, did you get it?",
        "pay me 50 on friday",
        "I won't pay 50 on friday",
        "I can't pay 50 on friday",
        "I was going to pay 50 on friday but can't",
        "my rent is 900 due on friday",
        "lol sure 1000000 tomorrow",
        "50 by friday or sue me",
        "tal vez 50 el viernes",
        "50 el viernes si me pagan",
        "no pago 50 el viernes",
        "50 cada viernes",
        "a ver si pago 50 el viernes",
        "I'll pay friday",
        "I'll pay 50",
        "pago el viernes",
    ],
)
def test_what_is_open_or_past_or_refused_is_no_promise(body: str) -> None:
    assert promised(body)[0] != "promise"


@given(st.integers(1, 99_999), st.dates(date(2026, 1, 1), date(2040, 12, 31)), st.integers(0, 180))
def test_any_amount_and_day_written_plainly_come_back_exactly(cents: int, today: date, ahead: int) -> None:
    due_on = today + timedelta(days=ahead)
    body = f"Pay ${cents // 100}.{cents % 100:02d} by {due_on.month}/{due_on.day}/{due_on.year}"
    assert promised(body, today) == ("promise", cents, False, due_on)


@given(st.dates(date(2026, 1, 1), date(2040, 12, 31)), st.integers(1, 6), st.booleans())
def test_a_bare_weekday_is_the_first_one_after_today(today: date, ahead: int, english: bool) -> None:
    day = today + timedelta(days=ahead)
    body = f"50 on {ENGLISH[day.weekday()]}" if english else f"50 el {SPANISH[day.weekday()]}"
    assert promised(body, today) == ("promise", 5_000, False, day)


@given(st.dates(date(2026, 1, 1), date(2040, 12, 31)), st.integers(1, 31), st.integers(1, 500))
def test_a_promise_is_for_today_or_the_coming_half_year(today: date, day: int, dollars: int) -> None:
    reply = read_reply(f"I'll pay {dollars} on the {day}", Context(today))
    assert reply.kind in (Kind.PROMISE, Kind.UNCLEAR)
    if reply.due_on is not None:
        assert today < reply.due_on <= today + timedelta(days=183)
        assert (reply.due_on.day, reply.amount_minor) == (day, dollars * 100)
