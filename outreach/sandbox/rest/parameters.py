"""The parameters of a request: those acted upon, those Twilio knows and the sandbox leaves without effect, and no others.

A parameter Twilio does not know is written into the journal as a `contract_violation`: over there it would be overlooked
in silence. One it knows and the sandbox does not act on is `not_modelled`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from outreach.sandbox.sandbox import Sandbox


@dataclass(frozen=True, slots=True)
class Parameters:
    """Names, without their repetitions."""

    modelled: frozenset[str]
    ignored: frozenset[str] = frozenset()

    def check(self, sandbox: Sandbox, resource: str, given: Iterable[str]) -> None:
        """Write down what the client should not have sent, and what it sent in vain."""
        now = sandbox.clock.now()
        for name in given:
            if name in self.ignored:
                error = f"parameter {name} has no effect here"
                sandbox.journal.record("not_modelled", now, resource=resource, error=error)
            elif name not in self.modelled:
                sandbox.journal.record("contract_violation", now, resource=resource, error=f"unknown parameter {name}")


def names(text: str) -> frozenset[str]:
    """Names parted by blanks."""
    return frozenset(text.split())


PAGING: Final = names("PageSize Page PageToken")
NONE: Final = Parameters(frozenset())
