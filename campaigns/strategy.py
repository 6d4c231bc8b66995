"""Strategies: a campaign as operations staff write it, one TOML file.

::

    [campaign]
    name = "autumn reminders"
    starts_at = 2026-11-02T00:00:00Z    # optional; nothing is selected before or after
    ends_at = 2026-11-30T00:00:00Z
    priority = 5                        # 1 (first) to 9; a smaller number always goes first
    share = 1                           # weight among campaigns of the same priority

    [population]                        # see Population for every filter
    clients = ["Harbor Credit Union"]
    min_balance = "25.00"

    [[steps]]                           # in this order
    channel = "sms"                     # call, sms or email
    template = "reminder"               # purpose of the text in the library
    wait = "2 days"                     # from the end of this step to the next one; default 1 day
    min_balance = "50.00"               # optional: the step is skipped below this balance
    languages = ["en", "es"]            # optional: the step is skipped for other languages
    prefer = "afternoon"                # optional wish: morning (8-12), afternoon (12-17) or evening (17-21)
    people = "needed"                   # optional, calls: the call is made for a talk with a collector, and is not made
                                        # without one; else "offered": a person is one of the ways to go on

    [[first]]                           # optional: who goes first inside the campaign, first match wins
    priority = 1
    min_balance = "1,000.00"

    [recycle.no_answer]                 # see campaigns.matrix
    do = "repeat"

The parsed form is stored as JSON: ``campaigns.strategy`` holds steps, first and recycle (complete with the defaults in
force when it was written), ``campaigns.population`` the filter.
"""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from typing import Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from campaigns.matrix import DEFAULTS, Disposition, Position, Row
from campaigns.units import Amount, Span
from outreach.errors import OutreachError

Channel = Literal["call", "sms", "email"]
DayPart = Literal["morning", "afternoon", "evening"]


class StrategyError(OutreachError):
    """A campaign file cannot be used; the text names each table and key and what is expected."""


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Step(_Table):
    """One contact of the sequence."""

    channel: Channel
    template: str = Field(pattern="^[a-z][a-z0-9_]*$")
    wait: Span = timedelta(days=1)
    min_balance: Amount | None = None
    languages: tuple[str, ...] = ()
    prefer: DayPart | None = None
    people: Literal["offered", "needed"] = "offered"

    @model_validator(mode="after")
    def _only_calls_need_people(self) -> Self:
        if self.people == "needed" and self.channel != "call":
            raise ValueError('people = "needed" is for calls')
        return self

    def unfit(self, balance: int, language: str) -> str | None:
        """Why this step is not for a debt of ``balance`` minor units and a person of ``language``; None when it is."""
        if self.min_balance is not None and balance < self.min_balance:
            return "balance under the step's minimum"
        if self.languages and language not in self.languages:
            return f"the step does not speak {language}"
        return None


class First(_Table):
    """Debts of at least ``min_balance`` are enrolled at ``priority`` instead of the campaign's own."""

    priority: int = Field(ge=1, le=9)
    min_balance: Amount


class Strategy(_Table):
    """Steps in order and the recycle matrix, complete."""

    steps: tuple[Step, ...] = Field(min_length=1, max_length=50)
    first: tuple[First, ...] = ()
    recycle: dict[Disposition, Row] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, raw: Any) -> Any:
        own = raw.get("recycle", {}) if isinstance(raw, dict) else None
        return raw | {"recycle": {**DEFAULTS, **own}} if isinstance(own, dict) else raw

    def position(self, step: int, tries: dict[str, int]) -> Position:
        """Where an enrolment at ``step`` stands."""
        return Position(step, len(self.steps), self.steps[step].wait, tries)

    def row_for(self, disposition: str) -> Row | None:
        """The matrix row of any word an attempt may end with; None for one the matrix does not know."""
        return {str(known): row for known, row in self.recycle.items()}.get(disposition)


class Population(_Table):
    """Which debts: every filter that is given must fit. Open promises, running plans, open holds, closed debts never get in."""

    clients: tuple[str, ...] = Field(min_length=1)
    min_balance: Amount | None = None
    max_balance: Amount | None = None
    regions: tuple[str, ...] = Field(default=(), description="of the newest residence, like GA or US-GA")
    languages: tuple[str, ...] = ()
    kinds: tuple[Literal["medical", "student_loan", "credit_card", "other"], ...] = ()
    placed_from: date | None = None
    placed_to: date | None = None


class Head(_Table):
    """Name, window and weight of a campaign."""

    name: str = Field(min_length=1, max_length=80)
    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None
    share: int = Field(default=1, ge=1, le=1000)
    priority: int = Field(default=5, ge=1, le=9)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValueError("ends_at must be after starts_at")
        return self


class CampaignFile(_Table):
    """A whole file."""

    campaign: Head
    population: Population
    strategy: Strategy


def read(written: str) -> CampaignFile:
    """Parse the text of a campaign file.

    Raises:
        StrategyError: not TOML, or a table or key that is missing, unknown or impossible.
    """
    try:
        raw = tomllib.loads(written)
    except tomllib.TOMLDecodeError as error:
        raise StrategyError(f"The campaign file is not TOML: {error}") from None
    strategy = {key: raw.pop(key) for key in ("steps", "first", "recycle") if key in raw}
    try:
        return CampaignFile.model_validate(raw | {"strategy": strategy})
    except ValidationError as error:
        raise StrategyError(_explain(error)) from None


def _explain(error: ValidationError) -> str:
    lines = [
        f"{_place(item['loc'])}: {item['msg'].removeprefix('Value error, ')}"
        for item in error.errors(include_url=False, include_input=False)
    ]
    return "The campaign file cannot be used:\n  " + "\n  ".join(lines)


def _place(loc: tuple[int | str, ...]) -> str:
    """``('strategy', 'steps', 1, 'wait')`` as ``[[steps]] 2, wait``."""
    parts = [part for part in loc if part not in ("strategy", "[key]")]
    if len(parts) > 1 and isinstance(parts[1], int):
        return ", ".join([f"[[{parts[0]}]] {parts[1] + 1}", *map(str, parts[2:])])
    if len(parts) > 1 and parts[0] == "recycle":
        return ", ".join([f"[recycle.{parts[1]}]", *map(str, parts[2:])])
    return ", ".join([f"[{parts[0]}]", *map(str, parts[1:])])
