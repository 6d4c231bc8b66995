"""The flow as data: what can be said of it without a call.

Texts and purposes are read from their files here, and keys are looked for in the words as a listener hears them.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from itertools import product
from pathlib import Path

import jinja2
import pytest

from outreach.conversations.voice import effects
from outreach.conversations.voice.flow import FLOW, NO_STATES, Need, Option, Prompt, State
from tests.conversations.voice.flow_page import PAGE, table, written

TEXTS = Path(__file__).parents[3] / "templates" / "texts"
PURPOSES = tomllib.loads((TEXTS.parent / "purposes.toml").read_text("utf-8"))
LANGUAGES = ("en", "es")
ENTRIES = ("greeting", "inbound_greeting", "unknown_caller", "voicemail")
# Where arriving at a state may send the call on to.
DETOURS = {
    "welcome": {"held"}, "plans": {"menu"}, "planned": {"plans"}, "connect": {"not_connected"}, "slots": {"no_slots"},
    "not_connected": {"no_slots"}, "person_now": {"welcome"}, "stopped": {"number_hidden"},
}  # fmt: skip
PSEUDO = {"not_her": {"wrong_person", "inbound_greeting", "nobody_here"}}
# Where the phones of our own people, and the waiting for them, lead on to.
JOINED = {"connect_next", "not_connected", "on_hold", "in_room", "talked"}
# Where a client's rules want a person to go first: behind the second factor, and anywhere.
FIRST, ANYWHERE = {"person_first", "person_now"}, {"person_offered", "connect"}
# Said by the turns themselves, by the web process, or by whoever hands a call over; the rest belongs to a state.
ELSEWHERE = {
    "try_again", "nothing_heard", "second_factor_again", "second_factor_birth_date", "second_factor_last_four",
    "please_hold",
}  # fmt: skip
ABOUT_DEBT = {
    "client_name", "balance", "itemisation", "itemised_on", "account_ending", "promise_amount", "due_on", "pay_by_1",
    "pay_by_2", "pay_by_3", "plan_1", "plan_2", "plan_3", "plan_schedule", "plan_total", "payment_amount", "payment_on",
    "confirmation_code",
}  # fmt: skip
TOLD_ONCE = set("089*")
NAMES_KEY = {"en": re.compile(r"\bpress (\d|star)\b"), "es": re.compile(r"\boprima (\d|asterisco)\b")}
EVERY_STATE = pytest.mark.parametrize("name", FLOW)
LISTENING = pytest.mark.parametrize("name", [name for name, state in FLOW.items() if state.options])


# Without these one does not arrive: the effect of the state sends on.
ARRIVED = {"slots": Need.ONE_SLOT, "not_connected": Need.ONE_SLOT, "plans": Need.SMALLER}


@cache
def every_world() -> tuple[frozenset[Need], ...]:
    """Every circumstance a call can be in, as the needs that are there."""
    ways = (None, Need.BY_SMS, Need.BY_EMAIL)
    found = []
    for free, offers, slots, way, *flags in product((0, 1), range(4), range(4), ways, *((0, 1),) * 4):
        there = {Need.ALWAYS, Need.PERSON_FREE if free else Need.NOBODY_FREE}
        there |= set((Need.ONE_OFFER, Need.TWO_OFFERS, Need.THREE_OFFERS)[:offers])
        there |= {Need.SMALLER} if offers > 1 else set()
        there |= set((Need.ONE_SLOT, Need.TWO_SLOTS, Need.THREE_SLOTS)[:slots])
        named = (Need.OWED, Need.PLAN_RUNS, Need.CODE, Need.OFFER_OVER)
        there |= {need for need, holds in zip(named, flags, strict=True) if holds} | ({way} if way else set())
        found.append(frozenset(there))
    return tuple(found)


def worlds(name: str) -> set[frozenset[Need]]:
    """Circumstances that differ for this state."""
    state = FLOW[name]
    asked = {option.need for option in state.options} | {Need.PERSON_FREE, Need.NOBODY_FREE}
    asked |= {prompt.need for prompt in (*state.says, *(state.again or ()), *state.closing)}
    asked |= {Need.TWO_SLOTS, Need.THREE_SLOTS} if FLOW[name].does == "find_slots" else set()
    return {there & asked for there in every_world() if ARRIVED.get(name, Need.ALWAYS) in there}


# Circumstances that change where one may go.
CROSSROADS = [frozenset(Need) - {gone} for gone in (Need.PERSON_FREE, Need.NOBODY_FREE)]


def offered(state: State, there: frozenset[Need]) -> list[Option]:
    return [option for option in state.options if option.need in there]


def prompts(state: State, there: frozenset[Need], *, again: bool = False) -> list[Prompt]:
    says = state.again if again and state.again is not None else state.says
    options = [Prompt(option.says) for option in offered(state, there) if option.says]
    return [prompt for prompt in (*says, *options, *state.closing) if prompt.need in there]


@cache
def source(prompt: str, language: str) -> str:
    folder = "voicemail" if prompt == "limited_content" else "keypad"
    return (TEXTS / folder / f"{prompt}.{language}.voice").read_text("utf-8")


@cache
def heard(prompt: str, language: str, there: frozenset[Need]) -> str:
    """The words, with something in place of every value that is there."""
    lacking = {"slot_2": Need.TWO_SLOTS, "slot_3": Need.THREE_SLOTS}
    values = {name: "" for name, need in lacking.items() if need not in there}

    class Something(jinja2.Undefined):
        def __str__(self) -> str:
            return "something"

        def __bool__(self) -> bool:
            return True

    return str(jinja2.Template(source(prompt, language), undefined=Something).render(values))


def targets(option: Option, name: str) -> set[str]:
    if option.to in ("switch", "again"):
        return {name}
    if option.to == "go_on":  # back to where a person was offered first
        return {"menu"} if FLOW[name].identified else {"second_factor"}
    return PSEUDO.get(option.to, {option.to})


def steps(name: str, there: frozenset[Need]) -> set[str]:
    """States that may follow, by an answer or because arriving sends on; the second factor alone leads to ``welcome``."""
    found = {target for option in offered(FLOW[name], there) for target in targets(option, name)}
    found |= {"noted"} | ANYWHERE if FLOW[name].options else set()  # what somebody of ours must hear ends every call
    found |= JOINED if FLOW[name].joins else set()
    return found | DETOURS.get(name, set())


def reached(begin: set[str], there: frozenset[Need], *, factor: bool) -> set[str]:
    found, open_ = set(begin), list(begin)
    while open_:
        name = open_.pop()
        following = steps(name, there) | ({"welcome", "unavailable"} | FIRST if factor and FLOW[name].asks else set())
        open_ += following - found
        found |= following
    return found


@EVERY_STATE
def test_every_option_leads_somewhere(name: str) -> None:
    assert not {option.to for option in FLOW[name].options} - set(FLOW) - set(NO_STATES)


def test_every_consequence_is_known_and_happens() -> None:
    assert {state.does for state in FLOW.values() if state.does} == set(effects._EFFECTS)


@EVERY_STATE
def test_every_prompt_is_there_in_both_languages(name: str) -> None:
    state = FLOW[name]
    names = {prompt.name for prompt in (*state.says, *(state.again or ()), *state.closing)}
    names |= {option.says for option in state.options if option.says}
    assert all(source(prompt, language) for prompt in names for language in LANGUAGES)


def test_every_prompt_that_ships_is_said_somewhere() -> None:
    said = {prompt.name for state in FLOW.values() for prompt in (*state.says, *(state.again or ()), *state.closing)}
    said |= {option.says for state in FLOW.values() for option in state.options if option.says}
    shipped = {path.name.partition(".")[0] for path in (TEXTS / "keypad").iterdir()}
    assert shipped == (said - {"limited_content"}) | ELSEWHERE
    assert not said & ELSEWHERE


@LISTENING
def test_a_key_means_one_thing_under_any_circumstances(name: str) -> None:
    for there in worlds(name):
        keys = [option.key for option in offered(FLOW[name], there) if option.key]
        assert len(keys) == len(set(keys)), (keys, there)


@LISTENING
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_name_the_keys_that_are_offered_and_no_others(name: str, language: str) -> None:
    state = FLOW[name]
    if state.asks:
        return  # digits are awaited there; the keys that always hold were told before
    for there in worlds(name):
        keys = {option.key for option in offered(state, there) if option.key}
        for again in (False, True):
            named: set[str] = set()
            for prompt in prompts(state, there, again=again):
                spoken = "es" if (language == "en") == prompt.other else "en"
                named |= {
                    "*" if key in ("star", "asterisco") else key
                    for key in NAMES_KEY[spoken].findall(heard(prompt.name, spoken, there))
                }
            assert named <= keys, (named, keys, there)
            assert keys - named <= TOLD_ONCE, (named, keys, there)


def test_the_keys_that_hold_everywhere_are_told() -> None:
    there = frozenset({Need.ALWAYS, Need.NOBODY_FREE})
    for entry in ("greeting", "inbound_greeting"):
        words = " ".join(
            heard(prompt.name, "es" if prompt.other else "en", there) for prompt in prompts(FLOW[entry], there)
        )
        assert "press 9" in words
        assert "oprima 8" in words
    menu = " ".join(heard(prompt.name, "en", there) for prompt in prompts(FLOW["welcome"], there))
    assert all(f"press {key}" in menu for key in ("0", "9", "star"))


@LISTENING
def test_every_state_that_listens_can_be_left_by_a_no_and_switched_and_heard_again(name: str) -> None:
    for there in worlds(name):
        by_key = {option.key: option.to for option in offered(FLOW[name], there)}
        assert (by_key["9"], by_key["8"], by_key["*"]) == ("stopped", "switch", "again")
        if FLOW[name].identified:
            assert by_key["0"] == ("connect" if Need.PERSON_FREE in there else "slots")


@EVERY_STATE
def test_before_the_second_factor_nothing_can_be_said_of_a_debt(name: str) -> None:
    state = FLOW[name]
    if state.identified:
        return
    for there in worlds(name):
        for prompt in (*prompts(state, there), *prompts(state, there, again=True)):
            if prompt.name == "limited_content":
                continue
            assert PURPOSES["keypad"]["prompts"][prompt.name]["audience"] != "consumer"
            for language in LANGUAGES:
                assert not set(re.findall(r"[a-z_0-9]+", source(prompt.name, language))) & ABOUT_DEBT


@pytest.mark.parametrize("prompt", sorted(ELSEWHERE))
def test_nor_can_what_is_said_outside_of_the_states(prompt: str) -> None:
    assert PURPOSES["keypad"]["prompts"][prompt]["audience"] == "anybody"


def test_what_is_behind_the_second_factor_is_reached_through_it_alone() -> None:
    for there in CROSSROADS:
        before = reached(set(ENTRIES), there, factor=False)
        assert not {name for name in before if FLOW[name].identified}
        assert "second_factor" in before


def test_every_state_can_be_reached() -> None:
    everywhere = set().union(*(reached(set(ENTRIES), there, factor=True) for there in CROSSROADS))
    assert everywhere == set(FLOW)


@LISTENING
def test_every_state_reaches_an_end(name: str) -> None:
    for there in CROSSROADS:
        assert any(FLOW[found].ends for found in reached({name}, there, factor=False))


@pytest.mark.parametrize(
    ("consequence", "before"),
    [
        ("promised", "pay_read_back"),
        ("planned", "plan_read_back"),
        ("disputed", "dispute_check"),
        ("contract_kept", "contract_read_back"),
    ],
)
def test_what_binds_is_read_back_and_takes_a_one(consequence: str, before: str) -> None:
    ways = {(name, option.key) for name, state in FLOW.items() for option in state.options if option.to == consequence}
    assert ways == {(before, "1")}
    assert consequence not in set().union(*DETOURS.values())


def test_a_consequence_ends_the_call_so_that_it_cannot_happen_twice() -> None:
    repeatable = {"welcome", "offer", "find_slots", "unidentified"}
    assert not [name for name, state in FLOW.items() if state.does and state.options and state.does not in repeatable]


def test_the_page_about_calls_is_what_the_flow_says() -> None:
    page = PAGE.read_text("utf-8")
    assert page == written(page), "docs/calls.md is out of date: make call-flow"
    assert page.count(table()) == 1


def test_who_waits_for_a_person_hears_words_and_comes_back() -> None:
    joining = {name: state for name, state in FLOW.items() if state.joins}
    assert {state.joins for state in joining.values()} == {"phone", "hold", "room"}
    for state in joining.values():
        assert state.says
        assert not state.options  # keys are not listened to while a phone rings
        assert not state.asks
    assert {"not_connected", "talked"} <= JOINED
    assert all(FLOW[name].joins or FLOW[name].options or FLOW[name].ends for name in JOINED)
