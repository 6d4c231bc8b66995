"""Previews: a text as it would read, with sample values or for a real account, masked unless somebody asks.

What is on record of an account stands in its place; what only a conversation gives (a plan, a code) is a sample, and the
preview says so. Segments are counted with the values in clear.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, replace
from itertools import product
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

import templates
from compliance import FactsError, decide
from outreach.accounts.account_ref import Account
from outreach.clock import Clock
from outreach.contacts import facts
from outreach.contacts.words import Addressee, on_record
from outreach.errors import NotFound
from outreach.masking import mask_name
from outreach.store import Store
from templates import Key, Library, Rendered, Segments, TemplatesError, Variables
from templates.segments import beyond_gsm7
from templates.spoken import seconds, spoken
from templates.variables import PURPOSES

NOBODY = UUID(int=0)  # whose opt-out link a preview shows
_KINDS = {"sms": "phone", "voice": "phone", "email": "email"}
_CHANNELS = {"voice": "call"}
_SAMPLES: dict[str, str | bool] = {name: variable.sample for name, variable in templates.VARIABLES.items()}


@dataclass(frozen=True, slots=True)
class Preview:
    """A text as it would read in one role.

    ``segments`` is what an SMS costs, ``beyond_gsm7`` the characters that make it cost more than twice; ``spoken`` is how a
    voice says a prompt, and ``seconds`` about how long that takes. For a real account ``sampled`` names what is not its.
    """

    template_id: str
    version: str
    language: str
    third_party: bool
    first: bool
    places: tuple[str, ...]
    subject: str | None
    text: str
    html: str | None
    segments: Segments | None
    beyond_gsm7: tuple[str, ...]
    spoken: str | None
    seconds: int | None
    complaints: tuple[str, ...]
    sampled: tuple[str, ...] = ()

    @property
    def role(self) -> str:
        """Who says it, and when, in a few words."""
        return f"{'third' if self.third_party else 'first'} party, {'first message' if self.first else 'later'}"

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def samples(library: Library, key: Key, places: Collection[str] = ()) -> Iterator[Preview]:
    """The text with sample values, in each role: the first message and a later one."""
    for third_party, first in product((False, True), (True, False)):
        known = _SAMPLES | {"collector_is_third_party": third_party, "first_communication": first}
        yield _preview(library, key, known, known, places)


def of_account(
    session: Session, store: Store, account: Account, key: Key, places: Collection[str] = (), *, reveal: bool = False
) -> Preview:
    """The text for who owes a real account, in the role its client has; names masked unless ``reveal``.

    ``places`` are added to those the person is in. Raises NotFound when nobody owes the account.
    """
    if account.person_id is None:
        raise NotFound("the account has nobody who owes it: preview with sample values, without --account")
    sealed = session.execute(_NAME, {"person": account.person_id}).scalar_one()
    addressee = Addressee(NOBODY, account.person_id, account.client_id, [account.debt_id], sealed)
    recorded = on_record(session, store, addressee)
    clear = _SAMPLES | recorded
    shown = clear if reveal else clear | _masked(recorded)
    found = {*places, *_places(session, store, account, key, store.clock)}
    made_up = PURPOSES[key.purpose] - recorded.keys() - {"place_notice"}
    return replace(_preview(templates.SHIPPED, key, clear, shown, found), sampled=_used(key, made_up))


def _masked(recorded: Variables) -> dict[str, str | bool]:
    name = str(recorded["full_name"])
    return {"full_name": mask_name(name), "first_name": mask_name(name.split(" ", maxsplit=1)[0])}


def _used(key: Key, names: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(templates.SHIPPED.info(key).variables.intersection(names)))


def _preview(library: Library, key: Key, clear: Variables, shown: Variables, places: Collection[str]) -> Preview:
    clear, shown = _with_notice(library, key, clear, places), _with_notice(library, key, shown, places)
    info, real, said = library.info(key), library.rendered(key, clear), library.rendered(key, shown)
    complaints = templates.lint(real, clear, places, library)
    voice, sms = key.channel == "voice", key.channel == "sms"
    return Preview(
        template_id=key.id,
        version=info.version,
        language=key.language,
        third_party=bool(clear["collector_is_third_party"]),
        first=bool(clear["first_communication"]),
        places=tuple(sorted(places)),
        subject=said.subject,
        text=said.text,
        html=said.html,
        segments=templates.segments(real.text) if sms else None,
        beyond_gsm7=beyond_gsm7(real.text) if sms else (),
        spoken=spoken(said.text, key.language) if voice else None,
        seconds=seconds(real.text, key.language) if voice else None,
        complaints=tuple(map(str, complaints)),
    )


def _with_notice(library: Library, key: Key, known: Variables, places: Collection[str]) -> Variables:
    """With what the places prescribe; what cannot be said is left out, and the lint misses it."""
    try:
        said: list[Rendered] = templates.notices(library, key, known, places)
    except TemplatesError:
        said = []
    return {**known, "place_notice": templates.place_notice(said)}


def _places(session: Session, store: Store, account: Account, key: Key, clock: Clock) -> tuple[str, ...]:
    """Where the rules take the person to be, asked for the channel; nowhere in particular when they cannot say."""
    kind = _KINDS.get(key.channel)
    address = session.scalar(_ADDRESS, {"person": account.person_id, "kind": kind})
    if address is None or account.person_id is None:
        return ()
    channel = _CHANNELS.get(key.channel, key.channel)
    subject = facts.Subject(
        account.person_id, address, (account.debt_id,), account.client_id, channel, key.purpose, voice="artificial"
    )
    try:
        return decide(facts.load(session, store.vault, subject, clock.now()).facts).proof.jurisdictions
    except FactsError:
        return ()


_NAME = text("SELECT name_sealed FROM people WHERE id = :person")
_ADDRESS = text(
    "SELECT id FROM addresses WHERE person_id = :person AND kind = :kind ORDER BY state <> 'active', rank, id"
)
