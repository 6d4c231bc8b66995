"""What is wrong with a document, in Twilio's numbers.

Most are warnings: Twilio logs them, skips what it does not understand or takes the default, and goes on. The others end the
document, so that the fallback URL is asked, or the caller hears an apology. Source of the levels: the error dictionary,
twilio.com/docs/api/errors.
"""

from __future__ import annotations

from typing import Final

from outreach.sandbox.errors import SandboxError

FATAL: Final = frozenset(
    {11100, 11200, 11750, 11770, 12100, 12101, 12102, 12300, 12400}  # the document as such
    | {13201, 13231, 13238, 13240, 13621, 14201, 14202, 14203, 14204, 14205, 14206, 14210, 14211, 14212, 14213}
)


class TwimlError(SandboxError):
    """A document Twilio would refuse or warn of; `code` is Twilio's."""

    def __init__(self, code: int, text: str) -> None:
        self.code = code
        super().__init__(text)

    @property
    def fatal(self) -> bool:
        return self.code in FATAL


class NotModelled(TwimlError):
    """A verb Twilio has and this stand-in does not perform: it ends the document, for there is no honest way on."""

    def __init__(self, text: str) -> None:
        super().__init__(12400, text)
