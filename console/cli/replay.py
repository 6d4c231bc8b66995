"""``outreach compliance replay``: make past decisions again, with the rules of their day or with others.

Exit codes: 0 every decision is the same (by the rules of its day: the same bytes), 1 one is not, 2 one could not be
made again, or nothing could be done at all.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from sqlalchemy.orm import Session

from campaigns import lifecycle
from compliance import RuleBook, rule_book
from compliance.decision import spoken
from console.cli.compliance import CANNOT_JUDGE, DIFFERS
from console.cli.context import plain, screen
from console.cli.rule_diff import counting, exported, opened, tables
from outreach.accounts.clients import client_named
from outreach.contacts import rule_sets
from outreach.contacts.replay import COLUMNS as REPLAYED
from outreach.contacts.replay import Drift, Replayed, Span, Status, rejudged, replayed
from outreach.contacts.rule_diff import COLUMNS, Judged, Tally, Unjudged

Row = dict[str, Any]


@plain
def replay(  # noqa: PLR0913 - each is an option of the command
    attempt: Annotated[UUID | None, typer.Argument(help="Id of an attempt or of a decision.")] = None,
    *,
    since: Annotated[datetime | None, typer.Option(help="Decisions from this UTC instant.")] = None,
    until: Annotated[datetime | None, typer.Option(help="Decisions before this UTC instant.")] = None,
    client: Annotated[str | None, typer.Option(help="Only this client's.")] = None,
    campaign: Annotated[str | None, typer.Option(help="Only this campaign's.")] = None,
    as_of: Annotated[str | None, typer.Option(help="By the law as it stands on one day: today, or a date.")] = None,
    pack: Annotated[
        list[Path] | None,
        typer.Option(exists=True, dir_okay=False, help="By the shipped rules with this pack; may be repeated."),
    ] = None,
    rules: Annotated[str | None, typer.Option(help="By the kept rules whose version begins so.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per decision.")] = False,
    csv_file: Annotated[Path | None, typer.Option("--csv", help="Also write every decision to this file.")] = None,
) -> None:
    """Make past decisions again: the same bytes by the rules of their day, or what other rules say."""
    if (attempt is None) == (since is None and until is None):
        raise typer.BadParameter("name an attempt or a decision, or else a span of time by --since and --until")
    with opened() as (store, session):
        span = _span(session, attempt, since, until, client, campaign)
        book = _book(session, rules, pack or [], as_of, store.clock.now().date())
        report: _OtherRules | _ThatDay = _ThatDay(replayed(session, store.vault, span))
        if book:
            report = _OtherRules(book, rejudged(session, store.vault, span, book))
        with exported(csv_file, report.columns) as export, counting("decisions", silent=sys.stdout.isatty()) as count:
            for line, row in report.lines():
                typer.echo(json.dumps(row, ensure_ascii=False) if as_json else line)
                export(row)
                count()
        report.conclude(err=as_json)
    raise typer.Exit(report.code)


def _span(
    session: Session,
    attempt: UUID | None,
    since: datetime | None,
    until: datetime | None,
    client: str | None,
    campaign: str | None,
) -> Span:
    return Span(
        attempt,
        since and since.replace(tzinfo=UTC),
        until and until.replace(tzinfo=UTC),
        client_named(session, client).id if client else None,
        lifecycle.named(session, campaign).id if campaign else None,
    )


def _book(session: Session, rules: str | None, packs: list[Path], as_of: str | None, today: date) -> RuleBook | None:
    """The rules asked for: kept or shipped ones, with these packs, as they stand on that day; None: those of the day."""
    if not (rules or packs or as_of):
        return None
    book = rule_sets.beginning(session, rules).book if rules else rule_book()
    book = rule_sets.with_files(book, packs) if packs else book
    return book.as_of(rule_sets.day(as_of, today)) if as_of else book


@dataclass
class _ThatDay:
    """Decisions made again with the rules of their day. ``code`` is the exit code."""

    found: Iterable[Replayed]
    columns: Sequence[str] = REPLAYED
    statuses: Counter[Status] = field(default_factory=Counter)
    drift: Counter[Drift] = field(default_factory=Counter)

    @property
    def code(self) -> int:
        if self.statuses[Status.UNREADABLE]:
            return CANNOT_JUDGE
        return DIFFERS if self.statuses.total() > self.statuses[Status.SAME] else 0

    def lines(self) -> Iterator[tuple[str, Row]]:
        """Each decision as a line and as a row, counted."""
        for one in self.found:
            self.statuses[one.status] += 1
            self.drift.update(one.drift)
            yield self._line(one), one.row()

    def conclude(self, *, err: bool) -> None:
        """Say what became of all."""
        counts = [f"{self.statuses[status]:,} {status}" for status in Status if self.statuses[status]]
        typer.echo(f"{_decisions(self.statuses.total())}: {', '.join(counts) or 'nothing to make again'}", err=err)
        for one, number in sorted(self.drift.items()):
            typer.echo(f"{one}: {_decisions(number)}", err=err)

    def _line(self, one: Replayed) -> str:
        told: list[str] = [one.status]
        if one.now and one.now != one.then:
            told.append(f"{one.then} then, {one.now} now")
        if one.parts:
            told.append(f"other {', '.join(one.parts)}")
        if one.status is Status.SAME_OUTCOME:
            told += map(str, one.drift)
        return f"{spoken(one.at)} decision {one.decision} of attempt {one.attempt}: {'; '.join([*told, *one.why])}"


@dataclass
class _OtherRules:
    """Decisions judged by other rules. ``code`` is the exit code."""

    book: RuleBook
    found: Iterable[Judged | Unjudged]
    columns: Sequence[str] = COLUMNS
    tally: Tally = field(default_factory=Tally)

    @property
    def code(self) -> int:
        if self.tally.unjudged:
            return CANNOT_JUDGE
        return DIFFERS if self.tally.changed else 0

    def lines(self) -> Iterator[tuple[str, Row]]:
        """Each decision as a line and as a row, counted."""
        for one in self.found:
            self.tally.add(one)
            yield self._line(one), one.row()

    def conclude(self, *, err: bool) -> None:
        """Say what became of all."""
        tally = self.tally
        typer.echo(f"by the rules {self.book.version}", err=err)
        typer.echo(f"{tally.changed:,} of {_decisions(tally.looked)} would have been other", err=err)
        if tally.unjudged:
            typer.echo(f"{_decisions(tally.unjudged)} could not be judged", err=err)
        if not err:
            screen.print(tables({"decisions": tally}))

    def _line(self, one: Judged | Unjudged) -> str:
        if isinstance(one, Unjudged):
            return f"decision {one.id}: cannot be judged: {one.why}"
        told = f"{one.old} -> {one.new}" if one.differs else f"same: {one.old}"
        return f"{spoken(one.at)} decision {one.id}: {told}"


def _decisions(number: int) -> str:
    return f"{number:,} decision{'s' * (number != 1)}"
