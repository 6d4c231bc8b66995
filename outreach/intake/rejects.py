"""Rejects: the rows that could not be loaded, in a file that can be corrected and imported again.

The file is comma-separated UTF-8 (with the mark spreadsheets look for): ``reject_row``, ``reject_column``,
``reject_value`` (masked) and ``reject_reason`` before the original cells; importing ignores the four. It holds personal
data and is readable by its owner only. ``placement.csv`` gets ``placement.csv.rejects.csv``; one that is there already may be
half corrected by somebody, so the next one is ``placement.csv.rejects-2.csv``. While rows are read it ends in ``.part``, and
importing again after a crash replaces it.
"""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import chain, count
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from outreach.intake.errors import PlacementUnreadable, RowError
from outreach.intake.files import Line

COLUMNS = ("reject_row", "reject_column", "reject_value", "reject_reason")


@dataclass(frozen=True, slots=True)
class Reject:
    """One rejected row: its number, the column, the value masked, the reason."""

    row: int
    column: str
    value: str
    reason: str


class RejectsFile:
    """The rejects of one import; one not ``kept`` (a dry run) only passes them on. No rejects, no file."""

    def __init__(self, source: Path, client: str, header: tuple[str, ...], *, kept: bool = True) -> None:
        self._source = source
        whose = "".join(sign for sign in client if sign.isalnum())
        self._part = source.with_name(f"{source.name}.rejects.{whose}.part")
        self._kept = kept
        self._own = [not column.lower().startswith("reject_") for column in header]
        self._header = [column for column, own in zip(header, self._own, strict=True) if own]
        self._file: TextIOWrapper | None = None
        self._writer: Any = None

    def add(self, line: Line, error: RowError) -> Reject:
        """Write a row down with its reason."""
        reject = Reject(line.number, error.column, error.value, error.reason)
        if self._kept:
            cells = [cell for at, cell in enumerate(line.cells) if at >= len(self._own) or self._own[at]]
            self._open().writerow([reject.row, reject.column, reject.value, reject.reason, *cells])
        return reject

    def flush(self) -> None:
        """Make what was added outlive this process."""
        if self._file:
            self._file.flush()

    def close(self) -> Path | None:
        """Give the file its final name, one that is free. Returns it, or None when nothing was rejected."""
        if not self._file:
            return None
        self._file.close()
        return self._part.replace(self._free_name())

    def _free_name(self) -> Path:
        names = (f"{self._source.name}.rejects{number}.csv" for number in chain([""], (f"-{n}" for n in count(2))))
        return next(path for path in map(self._source.with_name, names) if not path.exists())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._file:
            self._file.close()

    def _open(self) -> Any:
        if self._file is None:
            try:
                self._part.unlink(missing_ok=True)
                handle = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except OSError as error:
                raise PlacementUnreadable(
                    f"the rejects of {self._source} cannot be written ({error.strerror}): make its folder writable"
                ) from None
            self._file = open(handle, "w", encoding="utf-8-sig", newline="")  # noqa: PTH123, SIM115  # closed by close
            self._writer = csv.writer(self._file)
            self._writer.writerow([*COLUMNS, *self._header])
        return self._writer
