"""The reader against messages labelled by hand, and its report."""

from __future__ import annotations

from pathlib import Path

import pytest

from outreach.conversations.reader.reply import Kind
from tests.conversations import labelled_set, reader_report
from tests.conversations.labelled_set import Labelled

OPT_OUT_RECALL = 0.99
RIGHT = 0.94  # of a set that was held out once: what is left reads as doubt, or as something that does as little harm


@pytest.mark.parametrize("row", labelled_set.kept_right(), ids=lambda row: row.id)
def test_a_message_reads_as_a_person_labelled_it(row: Labelled) -> None:
    reading = labelled_set.read(row)
    assert reading.right, f"{row.body!r} is {row.kind} and read as {reading.reply}"


@pytest.mark.parametrize("path", labelled_set.files(), ids=lambda path: path.stem)
def test_opt_outs_are_found(path: Path) -> None:
    opt_outs = [labelled_set.read(row) for row in labelled_set.rows(path) if row.kind is Kind.STOP]
    missed = [reading.row.id for reading in opt_outs if not reading.right]
    assert len(missed) <= (1 - OPT_OUT_RECALL) * len(opt_outs), missed


@pytest.mark.parametrize("path", labelled_set.files(), ids=lambda path: path.stem)
def test_whoever_opts_out_is_left_alone_at_once(path: Path) -> None:
    """Also where the reading is doubtful: contact rests then until a person has read it."""
    opt_outs = [labelled_set.read(row) for row in labelled_set.rows(path) if row.kind is Kind.STOP]
    going_on = [reading.row.id for reading in opt_outs if not reading.rests]
    assert len(going_on) <= (1 - OPT_OUT_RECALL) * len(opt_outs), going_on


@pytest.mark.parametrize("path", labelled_set.files(), ids=lambda path: path.stem)
def test_most_messages_are_read_right(path: Path) -> None:
    readings = [labelled_set.read(row) for row in labelled_set.rows(path)]
    assert sum(reading.right for reading in readings) >= RIGHT * len(readings)


@pytest.mark.parametrize("path", labelled_set.files(), ids=lambda path: path.stem)
def test_a_set_has_every_kind_and_language_and_context_and_its_ids_once(path: Path) -> None:
    rows = labelled_set.rows(path)
    assert {row.kind for row in rows} == set(Kind)
    assert {row.language for row in rows} == {"en", "es", "mixed"}
    assert {row.context.split(":")[0] for row in rows} == {"none", "question", "offers"}
    assert len({row.id for row in rows}) == len(rows)


def test_only_the_set_of_that_name_is_held_out() -> None:
    held_out = [path.stem for path in labelled_set.files() if labelled_set.held_out(path)]
    assert set(held_out) <= {labelled_set.HELD_OUT}
    assert not {one.name for one in labelled_set.first_readings()} & set(held_out), "a set is held out or it was"


def test_the_report_is_up_to_date() -> None:
    assert reader_report.REPORT.read_text(encoding="utf-8") == reader_report.render(), "run `make reader-report`"


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        (146, 146, 0.974, 1.0),
        (82, 82, 0.955, 1.0),
        (145, 146, 0.962, 0.999),
        (5, 10, 0.237, 0.763),
        (0, 10, 0.0, 0.278),
    ],
)
def test_the_interval_is_wilsons(hits: int, of: int, low: float, high: float) -> None:
    assert reader_report.wilson(hits, of) == pytest.approx((low, high), abs=0.001)
