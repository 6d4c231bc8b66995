"""Escalating: when a client's rules want a person to go first (`outreach.transfers.rules`), and where that leads.

A rule that routes needs a free collector; where there is none the call goes on as it would, and a person is offered as everywhere.
Each kind of rule acts once in a call.
"""

from __future__ import annotations

from outreach.conversations.handover import connecting
from outreach.conversations.handover.onward import rules_of
from outreach.conversations.voice import circumstances
from outreach.conversations.voice.flow import CONNECT, MENU, PERSON_FIRST, PERSON_NOW, PERSON_OFFERED, WELCOME
from outreach.conversations.voice.talk import Talk
from outreach.transfers.rules import Seen, escalation
from outreach.transfers.transfers import CAMPAIGN


def welcomed(talk: Talk) -> str:
    """Where somebody goes whom we know from now on: the menu, or a person first."""
    if _is_for_a_person(talk):
        return PERSON_NOW if connecting.keep_free(talk, CAMPAIGN) else WELCOME
    return _led(talk, Seen(balance=sum(circumstances.owing(talk).values())), PERSON_NOW, PERSON_FIRST) or WELCOME


def said(talk: Talk, meaning: str, words: str) -> str | None:
    """Where words lead that a person of ours should answer; None: where they lead anyway. ``words``: as they are looked up."""
    return _led(talk, Seen(meaning=meaning, words=words), CONNECT, PERSON_OFFERED) if meaning or words else None


def not_understood(talk: Talk, failures: int) -> str | None:
    """Where somebody goes who was not understood ``failures`` times at this place; None: on as usual."""
    return _led(talk, Seen(failures=failures), CONNECT, PERSON_OFFERED)


def _led(talk: Talk, seen: Seen, routed: str, offered: str) -> str | None:
    rule = escalation(rules_of(talk), seen)
    done = talk.call.picks.get("escalated", [])
    if rule is None or rule.when in done:
        return None
    if rule.then == "route" and not connecting.keep_free(talk, rule.when, rule.skills):
        return None
    if rule.then == "offer":
        connecting.keep_free(talk, rule.when, rule.skills)
    talk.remember("escalated", [*done, rule.when])
    talk.remember("back", MENU if talk.call.identity == "verified" else talk.call.state)
    return routed if rule.then == "route" else offered


def _is_for_a_person(talk: Talk) -> bool:
    """A call made for a talk: a campaign's, or one that was agreed."""
    attempt = talk.attempt
    return attempt is not None and attempt.needs_person
