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
    "street": "address|address 1|address line 1|addr|addr 1|street address|street 1|mailing address",
    "street_2": "address 2|address line 2|addr 2|apt|unit",
    "city": "town",
    "region": "state|province|st|state code",
    "postal_code": "zip|zip code|zipcode|postal|postcode|zip 5",
    "country": "country code",
    "language": "preferred language|lang|language code",
    "phone_source": "phone provenance|source of phone",
    "email_source": "email provenance|source of email",
    "email_notice_on": "email notice|email notice date|email notice sent|email notice sent on",
}
_ACCOUNT = {
    "account_ref": "account number|account|acct|acct number|account no|acct no|account id|account ref|reference|reference number"
    "|account reference|client reference|client account number|creditor account number|file number|loan number|invoice number",
    "person_ref": "person id|person number|customer id|customer number|customer no|patient id|consumer id|debtor id|guarantor id"
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
    "call_consent": "consent call|consent to call|call consent date|phone consent|voice consent|tcpa consent|autodialer consent",
    "text_consent": "consent text|consent to text|text consent date|sms consent|consent sms|sms opt in|text opt in",
    "email_consent": "consent email|consent to email|email consent date|email opt in",
}
FIELDS = frozenset(_PERSON) | frozenset(_ACCOUNT)
REQUIRED = {"account_ref": "the account number", "balance": "the balance"}
_ONE_PERSON_MORE = frozenset(_PERSON)
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
    **dict.fromkeys(("main",), "primary"),
    **dict.fromkeys(("nbr", "num", "#"), "number"),
}
_CO = re.compile(r"(?:co|joint)(?: (?:debtor|obligor|signer|borrower|maker|applicant))?|co(?:debtor|obligor|signer|borrower)")
_DEBTOR = {"debtor", "consumer", "customer", "borrower", "guarantor", "responsible party", "rp"}


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each field is: ``at`` maps it to its position in ``header``. ``unknown`` columns are not read."""

    header: tuple[str, ...]
    at: dict[str, int]
    unknown: tuple[str, ...]

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
        raise MappingError(f'the mapping {path.name} is not TOML: {error}. It has lines like balance = "Amt Due"') from None


def lay_out(header: tuple[str, ...], mapping: dict[str, object] | None = None) -> Layout:
    """Find the columns.

    Raises:
        MappingError: a required field has no column, two columns claim one field, or the mapping names what is not there.
    """
    at, ignored = _claimed(header, mapping or {})
    taken, unknown, rivals = set(at.values()) | ignored, [], []
    for position, column in enumerate(header):
        if position in taken or not column or column.lower().startswith(_OURS):
            continue
        field = recognise(column)
        if field is None or (field in at and at[field] in set(taken) - {at[field]} and field in (mapping or {})):
            unknown.append(column)
        elif field in at:
            (unknown if mapping and field in mapping else rivals).append(column)
            if field in rivals:
                continue
        else:
            at[field] = position
    return Layout(header, at, tuple(unknown))


def recognise(column: str) -> str | None:
    """The field that a header cell names in common words, or None."""
    words = _words(column)
    if (co := _CO.match(words)) and words[co.end() :].startswith(" "):
        field = _field(words[co.end() + 1 :])
        if field and (field in _ONE_PERSON_MORE or _FAMILY.fullmatch(field.replace("_", " "))):
            return f"co_{field}"
    return _field(words) or _field_of_debtor(words)


def _field_of_debtor(words: str) -> str | None:
    prefix = next((prefix for prefix in _DEBTOR if words.startswith(f"{prefix} ")), None)
    return _field(words.removeprefix(f"{prefix} ")) if prefix else None
