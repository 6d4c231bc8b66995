"""Open hours as numbers: seconds after local midnight, days since 1970. Worked out on a clock by hand."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from compliance import prepare, read_facts
from compliance.case import NEVER
from compliance.facts import DAY, Hours
from compliance.rules import calendar
from compliance.rules.windows import Spans, Window, day_of, opening
from compliance.zones import zone
from tests.compliance.cases import ALLOW, Json, answer, facts, judged, row, text, until

EIGHT, NINE, NOON, EVENING = 8 * 3600, 9 * 3600, 12 * 3600, 21 * 3600
ATLANTA = "America/New_York"
WIDE: Spans = ((EIGHT, EVENING),)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


@pytest.mark.parametrize(
    ("hours", "spans"),
    [
        (Hours(EIGHT, EVENING), ((EIGHT, EVENING),)),
        (Hours(EVENING, EIGHT), ((0, EIGHT), (EVENING, DAY))),  # over midnight
        (Hours(EVENING, 0), ((EVENING, DAY),)),
        (Hours(DAY, EIGHT), ((0, EIGHT),)),
        (Hours(EIGHT, EIGHT), ((0, EIGHT), (EIGHT, DAY))),  # around the clock
    ],
)
def test_agreed_hours_are_the_same_every_day(hours: Hours, spans: Spans) -> None:
    assert day_of(hours)(0) == day_of(hours)(20_000) == spans


@pytest.mark.parametrize(
    ("when", "guards", "opens"),
    [
        ("2026-12-01T12:59:59Z", (0, 0), "2026-12-01T13:00:00Z"),
        ("2026-12-01T13:00:00Z", (0, 0), "2026-12-01T13:00:00Z"),
        ("2026-12-02T01:59:59Z", (0, 0), "2026-12-02T01:59:59Z"),
        ("2026-12-02T02:00:00Z", (0, 0), "2026-12-02T13:00:00Z"),
        ("2026-12-01T13:00:59Z", (60, 0), "2026-12-01T13:01:00Z"),
        ("2026-12-02T01:54:59Z", (60, 300), "2026-12-02T01:54:59Z"),
        ("2026-12-02T01:55:00Z", (60, 300), "2026-12-02T13:01:00Z"),
        ("2026-12-01T13:00:00Z", (7 * 3600, 6 * 3600), None),  # guards that meet leave nothing open
    ],
)
def test_a_clock_opens_at_the_first_second_the_guards_leave(when: str, guards: tuple[int, int], opens: str) -> None:
    assert opening(zone(ATLANTA), at(when), lambda _: WIDE, guards) == (at(opens) if opens else NEVER)


def test_an_opening_is_looked_for_within_a_fortnight() -> None:
    today = at("2026-12-01T18:00:00Z") // DAY
    clock = zone("Etc/UTC")
    for ahead, found in ((1, True), (13, True), (14, False)):
        expected = (today + ahead) * DAY + EIGHT if found else NEVER
        hours = {today + ahead: WIDE}
        assert opening(clock, today * DAY + 1, lambda day, hours=hours: hours.get(day, ())) == expected  # type: ignore[misc]


@pytest.mark.parametrize(
    ("law", "hours", "wider"),
    [
        (Window(WIDE, WIDE, WIDE), Hours(EIGHT, EVENING), True),
        (Window(WIDE, WIDE, WIDE), Hours(NINE, NOON), True),
        (Window(WIDE, WIDE, WIDE), Hours(EIGHT - 1, EVENING), False),
        (Window(WIDE, WIDE, WIDE), Hours(EIGHT, EVENING + 1), False),
        (Window(WIDE, WIDE, ()), Hours(EIGHT, EVENING), False),
        (Window(((0, DAY),), WIDE, ((NINE - 3600, DAY),)), Hours(EIGHT, EVENING), True),
        (Window(((EIGHT, NOON), (NOON, EVENING)), WIDE, WIDE), Hours(EIGHT, EVENING), False),
        (Window(((0, 60), (EIGHT, EVENING)), WIDE, WIDE), Hours(EIGHT, EVENING), True),
        (Window(WIDE, WIDE, WIDE, holiday=()), Hours(EIGHT, EVENING), False),
        (Window(WIDE, WIDE, WIDE, clock=ATLANTA), Hours(EIGHT, EVENING), False),
    ],
)
def test_a_window_is_wider_when_every_day_of_the_week_is(law: Window, hours: Hours, wider: bool) -> None:
    assert law.is_wider(hours) is wider


def test_preparing_reads_holidays_and_clocks_so_that_a_decision_reads_none() -> None:
    calendar.public_holidays.cache_clear()
    prepare()
    read = calendar.public_holidays.cache_info().misses, zone.cache_info().misses
    for country, code, number in (
        ("CA", "M5V", "+14165550101"),
        ("CA", "T2P", "+14035550101"),
        ("GB", "EH1", "+441315550101"),
    ):
        person = {"id": "P1", "country": country, "postal_code": code}
        judged(facts(people=[person], attempt={"address": {"value": number}}))
    assert (calendar.public_holidays.cache_info().misses, zone.cache_info().misses) == read


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        ("2026-12-05", "2026-12-04", "2026-12-07"),  # a Saturday
        ("2026-12-06", "2026-12-04", "2026-12-07"),
        ("2026-12-07", "2026-12-07", "2026-12-08"),
        ("2026-09-07", "2026-09-04", "2026-09-08"),  # Labor Day
        ("2026-07-03", "2026-07-02", "2026-07-06"),  # in lieu of Saturday the 4th
        ("2026-12-25", "2026-12-24", "2026-12-28"),
    ],
)
def test_business_days_before_and_after_a_day(day: str, before: str, after: str) -> None:
    def number(text: str) -> int:
        return (date.fromisoformat(text) - date(1970, 1, 1)).days

    assert calendar.last_business_day(number(day), "US") == number(before)
    assert calendar.after_business_days(number(day), 1, "US") == number(after)
    assert calendar.after_business_days(number(day), 0, "US") == number(day)


def test_days_of_the_week_count_from_monday() -> None:
    assert [calendar.weekday(day) for day in range(8)] == [3, 4, 5, 6, 0, 1, 2, 3]  # 1970-01-01 was a Thursday


@pytest.mark.parametrize(
    ("policy", "when", "expected"),
    [
        ({"open_guard_seconds": 60}, "2026-12-02T01:59:59Z", ALLOW),  # no close guard: to the last second
        ({"close_guard_seconds": 60}, "2026-12-01T13:00:00Z", ALLOW),  # no open guard: from the first
        ({"close_guard_seconds": 60}, "2026-12-02T01:59:00Z", until("2026-12-02T13:00:00Z", "POL-HOURS")),
    ],
)
def test_one_guard_leaves_the_other_edge_alone(policy: Json, when: str, expected: object) -> None:
    assert answer(facts(when, policy=policy)) == expected


def test_the_latest_of_the_guarded_windows_is_what_is_waited_for() -> None:
    # Sunday in Toronto: law 13:00 to 17:00. At 07:30 the house's own hours open at 08:00, the guarded law at 13:10.
    case = facts(
        "2026-12-06T12:30:00Z",
        people=[{"id": "P1", "country": "CA", "postal_code": "M5V"}],
        attempt={"address": {"value": "+14165550101"}},
        policy={"open_guard_seconds": 600},
    )
    (house,) = [finding for finding in judged(case).findings if finding.rule == "POL-HOURS"]
    assert house.to_json()["until"] == "2026-12-06T18:10:00Z"


def test_a_reply_in_the_guard_needs_to_have_been_asked_for_in_it() -> None:
    guards = {"open_guard_seconds": 3600}

    def reply(when: str, arrived: str) -> Json:
        written = row(arrived, "received", "sms", direction="inbound", address="+14045550101")
        return text(when, attempt={"purpose": "reply"}, history=[written], policy=guards)

    # 08:30 in Atlanta: the law is open, the house is not.
    assert answer(reply("2026-12-01T13:30:00Z", "2026-12-01T13:20:00Z")) == ALLOW
    assert answer(reply("2026-12-01T13:30:00Z", "2026-11-30T18:00:00Z")) == until("2026-12-01T14:00:00Z", "POL-HOURS")
    assert read_facts(reply("2026-12-01T13:30:00Z", "2026-12-01T13:20:00Z")).policy.open_guard_seconds == 3600


NIGHT = day_of(Hours(EVENING, 2 * 3600))  # nine in the evening until two


@pytest.mark.parametrize(
    ("when", "opens"),
    [
        ("2026-12-01T21:09:59Z", "2026-12-01T21:10:00Z"),
        ("2026-12-01T23:59:59Z", "2026-12-01T23:59:59Z"),
        ("2026-12-02T00:00:00Z", "2026-12-02T00:00:00Z"),  # midnight in open hours is no edge
        ("2026-12-02T01:54:59Z", "2026-12-02T01:54:59Z"),
        ("2026-12-02T01:55:00Z", "2026-12-02T21:10:00Z"),
    ],
)
def test_guards_are_taken_off_where_a_night_begins_and_ends(when: str, opens: str) -> None:
    assert opening(zone("Etc/UTC"), at(when), NIGHT, (600, 300)) == at(opens)


TODAY = at("2026-12-01T00:00:00Z") // DAY


@pytest.mark.parametrize(
    ("days", "when", "opens"),
    [
        # Five minutes before midnight until nine: with ten minutes off, from 00:05.
        ({-1: ((DAY - 300, DAY),), 0: ((0, NINE),)}, 299, 300),
        ({-1: ((DAY - 300, DAY),), 0: ((0, NINE),)}, 300, 300),
        ({-1: ((DAY - 3600, DAY),), 0: ((0, NINE),)}, 0, 0),
        ({-1: ((NOON, EVENING),), 0: ((0, NINE),)}, 0, 600),  # the evening before ended: this is a beginning
        ({0: ((1, NINE),)}, 0, 601),
        # Until one minute past midnight: with five minutes off, until 23:56.
        ({0: ((NOON, DAY),), 1: ((0, 60),), 2: ((NOON, DAY),)}, DAY - 241, DAY - 241),
        ({0: ((NOON, DAY),), 1: ((0, 60),), 2: ((NOON, DAY),)}, DAY - 240, 2 * DAY + NOON + 600),
        ({0: ((NOON, DAY),), 1: ((NOON, DAY),)}, DAY - 301, DAY - 301),
        ({0: ((NOON, DAY),), 1: ((NOON, DAY),)}, DAY - 300, DAY + NOON + 600),
    ],
)
def test_guards_reach_across_midnight(days: dict[int, Spans], when: int, opens: int) -> None:
    begin = TODAY * DAY
    found = opening(zone("Etc/UTC"), begin + when, lambda day: days.get(day - TODAY, ()), (600, 300))
    assert found - begin == opens


@pytest.mark.parametrize(
    ("day", "closed"),
    [("2019-12-25", False), ("2020-01-01", True), ("2060-12-25", True), ("2061-07-04", False), ("2060-07-05", True)],
)
def test_holidays_are_known_for_the_years_that_are_judged(day: str, closed: bool) -> None:
    number = (date.fromisoformat(day) - date(1970, 1, 1)).days  # the fourth of July 2060 is a Sunday
    assert (number in calendar.public_holidays("US")) is closed
