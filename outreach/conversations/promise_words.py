"""Has she promised an amount by a day?

A promise is one amount (or plainly the whole balance), one day, and otherwise nothing but the
words people wrap around a promise. One unknown word, a question, a second amount or a second day
that disagrees makes it no promise: a person reads it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from outreach.conversations.date_words import find_days
from outreach.conversations.money_words import find_amounts
from outreach.conversations.plain_text import words_of

_WRAPPING_WORDS = """
    i ill im we well u you lets can will gonna going able be
    pay paying payment send take give do make commit promise
    to on by for of the a an and before my your this that it then with toward towards
    yes yeah yep ok okay sure hi hello please pls plz thanks thank account bill dollars sir maam

    yo puedo podemos pago pagamos pagar pagare voy vamos doy dar dare mando mandar mandare
    envio enviar enviare abono abonar abonare deposito depositar depositare hago hacer hare prometo
    nos le les se lo el la un una para por en de del dia al a mas tardar antes con y
    mi su cuenta si hola gracias favor bueno esta bien claro dolares pesos
"""
_WRAPPING = frozenset(_WRAPPING_WORDS.split())
_LET_ME = re.compile(r"\b(?:let me|put me down)\b")
_DOUBT = re.compile(
    r"[?¿%+*=<>#@]|(?:^|\s)-\$?\d"
    r"|\b(?:can|may|will|do) (?:i|we|you|u)\b|\b(?:you|u) (?:can |will |gonna )?(?:pay|send|give|do|make)\b"
)
"""Signs that no promise holds: a question, a share, a sign before the number, a demand to us."""
_WHOLE_BALANCE = re.compile(
    r"\b(?:(?:the |my )?(?:full|whole|entire|total|complete) (?:balance|amount|payment|bill|thing)|in full|(?:it )?all of it|it all|everything|the rest)\b"
    r"|\b(?:(?:el |la )?(?:saldo|balance|monto|cantidad|cuenta|deuda) (?:complet[oa]|total|enter[oa])|(?:el |la )?total(?:idad)?|todo(?: el saldo| el balance)?|por completo)\b"
)


@dataclass(frozen=True)
class PromiseRead:
    """What was promised: `amount_minor` in minor units, or None with `full` for the whole balance."""

    amount_minor: int | None
    due_on: date
    full: bool


def read_promise(folded: str, today: date) -> PromiseRead | None:
    """The promise in a folded text, or None when there is none or it is in doubt."""
    if _DOUBT.search(folded):
        return None
    days = find_days(_LET_ME.sub(" ", folded), today)
    due_on = days.days[0] if len(set(days.days)) == 1 else None
    without_balance = _WHOLE_BALANCE.sub(" ", days.rest)
    full = without_balance != days.rest
    amounts = find_amounts(without_balance)
    if due_on is None or not _only_wrapping(amounts.rest) or len(amounts.amounts_minor) != (0 if full else 1):
        return None
    amount_minor = None if full else amounts.amounts_minor[0]
    return PromiseRead(amount_minor, due_on, full) if full or amount_minor else None


def speaks_of_promise(folded: str, today: date) -> bool:
    """Whether an amount (or the whole balance) and a day are mentioned at all, promised or not."""
    days = find_days(folded, today)
    return bool(days.days) and bool(find_amounts(days.rest).amounts_minor or _WHOLE_BALANCE.search(days.rest))


def _only_wrapping(rest: str) -> bool:
    return all(word in _WRAPPING for word in words_of(rest).split())
