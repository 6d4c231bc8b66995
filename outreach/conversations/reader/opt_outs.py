"""Is there an order to end contact, or a wish that only limits it?

Every place where stop.txt speaks is looked at by itself. It falls away when it belongs to taking back a stop ("sorry
about that STOP"), or when a limit stands beside it. What is left is a stop. With calls refused and texts (or mail)
asked for, it is a preference too: she writes, and wants to be written to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from outreach.conversations.reader.message import Message
from outreach.conversations.reader.phrases import Found
from outreach.conversations.reader.word_lists import word_lists

_NEAR = 5
"""So many words may stand between an order and its limit."""
_SUM = re.compile(r"\$\d|\d\d+ (?!(?:texts|messages|calls|times|mensajes|llamadas|textos|veces) )")
_OWN_PHONE = re.compile(r"(?:my|our|this|that|mi) (?:cell )?phone (?:number )?")
"""A thing and no call: "get off my phone"."""
_JOINED = re.compile(r"(?:me |us )?(?:or|nor|ni|o|y de) (?:\S+ ){1,3}")
_NOUN = re.compile(r"(?:stop|unsubscribe|opt out|cancel|alto|baja|quit)(?: stop)*")
_WORD = r"(?:stop|unsubscribe|opt out|cancel|alto|baja|quit)"
_SENT = (
    r"(?:said|sent|typed|texted|text|pressed|press|hit|put|wrote|replied|answered|tapped|pushed|clicked|puse|puso|mande|mando|"
    r"escribi|escribio|envie|envio|dije|conteste|apreto|aprete|pico|pique|respondi) (?:you |the |word |el |la |palabra |un |a )*"
)
_SENT_BEFORE = re.compile(f"{_SENT}$")
_DONE = re.compile(
    rf"(?:i |we |ya )?{_SENT}{_WORD}|unsubscribed|opted out|blocked (?:you(?: all)?|them|the number)|quit the texts|(?:los|las|les) bloquee"
)
"""What she or another did, and she may take back later in the message."""


@dataclass(frozen=True)
class OptOut:
    """The places that order an end of contact. Those the net caught are not ``sure``."""

    stops: tuple[Found, ...] = ()
    sure: bool = True


def read_opt_out(message: Message, places: dict[str, list[Found]]) -> OptOut:
    """What is left of the stops among ``places``; a limited one is moved to the preferences there, a taken-back one out."""
    orders = [] if places.get("start") else _keywords(message)
    orders += places.pop("stop", [])
    if message.text.find(":stop: ") >= 0:
        orders.append(Found("stop", message.text.find(":stop: "), message.text.find(":stop: ") + 7))
    stops = _standing(orders, message, places)
    if stops:
        return OptOut(stops)
    better_read = [*orders, *places.get("wrong_number", ()), *places.get("preference", ())]
    caught = [order for order in message.find(word_lists().net) if not any(_covers(one, order) for one in better_read)]
    return OptOut(_standing(caught, message, places), sure=False)


def _standing(orders: list[Found], message: Message, places: dict[str, list[Found]]) -> tuple[Found, ...]:
    """The orders that nothing takes back or limits, the longest first."""
    orders = [order for order in orders if not _taken_back(order, message, places)]
    limited = [order for order in orders if _limited(order, message, places)]
    stops = [order for order in orders if order not in limited and not _inside(order, limited)]
    if stops and all(_refuses_others(order, message) for order in stops) and _wants_writing(stops, message, places):
        limited, stops = limited + stops, []
    if limited:
        places.setdefault("preference", []).extend(limited)
    for kind in ("start", "call_me"):
        places[kind] = [place for place in places.get(kind, ()) if not any(_overlap(place, order) for order in orders)]
    return tuple(sorted(stops, key=lambda one: (one.start - one.end, one.start)))


def _keywords(message: Message) -> list[Found]:
    """The whole message, when it is keywords and manners and nothing else."""
    words = [token for token in message.tokens if token not in (".", ",")]
    left = re.sub(rf"(?:{word_lists().manners})|[.,] |(?:me|all|texts|them) ", "", message.text).split()
    joined = "".join(words).replace("~", "")
    keywords = word_lists().keywords
    if (left and all(word in keywords for word in left)) or (len(words) < 4 and joined in keywords):
        return [Found("stop", 0, len(message.text))]
    return []


def _taken_back(order: Found, message: Message, places: dict[str, list[Found]]) -> bool:
    """Whether a place belongs to taking back a stop, or asks about the word: then it is no order.

    "Do not text me again" is one, though "text me again" takes back a stop: it begins before that.
    """
    noun = bool(_NOUN.fullmatch(message.said(order)))
    if _reported(order, message) and any(order.end <= start.start for start in places.get("start", [])):
        return True
    if noun and any(_overlap(order, question) for question in places.get("help", [])):
        return True
    starts = [start for start in places.get("start", []) if not _begins_inside(start, order)]
    mentions = noun and any(message.sentence(start.start) == message.sentence(order.start) for start in starts)
    return mentions or any(_overlap(order, start) for start in starts)


def _reported(order: Found, message: Message) -> bool:
    """Whether a place tells of a stop that was sent before: "my grandson pressed stop", "I unsubscribed in the summer"."""
    said = message.said(order)
    noun = _NOUN.fullmatch(said) and _SENT_BEFORE.search(message.text[: order.start])
    return bool(noun or _DONE.fullmatch(said))


def _covers(place: Found, order: Found) -> bool:
    return place.start <= order.start and order.end <= place.end


def _begins_inside(start: Found, order: Found) -> bool:
    """Whether an order goes on after a taking back that it begins with ("text me again and I sue"), or begins before it."""
    return order.start < start.start < order.end or (order.start == start.start and start.end < order.end)


def _limited(order: Found, message: Message, places: dict[str, list[Found]]) -> bool:
    """Whether a limit stands after an order in its sentence, or opens the clause before it. A threat is never limited."""
    said = message.text[order.start : order.end]
    if not _pattern("any_contact").search(said) or _pattern("threat").search(said):
        return False
    kinds = [name for name in places if name.startswith("limit_")]
    if _pattern("pestering").search(said):
        kinds = [name for name in kinds if name != "limit_often"]
    return any(_limits(limit, order, message) for kind in kinds for limit in places[kind])


def _limits(limit: Found, order: Found, message: Message) -> bool:
    """Whether a limit belongs to an order: in its sentence, after it or at the beginning of a clause before it, and near."""
    begin, end = message.sentence(order.end - 2)
    if order.start < limit.start < end:
        between = message.text[order.end : max(limit.start, order.end)]
    elif begin <= limit.start < order.start and limit.start in message.starts:
        between = message.text[min(limit.end, order.start) : order.start]
    else:
        return False
    words = between.replace(",", " ").split()
    return len(words) <= _NEAR and word_lists().small["other_clause"].isdisjoint(words) and not _SUM.search(between)


def _overlap(one: Found, other: Found) -> bool:
    return one.start < other.end and other.start < one.end


def _inside(order: Found, others: list[Found]) -> bool:
    return any(other.start <= order.start and order.end <= other.end for other in others)


def _refuses_others(order: Found, message: Message) -> bool:
    """Whether an order speaks of calls or mail, and of texts not at all, nor does what is joined to it ("or text")."""
    said = _OWN_PHONE.sub("", message.text[order.start : order.end])
    joined = _JOINED.match(message.text, order.end)
    others = _pattern("by_call").search(said) or _pattern("by_mail").search(said)
    texts = _pattern("by_text").search(said) or (joined and _pattern("by_text").search(joined.group()))
    return bool(others) and not texts


def _wants_writing(stops: list[Found], message: Message, places: dict[str, list[Found]]) -> bool:
    if any(not _inside(wish, stops) for wish in places.get("preference", [])):
        return True
    asked = [Found("", match.start(), match.end()) for match in _pattern("asks_writing").finditer(message.text)]
    return any(not _inside(wish, stops) for wish in asked)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|(?<= )){word_lists().contact[name]}")
