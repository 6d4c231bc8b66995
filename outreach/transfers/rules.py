"""A client's rules for transfers: how phones ring, how a talk is handed on, and when a person goes first.

=================  ==============================================================================================
field              meaning
=================  ==============================================================================================
ring               ``in_turn``: one phone after the other; ``at_once``: up to ``PHONES_AT_ONCE`` together, the first
                   that is picked up wins
ring_seconds       how long a phone rings; the carrier adds five
rounds             how often other phones are tried before a time is offered instead
handover           ``cold``: the next collector is rung while the caller hears us; ``warm``: the first collector
                   speaks with a colleague before, then all are in one room
skills             what a collector must have for any call of this client
escalation         rules, the first that fits counts
=================  ==============================================================================================

A rule of escalation says ``when`` (``balance`` of at least ``at_least`` minor units; ``failures``: she was not understood ``count``
times at one place; ``meaning``: what she said is one of ``meanings``; ``keyword``: one of ``words`` was among what she said, in
small letters without accents; ``hardship``: she said that money is short), what ``then``
(``offer`` a person before anything else, or ``route`` her to one at once) and which further ``skills`` that takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from outreach.errors import OutreachError

PHONES_AT_ONCE: Final = 3
Skill = Annotated[str, Field(pattern="^[a-z][a-z0-9_-]{0,31}$")]
Keyword = Annotated[str, Field(pattern="^[a-z][a-z' -]{0,39}$")]
Meaning = Literal["already_paid", "call_me", "dispute", "no", "plan", "person", "why"]


class RulesError(OutreachError):
    """Rules for transfers that cannot be used; the text names each field and what is expected."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Escalation(_Part):
    """When a person goes first; see the module's head."""

    when: Literal["balance", "failures", "hardship", "keyword", "meaning"]
    then: Literal["offer", "route"] = "offer"
    at_least: Annotated[int, Field(strict=True, ge=1)] | None = None
    count: Annotated[int, Field(strict=True, ge=1, le=3)] | None = None
    meanings: tuple[Meaning, ...] = ()
    words: Annotated[tuple[Keyword, ...], Field(max_length=50)] = ()
    skills: tuple[Skill, ...] = ()

    @model_validator(mode="after")
    def _complete(self) -> Self:
        given = {
            "balance": self.at_least,
            "failures": self.count,
            "keyword": self.words or None,
            "meaning": self.meanings or None,
        }
        missing = [name for name, value in given.items() if (name == self.when) != (value is not None)]
        if missing:
            raise ValueError(
                "balance needs at_least, failures count, keyword words, meaning meanings; and none of them anything else"
            )
        return self


class TransferRules(_Part):
    """The rules of one client, complete."""

    ring: Literal["in_turn", "at_once"] = "in_turn"
    ring_seconds: Annotated[int, Field(strict=True, ge=5, le=25)] = 10
    rounds: Annotated[int, Field(strict=True, ge=1, le=5)] = 3
    handover: Literal["cold", "warm"] = "cold"
    skills: tuple[Skill, ...] = ()
    escalation: tuple[Escalation, ...] = Field(default=(), max_length=50)

    @property
    def phones(self) -> int:
        """How many phones ring together."""
        return PHONES_AT_ONCE if self.ring == "at_once" else 1


@dataclass(frozen=True, slots=True)
class Seen:
    """What a call shows at one moment: what is owed (minor units), what she meant, how often she was not understood.

    ``words`` are what she said, in small letters without accents and signs, one blank between two.
    """

    balance: int = 0
    meaning: str = ""
    failures: int = 0
    words: str = ""


def escalation(rules: TransferRules, seen: Seen) -> Escalation | None:
    """The first rule that fits what is seen."""
    return next((rule for rule in rules.escalation if _fits(rule, seen)), None)


def read_rules(raw: Mapping[str, Any]) -> TransferRules:
    """Rules from plain values, amounts in minor units; nothing at all is the defaults.

    Raises:
        RulesError: a field is unknown, missing or impossible; the text names each.
    """
    try:
        return TransferRules.model_validate(dict(raw))
    except ValidationError as error:
        lines = [
            f"{', '.join(map(str, item['loc'])) or 'the rules'}: {item['msg'].removeprefix('Value error, ')}"
            for item in error.errors(include_url=False, include_input=False)
        ]
        raise RulesError("The rules for transfers cannot be used:\n  " + "\n  ".join(lines)) from None


def _fits(rule: Escalation, seen: Seen) -> bool:
    if rule.when == "balance":
        return seen.balance >= (rule.at_least or 0)
    if rule.when == "failures":
        return seen.failures >= (rule.count or 0)
    if rule.when == "hardship":
        return seen.meaning == "hardship"
    if rule.when == "keyword":
        return any(f" {word} " in f" {seen.words} " for word in rule.words)
    return seen.meaning in rule.meanings
