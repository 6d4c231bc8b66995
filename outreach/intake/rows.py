"""Rows: the cells of one row as a placed account, or the reason why they are none.

``Account``  one debt as the file states it; ``lines`` are its amounts by component, minor units, adding up to ``balance``;
             ``dates`` what it says of ``debts`` by column.
``Human``    a person as the file names her: the debtor, or a co-obligor.
``Home``     a postal address.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar

from outreach.intake import words
from outreach.intake.amounts import read_amount
from outreach.intake.columns import Layout
from outreach.intake.dates import end_of, read_past_date, read_term
from outreach.intake.errors import RowError, ValueUnread
from outreach.intake.files import Line
from outreach.intake.places import read_country, read_postal_code, read_region
from outreach.intake.reachable import NOTICE_DAYS, Point, read_email, read_line_type, read_phone, read_source

COMPONENTS = ("principal", "interest", "fees")
NAME_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))
DATES = ("charged_off_on", "last_payment_on", "placed_on")
SENT = {"notice_mailed_on": "notice_mailed_at", "validation_notice_on": "validation_notice_sent_at"}
CONSENTS = ("call", "text", "email")
_PHONES = re.compile(r"(?:\w+_)?phone(?:_\d+)?")
_EMAILS = re.compile(r"(?:work_)?email(?:_\d+)?")
_ONE_LINE = re.compile(r"[\r\n\x00-\x08\x0b\x0c\x0e-\x1f\ufffd]")
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffd]")
_NO_NUMBER = re.compile(r"(\d)\1{6,}")  # 0000000000, 999-999-9999: how programs write that there is none
_LONGEST = 200
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Home:
    street: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""

    def text(self) -> str:
        """The address on one line, without its postal code."""
        return ", ".join(part for part in (self.street, self.city, self.region) if part)


@dataclass(frozen=True, slots=True)
class Human:
    name: str
    ref: str = ""
    birth_date: date | None = None
    id_fragment: str = ""
    language: str = "en"
    country: str = "US"
    home: Home = field(default_factory=Home)
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    row: int
    ref: str
    balance: int
    lines: dict[str, int]
    debtor: Human
    co_obligor: Human | None = None
    kind: str = "other"
    purpose: str = "consumer"
    currency: str = "USD"
    original_creditor: str = ""
    dates: dict[str, date | datetime] = field(default_factory=dict)
    consents: dict[str, words.Consented] = field(default_factory=dict)


class Reader:
    """Reads rows of one file.

    ``source`` is where addresses come from when the file does not say: ``creditor`` in a file that its collector reads,
    ``consumer`` where we act in the creditor's name.
    """

    def __init__(self, layout: Layout, today: date, source: str) -> None:
        self._layout = layout
        self._today = today
        self._source = source
        self._phones = {prefix: layout.family(re.compile(prefix + _PHONES.pattern)) for prefix in ("", "co_")}
        self._emails = {prefix: layout.family(re.compile(prefix + _EMAILS.pattern)) for prefix in ("", "co_")}
        self._phones[""] = [name for name in self._phones[""] if not name.startswith("co_")]

    def account(self, line: Line) -> Account:
        """The account that ``line`` states.

        Raises:
            RowError: naming the first column that cannot be read.
        """
        cells = _Cells(self._layout, line)
        balance, lines = _amounts(cells)
        return Account(
            row=line.number,
            ref=cells.required("account_ref", "the account number is missing"),
            balance=balance,
            lines=lines,
            debtor=self._human(cells, ""),
            co_obligor=self._co_obligor(cells),
            kind=cells.read("kind", words.read_kind, "other"),
            purpose=cells.read("purpose", words.read_purpose, "consumer"),
            currency=cells.read("currency", words.read_currency, "USD"),
            original_creditor=cells.stated("original_creditor"),
            dates=self._dates(cells),
            consents=self._consents(cells),
        )

    def client(self, line: Line) -> str:
        """The client the row names; empty when the file has no such column.

        Raises:
            RowError: the file has the column and the row leaves it empty.
        """
        if "client" not in self._layout.at:
            return ""
        return _Cells(self._layout, line).required("client", "the row does not say which client it is of")

    def _human(self, cells: _Cells, prefix: str) -> Human:
        name = _name(cells, prefix)
        home, country = _home(cells, prefix)
        return Human(
            name=name,
            ref="" if prefix else cells.stated("person_ref"),
            birth_date=cells.read(f"{prefix}birth_date", self._date, None),
            id_fragment=cells.read(f"{prefix}id_fragment", words.read_id_fragment, ""),
            language=cells.read(f"{prefix}language", words.read_language, "en"),
            country=country,
            home=home,
            points=tuple(self._points(cells, prefix)),
        )

    def _co_obligor(self, cells: _Cells) -> Human | None:
        if any(cells.name(f"co_{part}") for part in ("name", "first_name", "last_name")):
            return self._human(cells, "co_")
        for name in (*self._phones["co_"], *self._emails["co_"]):
            if cells.stated(name):
                raise cells.error(name, "reaches a co-obligor whom the row does not name")
        return None

    def _points(self, cells: _Cells, prefix: str) -> list[Point]:
        points: dict[str, Point] = {}
        phones = self._phones[prefix]
        for name in phones:
            if cells.stated(name) and not _NO_NUMBER.fullmatch(re.sub(r"\D", "", cells.stated(name))):
                point = self._phone(cells, name, prefix, first=name == phones[0])
                points.setdefault(point.value, point)
        for name in self._emails[prefix]:
            if cells.stated(name):
                point = self._email(cells, name, prefix)
                points.setdefault(point.value, point)
        return list(points.values())

    def _phone(self, cells: _Cells, name: str, prefix: str, *, first: bool) -> Point:
        value, line = cells.read(name, read_phone, ("", ""))
        stated = cells.stated(f"{name}_type")
        column = f"{name}_type" if stated or not first else f"{prefix}phone_type"
        spoken, place = cells.read(column, read_line_type, ("unknown", ""))
        if line == "unknown":
            line = "mobile" if spoken == "unknown" and "cell_phone" in name else spoken
        return Point("phone", value, line, place or _place(name), self._origin(cells, name, f"{prefix}phone_source"))

    def _email(self, cells: _Cells, name: str, prefix: str) -> Point:
        value = cells.read(name, read_email, "")
        notice, opt_out_by = self._notice(cells, prefix)
        source = self._origin(cells, name, f"{prefix}email_source")
        return Point("email", value, "unknown", _place(name), source, notice, opt_out_by)

    def _notice(self, cells: _Cells, prefix: str) -> tuple[date | None, date | None]:
        """When the creditor announced our e-mails, and by when the consumer may object to them."""
        notice = cells.read(f"{prefix}email_notice_on", self._date, None)
        period_ends = f"{prefix}email_opt_out_by"
        opt_out_by = cells.read(period_ends, self._term, None)
        if opt_out_by and notice is None:
            raise cells.error(period_ends, "ends a period to object whose notice is not dated")
        if opt_out_by and notice and opt_out_by - notice < timedelta(days=NOTICE_DAYS):
            raise cells.error(
                period_ends, f"is less than {NOTICE_DAYS} days after the notice: such a notice opens nothing"
            )
        return notice, opt_out_by

    def _origin(self, cells: _Cells, name: str, common: str) -> str:
        own = f"{name}_source"
        return cells.read(own if cells.stated(own) else common, self._source_of, self._source)

    def _source_of(self, text: str) -> str:
        return read_source(text, collects=self._source == "creditor")

    def _dates(self, cells: _Cells) -> dict[str, date | datetime]:
        """By the names they have in the account store."""
        found = {name: cells.read(name, self._date, None) for name in DATES}
        found["limitation_ends_on"] = cells.read("limitation_ends_on", self._term, None)
        sent = {store: cells.read(name, self._date, None) for name, store in SENT.items()}
        stated: dict[str, date | datetime] = {name: day for name, day in found.items() if day}
        return stated | {name: end_of(day) for name, day in sent.items() if day}

    def _consents(self, cells: _Cells) -> dict[str, words.Consented]:
        found = {kind: cells.read(f"{kind}_consent", self._consent, None) for kind in CONSENTS}
        return {kind: consented for kind, consented in found.items() if consented}

    def _date(self, text: str) -> date:
        return read_past_date(text, self._today)

    def _term(self, text: str) -> date:
        return read_term(text, self._today)

    def _consent(self, text: str) -> words.Consented:
        return words.read_consent(text, self._today)


class _Cells:
    """The cells of one row, by field."""

    def __init__(self, layout: Layout, line: Line) -> None:
        if line.problem:
            raise RowError("", "", line.problem)
        width = len(layout.header)
        if len(line.cells) < width or any(cell.strip() for cell in line.cells[width:]):
            raise RowError("", "", f"the row has {len(line.cells)} cells, the header {width}")
        self._layout = layout
        self._cells = line.cells
        self._texts: dict[str, str] = {}
        self._stated: dict[str, str] = {}
        for field_name, position in layout.at.items():
            if text := line.cells[position].strip():
                self._keep(field_name, text)

    def _keep(self, field_name: str, text: str) -> None:
        if (_UNREADABLE if field_name.endswith("street") else _ONE_LINE).search(text):
            raise self.error(field_name, "holds a line break or characters that cannot be read")
        self._texts[field_name] = text = " ".join(text.split())
        if not words.is_nothing(text):
            self._stated[field_name] = text

    def has(self, field_name: str) -> bool:
        return field_name in self._layout.at

    def name(self, field_name: str) -> str:
        """The cell as it stands, without outer and doubled spaces; empty when there is no such column."""
        return self._texts.get(field_name, "")

    def stated(self, field_name: str) -> str:
        """The cell, empty also when it holds one of the words for nothing."""
        return self._stated.get(field_name, "")

    def required(self, field_name: str, reason: str) -> str:
        text = self.stated(field_name)
        if not text or len(text) > _LONGEST:
            raise self.error(field_name, reason if not text else f"is longer than {_LONGEST} characters")
        return text

    def read(self, field_name: str, reader: Callable[[str], T], default: T) -> T:
        """What ``reader`` makes of the cell. Raises RowError when it cannot."""
        text = self.stated(field_name)
        if not text:
            return default
        try:
            return reader(text)
        except ValueUnread as unread:
            raise self.error(field_name, str(unread)) from None

    def error(self, field_name: str, reason: str) -> RowError:
        position = self._layout.at[field_name]
        return RowError(self._layout.header[position], self._cells[position].strip(), reason)


def _amounts(cells: _Cells) -> tuple[int, dict[str, int]]:
    cells.required("balance", "the balance is missing")
    balance = cells.read("balance", read_amount, 0)
    if balance < 0:
        raise cells.error("balance", "is below zero: nothing is owed")
    stated = {name: cells.read(name, read_amount, 0) for name in COMPONENTS if cells.stated(name)}
    rest = balance - sum(stated.values())
    if not stated:
        return balance, {"principal": balance}
    if rest and len(stated) == len(COMPONENTS):
        raise cells.error("balance", "is not the sum of principal, interest and fees")
    return balance, stated | ({"other": rest} if rest else {})


def _name(cells: _Cells, prefix: str) -> str:
    whole = cells.name(f"{prefix}name")
    last, comma, first = whole.partition(",")
    if comma and "," not in first and first.strip(" .").lower() not in NAME_SUFFIXES:
        whole = f"{first.strip()} {last.strip()}"
    if not whole:
        parts = ("first_name", "middle_name", "last_name", "name_suffix")
        whole = " ".join(filter(None, (cells.name(f"{prefix}{part}") for part in parts)))
    column = f"{prefix}name" if cells.has(f"{prefix}name") else f"{prefix}last_name"
    if not any(sign.isalpha() for sign in whole):
        raise cells.error(column, "the name is missing" if not whole else "is not a name")
    if len(whole) > _LONGEST:
        raise cells.error(column, f"is longer than {_LONGEST} characters")
    return whole


def _home(cells: _Cells, prefix: str) -> tuple[Home, str]:
    region, country = cells.read(f"{prefix}region", read_region, ("", ""))
    code = cells.read(f"{prefix}postal_code", lambda text: read_postal_code(text, region), "")
    country = cells.read(f"{prefix}country", read_country, country or ("CA" if code[:1].isalpha() else "US"))
    street = " ".join(filter(None, (cells.stated(f"{prefix}street"), cells.stated(f"{prefix}street_2"))))
    return Home(street, cells.stated(f"{prefix}city"), region, code), country


def _place(field_name: str) -> str:
    return "work" if "work_" in field_name else "home"
