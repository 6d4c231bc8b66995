"""Cells that hold one of a few words: yes and no, languages, kinds of debt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from outreach.intake.dates import read_past_date
from outreach.intake.errors import ValueUnread
from outreach.money import SYMBOLS

_NOTHING = {"", "-", "--", "n/a", "na", "#n/a", "none", "null", "(null)", "nil", "nan", "."}
_YES = {"y", "yes", "true", "t", "1", "x", "written", "oral", "verbal"}
_NO = {"n", "no", "false", "f", "0", "revoked", "withdrawn"}
_ORAL = {"oral", "verbal"}
_LANGUAGES = {"english": "en", "spanish": "es", "español": "es", "espanol": "es", "french": "fr", "français": "fr"}
_KINDS = {
    **dict.fromkeys(
        ("medical", "dental", "hospital", "healthcare", "health care", "physician", "ambulance"), "medical"
    ),
    **dict.fromkeys(("student loan", "student", "education loan"), "student_loan"),
    **dict.fromkeys(("credit card", "card", "revolving", "charge card"), "credit_card"),
    **dict.fromkeys(
        ("other", "auto", "auto loan", "utility", "utilities", "telecom", "insurance", "mortgage"), "other"
    ),
    **dict.fromkeys(("personal loan", "loan", "payday", "installment", "retail", "rent", "membership"), "other"),
}
_PURPOSES = {"consumer": "consumer", "personal": "consumer", "commercial": "commercial", "business": "commercial"}


@dataclass(frozen=True, slots=True)
class Consented:
    """What a consent cell says. ``on`` is absent when the file gives no date."""

    given: bool
    on: date | None = None
    form: str = "written"


def is_nothing(text: str) -> bool:
    """Whether a cell (not one of a name) is one of the ways to say that there is nothing."""
    return text.lower() in _NOTHING


def read_consent(text: str, today: date) -> Consented:
    """A yes, a no, or the date a consent was given. Raises ValueUnread."""
    word = text.lower()
    if word in _YES:
        return Consented(True, form="oral" if word in _ORAL else "written")
    if word in _NO:
        return Consented(False)
    try:
        return Consented(True, read_past_date(text, today))
    except ValueUnread:
        raise ValueUnread("is neither yes, nor no, nor the past date of a consent") from None


def read_language(text: str) -> str:
    """The two-letter code of a language. Raises ValueUnread."""
    word = text.lower()
    if word in _LANGUAGES:
        return _LANGUAGES[word]
    if found := re.fullmatch(r"([a-z]{2})(?:[-_][a-z]{2})?", word):
        return found[1]
    raise ValueUnread("is no language: write en or es")


def read_kind(text: str) -> str:
    """The kind of a debt, in the words of ``debts.kind``. Raises ValueUnread."""
    found = _KINDS.get(" ".join(re.split(r"[\s_-]+", text.lower())))
    if found is None:
        raise ValueUnread("is no kind of debt we know: medical, student loan, credit card or other")
    return found


def read_purpose(text: str) -> str:
    """Consumer or commercial. Raises ValueUnread."""
    found = _PURPOSES.get(text.lower())
    if found is None:
        raise ValueUnread("is neither consumer nor commercial")
    return found


def read_currency(text: str) -> str:
    """The ISO 4217 code. Raises ValueUnread."""
    if text.upper() not in SYMBOLS:
        raise ValueUnread(f"is none of {', '.join(SYMBOLS)}")
    return text.upper()


def read_id_fragment(text: str) -> str:
    """The last four digits of a social security number; more digits are never kept. Raises ValueUnread."""
    digits = re.sub(r"\D", "", text)
    if len(digits) not in (4, 9) or re.search(r"[^\dxX*# .-]", text):
        raise ValueUnread("is not the last four digits of a social security number")
    return digits[-4:]
