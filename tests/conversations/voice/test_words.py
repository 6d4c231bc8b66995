"""Words instead of keys: a few are understood in both languages, a no in any number of them, doubt is no answer."""

from __future__ import annotations

import pytest

from outreach.accounts.standing import Hold, OptOut
from outreach.agreements.promises import Promise
from outreach.contacts.attention import Attention
from outreach.conversations.voice.call_sessions import CallTurn
from tests.support.accounts import ZIP, Agency, Debtor
from tests.support.agreements import PLANS, Desk
from tests.support.talking import DEBT_WORDS, known, outbound, speaks

GREETED, ASKED, MENU, READ_BACK = (), ("1",), ("1", ZIP), ("1", ZIP, "1", "2")
STORY = "well you know my cousin had the very same thing last year and then in the end nobody ever told her anything about it"


@pytest.mark.parametrize(
    ("way", "language", "words", "state"),
    [
        (GREETED, "en", "yes", "second_factor"),
        (GREETED, "en", "yes this is she", "second_factor"),
        (GREETED, "en", "yeah speaking", "second_factor"),
        (GREETED, "es", "sí", "second_factor"),
        (GREETED, "es", "sí, soy yo", "second_factor"),
        (GREETED, "en", "one", "second_factor"),
        (GREETED, "es", "uno", "second_factor"),
        (GREETED, "en", "no", "wrong_person"),
        (GREETED, "en", "you have the wrong number", "wrong_person"),
        (GREETED, "es", "número equivocado", "wrong_person"),
        (GREETED, "en", "who is this", "greeting"),
        (GREETED, "en", "español", "greeting"),
        (GREETED, "en", "call me tomorrow", "slots"),
        (GREETED, "en", "let me speak to a person", "unavailable"),
        (ASKED, "en", "repeat that", "second_factor"),
        (ASKED, "en", "call me later", "slots"),
        (MENU, "en", "I want to pay", "pay_days"),
        (MENU, "es", "quiero pagar", "pay_days"),
        (MENU, "en", "a payment plan please", "plans"),
        (MENU, "es", "un plan de pagos", "plans"),
        (MENU, "en", "I do not owe this", "dispute_check"),
        (MENU, "es", "no debo esto", "dispute_check"),
        (MENU, "en", "I already paid", "dispute_check"),
        (MENU, "es", "ya pagué", "dispute_check"),
        (MENU, "en", "talk to a person", "slots"),
        (MENU, "es", "con una persona por favor", "slots"),
        (MENU, "en", "zero", "slots"),
        (MENU, "es", "cero", "slots"),
        (MENU, "en", "what is this for", "itemised"),
        (MENU, "en", "only call me on weekends", "call_days"),
        (MENU, "en", "two", "plans"),
        (MENU, "es", "dos", "plans"),
        (READ_BACK, "en", "yes that's right", "promised"),
        (READ_BACK, "es", "sí", "promised"),
        (READ_BACK, "en", "no", "pay_days"),
        (READ_BACK, "es", "no", "pay_days"),
    ],
)
def test_a_few_words_do_what_a_key_does(
    office: Agency, pat: Debtor, way: tuple[str, ...], language: str, words: str, state: str
) -> None:
    Desk(office, pat).allow(PLANS)
    speaks(office, pat, language)
    assert outbound(office, pat).press(*way).say(words).state == state


@pytest.mark.parametrize("way", [GREETED, ASKED, MENU, READ_BACK])
@pytest.mark.parametrize("confidence", [0.9, 0.0])
@pytest.mark.parametrize(
    "words",
    [
        "stop calling me",
        "ya no me llamen",
        "listen I told you people three times already that you must stop calling me on this telephone at all hours",
    ],
)
def test_a_no_is_heard_however_unsure_and_long(
    office: Agency, pat: Debtor, way: tuple[str, ...], confidence: float, words: str
) -> None:
    line = outbound(office, pat).press(*way).say(words, confidence)
    assert line.state == "stopped"
    assert office.count(OptOut) == 1


@pytest.mark.parametrize("way", [GREETED, ASKED, MENU, READ_BACK])
@pytest.mark.parametrize(("words", "confidence"), [(STORY, 0.9), ("yes", 0.3), ("purple monkeys", 0.9), ("…", 0.9)])
def test_stories_and_doubt_choose_nothing(
    office: Agency, pat: Debtor, way: tuple[str, ...], words: str, confidence: float
) -> None:
    line = outbound(office, pat).press(*way)
    before = line.state
    line.say(words, confidence)
    assert line.state == before
    assert "did not understand" in line.words
    assert office.count(Promise) == office.count(OptOut) == office.count(Hold) == 0


@pytest.mark.parametrize("way", [MENU, READ_BACK])
@pytest.mark.parametrize(
    ("words", "hold"),
    [("talk to my lawyer", "attorney"), ("hable con mi abogado", "attorney"), ("I filed for bankruptcy", "manual"),
     ("he passed away", "manual"), ("ella falleció", "manual")],
)  # fmt: skip
def test_what_forbids_contact_holds_at_once_when_she_is_known(
    office: Agency, pat: Debtor, way: tuple[str, ...], words: str, hold: str
) -> None:
    line = outbound(office, pat).press(*way).say(words)
    assert (line.state, line.row().outcome, line.order().disposition) == ("noted", "noted", "noted")
    assert [row.kind for row in office.rows(Hold)] == [hold]
    assert office.count(Attention, kind="reply") == 1


@pytest.mark.parametrize("words", ["talk to my lawyer", "she passed away", "está en bancarrota"])
def test_from_somebody_unknown_it_is_read_by_a_person_first(office: Agency, pat: Debtor, words: str) -> None:
    queued = office.planned(pat, "email")
    line = outbound(office, pat).say(words)
    assert line.state == "noted"
    assert not DEBT_WORDS.search(line.everything)
    assert office.count(Hold) == 0
    assert office.count(Attention, kind="reply") == 1
    assert office.attempt(queued).state != "planned"


def test_words_are_kept_sealed(office: Agency, pat: Debtor) -> None:
    line = known(office, pat).say("I want to pay")
    (turn,) = office.rows(CallTurn, session_id=line.session, state="pay_days")
    assert turn.heard_sealed is not None
    assert b"pay" not in turn.heard_sealed
    assert office.store.vault.open("call_turns.heard", turn.id, turn.heard_sealed) == "I want to pay"


def test_a_promise_can_be_spoken_from_the_first_word_to_the_last(office: Agency, pat: Debtor) -> None:
    line = outbound(office, pat).say("yes").say("3 0 3 0 3").say("I want to pay").say("the second one").say("yes")
    assert line.state == "promised"
    assert office.count(Promise) == 1
