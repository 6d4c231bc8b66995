"""Rule sets: every set of rules a decision was ever made with, kept so that the decision can be made again.

``rule_sets`` (append-only)
    ``version`` is the digest in the decisions; ``packs`` the texts by file name; ``data`` the versions of what else
    decides (place data, holidays, telephone numbers). A decision can only be written when its rule set is here.

Kept rules are read with the data packages of today: the texts are those of that day, ``Kept.data`` says what else was
different. Beside the kept sets there are those a person can name: the shipped one, the law of one day, drafts in files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from weakref import WeakSet

from sqlalchemy import Engine, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from compliance import PackError, RuleBook, data_versions, read_rule_book, rule_book
from compliance.rulebook import digest
from outreach.db import Base
from outreach.errors import OutreachError
from outreach.store import Store

SHOWN = 10  # kept sets that a refusal lists
_KEPT: WeakSet[Engine] = WeakSet()
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_VERSION = re.compile(r"(sha256:)?([0-9a-f]{4,64})")


class UnknownRules(OutreachError):
    """No rules go by the name that was given, or several do."""


class RulesLost(OutreachError):
    """The rules of a decision are not kept, or not as they were, or can no longer be read."""


class RuleSet(Base):
    __tablename__ = "rule_sets"

    version: Mapped[str] = mapped_column(primary_key=True)
    packs: Mapped[dict[str, Any]]
    data: Mapped[dict[str, Any]]
    archived_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Kept:
    """The rules of ``version``; ``data`` is what else decided on that day, which may not be what decides today."""

    version: str
    book: RuleBook
    data: Mapping[str, str]


def keep(store: Store) -> None:
    """Keep the rules this process decides by, once per process, in a transaction of its own."""
    if store.engine in _KEPT:
        return
    book = rule_book()
    row = {"version": book.version, "packs": book.sources, "data": data_versions(), "archived_at": store.clock.now()}
    with store.engine.begin() as connection:
        connection.execute(insert(RuleSet).values(row).on_conflict_do_nothing())
    _KEPT.add(store.engine)


def load(session: Session, version: str) -> Kept:
    """The rules kept under exactly this version.

    Raises:
        RulesLost: they were never kept, were changed since, or are of kinds that this program does not know.
    """
    row = session.get(RuleSet, version)
    if row is None:
        raise RulesLost(
            f"the rules of {version} were not kept: decisions from before the schema 0002 name their rules without "
            "having them; judge by rules that are kept instead (--rules, --as-of)"
        )
    if digest(row.packs, row.data) != version:
        raise RulesLost(f"the rules kept as {version} were changed: their digest is another one; restore the row")
    try:
        return Kept(version, read_rule_book(row.packs), row.data)
    except PackError as error:
        raise RulesLost(f"the rules of {version} are kept, and this program cannot read them: {error}") from None


def beginning(session: Session, prefix: str) -> Kept:
    """The only kept rules whose version begins so, with or without ``sha256:``.

    Raises:
        UnknownRules: none do, or several.
        RulesLost: they cannot be used.
    """
    wanted = "sha256:" + prefix.removeprefix("sha256:")
    query = select(RuleSet.version).where(RuleSet.version.startswith(wanted, autoescape=True))
    versions = session.scalars(query.limit(2)).all()
    if not versions:
        raise UnknownRules(f"no kept rules begin with {prefix!r}. {_known(session)}")
    if len(versions) > 1:
        raise UnknownRules(f"several kept rules begin with {prefix!r}: give more of it. {_known(session)}")
    return load(session, versions[0])


def named(session: Session, name: str, today: date) -> RuleBook:
    """The rules a person means.

    ``shipped``; ``today`` or a date: the shipped rules as they stand on that day; a kept version or its beginning; the
    path of a pack, which joins the shipped ones; the path of a folder of packs. ``today`` is the day called so.

    Raises:
        UnknownRules: nothing is called so; the text lists what is known.
        RulesLost: kept rules that cannot be used.
        PackError: a pack has a fault.
    """
    if name == "shipped":
        return rule_book()
    if name == "today" or _DATE.fullmatch(name):
        return rule_book().as_of(day(name, today))
    path = Path(name)
    if path.suffix == ".toml" and path.is_file():
        return with_files(rule_book(), [path])
    if path.is_dir():
        return _folder(path)
    if _VERSION.fullmatch(name):
        return beginning(session, name).book
    raise UnknownRules(f"no rules are called {name!r}. {_known(session)}")


def day(written: str, today: date) -> date:
    """``today`` or a date like 2027-01-15. Raises UnknownRules for anything else."""
    if written == "today":
        return today
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise UnknownRules(f"{written!r} is no day: say today, or a date like 2027-01-15") from None


def with_files(book: RuleBook, paths: Iterable[Path]) -> RuleBook:
    """``book`` with the packs at ``paths`` in the place of those of the same file names, or beside them.

    Raises:
        UnknownRules: two of the files have one name.
        PackError: a pack has a fault.
    """
    packs: dict[str, str] = {}
    for path in paths:
        if path.name in packs:
            raise UnknownRules(f"two of the files are called {path.name}, and only one can take that place")
        packs[path.name] = _text(path)
    return book.with_packs(packs)


def _folder(folder: Path) -> RuleBook:
    packs = {path.name: _text(path) for path in sorted(folder.glob("*.toml"))}
    if not packs:
        raise UnknownRules(f"there is no pack in {folder}: a pack is a file that ends in .toml")
    return read_rule_book(packs)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise PackError(path.name, "is not text in UTF-8") from None


def _known(session: Session) -> str:
    """What may be named, for refusals."""
    query = select(RuleSet.version, RuleSet.archived_at).order_by(RuleSet.archived_at.desc())
    rows = session.execute(query.limit(SHOWN)).all()
    kept = ", ".join(f"{row.version[7:19]} (since {row.archived_at:%Y-%m-%d})" for row in rows) or "none yet"
    return (
        "Known are: shipped, today, a date like 2027-01-15, a pack (a file that ends in .toml), a folder of packs, "
        f"and the version of kept rules or its beginning; the newest kept: {kept}"
    )
