"""The keypad flow as data: what is said in each state and where each key leads.

    greeting ─1─► second_factor ─right─► menu ─1─► promise_dates ─1,2,3─► read_back ─1─► thanks
       ├─2─► wrong_person      └─wrong, twice─► goodbye  ├─0─► person          └─2─► promise_dates
       └─9─► stop_calling                                └─9─► stop_calling

Nothing about a debt is said before ``second_factor`` was answered right: states behind it have ``identified``. A key
that leads nowhere, or silence, asks again ``TRIES`` times and then says goodbye, so no call loops for ever.
"""

from __future__ import annotations

from dataclasses import dataclass, field

TRIES = 2  # how often a state is said again before goodbye
FACTOR_DIGITS = 5


@dataclass(frozen=True, slots=True)
class State:
    """``prompts`` are said in order; ``keys`` maps a key to the next state; ``digits`` is how many keys are awaited.

    A state without keys ends the call. ``identified`` states are only entered by a verified person.
    """

    prompts: tuple[str, ...]
    keys: dict[str, str] = field(default_factory=dict)
    digits: int = 1
    identified: bool = False


START = "greeting"
FACTOR = "second_factor"
FLOW = {
    "greeting": State(("greeting", "right_party"), {"1": FACTOR, "2": "wrong_person", "9": "stop_calling"}),
    FACTOR: State(("second_factor",), {}, digits=FACTOR_DIGITS),
    "menu": State(
        ("disclosures", "menu"),
        {"1": "promise_dates", "0": "person", "9": "stop_calling", "*": "menu"},
        identified=True,
    ),
    "promise_dates": State(
        ("promise_dates",), {"1": "read_back", "2": "read_back", "3": "read_back", "0": "person"}, identified=True
    ),
    "read_back": State(("read_back",), {"1": "thanks", "2": "promise_dates"}, identified=True),
    "thanks": State(("thanks",), identified=True),
    "person": State(("goodbye",), identified=True),
    "wrong_person": State(("wrong_person",)),
    "stop_calling": State(("stop_calling",)),
    "goodbye": State(("goodbye",)),
}


def ends(state: str) -> bool:
    """Whether the call hangs up after this state is said."""
    return not FLOW[state].keys and state != FACTOR
