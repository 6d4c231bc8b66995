"""Money: integer minor units with a currency, exact from import to speech."""

from __future__ import annotations

from dataclasses import dataclass

SYMBOLS = {"USD": "$", "CAD": "CA$", "GBP": "£", "EUR": "€", "AUD": "A$"}


@dataclass(frozen=True, slots=True)
class Money:
    """``minor`` units (cents) of ``currency`` (ISO 4217). May be negative."""

    minor: int
    currency: str = "USD"

    def __str__(self) -> str:
        sign = "-" if self.minor < 0 else ""
        symbol = SYMBOLS.get(self.currency, f"{self.currency} ")
        return f"{sign}{symbol}{abs(self.minor) // 100:,}.{abs(self.minor) % 100:02d}"
