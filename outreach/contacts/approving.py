"""Approving: somebody of ours submits the version of a text that he wrote, somebody else answers for it or takes it back.

``outreach.contacts.approvals`` describes the tables and the states. A text with complaints is not approved, whoever signs.
An approval lets the accounts go on that were held because of the text, and closes the question about it. A release
approves in its own name the texts it ships, as they are shipped and only once: what a person revoked stays revoked.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

import templates
from outreach.contacts.approvals import TextApproval, TextVersion, about
from outreach.errors import NotAllowed, NotFound, OutreachError
from templates import Complaint, Key, Library
from templates.library import digest
from templates.release import AUTHOR

SHORTEST_NOTE = 5  # characters
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('text_approvals', 0))")


class SamePerson(NotAllowed):
    """The one who wrote a text would also approve it."""


class UnfitText(NotAllowed):
    """A text with complaints would be approved."""


class NotSubmitted(NotAllowed):
    """A version that nobody submitted, so nobody says who wrote it."""


class NoNote(OutreachError):
    """An approval or a revocation that nobody gives a reason for."""


class TextLost(OutreachError):
    """A kept version is not as it was submitted."""


class Stand(NamedTuple):
    """A text of the library as it is, and where that version stands: new, submitted, approved or revoked."""

    template_id: str
    channel: str
    language: str
    version: str
    state: str
    author: str | None
    by: str | None
    at: datetime | None
    note: str | None


def submit(session: Session, library: Library, key: Key, author: str, at: datetime) -> TextVersion:
    """Keep the version that is in the library, with who wrote it.

    Raises:
        NotAllowed: somebody else submitted this version before, or nobody is named.
    """
    info, author = library.info(key), _named(author)
    kept = session.get(TextVersion, (info.template_id, info.version))
    if kept is None:
        kept = TextVersion(
            template_id=info.template_id,
            version=info.version,
            digest=info.digest,
            parts=dict(library.source(key)),
            author=author,
            submitted_at=at,
        )
        session.add(kept)
        session.flush()
    if kept.digest != info.digest:
        raise NotAllowed(f"another source of {info.template_id} has the version {info.version}: change a word of it")
    if _same(kept.author, author):
        return kept
    raise NotAllowed(f"version {info.version} of {info.template_id} was submitted by {kept.author} already")


def approve(session: Session, library: Library, key: Key, by: str, note: str, at: datetime) -> int:
    """Answer for the version in the library. Returns how many accounts go on that were held because of it.

    Raises:
        NotSubmitted, SamePerson, UnfitText, NoNote: see there.
        NotAllowed: it is approved already.
    """
    by, note = _named(by), _note(note)
    kept = _held(session, library, key)
    if _same(kept.author, by):
        raise SamePerson(f"{kept.author} wrote {key.id}: somebody else must approve it")
    if complaints := unfit(library, key):
        raise UnfitText("\n".join([f"{key.id} may not be approved:", *map(str, complaints)]))
    if _state(session, kept) == "approved":
        raise NotAllowed(f"version {kept.version} of {key.id} is approved already")
    _write(session, kept, "approved", by, note, at)
    session.execute(_CLOSE, {"about": f"{about(key.id)} ", "by": by, "note": note, "at": at})
    values = {"about": f"{about(key.id)} ", "at": at, "why": f"{about(key.id)} is approved"}
    return int(session.execute(_RESUME, values).rowcount)  # type: ignore[attr-defined]


def revoke(session: Session, template_id: str, version: str, by: str, note: str, at: datetime) -> TextVersion:
    """Take an approval back: from the commit on nobody is contacted with this version.

    Raises NotFound, NoNote, or NotAllowed when the version is not approved.
    """
    by, note = _named(by), _note(note)
    session.execute(_LOCK)
    kept = version_of(session, template_id, version)
    if (state := _state(session, kept)) != "approved":
        raise NotAllowed(f"version {kept.version} of {template_id} cannot be revoked: it is {state}")
    _write(session, kept, "revoked", by, note, at)
    return kept


def record_release(session: Session, at: datetime) -> int:
    """Approve in the release's name what it ships, unless anybody has said anything about that version.

    Returns how many texts it approved.
    """
    session.execute(_LOCK)
    release, known = templates.RELEASE, {(row.template_id, row.version) for row in session.execute(_SPOKEN_OF)}
    shipped = [info for info in templates.SHIPPED.catalogue() if release.texts.get(info.template_id) == info.digest]
    fresh = [info for info in shipped if (info.template_id, info.version) not in known]
    if fresh:
        session.execute(insert(TextVersion).on_conflict_do_nothing(), [_shipped(info, at) for info in fresh])
        authors = {(row.template_id, row.version): row.author for row in session.execute(_AUTHORS)}
        rows = [_released(info, authors[info.template_id, info.version], at) for info in fresh]
        session.execute(insert(TextApproval), rows)
    return len(fresh)


def unfit(library: Library, key: Key) -> list[Complaint]:
    """What stands in the way of an approval: complaints about the text, and about its translations."""
    missing = templates.lint_translations(library)
    siblings = (complaint for complaint in missing if Key.parse(complaint.template)[:2] == key[:2])
    return [*templates.lint_text(library, key), *siblings]


def stands(session: Session, library: Library) -> list[Stand]:
    """Every text of the library and where it stands, ordered by id."""
    found = {(row.template_id, row.digest): row for row in session.execute(_STANDS)}
    return [_stand(info, found.get((info.template_id, info.digest))) for info in library.catalogue()]


def history(session: Session, template_id: str) -> list[TextApproval]:
    """Everything anybody said about versions of a text, oldest first."""
    query = select(TextApproval).where(TextApproval.template_id == template_id)
    return list(session.scalars(query.order_by(TextApproval.number)))


def versions(session: Session, template_id: str) -> list[TextVersion]:
    """The kept versions of a text, oldest first."""
    query = select(TextVersion).where(TextVersion.template_id == template_id)
    return list(session.scalars(query.order_by(TextVersion.submitted_at, TextVersion.version)))


def version_of(session: Session, template_id: str, beginning: str) -> TextVersion:
    """The only kept version of a text that begins so.

    Raises:
        NotFound: none does, or several.
        TextLost: its sources are not what was submitted.
    """
    known = versions(session, template_id)
    found = [version for version in known if version.version.startswith(beginning)]
    if len(found) != 1:
        listed = ", ".join(f"{version.version} ({version.submitted_at:%Y-%m-%d})" for version in known) or "none"
        number = "no version" if not found else "more than one version"
        raise NotFound(f"{number} of {template_id} begins with {beginning!r}; kept are: {listed}")
    if digest(found[0].parts) != found[0].digest:
        raise TextLost(f"version {found[0].version} of {template_id} was changed since: its digest is another one")
    return found[0]


def _held(session: Session, library: Library, key: Key) -> TextVersion:
    """The kept version that is in the library; nobody else writes about any meanwhile."""
    info = library.info(key)
    session.execute(_LOCK)
    kept = session.get(TextVersion, (info.template_id, info.version))
    if kept is None or kept.digest != info.digest:
        raise NotSubmitted(
            f"nobody has said who wrote {key.id} as it is: outreach templates submit {key.id} --author NAME"
        )
    return kept


def _state(session: Session, kept: TextVersion) -> str:
    query = select(TextApproval.kind).where(
        TextApproval.template_id == kept.template_id, TextApproval.version == kept.version
    )
    return session.scalar(query.order_by(TextApproval.number.desc()).limit(1)) or "submitted"


def _write(session: Session, kept: TextVersion, kind: str, by: str, note: str, at: datetime) -> None:
    key = Key.parse(kept.template_id)
    known = {"template_id": kept.template_id, "version": kept.version, "author": kept.author}
    session.add(TextApproval(**known, channel=key.channel, language=key.language, kind=kind, by=by, note=note, at=at))
    session.flush()


def _shipped(info: templates.TemplateInfo, at: datetime) -> dict[str, object]:
    known = {"template_id": info.template_id, "version": info.version, "digest": info.digest}
    return known | {"parts": dict(templates.SHIPPED.source(info.key)), "author": AUTHOR, "submitted_at": at}


def _released(info: templates.TemplateInfo, author: str, at: datetime) -> dict[str, object]:
    known = {
        "template_id": info.template_id,
        "version": info.version,
        "channel": info.channel,
        "language": info.language,
    }
    said = {"kind": "approved", "by": templates.RELEASE.approver, "note": "shipped with this release"}
    return known | said | {"author": author, "at": at}


def _stand(info: templates.TemplateInfo, row: object | None) -> Stand:
    known = (info.template_id, info.channel, info.language, info.version)
    if row is None:
        return Stand(*known, "new", None, None, None, None)
    return Stand(*known, row.kind or "submitted", row.author, row.by, row.at, row.note)  # type: ignore[attr-defined]


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def _named(name: str) -> str:
    if not (found := " ".join(name.split())):
        raise NotAllowed("say who does this: a text needs the name of who wrote it and of who answers for it")
    return found


def _note(note: str) -> str:
    if len(found := " ".join(note.split())) < SHORTEST_NOTE:
        raise NoNote(f"say why, in at least {SHORTEST_NOTE} characters: the note is kept with the approval")
    return found


_SPOKEN_OF = text("SELECT DISTINCT template_id, version FROM text_approvals")
_AUTHORS = text("SELECT template_id, version, author FROM text_versions")
_STANDS = text("""
SELECT v.template_id, v.digest, v.author, a.kind, a.by, a.at, a.note
FROM text_versions v LEFT JOIN LATERAL (
    SELECT kind, by, at, note FROM text_approvals
    WHERE template_id = v.template_id AND version = v.version ORDER BY number DESC LIMIT 1
) a ON true
""")
_CLOSE = text("""
UPDATE attention SET closed_at = :at, closed_by = :by, note = :note
WHERE kind = 'text' AND closed_at IS NULL AND starts_with(why, :about)
""")
_RESUME = text("""
UPDATE enrolments SET state = 'waiting', next_at = :at, why = :why WHERE state = 'held' AND starts_with(why, :about)
""")
