"""An afternoon of transfers through every process, counted from the carrier's journal; and that the counting can be trusted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bench.afternoon.audit import Journal
from bench.afternoon.day import Afternoon, Papers, Size

CALLER, PHONE, SECOND = "CA1", "CA2", "CA3"
ANN = "+12125553001"


def line(second: float, kind: str, sid: str = CALLER, **more: Any) -> dict[str, Any]:
    return {"at": f"2026-12-01T17:00:{second:09.6f}Z", "kind": f"call.{kind}", "sid": sid, **more}


def connected(rings_at: float = 9.0, speaks_at: float = 20.0) -> list[dict[str, Any]]:
    """A caller is greeted, presses 0, is asked to stay, hears a phone ring, talks, and leaves."""
    return [
        line(0, "created", to="+12125557000"), line(0, "answered"),
        line(0, "said", words="x" * 28),  # two seconds
        line(6, "pressed", digits="0", means="transfer"), line(6, "gathered"),
        line(6, "said", words="x" * 14),
        line(7, "created", PHONE, parent=CALLER, to=ANN), line(rings_at, "ringing", PHONE),
        line(speaks_at, "bridged", with_sid=PHONE),
        line(50, "parted", with_sid=PHONE, seconds=30), line(50, "ended", PHONE, by="hangup"), line(50, "ended", by="person"),
    ]  # fmt: skip


@pytest.mark.parametrize(("rings_at", "longest"), [(7.5, 0.5), (9.0, 2.0), (14.0, 7.0)])
def test_silence_is_what_is_neither_words_nor_tone_nor_talk_nor_her_turn(rings_at: float, longest: float) -> None:
    found = list(Journal(connected(rings_at)).silences(CALLER))
    assert [(one.seconds, one.then) for one in found] == [(longest, "a tone")]


def test_a_phone_that_is_given_up_rings_no_more() -> None:
    given_up = [
        line(12, "ended", PHONE, by="network"),
        line(19, "said", words="x" * 14),
        line(20, "ended", by="person"),
    ]
    lines = [*connected()[:8], *given_up]
    assert [one.seconds for one in Journal(lines).silences(CALLER)] == [2.0, 7.0]


def test_silence_after_a_talk_is_seen() -> None:
    lines = connected()
    lines[-1] = line(58, "ended", by="person")
    assert [one.seconds for one in Journal(lines).silences(CALLER)] == [2.0, 8.0]


def test_who_asked_who_was_connected_and_who_left() -> None:
    journal = Journal(connected())
    assert (journal.requests(), journal.connected(CALLER), journal.hung_up(CALLER)) == ([CALLER], True, True)
    without = [one for one in connected() if one["kind"] not in ("call.bridged", "call.parted")]
    assert not Journal(without).connected(CALLER)


@pytest.mark.parametrize(("begins", "twice"), [(49, [(PHONE, SECOND)]), (50, []), (51, [])])
def test_a_telephone_in_two_rings_at_once_is_seen(begins: float, twice: list[tuple[str, str]]) -> None:
    lines = [*connected(), line(begins, "created", SECOND, to=ANN), line(55, "ended", SECOND)]
    assert Journal(lines).twice([ANN]) == twice


def test_a_call_that_ends_without_anything_is_lost() -> None:
    journal = Journal(
        [one for one in connected()[:-1] if "bridged" not in one["kind"]] + [line(50, "ended", by="hangup")]
    )
    papers = Papers(journal, None, {CALLER: "transfer"}, set(), {}, 0, 0, 0.0, [ANN])  # type: ignore[arg-type]
    assert papers.fates()["lost"] == [CALLER]


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_five_hundred_requests_and_twenty_collectors(tmp_path: Path) -> None:
    size = Size()
    papers = Afternoon(tmp_path, size).live()
    fates = papers.fates()
    assert size.collectors == 20
    assert len(papers.requests) >= 500
    assert fates["lost"] == []
    assert len(fates["talk"]) >= 250
    assert len(fates["slot"]) >= 20
    assert papers.longest_silence <= 5.0
    assert papers.twice == []
    assert papers.late == 0
    assert papers.still_open == 0
    # Every character of collectors was met, every talk has its form, and nobody lost a caller but by her own hand.
    assert {"talked", "declined", "no_key", "no_answer", "gone"} <= set(papers.rings)
    assert papers.forms == papers.rings["talked"]
    assert papers.callers.abandoned <= len(fates["hung up"])
    assert papers.callers.abandoned_rate < 0.05
