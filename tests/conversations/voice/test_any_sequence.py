"""Whatever is pressed, said, left unsaid or repeated: no debt is named to a stranger, nothing is promised unasked, and it ends."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.agreements.plans import Plan
from outreach.agreements.promises import Promise
from outreach.conversations.voice.answers import Heard
from outreach.conversations.voice.flow import MOST_TURNS
from tests.support.accounts import ZIP, Agency
from tests.support.agreements import PLANS, Desk
from tests.support.talking import DEBT_WORDS, WRONG, Line, our_number, outbound, speaks

WORDS = (
    "yes", "no", "sí", "one", "dos", "who is this", "how much do I owe", "I want to pay", "un plan", "I already paid",
    "español", "English please", "a person", "call me tomorrow", "repeat", "wrong number", "stop calling", "my lawyer",
    "I do not owe this", "what is it about", "3 3 3 3 3", "leave a message after the tone", "blah blah", "why",
)  # fmt: skip
keys = st.sampled_from([*"0123456789*#", "", "", WRONG, "12345678", "1234"]).map(lambda pressed: Heard(keys=pressed))
words = st.tuples(st.sampled_from(WORDS), st.sampled_from([0.9, 0.2])).map(
    lambda said: Heard(words=said[0], confidence=said[1])
)
repeats = st.tuples(st.integers(0, 50), keys | words)
steps = st.lists(keys | words | repeats, max_size=25)
known_steps = st.lists(keys | words | repeats | st.just(Heard(keys="1")), max_size=25)
lightly = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


@pytest.mark.slow
@lightly
@given(steps=steps, language=st.sampled_from(["en", "es"]), inbound=st.booleans())
def test_who_has_not_proved_who_she_is_never_hears_of_a_debt(
    office: Agency, client: UUID, steps: list[Heard | tuple[int, Heard]], language: str, inbound: bool
) -> None:
    pat = office.debtor(client)
    Desk(office, pat).allow(PLANS)
    speaks(office, pat, language)
    line = Line(office).ring(our_number(office, client), pat.number) if inbound else outbound(office, pat)
    _go(line, steps)
    assert line.row().identity != "verified"
    assert not DEBT_WORDS.search(line.everything), line.everything
    assert office.count(Promise) == office.count(Plan) == 0


@pytest.mark.slow
@lightly
@given(steps=known_steps)
def test_nothing_is_agreed_that_was_not_read_back_and_confirmed(
    office: Agency, client: UUID, steps: list[Heard | tuple[int, Heard]]
) -> None:
    pat = office.debtor(client)
    Desk(office, pat).allow(PLANS)
    line = outbound(office, pat).press("1", ZIP)
    before = office.count(Promise) + office.count(Plan)
    _go(line, steps)
    made = office.count(Promise) + office.count(Plan) - before
    assert made in (0, 1)
    if made:
        (turn,) = [turn for turn in line.turns() if turn.state in ("promised", "planned")]
        assert turn.was in ("pay_read_back", "plan_read_back")
        spoken = turn.heard_sealed and office.store.vault.open("call_turns.heard", turn.id, turn.heard_sealed)
        assert turn.keys == "1" or spoken in ("yes", "sí", "one")


def _go(line: Line, steps: list[Heard | tuple[int, Heard]]) -> None:
    """Take the steps while the line is open, then say nothing until it ends."""
    for step in steps:
        if not line.open:
            return
        if isinstance(step, tuple):
            number, heard = step
            answered = line.post(number % len(line.said), heard) if number < line.last.number else None
            assert answered is None or answered.lines == line.said[answered.number].lines
        else:
            line.hears(step)
    while line.open:
        line.press("")
    assert line.last.number <= MOST_TURNS + 1
