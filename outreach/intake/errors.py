"""What can be wrong with a file, a mapping, a cell, or with taking a placement back."""

from __future__ import annotations

from outreach.errors import NotAllowed, OutreachError

_SHOWN = 40  # characters of a masked value


class PlacementUnreadable(OutreachError):
    """The file as a whole cannot be used; nothing of it was loaded."""


class MappingError(OutreachError):
    """The columns of a file, or of a mapping, do not say where required facts are."""


class ImportBusy(OutreachError):
    """Another import holds the account store; try again when it has finished."""


class UndoRefused(NotAllowed):
    """A placement may no longer be taken back, because something was built on it."""


class ValueUnread(OutreachError):
    """A cell does not hold what its column is for; the text is the reason and never shows the value."""


class RowError(OutreachError):
    """A row cannot be loaded: ``column`` as the file names it, the ``value`` masked, and the ``reason``."""

    def __init__(self, column: str, value: str, reason: str) -> None:
        super().__init__(f"{column}: {reason}" if column else reason)
        self.column = column
        self.value = shape(value)
        self.reason = reason


def shape(value: str) -> str:
    """``value`` with every letter as x and every digit as 9: what is wrong stays visible, what is personal does not."""
    masked = "".join("9" if sign.isnumeric() else "x" if sign.isalnum() else sign for sign in value[: _SHOWN + 1])
    masked = "".join(sign if sign.isprintable() else "·" for sign in masked)
    return masked if len(masked) <= _SHOWN else masked[:_SHOWN] + "…"
