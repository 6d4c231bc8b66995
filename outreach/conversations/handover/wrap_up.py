"""The wrap-up: what a collector writes down about a talk, before she is free for the next.

==================  ==============================================  ====================  ==================================
disposition         what follows (`consequences.py`)                needs                 recycle matrix
==================  ==============================================  ====================  ==================================
talked              nothing more                                    identity              right_party_contact
promise             a promise, confirmed in writing                 identity, amount, day promise
plan                the offer that was chosen                       identity, offer       plan
callback            an appointment                                  a time                callback
hardship            rests until somebody has read it                identity              right_party_contact
already_paid        rests until somebody has read it                identity              right_party_contact
dispute             a hold on the debts                             identity              dispute
refused             nothing more                                    identity              refused
stop                nothing more to this number                     -                     refused
wrong_person        the number is never used for her again          -                     wrong_person
attorney            a hold                                          -                     noted
bankruptcy          a hold                                          -                     noted
deceased            a hold                                          -                     noted
not_reached         nothing: nobody was there                       -                     dropped
handed_on           nothing: a colleague goes on                    -                     the colleague's form decides
==================  ==============================================  ====================  ==================================

A note is part of every form. What the form says becomes the disposition of the call's order, so that the recycle matrix of the
campaign goes on from it; where no colleague comes to a call that was handed on, it was a talk with the right person. A caller
nobody knows leaves a note, and somebody of ours is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from outreach.contacts import attention, log
from outreach.conversations import consequences
from outreach.conversations.handover import desk
from outreach.conversations.speaker import Speaker
from outreach.conversations.voice.call_sessions import CallSession
from outreach.errors import NotAllowed
from outreach.ids import new_id
from outreach.store import Store
from outreach.transfers import collectors, rings
from outreach.transfers.collectors import Collector
from outreach.transfers.forms import WrapUp
from outreach.transfers.transfers import Transfer

LONGEST_NOTE: Final = 2000  # characters
TALKED_ALONE: Final = "right_party_contact"


class FormError(NotAllowed):
    """A form that cannot be taken; the text names the field and what is expected."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a collector filled in. ``amount`` in minor units, ``due_on`` where the person is, ``offer`` and ``slot`` by number or instant.

    ``identified``: the collector made sure who speaks.
    """

    disposition: str
    note: str
    identified: bool = False
    amount: int | None = None
    due_on: date | None = None
    offer: int | None = None
    slot: datetime | None = None


@dataclass(frozen=True, slots=True)
class Meaning:
    """How a disposition reads on the form, what it needs, and the word of the recycle matrix it becomes."""

    label: str
    needs: tuple[str, ...] = ()
    becomes: str = ""


DISPOSITIONS: Final[Mapping[str, Meaning]] = {
    "talked": Meaning("Spoke with the person, nothing agreed", ("identified",), "right_party_contact"),
    "promise": Meaning("Promises an amount by a day", ("identified", "amount", "due_on"), "promise"),
    "plan": Meaning("Takes one of the offers", ("identified", "offer"), "plan"),
    "callback": Meaning("Wants to be called at another time", ("slot",), "callback"),
    "hardship": Meaning("Money is short", ("identified",), "right_party_contact"),
    "already_paid": Meaning("Says it is paid", ("identified",), "right_party_contact"),
    "dispute": Meaning("Disputes the debt", ("identified",), "dispute"),
    "refused": Meaning("Refuses to pay", ("identified",), "refused"),
    "stop": Meaning("Wants no more calls", (), "refused"),
    "wrong_person": Meaning("Is somebody else", (), "wrong_person"),
    "attorney": Meaning("Has an attorney", (), "noted"),
    "bankruptcy": Meaning("Is bankrupt", (), "noted"),
    "deceased": Meaning("The person has died", (), "noted"),
    "not_reached": Meaning("Nobody was on the line", (), "dropped"),
    "handed_on": Meaning("Handed on to a colleague", (), ""),
}
FOR_STRANGERS: Final = ("not_reached", "handed_on", "stop", "wrong_person", "talked")


def submit(session: Session, store: Store, ring: UUID, form: Form, at: datetime) -> UUID | None:
    """Take a form. Returns the order of the call whose disposition is settled by it, None when there is none.

    Sent twice, the first one counts.

    Raises:
        FormError: a field is missing or impossible; nothing was written down.
        NotAllowed: there is no talk to wrap up, or what was agreed cannot be agreed any more.
    """
    call = desk.call_of(session, ring)
    found = rings.locked(session, ring)
    if call is None or found is None or found[0].outcome != "talked":
        raise NotAllowed("there is no talk that a form is due about")
    one, transfer = found
    if one.wrapped_at is not None:
        return None
    _check(form, call)
    collector = collectors.locked(session, one.collector_id)
    agreed = _follow(session, store, call, collector, form, at)
    identity = new_id(at)
    session.add(
        WrapUp(
            id=identity,
            ring_id=one.id,
            transfer_id=transfer.id,
            collector_id=collector.id,
            disposition=form.disposition,
            identified=form.identified or call.identity == "verified",
            note_sealed=store.vault.seal("wrap_ups.note", identity, form.note.strip()),
            detail={"agreement": str(agreed)} if agreed else {},
            made_at=at,
        )
    )
    one.wrapped_at = at
    if collector.state == "wrap_up":
        collectors.freed(collector, at)
    session.flush()
    return _settle(session, call, transfer, form)


def _follow(
    session: Session, store: Store, call: CallSession, collector: Collector, form: Form, at: datetime
) -> UUID | None:
    """What the form says becomes true. The id of what was agreed by it."""
    if call.person_id is None:
        if form.disposition not in ("not_reached", "handed_on"):
            attention.ask(session, "reply", f"a caller nobody knows spoke with {collector.name}: read the note", at)
        return None
    who = desk.speaker(store, call, call.person_id, collector, at)
    told = {"call": str(call.id), "collector": str(collector.id), "disposition": form.disposition}
    log.append(session, call.person_id, "wrap_up", at, told, call.attempt_id)
    effect = _EFFECTS.get(form.disposition)
    return effect(session, store, who, call, form, at) if effect else None


def _check(form: Form, call: CallSession) -> None:
    meaning = DISPOSITIONS.get(form.disposition)
    if meaning is None:
        raise FormError(f"disposition: choose one of {', '.join(DISPOSITIONS)}")
    if call.person_id is None and form.disposition not in FOR_STRANGERS:
        raise FormError("disposition: nobody is known at this number, so nothing can be agreed here")
    if not form.note.strip() or len(form.note) > LONGEST_NOTE:
        raise FormError(f"note: write what was said, in at most {LONGEST_NOTE} characters")
    if call.person_id is None:
        return
    known = form.identified or call.identity == "verified"
    given = {"identified": known, "amount": form.amount, "due_on": form.due_on, "offer": form.offer, "slot": form.slot}
    missing = [name for name in meaning.needs if not given[name]]
    if missing:
        raise FormError(f"{', '.join(missing).replace('_', ' ')}: needed for '{meaning.label}'")
    if form.amount is not None and form.amount <= 0:
        raise FormError("amount: it must be above zero")


def _settle(session: Session, call: CallSession, transfer: Transfer, form: Form) -> UUID | None:
    """The order of the call came to what the form says."""
    becomes = DISPOSITIONS[form.disposition].becomes
    if form.disposition == "handed_on" and not rings.goes_on(session, transfer.id):
        becomes = TALKED_ALONE
    if not becomes or call.attempt_id is None:
        return None
    settled = session.execute(_SETTLED, {"id": call.attempt_id, "disposition": becomes}).rowcount  # type: ignore[attr-defined]
    return call.attempt_id if settled else None


Effect = Callable[[Session, Store, Speaker, CallSession, Form, datetime], UUID | None]


def _promise(session: Session, store: Store, who: Speaker, _call: CallSession, form: Form, at: datetime) -> UUID | None:
    if form.amount is None or form.due_on is None:
        return None
    if form.due_on < who.today:
        raise FormError(f"due on: {form.due_on} is in the past where the person is")
    made = consequences.promise(session, store, who, form.amount, form.due_on, at)
    if made is None:
        raise FormError("disposition: this call has brought a promise already; choose what else was said")
    return made.id


def _plan(session: Session, store: Store, who: Speaker, call: CallSession, form: Form, at: datetime) -> UUID | None:
    if call.offer_set_id is None or form.offer is None:
        raise FormError("offer: none was worked out for this call; confirm who speaks first")
    return consequences.agree(session, store, who, call.offer_set_id, form.offer, at).id


def _callback(
    session: Session, store: Store, who: Speaker, _call: CallSession, form: Form, at: datetime
) -> UUID | None:
    if form.slot is None or form.slot <= at or who.address_id is None:
        raise FormError("slot: choose a time to come, at a number on file")
    return consequences.call_back(session, store, who, form.slot, at, form.note).id


def _held(session: Session, store: Store, who: Speaker, _call: CallSession, form: Form, at: datetime) -> None:
    consequences.on_hold(session, store, who, form.disposition, at)


def _read(session: Session, store: Store, who: Speaker, _call: CallSession, form: Form, at: datetime) -> None:
    consequences.to_be_read(session, store, who, form.disposition, at)


def _plainly(act: Callable[[Session, Store, Speaker, datetime], Any]) -> Effect:
    def effect(
        session: Session, store: Store, who: Speaker, _call: CallSession, _form: Form, at: datetime
    ) -> UUID | None:
        act(session, store, who, at)
        return None

    return effect


_EFFECTS: Final[Mapping[str, Effect]] = {
    "promise": _promise,
    "plan": _plan,
    "callback": _callback,
    "hardship": _plainly(consequences.hardship),
    "already_paid": _read,
    "dispute": _plainly(consequences.dispute),
    "stop": _plainly(consequences.stop),
    "wrong_person": _plainly(consequences.wrong_person),
    "attorney": _held,
    "bankruptcy": _held,
    "deceased": _held,
}
_SETTLED = text("""
UPDATE attempts SET disposition = :disposition
WHERE id = :id AND coalesce(disposition, 'transferred') IN ('transferred', 'right_party_contact', 'dropped')
""")
