"""Files: the bytes of a placement file as numbered rows of cells, in bounded memory.

Encoding: a byte-order mark decides (UTF-8, UTF-16); without one the file is UTF-8 when every byte of it is valid UTF-8,
else Windows-1252. The delimiter is the one of ``, ; tab |`` that cuts the header into the most cells.

Rows are numbered as a spreadsheet does: the header is row 1, a quoted line break does not start a row. Quotes must be
balanced (RFC 4180): where they are not, only the physical line at fault is given up, and reading goes on with the next
one, so that a forgotten quote never swallows its neighbours.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from outreach.intake.errors import PlacementUnreadable

_DELIMITERS = ",;\t|"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Survey:
    """What a first pass over a file found out. ``digest`` is SHA-256 in hex; ``rows`` counts data rows."""

    path: Path
    digest: str
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class Line:
    """One row. ``problem`` is set when its quotes are broken; ``cells`` then holds the physical line as it stands."""

    number: int
    cells: list[str]
    problem: str = ""


def survey(path: Path) -> Survey:
    """Read the file once, for its digest, encoding, delimiter, header and size.

    Raises:
        PlacementUnreadable: the file is missing or holds no header.
    """
    try:
        digest, encoding = _bytes(path)
    except OSError as error:
        raise PlacementUnreadable(f"{path} cannot be read: {error.strerror}") from None
    delimiter = _delimiter(path, encoding)
    lines = _lines(path, encoding, delimiter)
    first = next(lines, None)
    if first is None or first.problem:
        raise PlacementUnreadable(f"{path.name} has no readable header row: the first row must name the columns")
    header = tuple(" ".join(cell.split()) for cell in first.cells)
    return Survey(path, digest, encoding, delimiter, header, sum(1 for _ in lines))


def rows(found: Survey) -> Iterator[Line]:
    """The data rows of a surveyed file; blank ones are left out but keep their number."""
    lines = _lines(found.path, found.encoding, found.delimiter)
    next(lines)
    yield from lines


def _bytes(path: Path) -> tuple[str, str]:
    digest, decoder, utf8 = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")(), True
    with path.open("rb") as file:
        mark = file.read(2)
        file.seek(0)
        while block := file.read(_BLOCK):
            digest.update(block)
            utf8 = utf8 and _decodes(decoder, block)
    utf8 = utf8 and _decodes(decoder, b"", final=True)
    if mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return digest.hexdigest(), "utf-16"
    return digest.hexdigest(), "utf-8-sig" if utf8 else "cp1252"


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(path: Path, encoding: str) -> str:
    def cells(delimiter: str) -> int:
        first = next(_lines(path, encoding, delimiter), None)
        return len(first.cells) if first else 0

    return max(_DELIMITERS, key=cells)


def _lines(path: Path, encoding: str, delimiter: str) -> Iterator[Line]:
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        source = _Source(file)
        reader = csv.reader(source, delimiter=delimiter, skipinitialspace=True, strict=True)
        number = 0
        while True:
            source.open.clear()
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield Line(number, [source.give_back()], "its quotes do not match: close them, and double those inside")
                reader = csv.reader(source, delimiter=delimiter, skipinitialspace=True, strict=True)
                continue
            if any(cell.strip() for cell in cells):
                yield Line(number, cells)


class _Source:
    """Physical lines that can be given back: ``open`` holds those of the record being read."""

    def __init__(self, file: Iterator[str]) -> None:
        self._file = file
        self._returned: deque[str] = deque()
        self.open: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else next(self._file)
        self.open.append(line)
        return line

    def give_back(self) -> str:
        """Give up the record's first line, which is returned, and read the others again."""
        self._returned.extendleft(reversed(self.open[1:]))
        return self.open[0].rstrip("\r\n")
