from __future__ import annotations

from datetime import timedelta

import pytest

from campaigns.matrix import DEFAULTS, Position, Row, move_after
from tests.campaigns.world import NOON

WAIT = timedelta(hours=5)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


# Two steps, standing at the first. The table of the matrix, told once more without its words.
@pytest.mark.parametrize(
    ("disposition", "times_before", "state", "step", "after"),
    [
        ("no_answer", 0, "waiting", 0, DAY),
        ("no_answer", 1, "waiting", 0, DAY),
        ("no_answer", 2, "waiting", 1, WAIT),
        ("busy", 0, "waiting", 0, 30 * MINUTE),
        ("busy", 2, "waiting", 1, WAIT),
        ("voicemail", 0, "waiting", 1, WAIT),
        ("not_in_service", 0, "waiting", 0, 0 * MINUTE),
        ("not_in_service", 2, "waiting", 1, WAIT),
        ("failed", 0, "waiting", 0, HOUR),
        ("failed", 1, "waiting", 1, WAIT),
        ("dropped", 0, "waiting", 0, DAY),
        ("unidentified", 0, "waiting", 0, DAY),
        ("unidentified", 1, "waiting", 1, WAIT),
        ("right_party_contact", 0, "waiting", 1, WAIT),
        ("promise", 0, "done", 0, 0 * MINUTE),
        ("plan", 0, "done", 0, 0 * MINUTE),
        ("callback", 0, "waiting", 1, 7 * DAY),
        ("preferences", 0, "waiting", 1, WAIT),
        ("dispute", 0, "done", 0, 0 * MINUTE),
        ("noted", 0, "done", 0, 0 * MINUTE),
        ("wrong_person", 0, "done", 0, 0 * MINUTE),
        ("refused", 0, "done", 0, 0 * MINUTE),
        ("delivered", 0, "waiting", 1, WAIT),
        ("undelivered", 0, "waiting", 0, HOUR),
        ("sent", 0, "waiting", 1, WAIT),
        ("not_sent", 0, "waiting", 0, 10 * MINUTE),
        ("expired", 0, "waiting", 0, HOUR),
        ("blocked", 0, "waiting", 1, 0 * MINUTE),
    ],
)
def test_the_default_matrix(disposition: str, times_before: int, state: str, step: int, after: timedelta) -> None:
    position = Position(0, 2, WAIT, {disposition: times_before, "dropped_once": 1})
    move = move_after(position, disposition, dict(DEFAULTS).get(disposition), NOON)  # type: ignore[call-overload]
    assert (move.state, move.step, move.next_at) == (state, step, NOON + after)


def test_every_disposition_ends_the_sequence_after_the_last_step_within_its_tries() -> None:
    for disposition, row in DEFAULTS.items():
        tries, states = dict[str, int](), []
        for _ in range(row.at_most):
            move = move_after(Position(1, 2, WAIT, tries), disposition, row, NOON)
            tries = move.tries
            states.append(move.state)
        assert "done" in states


def test_tries_are_counted_afresh_at_the_next_step() -> None:
    row = Row(do="repeat", after=HOUR, at_most=2)
    again = move_after(Position(0, 2, WAIT, {}), "no_answer", row, NOON)
    assert (again.step, again.tries) == (0, {"no_answer": 1})
    assert again.why == "no answer, try 1 of 2: again in 1 hour"
    onward = move_after(Position(0, 2, WAIT, again.tries), "no_answer", row, NOON)
    assert (onward.step, onward.tries) == (1, {})
    assert onward.why == "no answer: step 2 in 5 hours"


def test_a_last_try_may_stop_instead() -> None:
    row = Row(do="repeat", after=HOUR, at_most=1, then="stop")
    assert move_after(Position(0, 2, WAIT, {}), "no_answer", row, NOON).state == "done"


def test_a_disposition_nobody_wrote_a_row_for_is_held_for_a_person() -> None:
    move = move_after(Position(0, 2, WAIT, {}), "struck_by_lightning", None, NOON)
    assert (move.state, move.why) == ("held", "struck by lightning: the recycle matrix has no row for this")
