"""What the collectors' screen shows: the state in words, the next step, the capsule, the form; and the form read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy.orm import Session

from campaigns.units import parse_amount
from compliance import FactsError
from compliance.location import local_time
from outreach.contacts import slots, spoken
from outreach.conversations import consequences
from outreach.conversations.handover import capsule
from outreach.conversations.handover import desk as work
from outreach.conversations.handover.wrap_up import DISPOSITIONS, FOR_STRANGERS, Form, FormError, Meaning
from outreach.conversations.voice.call_sessions import CallSession
from outreach.store import Store
from outreach.transfers import rings
from outreach.transfers.collectors import Collector
from outreach.transfers.rings import Ring
from outreach.transfers.transfers import Transfer

Told = dict[str, Any]
PAGES: Final = Path(__file__).parent / "pages" / "collector"
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}
STATES: Final[Mapping[str, tuple[str, str]]] = {
    "away": ("away", "Say that you are there to get calls."),
    "available": ("free", "Your telephone rings when a caller asks for a person."),
    "reserved": ("free", "A caller is being offered a person: your telephone may ring at any moment."),
    "ringing": ("ringing", "Pick up your telephone, and press 1 to take the call."),
    "on_call": ("on a call", "When the talk is over, hang up; the form follows."),
    "wrap_up": ("call over", "Fill in the form, then you are free for the next call."),
}
_PAGES: Final = Environment(loader=FileSystemLoader(PAGES), autoescape=True, undefined=StrictUndefined)
BLANK: Final = dict.fromkeys(("disposition", "identified", "amount", "due_on", "offer", "slot", "note"), "")


@dataclass(frozen=True, slots=True)
class FormShown:
    """The form: dispositions that can be chosen, whether we know the person, and times at which she may be called."""

    dispositions: Mapping[str, Meaning]
    known: bool
    slots: tuple[tuple[str, str], ...]


def page(template: str, title: str, status: int = 200, error: str = "", **more: Any) -> HTMLResponse:
    """A page of the collectors' screen."""
    return HTMLResponse(_PAGES.get_template(template).render(title=title, error=error, **more), status, HEADERS)


def words(title: str, said: str, status: int) -> HTMLResponse:
    """A page with one sentence."""
    return page("words.html", title, status, words=said)


def mark(session: Session, collector: Collector) -> str:
    """Changes when the screen should be loaded again; not while a form is filled in."""
    ring = work.ring_of(session, collector.id)
    if ring is not None and ring.state == "over":
        return f"form:{ring.id}"
    transfer = session.get(Transfer, ring.transfer_id) if ring else None
    return f"{collector.state}:{ring.id if ring else ''}:{transfer.state if transfer else ''}"


def told(session: Session, store: Store, collector: Collector, at: datetime, given: Mapping[str, str]) -> Told:
    """Everything the screen shows of a collector."""
    ring = work.ring_of(session, collector.id)
    transfer = session.get_one(Transfer, ring.transfer_id) if ring else None
    due = ring if ring is not None and ring.state == "over" else None
    state, next_step = STATES["wrap_up" if due else collector.state]
    rings_now = ring is not None and ring.state in ("ringing", "answered")
    return {
        "title": "Your calls",
        "name": collector.name,
        "state": state,
        "next_step": next_step,
        "mark": mark(session, collector),
        "waiting": capsule.waiting(session, transfer) if transfer and rings_now else None,
        "capsule": capsule.of(session, store, ring, transfer, at) if ring and transfer else None,
        "on_call": collector.state == "on_call",
        "ring": str(ring.id) if ring else "",
        "form": _form(session, store, transfer, collector, at) if due and transfer else None,
        "given": BLANK | {name: value for name, value in given.items() if name in BLANK},
        "acts": _acts(session, collector, ring, transfer, due),
    }


def read_form(given: Mapping[str, str]) -> Form:
    """What was filled in. Raises FormError naming the field that cannot be read."""
    return Form(
        disposition=given.get("disposition", ""),
        note=given.get("note", ""),
        identified=given.get("identified") == "yes",
        amount=_read(given, "amount", parse_amount),
        due_on=_read(given, "due_on", date.fromisoformat),
        offer=_read(given, "offer", int),
        slot=_read(given, "slot", datetime.fromisoformat),
    )


def _read(given: Mapping[str, str], field: str, read: Any) -> Any:
    written = given.get(field, "").strip()
    if not written:
        return None
    try:
        return read(written)
    except ValueError as error:
        raise FormError(f"{field.replace('_', ' ')}: {error}") from None


def _form(session: Session, store: Store, transfer: Transfer, collector: Collector, at: datetime) -> FormShown:
    call = session.get(CallSession, transfer.session_id) if transfer.session_id else None
    known = call is not None and call.person_id is not None
    offered = DISPOSITIONS if known else {name: DISPOSITIONS[name] for name in FOR_STRANGERS}
    return FormShown(offered, known, _slots(session, store, call, collector, at) if call and known else ())


def _slots(
    session: Session, store: Store, call: CallSession, collector: Collector, at: datetime
) -> tuple[tuple[str, str], ...]:
    """Times at which she may be called, as instants and in words where she is."""
    if call.person_id is None or call.address_id is None:
        return ()
    who = work.speaker(store, call, call.person_id, collector, at)
    try:
        found = slots.slots(session, store, consequences.call_subject(who), at)
    except FactsError:
        return ()
    return tuple((one.isoformat(), spoken.moment(local_time(call.zone, one).local, "en")) for one in found)


def _acts(
    session: Session, collector: Collector, ring: Ring | None, transfer: Transfer | None, due: Ring | None
) -> list[tuple[str, str, bool]]:
    """The buttons that lead somewhere now: name, label, whether it is a quiet one."""
    if collector.state == "on_call" and ring is not None and transfer is not None:
        if transfer.state == "consulting" and _colleague_there(session, transfer.id):
            return [("together", "Put us together", False)]
        return (
            [("hand-on", "Hand this call to a colleague", True)] if transfer.state in ("talking", "conferring") else []
        )
    if due is not None or collector.state in ("reserved", "ringing", "on_call"):
        return []
    first = [("available", "I am there", False)] if collector.state == "away" else [("away", "Take a break", True)]
    return [*first, ("off", "Sign off", True)]


def _colleague_there(session: Session, transfer: UUID) -> bool:
    return any(one.joins for one in rings.open_of(session, transfer) if one.state == "accepted")
