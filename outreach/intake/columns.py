"""Columns: which column of a file holds what.

Fields are named ``account_ref``, ``balance``, ``phone_2``, ``co_name`` …; ``FIELDS`` lists the plain ones. A header cell is
recognised by its words (case, punctuation and camel case do not matter), or claimed by a mapping: a TOML file of lines
``field = "Column"``, with ``ignore = ["Column", …]`` for columns to leave out. What is neither is reported as unknown.

Ways to reach somebody are families, ranked by their place in the file: ``phone``, ``phone_1`` …, ``cell_phone``,
``home_phone``, ``work_phone``, ``other_phone``, ``email``, ``work_email``, each with a ``…_type`` and ``…_source`` companion.
Fields of a co-obligor are those of a person, with ``co_`` before them.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from outreach.intake.errors import MappingError

_PERSON = {
    "name": "full name|name full",
    "first_name": "first|fname|given name|firstname",
    "middle_name": "middle|mname|middle initial|mi",
    "last_name": "last|lname|surname|family name|lastname",
    "name_suffix": "suffix",
    "birth_date": "dob|date of birth|birthdate|birthday",
    "id_fragment": "ssn last 4|last 4 ssn|ssn 4|ssn|last four ssn|ssn last four|social security number|social|id fragment",
    "street": "address|address 1|address line 1|street address|street 1|mailing address",
    "street_2": "address 2|address line 2|apt|unit",
    "city": "town",
    "region": "state|province|st|state code",
    "postal_code": "zip|zip code|zipcode|postal|postcode|zip 5",
    "country": "country code",
    "language": "preferred language|lang|language code",
    "phone_source": "phone provenance|source of phone",
    "email_source": "email provenance|source of email",
    "email_notice_on": "email notice|email notice date|email notice sent|email notice sent on",
    "email_opt_out_by": "email opt out date|email opt out until|email opt out deadline|email notice opt out by",
}
_ACCOUNT = {
    "account_ref": "account number|account|account id|reference|reference number"
    "|account reference|client reference|client account number|creditor account number|file number|loan number|invoice number",
    "person_ref": "person id|person number|customer id|customer number|patient id|consumer id|debtor id|guarantor id"
    "|debtor number|consumer number|member id",
    "client": "client name|creditor|creditor name|current creditor",
    "original_creditor": "original creditor name|orig creditor|oc name",
    "balance": "current balance|balance due|amount due|total due|total balance|amount owed|total amount due|amount|total"
    "|outstanding balance|placed balance|placed amount|amount placed|placement balance|placement amount",
    "principal": "principal balance|principal amount|principal due",
    "interest": "interest balance|interest amount|interest due|accrued interest",
    "fees": "fee|fees balance|fees due|fee amount|fees amount|costs|late fees",
    "currency": "currency code",
    "kind": "debt kind|debt type|type of debt|account type|product|product type|kind of debt|loan type",
    "purpose": "debt purpose|consumer or commercial",
    "charged_off_on": "charge off date|chargeoff date|charge off|charged off|co date|date charged off|chargeoff|charged off on",
    "last_payment_on": "last payment date|last payment|date of last payment|last paid|last pay date|date last paid"
    "|last payment on",
    "placed_on": "placed date|date placed|placement date|placed|assigned date|date assigned|placed on",
    "notice_mailed_on": "notice mailed date|notice mail date|date notice mailed|mailed notice date",
    "validation_notice_on": "validation notice date|validation notice sent date|validation notice sent on"
    "|date validation notice sent|validation sent date|g notice date",
    "limitation_ends_on": "limitation date|limitation end date|statute of limitations date|sol date|sol expiration date"
    "|time barred on|time barred from",
    "call_consent": "consent call|consent to call|call consent date|phone consent|voice consent|tcpa consent|autodialer consent",
    "text_consent": "consent text|consent to text|text consent date|sms consent|consent sms|sms opt in|text opt in",
    "email_consent": "consent email|consent to email|email consent date|email opt in",
}
FIELDS = frozenset(_PERSON) | frozenset(_ACCOUNT)
REQUIRED = {"account_ref": "the account number", "balance": "the balance"}
_NAMES = {
    spelling: field
    for field, words in (_PERSON | _ACCOUNT).items()
    for spelling in (field.replace("_", " "), *words.split("|"))
}
_FAMILY = re.compile(
    r"(?:(?:home|work|cell|other|primary|alternate) )?phone(?: \d+)?(?: (?:type|source))?|(?:work )?email(?: \d+)?(?: source)?"
)
_OURS = "reject_"  # columns of a rejects file
_SAME = {
    **dict.fromkeys(("mobile", "cellular", "wireless"), "cell"),
    **dict.fromkeys(("telephone", "tel", "ph"), "phone"),
    **dict.fromkeys(("business", "employer", "office"), "work"),
    **dict.fromkeys(("alt", "secondary"), "alternate"),
    **dict.fromkeys(("no", "nbr", "num", "#"), "number"),
    "main": "primary",
    "acct": "account",
    "addr": "address",
}
_TIDIED = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\be mail\b", "email"),
        (r"\bemail address\b", "email"),
        (r"\bcell\b(?! phone)", "cell phone"),
        (r"\bphone number\b", "phone"),
        (r"\b(line type|phone line)\b", "type"),
        (r"^type$", "phone type"),
        (r"\btype type\b", "type"),
        (r"^(.*phone) type (\d+)$", r"\1 \2 type"),
    )
]
_CO = re.compile(
    r"(?:(?:co|joint) (?:debtor|obligor|signer|borrower|maker|applicant)|co(?:debtor|obligor|signer|borrower)|co) "
)
_DEBTOR = re.compile(r"(?:debtor|consumer|customer|borrower|guarantor|responsible party|rp) ")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each field is: ``at`` maps it to its position in ``header``. ``unknown`` columns are not read."""

    header: tuple[str, ...]
    at: dict[str, int]
    unknown: tuple[str, ...]

    def column(self, field: str) -> str:
        """What the file calls a field, for messages."""
        near = {"name": "last_name", "co_name": "co_last_name"}.get(field, field)
        position = self.at.get(field, self.at.get(near))
        return field if position is None else self.header[position]

    def family(self, pattern: re.Pattern[str]) -> list[str]:
        """The fields whose whole name matches, in the order of the file's columns."""
        return sorted(filter(pattern.fullmatch, self.at), key=self.at.__getitem__)


def read_mapping(path: Path) -> dict[str, object]:
    """The contents of a mapping file. Raises MappingError."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise MappingError(f"the mapping {path} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingError(
            f'the mapping {path.name} is not TOML: {error}. It has lines like balance = "Amt Due"'
        ) from None


def lay_out(header: tuple[str, ...], mapping: dict[str, object] | None = None) -> Layout:
    """Find the columns.

    Raises:
        MappingError: a required field has no column, two columns claim one field, or the mapping names what is not there.
    """
    at, ignored = _claimed(header, mapping or {})
    found: dict[str, list[int]] = {}
    unknown = []
    for position, column in enumerate(header):
        if position in ignored or position in at.values() or not column or column.lower().startswith(_OURS):
            continue
        field = recognise(column)
        if field is None or field in at:
            unknown.append(column)
        else:
            found.setdefault(field, []).append(position)
    _refuse_rivals(header, found)
    at |= {field: positions[0] for field, positions in found.items()}
    _require(header, at)
    return Layout(header, at, tuple(unknown))


def recognise(column: str) -> str | None:
    """The field that a header cell names in common words, or None."""
    words = _words(column)
    co = _CO.match(words)
    if co and (field := _field(words[co.end() :])) and _is_personal(field):
        return f"co_{field}"
    debtor = _DEBTOR.match(words)
    return _field(words) or (_field(words[debtor.end() :]) if debtor else None)


def _field(words: str) -> str | None:
    return _NAMES.get(words) or (words.replace(" ", "_") if _FAMILY.fullmatch(words) else None)


def _is_personal(field: str) -> bool:
    return field in _PERSON or bool(_FAMILY.fullmatch(field.replace("_", " ")))


def _is_field(name: str) -> bool:
    return name in FIELDS or _is_personal(name.removeprefix("co_"))


def _words(column: str) -> str:
    apart = re.sub(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[0-9])(?=[A-Za-z])", " ", column)
    words = [_SAME.get(word, word) for word in re.findall(r"[^\W_]+|#", apart.lower())]
    text = " ".join(words)
    for pattern, replacement in _TIDIED:
        text = pattern.sub(replacement, text)
    return text


def _claimed(header: tuple[str, ...], mapping: dict[str, object]) -> tuple[dict[str, int], set[int]]:
    known = {column.lower(): position for position, column in enumerate(header)}

    def place(column: object) -> int:
        position = known.get(" ".join(str(column).lower().split()))
        if position is None:
            raise MappingError(
                f"the mapping names a column {column!r} that the file has not; it has: {', '.join(header)}"
            )
        return position

    rest = {key: value for key, value in mapping.items() if key != "ignore"}
    if strange := sorted(name for name in rest if not _is_field(name)):
        raise MappingError(
            f"the mapping names unknown fields: {', '.join(strange)}. Fields are: {', '.join(sorted(FIELDS))}"
        )
    ignored = mapping.get("ignore", [])
    if not isinstance(ignored, list):
        raise MappingError('the mapping\'s ignore must be a list of columns: ignore = ["Notes"]')
    return {field: place(column) for field, column in rest.items()}, {place(column) for column in ignored}


def _refuse_rivals(header: tuple[str, ...], found: dict[str, list[int]]) -> None:
    for field, positions in found.items():
        if len(positions) > 1:
            columns = ", ".join(repr(header[position]) for position in positions)
            raise MappingError(
                f"columns {columns} all look like {field}: name the right one in a mapping ({field} = …)"
            )


def _require(header: tuple[str, ...], at: dict[str, int]) -> None:
    missing = [words for field, words in REQUIRED.items() if field not in at]
    if "name" not in at and "last_name" not in at:
        missing.append("a name")
    if missing:
        raise MappingError(
            f"no column was recognised for {', '.join(missing)}. The file has: {', '.join(header)}. "
            'Say which column it is in a mapping file (account_ref = "Acct No") and give it with --map'
        )
