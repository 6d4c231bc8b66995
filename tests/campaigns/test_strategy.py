from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.matrix import DEFAULTS
from campaigns.strategy import Population, Strategy, StrategyError, read
from campaigns.units import parse_amount, parse_span, say_amount, say_span
from tests.campaigns.world import file

EXAMPLE = Path(__file__).parents[2] / "examples" / "campaign.toml"


def test_the_example_reads_and_survives_the_database() -> None:
    example = read(EXAMPLE.read_text())
    assert [step.channel for step in example.strategy.steps] == ["sms", "call", "email"]
    assert example.population.min_balance == 2500
    assert Strategy.model_validate(example.strategy.model_dump(mode="json")) == example.strategy
    assert Population.model_validate(example.population.model_dump(mode="json")) == example.population


def test_what_a_file_leaves_out_has_its_default() -> None:
    strategy = read(file() + '[recycle.busy]\ndo = "stop"\n').strategy
    assert strategy.recycle["busy"].do == "stop"
    assert {name: row for name, row in strategy.recycle.items() if name != "busy"} == {
        name: row for name, row in DEFAULTS.items() if name != "busy"
    }
    assert strategy.steps[1].wait == timedelta(days=1)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('[recycle.busy]\ndo = "dance"', r"\[recycle.busy\], do: Input should be 'repeat', 'next' or 'stop'"),
        ('[recycle.bored]\ndo = "next"', r"\[recycle.bored\]: Input should be"),
        ('[recycle.busy]\ndo = "repeat"\nat_most = 0', r"\[recycle.busy\], at_most"),
        ('[[steps]]\nchannel = "fax"\ntemplate = "a"', r"\[\[steps\]\] 3, channel: Input should be 'call', 'sms'"),
        ('[[steps]]\nchannel = "sms"', r"\[\[steps\]\] 3, template: Field required"),
        ('[[steps]]\nchannel = "sms"\ntemplate = "a"\nwait = "soon"', r"\[\[steps\]\] 3, wait: write a span like"),
        ('[[steps]]\nchannel = "sms"\ntemplate = "a"\nmin_balance = 25', r"3, min_balance: write an amount in quotes"),
        ('[[steps]]\nchannel = "sms"\ntemplate = "a"\nretries = 4', r"\[\[steps\]\] 3, retries: Extra inputs"),
        ('[[first]]\npriority = 10\nmin_balance = "1.00"', r"\[\[first\]\] 1, priority"),
        ("[weather]\nfine = true", r"\[weather\]: Extra inputs"),
        ("[broken", "is not TOML"),
    ],
)
def test_a_mistake_is_named_by_table_and_key(line: str, said: str) -> None:
    with pytest.raises(StrategyError, match=said):
        read(file() + line)


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("starts_at = 2026-11-02T08:00:00", r"\[campaign\], starts_at: Input should have timezone info"),
        ("starts_at = 2026-11-02T08:00:00Z\nends_at = 2026-11-01T08:00:00Z", "ends_at must be after starts_at"),
        ("priority = 0", r"\[campaign\], priority"),
    ],
)
def test_an_impossible_head_is_refused(head: str, said: str) -> None:
    with pytest.raises(StrategyError, match=said):
        read(file(head=head))


@given(st.integers(0, 9_999_999_999))
def test_an_amount_reads_back_as_written(minor: int) -> None:
    assert parse_amount(say_amount(minor)) == minor


@given(st.integers(0, 999_999), st.sampled_from(["week", "days", "hour", "minutes", "second"]))
def test_a_span_reads_back_as_written(number: int, unit: str) -> None:
    span = parse_span(f"{number} {unit}")
    assert parse_span(say_span(span)) == span


@pytest.mark.parametrize("written", ["1 moon", "-1 day", "1.5 hours", "", "day"])
def test_a_span_without_number_and_unit_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="write a span"):
        parse_span(written)


@pytest.mark.parametrize("written", ["25.0", "-1.00", "1,00.00", "$5.00", 25, 25.0, True])
def test_an_amount_that_could_mean_two_things_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match="in quotes"):
        parse_amount(written)
