"""What is wrong with a document, in Twilio's numbers, and how bad that is.

    warning   logged; what is not understood is left out, or the default taken, and the call goes on
    error     logged as one; what the verb was to do does not happen, and the call goes on
    fatal     an error of the document as such: the fallback URL is asked, or the caller hears an apology

Source of the levels: the error dictionary, twilio.com/docs/api/errors. It does not say which errors are fatal; those here
are the ones that leave nothing to perform, and wrong values of attributes for which there is no default to take.
"""

from __future__ import annotations

from typing import Final

from outreach.sandbox.errors import SandboxError

FATAL: Final = frozenset(
    {11100, 11200, 11215, 11750, 11770, 12100, 12101, 12102, 12300, 12400}  # the document as such
    | {13201, 13231, 13621}
)
ERRORS: Final = FATAL | {
    13238, 13240, 13325, 13338, 13420, 14201, 14202, 14203, 14204, 14205, 14206, 14210, 14211, 14212, 14213, 16011, 16020,
    16022, 16023, 16025,
}  # fmt: skip


class TwimlError(SandboxError):
    """A document Twilio would refuse, fail at or warn of; `code` is Twilio's."""

    def __init__(self, code: int, text: str) -> None:
        self.code = code
        super().__init__(text)

    @property
    def fatal(self) -> bool:
        return self.code in FATAL

    @property
    def warning(self) -> bool:
        return self.code not in ERRORS


class NotModelled(TwimlError):
    """A verb Twilio has and this stand-in does not perform: it ends the document, for there is no honest way on."""

    def __init__(self, text: str) -> None:
        super().__init__(12400, text)
