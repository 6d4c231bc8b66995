"""The collectors of the demo: they sign on in the morning, take the calls their phones ring for, and fill in their forms.

Their phones are played by the sandbox like everybody else's; what they would do at the screen is done here, by the functions the
screen uses.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns import recycle
from compliance.location import local_time
from outreach.conversations.handover import desk, wrap_up
from outreach.conversations.handover.wrap_up import Form
from outreach.conversations.voice.call_sessions import CallSession
from outreach.store import Store
from outreach.transfers import collectors, rings
from outreach.transfers.collectors import Collector, Profile

DAY: Final = timedelta(hours=16)
TEAM: Final = (
    # name, languages, how the phone is answered
    ("Ana", ("en", "es"), "collector who accepts"),
    ("Bo", ("en",), "collector who accepts"),
    ("Carmen", ("en", "es"), "collector who accepts"),
    ("Dev", ("en",), "collector who declines"),
    ("Eli", ("en", "es"), "collector who lets it ring"),
)
PROMISED: Final = 2_500  # minor units
PROMISED_IN: Final = timedelta(days=7)


def sign_on(session: Session, store: Store, population: Path, at: datetime) -> None:
    """The team is there from now on; the sandbox learns who is behind their phones."""
    with population.open("a", encoding="utf-8") as file:
        for place, (name, languages, character) in enumerate(TEAM):
            number = f"+1212555{7100 + place}"
            collectors.sign_on(collectors.add(session, store, Profile(name, number, languages), at), at, DAY)
            file.write(json.dumps({"address": number, "character": character}) + "\n")


def fill_in_forms(session: Session, store: Store, at: datetime) -> None:
    """Whoever owes a form fills it in; whoever was thought to be away says that she is there."""
    waiting = select(Collector.id).where(Collector.state.in_(("wrap_up", "away"))).order_by(Collector.id)
    for collector in session.scalars(waiting).all():
        due = rings.due_form(session, collector)
        call = desk.call_of(session, due.id) if due else None
        if due and call:
            settled = wrap_up.submit(session, store, due.id, _form(call, at), at)
            if settled is not None:
                session.flush()
                recycle.wrapped_up(session, settled, at)
        collectors.sign_on(collectors.locked(session, collector), at, DAY)


def _form(call: CallSession, at: datetime) -> Form:
    """Every other talk with somebody who proved who she is ends in a promise."""
    if call.identity == "verified" and call.outcome == "transfer" and call.id.int % 2:
        due_on = local_time(call.zone, at + PROMISED_IN).local.date()
        return Form("promise", "pays a first part next week", amount=PROMISED, due_on=due_on)
    return Form("talked", "asked what it is about, and was told", identified=True)
