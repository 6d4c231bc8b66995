"""Which texts may be used for contact: those whose version somebody approved who is not its author.

``text_versions`` (append-only)
    every version that was submitted for approval: its sources by part, so that the exact words can be shown years later;
    their digest, of which ``version`` is the beginning; who wrote it.
``text_approvals`` (append-only)
    who answered for a version, when, with which note. ``author`` repeats who wrote it, so that the database itself refuses
    an approval by the same person. The newest row of a version says where it stands::

        (not submitted) ──► submitted ──approved by somebody else──► approved ⇄ revoked

    ``number`` counts through in the order in which rows become visible: whoever writes holds one lock until the commit.

A claim knows by the highest ``number`` alone whether what this process has read still holds: it comes with a statement of
the claim that is asked anyway, and is asked again in the statement that wires.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Engine,
    ForeignKeyConstraint,
    Identity,
    Index,
    UniqueConstraint,
    desc,
    text,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

import templates
from outreach.db import Base

NEWEST = "(SELECT coalesce(max(number), 0) FROM text_approvals)"
"""SQL: the number of the newest row."""

_READ: WeakKeyDictionary[Engine, Standing] = WeakKeyDictionary()


class TextVersion(Base):
    __tablename__ = "text_versions"
    __table_args__ = (
        UniqueConstraint("template_id", "version", "author"),
        CheckConstraint("starts_with(digest, version)", name="version"),
    )

    template_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
    parts: Mapped[dict[str, Any]]
    author: Mapped[str]
    submitted_at: Mapped[datetime]


class TextApproval(Base):
    __tablename__ = "text_approvals"
    __table_args__ = (
        ForeignKeyConstraint(
            ["template_id", "version", "author"],
            ["text_versions.template_id", "text_versions.version", "text_versions.author"],
        ),
        CheckConstraint("kind IN ('approved', 'revoked')", name="kind"),
        CheckConstraint("kind <> 'approved' OR lower(btrim(by)) <> lower(btrim(author))", name="two_people"),
        CheckConstraint("btrim(note) <> '' AND btrim(by) <> ''", name="answered_for"),
        Index("ix_text_approvals_text", "template_id", "version", desc("number")),
    )

    number: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    template_id: Mapped[str]
    version: Mapped[str]
    channel: Mapped[str]
    language: Mapped[str]
    author: Mapped[str]
    kind: Mapped[str]
    by: Mapped[str]
    note: Mapped[str]
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where every text stood when the approval ``number`` was the newest: approved or revoked, by id and digest."""

    number: int
    approved: frozenset[templates.Exactly]
    revoked: frozenset[templates.Exactly]

    def objection(self, purpose: str, channel: str, language: str) -> str | None:
        """Why a contact may not say its words now, or None; a text that does not exist is not judged here.

        A call says the prompts of the keypad, whatever its purpose, so each of them must be approved.
        """
        if channel == "call":
            return self.against(templates.SHIPPED.prompts("keypad", language))
        return self.against(templates.SHIPPED.exactly((f"{purpose}/{channel}.{language}",)))

    def against(self, texts: frozenset[templates.Exactly]) -> str | None:
        """Why not all of these texts may be used now, or None."""
        if texts <= self.approved:
            return None
        missing = sorted(texts - self.approved)
        revoked = missing[0] in self.revoked
        said = f"{about(missing[0][0])} is {'revoked' if revoked else 'not approved'} as it stands"
        more = f", nor are {len(missing) - 1} others" if len(missing) > 1 else ""
        return f"{said}{more}; `outreach templates list` shows what stands where"


def about(template_id: str) -> str:
    """How an objection to a text begins."""
    return f"the text {template_id}"


def standing(session: Session, newest: int | None = None) -> Standing:
    """Where every text stands; ``newest`` is the number of the newest approval, when it is known already.

    Read from the database only when that number is another than at the last look.
    """
    engine = session.get_bind().engine
    known, number = _READ.get(engine), session.scalar(_NEWEST) if newest is None else newest
    if known is None or known.number != number:
        known = _READ[engine] = _read(session)
    return known


def _read(session: Session) -> Standing:
    rows = session.execute(_STANDING).all()
    by_kind = {
        kind: frozenset((row.template_id, row.digest) for row in rows if row.kind == kind)
        for kind in ("approved", "revoked")
    }
    return Standing(max((row.number for row in rows), default=0), by_kind["approved"], by_kind["revoked"])


_NEWEST = text(f"SELECT {NEWEST}")
_STANDING = text("""
SELECT DISTINCT ON (a.template_id, a.version) a.template_id, v.digest, a.kind, a.number
FROM text_approvals a JOIN text_versions v ON v.template_id = a.template_id AND v.version = a.version
ORDER BY a.template_id, a.version, a.number DESC
""")
