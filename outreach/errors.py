"""The root of every named refusal.

A subclass says in its text what happened and what to do about it. Texts never carry personal data:
they name tables, rows, fields and ids.
"""

from __future__ import annotations


class OutreachError(Exception):
    """Base of all errors a person using the product can meet."""


class SettingsError(OutreachError):
    """A setting is missing or impossible; the text names it and the way to set it."""


class NotFound(OutreachError):
    """Something was asked for by a name or id that does not exist."""


class NotAllowed(OutreachError):
    """A change that the rules of its state machine, or of approval, forbid."""
