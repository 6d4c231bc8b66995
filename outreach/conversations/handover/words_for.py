"""Words for whoever is on a leg beside the caller's turns: a collector who is asked or told, and who waits in a room."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

import templates
from outreach.contacts import approvals, attention
from outreach.contacts.words import Addressee, on_record
from outreach.conversations.handover import story
from outreach.conversations.voice.call_sessions import CallSession
from outreach.store import Store
from outreach.transfers.transfers import Transfer

Known = dict[str, str | bool]


def collector(session: Session, store: Store, transfer: Transfer, prompt: str, at: datetime) -> str:
    """A prompt for a collector, in the language of the call; nothing, and somebody is asked, when it is not approved."""
    return _said(session, "collector", prompt, transfer.language, _known(session, store, transfer, prompt), at)


def waiting(session: Session, transfer: Transfer, at: datetime) -> str:
    """What is said to whoever waits in the room of a transfer: that the other comes, or has left."""
    purpose, prompt = ("keypad", "transfer_hold") if transfer.ended_at is None else ("collector", "gone")
    return _said(session, purpose, prompt, transfer.language, _business(session, transfer), at)


def _said(session: Session, purpose: str, prompt: str, language: str, known: Known, at: datetime) -> str:
    key = templates.Key(purpose, prompt, language)
    if objection := approvals.standing(session).against(templates.SHIPPED.exactly([key.id])):
        attention.ask_once(session, "text", objection, at)
        return ""
    return templates.spoken(templates.SHIPPED.rendered(key, known).text, language)


def _known(session: Session, store: Store, transfer: Transfer, prompt: str) -> Known:
    """What the prompt may say: about the person and the debt only to a collector who took the call."""
    known = _business(session, transfer)
    if not prompt.startswith("accepted"):
        return known
    call = session.get(CallSession, transfer.session_id) if transfer.session_id else None
    known["caller_wish"] = story.wish(transfer.why, transfer.language)
    known["identity_level"] = story.identity(call, transfer.language)
    if transfer.person_id is None or call is None:
        return known
    sealed = session.execute(_NAME, {"id": transfer.person_id}).scalar_one()
    whom = Addressee(call.id, transfer.person_id, transfer.client_id, list(call.debt_ids), sealed)
    return known | on_record(session, store, whom)


def _business(session: Session, transfer: Transfer) -> Known:
    client = session.execute(_CLIENT, {"id": transfer.client_id}).one()
    return {"business_name": client.business_name, "callback_number": client.callback_number}


_CLIENT: Final = text("SELECT business_name, callback_number FROM clients WHERE id = :id")
_NAME: Final = text("SELECT name_sealed FROM people WHERE id = :id")
