"""Opt-outs in words that no list was made for: composed ones, and known ones wrapped in what people write around them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from outreach.conversations.reader.reading import read_reply
from outreach.conversations.reader.reply import Context, Kind
from tests.conversations import labelled_set
from tests.conversations.labelled_set import TODAY, Labelled

COMPOSED = Path(__file__).with_name("composed_opt_outs.tsv")
FOUND, FALSE = 0.985, 0.025
"""Of the composed: the share of opt-outs that is found, and of the others that may be taken for one."""
NOTHING = Context(TODAY)
OPT_OUTS = [row for row in labelled_set.developing() if row.kind is Kind.STOP]
CASES: tuple[Callable[[str], str], ...] = (str, str.upper, str.lower, str.title, str.swapcase)
BEFORE = (
    "",
    "Hi, ",
    "hello. ",
    "Good morning! ",
    "please ",
    "Sir, ",
    "Ok. ",
    "Hola, ",
    "buenas tardes. ",
    "por favor ",
    "\U0001f621 ",
)
AFTER = ("", "!!!", ".", "...", " thanks", ", thank you", " please", " gracias", ", por favor", "\n\nSent from my iPhone", " \U0001f64f", " \U0001f6d1")  # fmt: skip

BESIDE = (
    ("Who is this?", "none"),
    ("¿quién es?", "none"),
    ("How much do I owe?", "none"),
    ("I lost my job.", "none"),
    ("perdí mi trabajo", "none"),
    ("I already paid that.", "none"),
    ("wrong number", "none"),
    ("My lawyer is Jane Diaz.", "none"),
    ("I'll pay 50 on december 18", "none"),
    ("Call me tomorrow.", "none"),
    ("email is better", "none"),
    ("HELP", "none"),
    ("yes", "question"),
    ("2", "offers:3"),
)
"""Messages that are read as another kind, and what is pending then."""


def composed(means: str) -> list[str]:
    with COMPOSED.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row["body"] for row in rows if row["means"] == means]


def kind(body: str, context: Context = NOTHING) -> Kind:
    return read_reply(body, context).kind


def test_a_composed_opt_out_is_found_and_never_lets_contact_go_on() -> None:
    bodies = composed("stop")
    read = {body: kind(body) for body in bodies}
    assert not [body for body, one in read.items() if one not in (Kind.STOP, Kind.UNCLEAR)]
    assert sum(one is Kind.STOP for one in read.values()) >= FOUND * len(bodies)


def test_what_only_looks_like_an_opt_out_is_seldom_taken_for_one() -> None:
    bodies = composed("other")
    taken = [body for body in bodies if kind(body) is Kind.STOP]
    assert len(taken) <= FALSE * len(bodies), taken


@settings(deadline=None)  # the first to use a phrase waits until it is compiled
@given(st.sampled_from(OPT_OUTS), st.sampled_from(BEFORE), st.sampled_from(AFTER), st.sampled_from(CASES))
@example(OPT_OUTS[0], "Hi, ", " thanks", str.upper)
def test_manners_case_marks_and_signs_around_an_opt_out_never_let_contact_go_on(
    row: Labelled, before: str, after: str, case: Callable[[str], str]
) -> None:
    body = f"{before}{case(row.body)}{after}"
    assert kind(body, labelled_set.context(row.context)) in (Kind.STOP, Kind.UNCLEAR)


@settings(deadline=None)  # the first to use a phrase waits until it is compiled
@given(st.sampled_from(OPT_OUTS), st.sampled_from(BESIDE), st.booleans())
@example(next(row for row in OPT_OUTS if row.body == "CANCEL"), BESIDE[0], True)
def test_nothing_else_in_a_message_makes_an_opt_out_let_contact_go_on(
    row: Labelled, beside: tuple[str, str], first: bool
) -> None:
    other, pending = beside
    body = f"{other}. {row.body}" if first else f"{row.body}. {other}"
    assert kind(body, labelled_set.context(pending)) in (Kind.STOP, Kind.UNCLEAR)


@pytest.mark.parametrize("body", composed("start"))
def test_taking_a_stop_back_is_none(body: str) -> None:
    assert kind(body) in (Kind.START, Kind.UNCLEAR)


@pytest.mark.parametrize("body", composed("limit"))
def test_a_limit_is_no_stop(body: str) -> None:
    assert kind(body) in (Kind.PREFERENCE, Kind.UNCLEAR)
