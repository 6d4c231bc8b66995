"""The call as data: what is said in each state, which keys are offered then, and where each leads.

    greeting ─1─► second_factor ─right─► welcome ┬─1─► pay_days ─► pay_read_back ─► promised
       │  └─8: the other language                ├─2─► plans ─► plan_read_back ─► planned
       ├─2─► wrong_person                        ├─3─► itemised
       └─9─► stopped                             ├─4─► dispute_check ─► disputed
                                                 ├─5─► call_days ─► call_times ─► contract_read_back ─► contract_kept
    inbound_greeting: as greeting, and           ├─6─► wrong_person
    2 asks after the next person at the number   ├─0─► connect, or slots ─► slot_booked
    unknown_caller: only 0, 8 and 9              └─9─► stopped

    connect, connect_next, person_now ─talked─► talked    ─nobody took it─► not_connected, as slots
       └─a collector consults a colleague─► on_hold ─► in_room
    person_first, person_offered: where a client's rules want a person to be offered before anything else

Nothing about a debt is said before the second factor was right: states behind it are ``identified``. A prompt of an option
is said only when the option is offered, and an option is offered only while what it needs is there (``Need``), so nobody is
asked to press a key that leads nowhere. Words do what the key does (``means``). Whatever leads nowhere, silence included,
says the state again ``TRIES`` times and then goodbye; no call has more than ``MOST_TURNS`` turns.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

TRIES: Final = 2
MOST_TURNS: Final = 40


class Need(StrEnum):
    """What must be there for an option to be offered, or a prompt to be said."""

    ALWAYS = "always"
    OWED = "owed"  # something is owed on the debts
    PLANS = "plans"  # the client's authority allows a plan
    TWO_PLANS = "two_plans"
    THREE_PLANS = "three_plans"
    PERSON_FREE = "person_free"  # a collector is reserved for this call
    NOBODY_FREE = "nobody_free"
    SLOTS = "slots"  # there is a time at which we may call
    NO_SLOTS = "no_slots"
    BY_SMS = "by_sms"  # a confirmation leaves that way
    BY_EMAIL = "by_email"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt by its name; ``other`` says it in the language that is not spoken."""

    name: str
    need: Need = Need.ALWAYS
    other: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """A key, where it leads and the prompt that offers it (empty when another prompt of the state does).

    ``means`` are readings of words that choose it (`answers.py`); ``pick`` names what the key chose, to be remembered.
    """

    key: str
    to: str
    says: str = ""
    need: Need = Need.ALWAYS
    means: tuple[str, ...] = ()
    pick: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """What is said, then which options are offered. A state without options ends the call.

    ``does`` names the consequence of arriving here (`effects.py`), ``asks`` that digits of a second factor are awaited,
    ``joins`` what the call does after the words: rings a collector's ``phone``, waits on ``hold``, enters a ``room``.
    """

    says: tuple[Prompt, ...]
    options: tuple[Option, ...] = ()
    closing: tuple[Prompt, ...] = ()
    does: str = ""
    identified: bool = False
    asks: bool = False
    joins: str = ""

    @property
    def ends(self) -> bool:
        return not self.options and not self.asks and not self.joins

    @property
    def offers_a_person(self) -> bool:
        return any(option.need is Need.PERSON_FREE for option in self.options)


def _said(*names: str) -> tuple[Prompt, ...]:
    return tuple(map(Prompt, names))


GREETING: Final = "greeting"
INBOUND: Final = "inbound_greeting"
UNKNOWN: Final = "unknown_caller"
FACTOR: Final = "second_factor"
WELCOME: Final = "welcome"
STOPPED: Final = "stopped"
GOODBYE: Final = "goodbye"
UNAVAILABLE: Final = "unavailable"
VOICEMAIL: Final = "voicemail"
NOTED: Final = "noted"
CONNECT: Final = "connect"
SWITCH: Final = "switch"  # no state: the one where it is pressed, in the other language
AGAIN: Final = "again"  # no state: the one where it is pressed
GO_ON: Final = "go_on"  # no state: the one where a person was offered first
PERSON_OFFERED: Final = "person_offered"
PERSON_FIRST: Final = "person_first"
PERSON_NOW: Final = "person_now"

_YES = ("yes",)
_NO = ("no",)
_STOP = Option("9", STOPPED, means=("stop",))
_SWITCH = Option("8", SWITCH, means=("language",))
_REPEAT = Option("*", AGAIN)
_PERSON = ("person", "call_me")
_SOMEBODY = (
    Option("0", CONNECT, "option_person", Need.PERSON_FREE, _PERSON),
    Option("0", "slots", "option_person_later", Need.NOBODY_FREE, _PERSON),
)
_SOMEBODY_UNSAID = tuple(replace(option, says="") for option in _SOMEBODY)
_GO_ON = Option("1", GO_ON, "option_go_on")
_CONFIRMED = (Prompt("confirmed_by_sms", Need.BY_SMS), Prompt("confirmed_by_email", Need.BY_EMAIL), Prompt("goodbye"))

_SLOTS = (
    *(Option(key, "slot_booked", need=Need.SLOTS, pick="slot") for key in "123"),
    Option("4", GOODBYE, need=Need.SLOTS, means=_NO),
    replace(_STOP, need=Need.SLOTS),
    replace(_REPEAT, need=Need.SLOTS),
)

MENU: Final = (
    Option("1", "pay_days", "option_pay", Need.OWED, ("promise", "pay")),
    Option("2", "plans", "option_plans", Need.PLANS, ("plan", "hardship")),
    Option("3", "itemised", "option_itemise", means=("why",)),
    Option("4", "dispute_check", "option_dispute", means=("dispute", "already_paid")),
    *_SOMEBODY,
    Option("5", "call_days", "option_call_me"),
    Option("6", "wrong_person", "option_wrong_person", means=("wrong_number",)),
    _SWITCH,
    replace(_STOP, says="option_stop"),
    replace(_REPEAT, says="option_again"),
)

FLOW: Final[dict[str, State]] = {
    GREETING: State(
        (Prompt("greeting"), Prompt("language_switch", other=True), Prompt("right_party")),
        (
            Option("1", FACTOR, means=_YES),
            Option("2", "wrong_person", means=("wrong_number", *_NO)),
            _SWITCH,
            _STOP,
            _REPEAT,
        ),
    ),
    INBOUND: State(
        (Prompt("inbound_greeting"), Prompt("language_switch", other=True), Prompt("right_party")),
        (
            Option("1", FACTOR, means=_YES),
            Option("2", "next_candidate", means=("wrong_number", *_NO)),
            _SWITCH,
            _STOP,
            _REPEAT,
        ),
    ),
    UNKNOWN: State(
        (Prompt("inbound_greeting"), Prompt("language_switch", other=True)),
        (
            Option("0", CONNECT, "option_person", Need.PERSON_FREE, _PERSON),
            Option("0", "asked_for_somebody", "option_person_later", Need.NOBODY_FREE, _PERSON),
            _SWITCH,
            _STOP,
            replace(_REPEAT, says="option_again"),
        ),
    ),
    FACTOR: State((Prompt("second_factor"),), asks=True),
    WELCOME: State(_said("disclosures", "balance"), MENU, identified=True, does="welcome"),
    "menu": State(_said("balance"), MENU, identified=True),
    "itemised": State(_said("itemised_balance"), MENU, identified=True),
    "pay_days": State(
        _said("promise_dates"),
        (*(Option(key, "pay_read_back", pick="day") for key in "123"), *_SOMEBODY_UNSAID, _STOP, _REPEAT),
        identified=True,
    ),
    "pay_read_back": State(
        _said("read_back"),
        (Option("1", "promised", means=_YES), Option("2", "pay_days", means=_NO), _STOP, _REPEAT),
        identified=True,
    ),
    "promised": State(_said("thanks", "confirmation_code"), closing=_CONFIRMED, does="promise", identified=True),
    "plans": State(
        _said("plan_intro"),
        (
            Option("1", "plan_read_back", "plan_1", Need.PLANS, pick="plan"),
            Option("2", "plan_read_back", "plan_2", Need.TWO_PLANS, pick="plan"),
            Option("3", "plan_read_back", "plan_3", Need.THREE_PLANS, pick="plan"),
            Option("4", "menu", "plan_other", means=_NO),
            *_SOMEBODY_UNSAID,
            _STOP,
            _REPEAT,
        ),
        does="offer",
        identified=True,
    ),
    "plan_read_back": State(
        _said("plan_read_back"),
        (Option("1", "planned", means=_YES), Option("2", "plans", means=_NO), _STOP, _REPEAT),
        identified=True,
    ),
    "planned": State(_said("plan_agreed", "confirmation_code"), closing=_CONFIRMED, does="agree", identified=True),
    "dispute_check": State(
        _said("dispute_check"),
        (Option("1", "disputed", means=(*_YES, "dispute")), Option("2", "menu", means=_NO), _STOP, _REPEAT),
        identified=True,
    ),
    "disputed": State(_said("dispute_taken"), closing=_CONFIRMED, does="dispute", identified=True),
    "call_days": State(
        _said("call_days"),
        (*(Option(key, "call_times", pick="days") for key in "123"), _STOP, _REPEAT),
        identified=True,
    ),
    "call_times": State(
        _said("call_times"),
        (*(Option(key, "contract_read_back", pick="times") for key in "1234"), _STOP, _REPEAT),
        identified=True,
    ),
    "contract_read_back": State(
        _said("preferences_read_back"),
        (Option("1", "contract_kept", means=_YES), Option("2", "call_days", means=_NO), _STOP, _REPEAT),
        identified=True,
    ),
    "contract_kept": State(_said("preferences_kept"), closing=_CONFIRMED, does="prefer", identified=True),
    "slots": State((Prompt("nobody_free"), Prompt("slot_offer", Need.SLOTS)), _SLOTS, does="find_slots"),
    "not_connected": State((Prompt("transfer_failed"), Prompt("slot_offer", Need.SLOTS)), _SLOTS, does="find_slots"),
    "slot_booked": State(_said("slot_booked"), closing=_CONFIRMED, does="call_back"),
    "no_slots": State(_said("nobody_free", "goodbye"), does="person_wanted"),
    "asked_for_somebody": State(_said("goodbye"), does="person_wanted"),
    CONNECT: State(_said("connecting"), does="connect", joins="phone"),
    "connect_next": State(_said("transfer_hold"), joins="phone"),
    "on_hold": State(_said("transfer_hold"), joins="hold"),
    "in_room": State(_said("connecting"), joins="room"),
    "talked": State(_said("goodbye")),
    PERSON_NOW: State(_said("disclosures", "connecting"), does="welcome_and_connect", identified=True, joins="phone"),
    PERSON_FIRST: State(
        _said("disclosures"), (*_SOMEBODY, replace(_GO_ON, to="menu"), _STOP, _REPEAT), does="welcome", identified=True
    ),
    PERSON_OFFERED: State((), (*_SOMEBODY, _GO_ON, _STOP, _REPEAT)),
    NOTED: State(_said("preferences_kept", "goodbye"), does="note"),
    "wrong_person": State(_said("wrong_person"), does="wrong_person"),
    "nobody_here": State(_said("wrong_person"), does="nobody_here"),
    STOPPED: State(_said("stop_calling"), does="stop"),
    VOICEMAIL: State((Prompt("limited_content"),)),
    UNAVAILABLE: State(_said("unavailable"), does="person_wanted"),
    GOODBYE: State(_said("goodbye")),
}
