"""Properties that hold for every situation, judged without the engine's own helpers."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from compliance import FactsError, Verdict, decide, read_facts
from tests.compliance.worlds import Json, instants, rows, spoken, statements, worlds


def examples(count: int) -> settings:
    """So many examples, the same ones each time."""
    return settings(max_examples=count, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@cache
def clock(name: str) -> ZoneInfo:
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as data:
        return ZoneInfo.from_file(data, key=name)


def parsed(at: str) -> datetime:
    return datetime.fromisoformat(at)


def at_instant(case: Json, at: datetime) -> Json:
    return case | {"at": spoken(at)}


@examples(200)
@given(worlds())
def test_nothing_is_allowed_while_a_candidate_zone_is_outside_eight_to_nine(world: tuple[Json, set[str]]) -> None:
    case, zones = world
    hours = {parsed(case["at"]).astimezone(clock(zone)).hour for zone in zones}
    if not all(8 <= hour < 21 for hour in hours):
        assert decide(read_facts(case)).verdict is not Verdict.ALLOW


@examples(200)
@given(worlds(with_consent=False))
def test_an_allowed_call_is_never_the_eighth_in_seven_days_nor_soon_after_a_conversation(
    world: tuple[Json, set[str]],
) -> None:
    case, zones = world
    assume(decide(read_facts(case)).verdict is Verdict.ALLOW)
    for debt in case["attempt"]["debts"]:
        assert _recent(case, zones, debt, {"busy", "not_in_service"}) < 7
        assert not _recent(case, zones, debt, None)


def _recent(case: Json, zones: set[str], debt: str, not_connected: set[str] | None) -> int:
    """Calls (or, without a set, conversations) about the debt on this local date and the six before, in every zone."""
    count = 0
    for row in case["history"]:
        wanted = row["outcome"] == "conversation" if not_connected is None else row["outcome"] not in not_connected
        if row["channel"] == "call" and debt in row["debts"] and wanted:
            days = [
                parsed(case["at"]).astimezone(clock(zone)).date() - parsed(row["at"]).astimezone(clock(zone)).date()
                for zone in zones
            ]
            count += all(day < timedelta(days=7) for day in days)
    return count


ADDITIONS = ["row", "statement", "cease", "attorney", "deceased", "zip", "opt_out", "policy", "bankruptcy"]


@examples(200)
@given(worlds(), st.sampled_from(ADDITIONS), st.data())
def test_adding_evidence_history_or_flags_never_allows(
    world: tuple[Json, set[str]], addition: str, data: st.DataObject
) -> None:
    case, _ = world
    assume(decide(read_facts(case)).verdict is not Verdict.ALLOW)
    more = json.loads(json.dumps(case))
    at = parsed(case["at"])
    held = {"since": spoken(at - timedelta(days=1))}
    match addition:
        case "row":
            more["history"].append(data.draw(rows(at)))
        case "statement":
            more["statements"].append(data.draw(statements(at)))
        case "cease" | "attorney":
            more.setdefault("holds", []).append({"kind": addition, **held})
        case "bankruptcy":
            more.setdefault("holds", []).append({"kind": addition, "person": "P1", "chapter": 13, **held})
        case "deceased":
            more["people"][0]["deceased"] = True
        case "zip":
            more["people"][0]["other_postal_codes"] = [data.draw(st.sampled_from(["94103", "96813", "10001"]))]
        case "opt_out":
            more["opt_outs"] = [{"at": spoken(at), "channels": ["call"], "form": "oral"}]
        case _:
            more["policy"] |= {"max_calls_per_day": 1, "closed_on_federal_holidays": True}
    assert decide(read_facts(more)).verdict is not Verdict.ALLOW


@examples(250)
@given(worlds())
def test_the_next_permitted_instant_is_allowed_and_the_second_before_is_not(world: tuple[Json, set[str]]) -> None:
    case, _ = world
    decision = decide(read_facts(case))
    assert (decision.next_permitted is not None) is (decision.verdict is Verdict.BLOCK_UNTIL)
    if decision.next_permitted is not None:
        assert decision.next_permitted > parsed(case["at"])
        assert decide(read_facts(at_instant(case, decision.next_permitted))).verdict is Verdict.ALLOW
        before = decision.next_permitted - timedelta(seconds=1)
        assert decide(read_facts(at_instant(case, before))).verdict is not Verdict.ALLOW


@examples(100)
@given(worlds(), st.data())
def test_no_instant_between_now_and_the_next_permitted_one_is_allowed(
    world: tuple[Json, set[str]], data: st.DataObject
) -> None:
    case, _ = world
    decision = decide(read_facts(case))
    assume(decision.next_permitted is not None)
    assert decision.next_permitted is not None
    span = int((decision.next_permitted - parsed(case["at"])).total_seconds())
    for _ in range(5):
        between = parsed(case["at"]) + timedelta(seconds=data.draw(st.integers(0, span - 1)))
        assert decide(read_facts(at_instant(case, between))).verdict is not Verdict.ALLOW


@examples(100)
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_keys_is_irrelevant_to_the_last_byte(
    world: tuple[Json, set[str]], random: Random
) -> None:
    case, _ = world
    turned = dict(reversed(json.loads(json.dumps(case)).items()))
    random.shuffle(turned["history"])
    turned["debts"] = turned["debts"][::-1]
    turned["history"] = [dict(reversed(row.items())) for row in turned["history"]]
    told = [json.dumps(decide(read_facts(one)).to_json()) for one in (case, case, turned)]
    assert told[0] == told[1] == told[2]


@examples(100)
@given(worlds(), st.integers(0, 11))
def test_splitting_a_debt_record_never_allows_more(world: tuple[Json, set[str]], row: int) -> None:
    case, _ = world
    assume(decide(read_facts(case)).verdict is not Verdict.ALLOW and case["history"])
    split = json.loads(json.dumps(case))
    split["debts"].append({"id": "D3", "same_debt_as": ["D1"]})
    moved = split["history"][row % len(split["history"])]
    moved["debts"] = ["D3" if debt == "D1" else debt for debt in moved["debts"]]
    assert decide(read_facts(split)).verdict is not Verdict.ALLOW


UNKNOWN = [
    {"people": [{"id": "P1", "postal_code": "00000"}]},
    {"people": [{"id": "P1", "postal_code": "09001"}]},
    {"people": [{"id": "P1", "country": "DE"}]},
    {"people": [{"id": "P1", "country": "CA", "postal_code": "Z9Z"}]},
    {"people": [{"id": "P1", "country": "AU", "postal_code": "99999"}]},
]


@examples(100)
@given(instants(), st.sampled_from(UNKNOWN))
def test_a_place_that_is_not_known_is_never_called_at_an_hour_closed_in_new_york(at: datetime, person: Json) -> None:
    case = {
        "at": spoken(at),
        "attempt": {"channel": "call", "person": "P1", "debts": ["D1"], "address": {"value": "+14045550101"}},
        "debts": [{"id": "D1"}],
    } | person
    if not 8 <= at.astimezone(clock("America/New_York")).hour < 21:
        assert decide(read_facts(case)).verdict is not Verdict.ALLOW


@examples(100)
@given(worlds(), st.sampled_from(["outcome", "channel", "at", "person"]), st.text(max_size=12))
def test_what_the_reader_does_not_know_is_refused(world: tuple[Json, set[str]], key: str, value: str) -> None:
    case, _ = world
    assume(case["history"] and value != "P1")
    case["history"][0][key] = value
    with pytest.raises(FactsError):
        read_facts(case)
