"""Rejects: the rows that could not be loaded, in a file that can be corrected and imported again.

The file is comma-separated UTF-8 (with the mark spreadsheets look for): ``reject_row``, ``reject_column``,
``reject_value`` (masked) and ``reject_reason`` before the original cells; importing ignores the four. It holds personal
data and is readable by its owner only. While rows are still being read it is called ``….part``.
"""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from io import TextIOWrapper
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
    """Writes rejects to ``path``, or nowhere when not to be ``kept``. Leaves no file when there were none."""

    def __init__(self, path: Path, header: tuple[str, ...], *, kept: bool = True) -> None:
        self._path = path
        self._part = path.with_name(path.name + ".part")
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
        """Give the file its final name. Returns it, or None when nothing was rejected."""
        if not self._file:
            return None
        self._file.close()
        return self._part.replace(self._path)

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
                    f"the rejects file {self._path} cannot be written ({error.strerror}): make its folder writable"
                ) from None
            self._file = open(handle, "w", encoding="utf-8-sig", newline="")  # noqa: PTH123, SIM115  # closed by close
            self._writer = csv.writer(self._file)
            self._writer.writerow([*COLUMNS, *self._header])
        return self._writer
