"""Speaking: a state of the call as words, rendered from approved texts and kept word by word.

Until the second factor was right a prompt can say nothing about a debt: it is not handed what it would need.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

import templates
from compliance.location import local_time
from outreach.accounts.clients import Client
from outreach.contacts import approvals, attention, spoken, word_values
from outreach.contacts.words import Addressee, variables
from outreach.conversations.handover import onward
from outreach.conversations.handover.onward import Onward
from outreach.conversations.second_factor import DIGITS
from outreach.conversations.voice import call_sessions, circumstances, timetable
from outreach.conversations.voice.answers import Heard
from outreach.conversations.voice.call_sessions import CallSession, CallTurn
from outreach.conversations.voice.flow import FACTOR, FLOW, VOICEMAIL, Prompt
from outreach.conversations.voice.talk import OTHER, Talk
from outreach.ids import new_id
from outreach.money import Money

PAY_IN_DAYS: Final = (7, 14, 28)  # the three days offered, counted from the day of the call
KEYPAD: Final = "keypad"
Line = tuple[str, str]
"""A language and the words spoken in it."""
FACTOR_PROMPTS: Final = {
    "zip": "second_factor",
    "birth_date": "second_factor_birth_date",
    "last_four": "second_factor_last_four",
}
_UNSPOKEN: Final = dict.fromkeys(templates.MAY_BE_BLANK, "")


@dataclass(frozen=True, slots=True)
class Said:
    """A turn as it is spoken: each line with its language. ``digits`` is how many keys are awaited, ``then`` what follows.

    Nothing of both ends the call.
    """

    session: UUID
    number: int
    state: str
    language: str
    lines: tuple[Line, ...]
    digits: int = 0
    then: Onward | None = None

    @property
    def ends(self) -> bool:
        return self.digits == 0 and self.then is None


def speak(talk: Talk, was: str, heard: Heard, because: str = "") -> Said:
    """Put the present state of the call into words, and keep them as its next turn, with what was ``heard`` in state ``was``.

    ``because`` is said first where the state is said again, which is then shorter.

    What cannot be said, because somebody took a text back while the call was under way, leaves the call without another word;
    what she asked for holds nevertheless.
    """
    call = talk.call
    spoken_words = _words(
        talk,
        [(prompt.name, OTHER[call.language] if prompt.other else call.language) for prompt in _prompts(talk, because)],
    )
    call.turn += 1
    identity, vault = new_id(talk.at), talk.store.vault
    talk.session.add(
        CallTurn(
            id=identity,
            session_id=call.id,
            number=call.turn,
            was=was,
            keys=heard.keys,
            heard_sealed=vault.seal("call_turns.heard", identity, heard.words) if heard.words else None,
            state=call.state,
            language=call.language,
            prompts=[version for version, _ in spoken_words],
            said_sealed=vault.seal("call_turns.said", identity, json.dumps([line for _, line in spoken_words])),
            at=talk.at,
        )
    )
    talk.session.flush()
    return _said(talk, call.turn, call.state, call.language, tuple(line for _, line in spoken_words))


def said_before(talk: Talk, number: int) -> Said | None:
    """A turn as it was spoken, for whoever asks a second time."""
    turn = call_sessions.turn(talk.session, talk.call.id, number)
    if turn is None:
        return None
    opened = json.loads(talk.store.vault.open("call_turns.said", turn.id, turn.said_sealed))
    return _said(talk, number, turn.state, turn.language, tuple((language, words) for language, words in opened))


def _said(talk: Talk, number: int, state: str, language: str, lines: tuple[Line, ...]) -> Said:
    if FLOW[state].ends or not lines:
        return Said(talk.call.id, number, state, language, lines)
    if FLOW[state].joins:
        return Said(talk.call.id, number, state, language, lines, then=onward.of(talk, FLOW[state].joins, number))
    return Said(talk.call.id, number, state, language, lines, _digits(talk, state))


def hold_on(session: Session, call: UUID | None) -> tuple[Line, ...]:
    """Words for somebody who must wait for what we say next; in each language while it is not known which is hers."""
    hers = session.scalar(select(CallSession.language).where(CallSession.id == call)) if call else None
    keys = [templates.Key(KEYPAD, "please_hold", language) for language in ([hers] if hers else OTHER)]
    if approvals.standing(session).against(templates.SHIPPED.exactly(key.id for key in keys)):
        return ()
    return tuple((key.language, templates.SHIPPED.rendered(key, {}).text) for key in keys)


def _digits(talk: Talk, state: str) -> int:
    return DIGITS[talk.call.picks["factor"]] if state == FACTOR else 1


def _prompts(talk: Talk, because: str) -> Iterator[Prompt]:
    state = FLOW[talk.call.state]
    says = state.says
    if because:
        says = (Prompt(because), *(state.says if state.again is None else state.again))
    yield from (prompt for prompt in says if circumstances.holds(talk, prompt.need))
    yield from (Prompt(option.says) for option in circumstances.offered(talk, state) if option.says)
    yield from (prompt for prompt in state.closing if circumstances.holds(talk, prompt.need))


def _words(talk: Talk, prompts: list[tuple[str, str]]) -> list[tuple[str, Line]]:
    """Each prompt as the version of its text and what is spoken; nothing, and somebody is asked, when one is not approved."""
    purpose = VOICEMAIL if talk.call.state == VOICEMAIL else KEYPAD
    keys = [templates.Key(purpose, _name(talk, name), language) for name, language in prompts]
    texts = templates.SHIPPED.exactly(key.id for key in keys)
    if objection := approvals.standing(talk.session).against(texts):
        attention.ask_once(talk.session, "text", objection, talk.at)
        return []
    known = _known(talk)
    said = [(key.language, templates.SHIPPED.rendered(key, known)) for key in keys]
    return [
        (f"{text.template_id}@{text.version}", (language, templates.spoken(text.text, language)))
        for language, text in said
    ]


def _name(talk: Talk, prompt: str) -> str:
    return FACTOR_PROMPTS[talk.call.picks["factor"]] if prompt == FACTOR else prompt


def _known(talk: Talk) -> word_values.Values:
    """What the prompts of the present state may say."""
    call = talk.call
    if call.person_id is None:
        return _UNSPOKEN | _business(talk)
    sealed = talk.session.execute(_NAME, {"id": call.person_id}).scalar_one()
    addressee = Addressee(call.attempt_id or call.id, call.person_id, call.client_id, call.debt_ids, sealed)
    known = variables(talk.session, talk.store, addressee)
    if call.identity != "verified":
        known = {name: value for name, value in known.items() if templates.VARIABLES[name].about != "debt"}
        return _UNSPOKEN | known | _times(talk)
    return known | _amounts(talk) | _times(talk) | _agreed(talk)


def _business(talk: Talk) -> word_values.Values:
    client = talk.session.get_one(Client, talk.call.client_id)
    return {"business_name": client.business_name, "callback_number": client.callback_number}


def _amounts(talk: Talk) -> word_values.Values:
    """What is owed, the days and plans offered, and what was picked of them."""
    call, language = talk.call, talk.call.language
    days = [talk.today + timedelta(days=days) for days in PAY_IN_DAYS]
    said: word_values.Values = {f"pay_by_{number}": spoken.day(day, language) for number, day in enumerate(days, 1)}
    said["promise_amount"] = str(Money(sum(circumstances.owing(talk).values()), currency(talk)))
    said["due_on"] = spoken.day(days[int(call.picks.get("day", 1)) - 1], language)
    said["itemised_on"] = spoken.day(talk.today, language)
    said |= word_values.itemisation(talk.session, call.debt_ids, language)
    return said | _plans(talk)


def _plans(talk: Talk) -> word_values.Values:
    """The plan that is running; else the plans offered, and the one that was picked of them."""
    call, language = talk.call, talk.call.language
    if (running := circumstances.running_plan(talk)) is not None:
        return word_values.of_agreement(talk.session, running.id, language)
    offered = circumstances.offers(talk)
    if offered is None:
        return {}
    said = word_values.of_offers(offered, language)
    picked = next((offer for offer in offered.all() if offer.number == int(call.picks.get("plan", 0))), None)
    if picked is not None:
        said["plan_schedule"] = spoken.offer(picked, language)
        said["plan_total"] = str(Money(picked.total, picked.currency))
    return said


def _times(talk: Talk) -> word_values.Values:
    """The times at which we may call, the one that was chosen, and how she wants to be called."""
    picks, language = talk.call.picks, talk.call.language
    times = [moment(talk, iso) for iso in picks.get("slots", ())]
    said: word_values.Values = {
        f"slot_{number}": times[number - 1] if number <= len(times) else "" for number in (1, 2, 3)
    }
    if "slot" in picks:
        said["callback_at"] = said[f"slot_{picks['slot']}"]
    if "times" in picks:
        said["contact_contract"] = spoken.contract(timetable.terms(picks["days"], picks["times"]), language)
    return said


def _agreed(talk: Talk) -> word_values.Values:
    """The code of what was agreed, or the codes, sign by sign: one without a digit would be read as a word."""
    made = (UUID(identity) for identity in talk.call.picks.get("agreements", ()))
    codes = [str(word_values.of_agreement(talk.session, one, talk.call.language)["confirmation_code"]) for one in made]
    return {"confirmation_code": ", ".join(map(" ".join, codes))} if codes else {}


def moment(talk: Talk, iso: str) -> str:
    """An instant as a day and an hour where she is."""
    return spoken.moment(local_time(talk.call.zone, datetime.fromisoformat(iso)).local, talk.call.language)


def currency(talk: Talk) -> str:
    """The currency of the debts."""
    found: str = talk.session.execute(_CURRENCY, {"debt": talk.call.debt_ids[0]}).scalar_one()
    return found


_NAME = text("SELECT name_sealed FROM people WHERE id = :id")
_CURRENCY = text("SELECT currency FROM debts WHERE id = :debt")
