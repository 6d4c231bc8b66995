"""The call as data: what is said in each state, which keys are offered then, and where each leads.

    greeting ─1─► second_factor ─right─► welcome ┬─1─► pay_days ─► pay_read_back ─► promised
       │  └─8: the other language        │       ├─2─► plans ─► plan_read_back ─► planned
       ├─2─► wrong_person                │       ├─3─► itemised
       └─9─► stopped                     │       ├─4─► dispute_check ─► disputed
                                         │       ├─5─► call_days ─► call_times ─► contract_read_back ─► contract_kept
    inbound_greeting: as greeting, and   │       ├─6─► wrong_person
    2 asks after the next person at      │       ├─0─► connect, or slots ─► slot_booked
    the number                           │       └─9─► stopped
    unknown_caller: only 0, 8 and 9      └─a hold stands─► held: only 0
                                         second_factor ─unknown, or wrong too often─► unavailable: only 0

    connect, connect_next, person_now ─talked─► talked    ─nobody took it─► not_connected, as slots
       └─a collector consults a colleague─► on_hold ─► in_room
    person_first, person_offered: where a client's rules want a person to be offered before anything else

Nothing about a debt is said before the second factor was right: states behind it are ``identified``. A prompt of an option
is said only when the option is offered, and an option is offered only while what it needs is there (``Need``), so nobody is
asked to press a key that leads nowhere. Words do what the key does (``means``); an option without a key is for words only.

Some keys hold wherever they are not needed for something else, and are told once: 9 stops, 8 is the other language, * says
it again, and behind the second factor 0 is a person. Whatever leads nowhere has the state said again, shorter where that is
enough (``again``), at most ``TRIES`` times, and then goodbye; no call has more than ``MOST_TURNS`` turns.
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
    OWED = "owed"  # something is owed that no plan is running for
    PLAN_RUNS = "plan_runs"  # a plan is running
    SMALLER = "smaller"  # the client's authority allows something smaller than all at once
    ONE_OFFER = "one_offer"
    TWO_OFFERS = "two_offers"
    THREE_OFFERS = "three_offers"
    OFFER_OVER = "offer_over"  # what was chosen could not be had any more
    PERSON_FREE = "person_free"  # a collector is reserved for this call
    NOBODY_FREE = "nobody_free"
    ONE_SLOT = "one_slot"  # there is a time at which we may call
    TWO_SLOTS = "two_slots"
    THREE_SLOTS = "three_slots"
    CODE = "code"  # what was agreed has a code
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
    """A key, where it leads and the prompt that offers it (empty when another prompt does).

    ``means`` are readings of words that choose it (`answers.py`); ``pick`` names what the key chose, to be remembered.
    Without a key it is chosen by words only.
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

    ``again`` is said in place of ``says`` when nothing sensible came back (None: the same), ``silences`` times at most when
    nothing came at all. ``does`` names the consequence of arriving here (`effects.py`), ``asks`` that digits of a second
    factor are awaited, ``joins`` what the call does after the words: rings a collector's ``phone``, waits on ``hold``, enters a
    ``room``.
    """

    says: tuple[Prompt, ...]
    options: tuple[Option, ...] = ()
    closing: tuple[Prompt, ...] = ()
    again: tuple[Prompt, ...] | None = None
    silences: int = TRIES
    does: str = ""
    identified: bool = False
    asks: bool = False
    joins: str = ""

    @property
    def ends(self) -> bool:
        return not self.options and not self.joins

    @property
    def offers_a_person(self) -> bool:
        """Whether its words offer one: a collector is kept free while they are said."""
        return any(option.need is Need.PERSON_FREE and option.says for option in self.options)


def _said(*names: str) -> tuple[Prompt, ...]:
    return tuple(map(Prompt, names))


GREETING: Final = "greeting"
INBOUND: Final = "inbound_greeting"
UNKNOWN: Final = "unknown_caller"
FACTOR: Final = "second_factor"
WELCOME: Final = "welcome"
HELD: Final = "held"
MENU: Final = "menu"
DISPUTE: Final = "dispute_check"
SLOTS: Final = "slots"
STOPPED: Final = "stopped"
GOODBYE: Final = "goodbye"
UNAVAILABLE: Final = "unavailable"
VOICEMAIL: Final = "voicemail"
NOTED: Final = "noted"
CONNECT: Final = "connect"
NOT_HER: Final = "not_her"  # no state: the next person at the number of a caller, else wrong_person
SWITCH: Final = "switch"  # no state: the one where it is pressed, in the other language
AGAIN: Final = "again"  # no state: the one where it is pressed
GO_ON: Final = "go_on"  # no state: the one where a person was offered first
NO_STATES: Final = (NOT_HER, SWITCH, AGAIN, GO_ON)
PERSON_OFFERED: Final = "person_offered"
PERSON_FIRST: Final = "person_first"
PERSON_NOW: Final = "person_now"

_YES = ("yes",)
_NO = ("no",)
_PERSON = ("person", "call_me", "hardship")

_SWITCH = Option("8", SWITCH, means=("other_language",))
_STOP = Option("9", STOPPED, means=("stop",))
_REPEAT = Option("*", AGAIN, means=("again", "same_language", "why", "help"))
_ALWAYS = (_SWITCH, _STOP, _REPEAT)  # in every state that listens
_SOMEBODY = (
    Option("0", CONNECT, "option_person", Need.PERSON_FREE, _PERSON),
    Option("0", SLOTS, "option_person_later", Need.NOBODY_FREE, _PERSON),
)
_LATER = Option("", SLOTS, means=("later",))
_NOT_ME = Option("", NOT_HER, means=("wrong_number",))
# Before it is known who listens.
_UNVERIFIED = (*_ALWAYS, _NOT_ME, _LATER, Option("", UNAVAILABLE, means=_PERSON))
# Behind the second factor.
_WISHES = (_LATER, _NOT_ME, Option("", DISPUTE, means=("dispute", "already_paid")))
_VERIFIED = (
    *(replace(option, says="") for option in _SOMEBODY),
    *_WISHES,
    Option("", "call_days", means=("preference",)),
    *_ALWAYS,
)
_PERSON_ONLY = (*_SOMEBODY, _LATER, _NOT_ME, *_ALWAYS)
_GO_ON = Option("1", GO_ON, "option_go_on", means=_NO)
_PERSON_FIRST = (*_SOMEBODY, _GO_ON, _LATER, _NOT_ME, *_ALWAYS)
_CONFIRMED = (Prompt("confirmed_by_sms", Need.BY_SMS), Prompt("confirmed_by_email", Need.BY_EMAIL), Prompt("goodbye"))
_AGREED = (Prompt("confirmation_code", Need.CODE), *_CONFIRMED)

MENU_OPTIONS: Final = (
    Option("1", "pay_days", "option_pay", Need.OWED, ("promise", "pay")),
    Option("2", "plans", "option_plans", Need.SMALLER, ("plan", "hardship")),
    Option("3", "itemised", "option_itemise", means=("why",)),
    Option("4", DISPUTE, "option_dispute", means=("dispute", "already_paid")),
    *_SOMEBODY,
    Option("5", "call_days", "option_call_me", means=("preference",)),
    Option("6", "wrong_person", "option_wrong_person", means=("wrong_number",)),
    _LATER,
    _SWITCH,
    replace(_STOP, says="option_stop"),
    replace(_REPEAT, says="option_again"),
)
_BALANCE = (Prompt("balance"), Prompt("plan_runs", Need.PLAN_RUNS))


def _read_back(says: str, right: str, wrong: str, *means: str) -> State:
    """What was chosen, said once more: 1 makes it so, 2 goes back."""
    options = (Option("1", right, means=(*_YES, *means)), Option("2", wrong, means=_NO), *_VERIFIED)
    return State(_said(says), options, identified=True)


def _times(because: Prompt) -> State:
    """Times at which we may call her back, and why they are offered."""
    numbered = zip("123", (Need.ONE_SLOT, Need.TWO_SLOTS, Need.THREE_SLOTS), strict=True)
    slots = (Option(key, "slot_booked", need=need, pick="slot") for key, need in numbered)
    return State(
        (because, Prompt("slot_offer")), (*slots, Option("4", GOODBYE, means=_NO), _NOT_ME, *_ALWAYS), does="find_slots"
    )


def _greeting(says: str, not_her: str) -> State:
    return State(
        (Prompt(says), Prompt("language_switch", other=True), Prompt("right_party")),
        (Option("1", FACTOR, means=_YES), Option("2", not_her, means=("wrong_number", *_NO)), *_UNVERIFIED),
        again=_said("right_party"),
        silences=1,
    )


FLOW: Final[dict[str, State]] = {
    # Before it is known who listens.
    GREETING: _greeting("greeting", "wrong_person"),
    INBOUND: _greeting("inbound_greeting", NOT_HER),
    UNKNOWN: State(
        (Prompt("inbound_greeting"), Prompt("language_switch", other=True)),
        (
            Option("0", CONNECT, "option_person", Need.PERSON_FREE, _PERSON),
            Option("0", "asked_for_somebody", "option_person_later", Need.NOBODY_FREE, _PERSON),
            *_ALWAYS,
        ),
        again=(),
        silences=1,
    ),
    FACTOR: State(_said("second_factor"), _UNVERIFIED, asks=True),
    UNAVAILABLE: State(_said("unavailable"), _PERSON_ONLY, does="unidentified"),
    # Behind the second factor.
    WELCOME: State((Prompt("disclosures"), *_BALANCE), MENU_OPTIONS, again=(), identified=True, does="welcome"),
    HELD: State(_said("held"), _PERSON_ONLY, identified=True),
    MENU: State((Prompt("offer_over", Need.OFFER_OVER), *_BALANCE), MENU_OPTIONS, again=(), identified=True),
    "itemised": State(_said("itemised_balance"), MENU_OPTIONS, again=(), identified=True),
    "pay_days": State(
        _said("promise_dates"),
        (*(Option(key, "pay_read_back", pick="day") for key in "123"), *_VERIFIED),
        identified=True,
    ),
    "pay_read_back": _read_back("read_back", "promised", "pay_days"),
    "promised": State(_said("thanks"), closing=_AGREED, does="promise", identified=True),
    "plans": State(
        (Prompt("offer_over", Need.OFFER_OVER), Prompt("plan_intro")),
        (
            Option("1", "plan_read_back", "plan_1", Need.ONE_OFFER, pick="plan"),
            Option("2", "plan_read_back", "plan_2", Need.TWO_OFFERS, pick="plan"),
            Option("3", "plan_read_back", "plan_3", Need.THREE_OFFERS, pick="plan"),
            Option("4", MENU, "plan_other", means=_NO),
            *_VERIFIED,
        ),
        again=(),
        does="offer",
        identified=True,
    ),
    "plan_read_back": _read_back("plan_read_back", "planned", "plans"),
    "planned": State(_said("plan_agreed"), closing=_AGREED, does="agree", identified=True),
    "dispute_check": _read_back("dispute_check", "disputed", MENU, "dispute"),
    "disputed": State(_said("dispute_taken"), closing=_CONFIRMED, does="dispute", identified=True),
    "call_days": State(
        _said("call_days"), (*(Option(key, "call_times", pick="days") for key in "123"), *_VERIFIED), identified=True
    ),
    "call_times": State(
        _said("call_times"),
        (*(Option(key, "contract_read_back", pick="times") for key in "1234"), *_VERIFIED),
        identified=True,
    ),
    "contract_read_back": _read_back("preferences_read_back", "contract_kept", "call_days"),
    "contract_kept": State(_said("preferences_kept"), closing=_CONFIRMED, does="prefer", identified=True),
    # A person of ours, or a time at which one calls.
    CONNECT: State(_said("connecting"), does="connect", joins="phone"),
    "connect_next": State(_said("transfer_hold"), joins="phone"),
    "on_hold": State(_said("transfer_hold"), joins="hold"),
    "in_room": State(_said("connecting"), joins="room"),
    "talked": State(_said("goodbye")),
    PERSON_NOW: State(_said("disclosures", "connecting"), does="welcome_and_connect", identified=True, joins="phone"),
    PERSON_FIRST: State(_said("disclosures"), _PERSON_FIRST, again=(), does="welcome", identified=True),
    PERSON_OFFERED: State((), _PERSON_FIRST),
    SLOTS: _times(Prompt("nobody_free", Need.NOBODY_FREE)),
    "not_connected": _times(Prompt("transfer_failed")),
    "slot_booked": State(_said("slot_booked"), closing=_CONFIRMED, does="call_back"),
    "no_slots": State((Prompt("nobody_free", Need.NOBODY_FREE), *_said("noted", "goodbye")), does="person_wanted"),
    "asked_for_somebody": State(_said("noted", "goodbye"), does="person_wanted"),
    # Ends.
    NOTED: State(_said("noted", "goodbye"), does="note"),
    "wrong_person": State(_said("wrong_person"), does="wrong_person"),
    "nobody_here": State(_said("wrong_person"), does="nobody_here"),
    STOPPED: State(_said("stop_calling"), does="stop"),
    "number_hidden": State(_said("number_hidden"), does="stop_unplaced"),
    VOICEMAIL: State((Prompt("limited_content"),)),
    GOODBYE: State(_said("goodbye")),
}
