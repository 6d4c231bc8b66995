"""What can go wrong when processes are started."""

from __future__ import annotations

from outreach.errors import OutreachError


class StartFailed(OutreachError):
    """A process could not be started, or did not become ready in time."""


class ProgramMissing(StartFailed):
    """A program that has to come with the system is not installed."""
