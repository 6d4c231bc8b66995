"""Who said STOP to whom: keywords, and the pairs Twilio no longer carries texts between.

The whole body must be a keyword, in any case. A number that belongs to a messaging service is blocked with the whole
service. Source: Twilio help centre, "Twilio support for opt-out keywords".
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from outreach.sandbox.holdings import Holdings

STOP_WORDS: Final = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
START_WORDS: Final = frozenset({"START", "YES", "UNSTOP"})
HELP_WORDS: Final = frozenset({"HELP", "INFO"})


class Keyword(StrEnum):
    STOP = "STOP"
    START = "START"
    HELP = "HELP"


AUTO_REPLIES: Final = {
    Keyword.STOP: "You have successfully been unsubscribed. You will not receive any more messages from this number. "
    "Reply START to resubscribe.",
    Keyword.START: "You have successfully been re-subscribed to messages from this number. Reply HELP for help. "
    "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
    Keyword.HELP: "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
}


def keyword_in(body: str) -> Keyword | None:
    word = body.strip().upper()
    if word in STOP_WORDS:
        return Keyword.STOP
    if word in START_WORDS:
        return Keyword.START
    return Keyword.HELP if word in HELP_WORDS else None


class OptOuts:
    """Blocked pairs of a person and one of our numbers (or the service it belongs to)."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings
        self._blocked: set[tuple[str, str]] = set()

    def hear(self, person: str, ours: str, body: str) -> Keyword | None:
        """Apply the keyword in a text from `person` to our number `ours`, and say which it was.

        START and YES are ordinary words from somebody who never said STOP.
        """
        keyword = keyword_in(body)
        if keyword is Keyword.STOP:
            self._blocked.add((person, self._sender(ours)))
        elif keyword is Keyword.START:
            if not self.blocks(person, ours):
                return None
            self._blocked.discard((person, self._sender(ours)))
        return keyword

    def blocks(self, person: str, ours: str) -> bool:
        return (person, self._sender(ours)) in self._blocked

    def _sender(self, number: str) -> str:
        service = self._holdings.service_of(number)
        return number if service is None else service.sid
