"""Amounts of money as people and programs write them."""

from __future__ import annotations

import re

from outreach.intake.errors import ValueUnread

_BRACKETS = re.compile(r"\((.*)\)")
_MINUS = re.compile(r"- ?(.*)|(.*?) ?-")
_SYMBOL = re.compile(r"(?:usd|us\$|\$) ?(.*)|(.*?) ?(?:usd|\$)")
_POINT = re.compile(r"(\d+|\d{1,3}(?:,\d{3})+)?(?:\.(\d{1,2})?)?")  # 1234.5  1,234.50  .50  1,234
_COMMA = re.compile(r"(\d+|\d{1,3}(?:[. ]\d{3})+),(\d{1,2})")  # 1234,5  1.234,50  1 234,50
_GROUPED = re.compile(r"(\d{1,3}(?:\.\d{3}){2,})()")  # 1.234.567
_DATABASE = re.compile(r"(\d+)\.(\d{2})00+")  # 12.5000, a numeric(19, 4)
_LARGEST = 10**14


def read_amount(text: str) -> int:
    """Minor units (cents) of ``text``: ``$1,234.50``, ``(12.00)``, ``12.00-``, ``1.234,50``.

    A lone comma before three digits groups thousands, as it does in the United States. A lone point before three
    digits (``1.234``) could mean either and is refused.

    Raises:
        ValueUnread: no amount, or one that can be read in two ways.
    """
    plain = text.lower().replace("\u00a0", " ").replace("\u2212", "-").strip()
    signs = 0
    for pattern in (_BRACKETS, _SYMBOL, _MINUS, _SYMBOL):  # -$12.00 and $-12.00 are both written
        if found := pattern.fullmatch(plain):
            plain = next(part for part in found.groups() if part is not None)
            signs += pattern is not _SYMBOL
    if signs > 1:
        raise ValueUnread("is negative twice")
    cents = _cents(plain if signs else plain.removeprefix("+"))
    return -cents if signs else cents


def _cents(text: str) -> int:
    if not any(sign.isdigit() for sign in text) or not text.isascii():
        raise ValueUnread("is not an amount of money")
    for pattern in (_POINT, _COMMA, _GROUPED, _DATABASE):
        if found := pattern.fullmatch(text):
            whole = re.sub(r"[., ]", "", found[1] or "0")
            cents = int(whole) * 100 + int((found[2] or "").ljust(2, "0"))
            if cents >= _LARGEST:
                raise ValueUnread("is too large to be a debt")
            return cents
    if re.fullmatch(r"\d{1,3}\.\d{3}", text):
        raise ValueUnread("can be read in two ways: write the cents, as in 1234.00")
    raise ValueUnread("is not an amount of money in dollars and cents")
