"""What can go wrong with facts, packs and clocks. Messages name keys and rules, never a person's data."""

from __future__ import annotations


class ComplianceError(Exception):
    """Base of everything this package raises."""


class FactsError(ComplianceError):
    """Raised when facts cannot be read. `path` names the key, as in `history[3].at`."""

    def __init__(self, path: str, why: str) -> None:
        self.path = path
        self.why = why
        super().__init__(f"The facts cannot be judged: {path or 'facts'} {why}. Correct the facts and ask again.")


class PackError(ComplianceError):
    """Raised when a pack of rules has a fault; no decision is made with a rule set that has one."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(
            f"The rule pack cannot be used: {where} {why}. Correct the pack; nothing may be sent until then."
        )


class StaleClock(ComplianceError):
    """Raised when local times would be read from something else than the tzdata wheel."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"Local times cannot be trusted: {why}. Start the process with PYTHONTZPATH set to the empty string "
            "(or call zoneinfo.reset_tzpath(to=())) and keep the tzdata package current."
        )


class UnknownZone(ComplianceError):
    """Raised when a time zone has no data, or an instant lies outside the years the clock knows."""

    def __init__(self, what: str) -> None:
        super().__init__(f"There is no local time for {what}. Correct the place data or renew the tzdata package.")
