"""What an inbound SMS means, read by word lists: the same body and day always read the same.

    stop            do not contact me this way (wins over everything else in the message)
    deceased, bankruptcy, attorney, wrong_number, dispute, already_paid
                    facts that hold contact; the first of these named wins
    hardship, promise, why, call_me
                    two of these in one message make it unclear
    help, yes, no   only as the whole message
    unclear         a person reads it

Doubt is unclear. Only a promise carries an amount and a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from outreach.conversations.opt_out_words import asks_to_stop, is_keyword
from outreach.conversations.plain_text import fold, words_of
from outreach.conversations.promise_words import PromiseRead, read_promise, speaks_of_promise
from outreach.conversations.reply_words import PHRASES, WHOLE


class ReplyKind(StrEnum):
    """What a reply asks or tells."""

    STOP = "stop"
    HELP = "help"
    WHY = "why"
    PROMISE = "promise"
    WRONG_NUMBER = "wrong_number"
    ALREADY_PAID = "already_paid"
    DISPUTE = "dispute"
    ATTORNEY = "attorney"
    BANKRUPTCY = "bankruptcy"
    DECEASED = "deceased"
    HARDSHIP = "hardship"
    CALL_ME = "call_me"
    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


class Confidence(StrEnum):
    """How the meaning was found."""

    CERTAIN = "certain"  # the whole message was understood
    LIKELY = "likely"  # words in a longer message
    NONE = "none"  # unclear


@dataclass(frozen=True)
class Reply:
    """A message's meaning. `words` are those that decided, as read: lower case, no accents.

    For a promise, `due_on` is set and either `amount_minor` (minor units) or `full`.
    """

    kind: ReplyKind
    amount_minor: int | None = None
    due_on: date | None = None
    words: tuple[str, ...] = ()
    confidence: Confidence = Confidence.NONE
    full: bool = False


_HOLDING = (
    ReplyKind.DECEASED,
    ReplyKind.BANKRUPTCY,
    ReplyKind.ATTORNEY,
    ReplyKind.WRONG_NUMBER,
    ReplyKind.DISPUTE,
    ReplyKind.ALREADY_PAID,
)
_TALK = (ReplyKind.HARDSHIP, ReplyKind.WHY, ReplyKind.CALL_ME)
_UNCLEAR = Reply(ReplyKind.UNCLEAR)


def read_reply(body: str, today: date) -> Reply:
    """The meaning of an inbound SMS, whose days are counted from `today` where the reader is."""
    folded = fold(body)
    asked = asks_to_stop(folded)
    if asked is not None:
        confidence = Confidence.CERTAIN if is_keyword(folded) else Confidence.LIKELY
        return Reply(ReplyKind.STOP, words=(asked,), confidence=confidence)
    words = words_of(folded)
    return _whole_message(words) or _holding(words) or _talk(folded, words, today)


def _whole_message(words: str) -> Reply | None:
    for kind, pattern in WHOLE.items():
        if pattern.fullmatch(words):
            return Reply(ReplyKind(kind), words=(words,), confidence=Confidence.CERTAIN)
    return None


def _holding(words: str) -> Reply | None:
    return next((reply for kind in _HOLDING if (reply := _phrase(kind, words))), None)


def _talk(folded: str, words: str, today: date) -> Reply:
    found = [reply for kind in _TALK if (reply := _phrase(kind, words))]
    promise = read_promise(folded, today)
    if promise is not None and not found:
        return _promised(promise, words)
    return found[0] if len(found) == 1 and not speaks_of_promise(folded, today) else _UNCLEAR


def _phrase(kind: ReplyKind, words: str) -> Reply | None:
    match = PHRASES[kind].search(words)
    return Reply(kind, words=(match.group().strip(),), confidence=Confidence.LIKELY) if match else None


def _promised(promise: PromiseRead, words: str) -> Reply:
    return Reply(
        ReplyKind.PROMISE,
        amount_minor=promise.amount_minor,
        due_on=promise.due_on,
        words=(words,),
        confidence=Confidence.CERTAIN,
        full=promise.full,
    )
