"""What an inbound text means in its context. Pure: the same body and context always read the same.

1. ``stop`` wins over everything else in the message. An order with a limit ("not at work", "before nine") is a
   preference; the refusal of calls alone beside a wish for texts is one too.
2. ``start`` takes back a stop.
3. A fact that changes how the account is handled: deceased, bankruptcy, attorney, wrong_number, dispute, already_paid.
4. The answer to what is pending: an offer's number, a yes, a no.
5. A promise of an amount and a day; then hardship, call_me, why, help, preference.
6. Two meanings that pull in different directions, and everything else: ``unclear``. A person reads it. Before that, a mere
   hint of a stop is taken for one (`words/hints.txt`).

Whatever was read, no kind that lets contact go on stands beside words that may mean its end (`words/wary.txt`): then it
is ``unclear``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from outreach.conversations.reader import answers
from outreach.conversations.reader.language import language_of
from outreach.conversations.reader.message import Message, message
from outreach.conversations.reader.opt_outs import OptOut, read_opt_out
from outreach.conversations.reader.phrases import Found
from outreach.conversations.reader.promises import PromiseRead, read_promise, terms
from outreach.conversations.reader.reply import Confidence, Context, Kind, Offers, Question, Reply
from outreach.conversations.reader.wishes import call_wish, contact_wish
from outreach.conversations.reader.word_lists import word_lists

_FACTS = (Kind.DECEASED, Kind.BANKRUPTCY, Kind.ATTORNEY, Kind.WRONG_NUMBER, Kind.DISPUTE, Kind.ALREADY_PAID)
"""The first of these that is seen wins, but for what `_fact` says."""
_TALK = (Kind.HARDSHIP, Kind.CALL_ME, Kind.WHY, Kind.HELP, Kind.PREFERENCE)
_READ_BY_WORDS = {*_FACTS, Kind.HARDSHIP, Kind.WHY} - {Kind.ATTORNEY, Kind.BANKRUPTCY}
_FEW = 3
"""A reading of so many words, in a message that says more of contact, is no sure one."""
_COVERS = {
    Kind.HARDSHIP: {Kind.HELP},
    Kind.CALL_ME: {Kind.HELP, Kind.PREFERENCE, Kind.WHY},
    Kind.WHY: {Kind.HELP, Kind.PREFERENCE},
    Kind.PREFERENCE: {Kind.HELP},
}
"""What else may be seen beside a kind without making it doubtful."""
_MONEY = re.compile(r"\$|\b(?:dollars?|bucks?|dolares|dolar|pesos|usd) ")
_ABOUT_AN_OFFER = re.compile(
    r"(?:^|(?<= ))(?:\d|option|options|opcion|plan|plans(?! for)|offer|one|la|ones|cheap|cheaper|cheapest|barata|barato) "
)
_STOP_WORD = re.compile(r"\b(?:stop(?:ped)?|unsubscribed?|blocked|quit|alto|baja)\b")
_TWICE = re.compile(r"\b(?:twice|double|dos veces|doble|duplicad[oa])\b")
_NOT_ME = re.compile(r"\bnot (?:me|him|her)$|no soy yo$|equivocad[oa]s?$|equivocan$")
_PRONOUN = re.compile(
    r"\b(?:he|she|they|person|debtor|ella|el|persona|senor|senora)~? (?:\w+~? ){0,3}?(?:is|was|died|dead|passed|deceased|fallecio|murio)\b"
)


@dataclass
class _Seen:
    """What the lists found in a message, by kind."""

    message: Message
    places: dict[str, list[Found]] = field(default_factory=dict)
    opt_out: OptOut = field(default_factory=OptOut)
    wary: bool = False
    """Whether words that may mean an end of contact made another reading doubtful."""

    def has(self, kind: str) -> bool:
        return bool(self.places.get(kind))

    def words(self, kind: str) -> tuple[str, ...]:
        longest = max(self.places.get(kind, ()), key=lambda place: place.end - place.start, default=None)
        return (self.message.said(longest),) if longest else ()


def read_reply(body: str, context: Context) -> Reply:
    """The meaning of an inbound text. Never raises; what cannot be understood is ``unclear``."""
    seen = _look(message(body))
    reply = (
        _stop(seen)
        or _start(seen)
        or _plain_no(seen, context)
        or _fact(seen)
        or _answer(seen, context)
        or _talk(seen, context)
    )
    if reply.kind not in (Kind.STOP, Kind.UNCLEAR) and _may_end_contact(reply, seen):
        seen.wary, reply = True, Reply(Kind.UNCLEAR)
    if reply.kind is Kind.UNCLEAR:
        reply = _hinted(seen) or reply
    return _completed(reply, seen, context)


def _may_end_contact(reply: Reply, seen: _Seen) -> bool:
    """Whether words that may mean an end of contact stand outside those that a kind was read from."""
    if reply.kind is Kind.START:
        return _denied(seen)
    lists, wary = word_lists(), seen.message.find(word_lists().wary)
    ends = [place for place in wary if place.kind == "wary_any"] + seen.message.find(lists.hints)
    if any(not _read(place, reply.kind, seen) for place in ends) or _keyword_alone(seen.message):
        return True
    its = seen.places.get(reply.kind, ())
    return _thin(reply) and any(
        place.kind == "wary_thin" and not any(one.start <= place.start and place.end <= one.end for one in its)
        for place in wary
    )


def _thin(reply: Reply) -> bool:
    """Whether a reading stands on few words of a longer message."""
    few = all(len(words.split()) <= _FEW for words in reply.words)
    return few and reply.kind in _READ_BY_WORDS and reply.confidence is Confidence.LIKELY


def _keyword_alone(written: Message) -> bool:
    """Whether a sentence of several is a keyword and nothing else."""
    rows = [sentence.words for sentence in written.sentences()]
    return len(rows) > 1 and any(row and set(row) <= word_lists().keywords for row in rows)


def _read(place: Found, kind: Kind, seen: _Seen) -> bool:
    return any(place.start < its.end and its.start < place.end for its in seen.places.get(kind, ()))


def _denied(seen: _Seen) -> bool:
    """Whether a no stands beside every taking back, in its sentence: "you can not keep writing if I do not want it".

    A hint is one as well, but for those with the word stop: that is what she takes back.
    """
    starts = seen.places.get("start", [])
    hints = seen.message.find(word_lists().hints)
    if any(not _read(hint, Kind.START, seen) and not _STOP_WORD.search(seen.message.said(hint)) for hint in hints):
        return True
    noes = [place for place in seen.message.find(word_lists().wary) if place.kind == "wary_no"]
    noes = [no for no in noes if not _read(no, Kind.START, seen)]
    if not starts:
        return bool(noes)
    sentence = seen.message.sentence
    return all(any(sentence(no.start) == sentence(start.start) for no in noes) for start in starts)


def _look(written: Message) -> _Seen:
    seen = _Seen(written)
    for found in written.find(word_lists().index):
        seen.places.setdefault(found.kind, []).append(found)
    seen.opt_out = read_opt_out(written, seen.places)
    _drop_covered(seen.places)
    return seen


def _drop_covered(places: dict[str, list[Found]]) -> None:
    """Of two kinds of talk that read the same words, the one that reads more of them stays; help always."""
    talk = {kind: found for kind in _TALK if (found := places.get(kind))}
    longest = {kind: max(found, key=lambda place: place.end - place.start) for kind, found in talk.items()}
    for kind, mine in longest.items():
        for other, its in longest.items():
            overlap = mine.start < its.end and its.start < mine.end
            beaten = other is Kind.HELP or (kind is not Kind.HELP and its.end - its.start > mine.end - mine.start)
            if kind is not other and overlap and beaten:
                places[kind] = [
                    place for place in places.get(kind, ()) if place.end <= its.start or its.end <= place.start
                ]


def _stop(seen: _Seen) -> Reply | None:
    if not seen.opt_out.stops:
        return None
    confidence = _sure(seen.opt_out.stops, seen) if seen.opt_out.sure else Confidence.LIKELY
    return Reply(Kind.STOP, confidence=confidence, words=(seen.message.said(seen.opt_out.stops[0]),))


def _start(seen: _Seen) -> Reply | None:
    return _seen(Kind.START, seen) if seen.has("start") else None


def _plain_no(seen: _Seen, context: Context) -> Reply | None:
    """A no to the question and not a word more, whatever else it would mean elsewhere ("I never agreed to this")."""
    opening = answers.read_opening(seen.message) if isinstance(context.pending, Question) else None
    if opening is None or opening.kind is not Kind.NO or opening.rest.words:
        return None
    return Reply(Kind.NO, confidence=Confidence.CERTAIN, words=(opening.words,))


def _fact(seen: _Seen) -> Reply | None:
    facts = [kind for kind in _FACTS if seen.has(kind)]
    if not facts:
        return None
    first = facts[0]
    if first is Kind.DECEASED and seen.has("another_death") and not _PRONOUN.search(seen.message.text):
        return _seen(Kind.HARDSHIP, seen) if len(facts) == 1 else _seen(facts[1], seen)
    if Kind.ALREADY_PAID in facts and len(facts) == 1 and seen.has("part_paid"):
        return Reply(Kind.UNCLEAR)
    if facts == [Kind.DISPUTE, Kind.ALREADY_PAID] and not _TWICE.search(seen.message.text):
        return _seen(Kind.ALREADY_PAID, seen)  # "I don't owe it, I paid it off": paid is the reason
    if facts[:2] == [Kind.WRONG_NUMBER, Kind.DISPUTE] and all(
        _NOT_ME.search(words) for words in seen.words(Kind.WRONG_NUMBER)
    ):
        return _seen(Kind.DISPUTE, seen)
    return _seen(first, seen)


def _answer(seen: _Seen, context: Context) -> Reply | None:
    if isinstance(context.pending, Offers):
        return _offered(seen, context.pending, context)
    return _asked(seen, context.pending, context) if context.pending else None


def _offered(seen: _Seen, offers: Offers, context: Context) -> Reply | None:
    promise = read_promise(seen.message, context.today)
    if promise is not None and _may_be_a_number(promise, offers, seen.message):
        return Reply(Kind.UNCLEAR)  # "2 but on friday" is no promise of two dollars
    if seen.has("why") and _ABOUT_AN_OFFER.search(seen.message.text):
        return Reply(Kind.UNCLEAR)  # which offer is better is for a person to say
    if promise is not None or any(seen.has(kind) for kind in _TALK):
        return None
    choice = answers.read_choice(seen.message, offers.count)
    if choice is not None:
        return Reply(Kind.CHOICE, confidence=Confidence.CERTAIN, words=(choice[1],), choice=choice[0])
    opening = answers.read_opening(seen.message)
    if (
        offers.count == 1
        and opening
        and opening.kind is Kind.YES
        and answers.agrees(opening.rest, Question(), context.today)
    ):
        return Reply(Kind.YES, confidence=_after(opening.rest), words=(opening.words,))
    return None


def _may_be_a_number(promise: PromiseRead, offers: Offers, written: Message) -> bool:
    numbers = {100 * number for number in range(1, offers.count + 1)}
    return promise.amount_minor in numbers and not _MONEY.search(written.text)


def _asked(seen: _Seen, question: Question, context: Context) -> Reply | None:
    opening = answers.read_opening(seen.message)
    promise = read_promise(seen.message, context.today)
    talk = [kind for kind in _TALK if seen.has(kind)]
    if promise is not None and not talk:
        return _promised_or_confirmed(promise, opening, question, seen)
    if opening is None or (talk and opening.kind is Kind.NO):
        return _repeated(seen, question, context) if not talk else None
    if len(talk) == 1 and answers.whole(seen.places[talk[0]], seen.message):
        return None
    if talk or (opening.kind is Kind.YES and answers.sarcastic(seen.message)):
        return Reply(Kind.UNCLEAR)
    stands = answers.agrees if opening.kind is Kind.YES else answers.declines
    if not stands(opening.rest, question, context.today):
        return Reply(Kind.UNCLEAR)
    return Reply(opening.kind, confidence=_after(opening.rest), words=(opening.words,))


def _promised_or_confirmed(
    promise: PromiseRead, opening: answers.Opening | None, question: Question, seen: _Seen
) -> Reply:
    """Pending terms said again are a yes; other terms after a yes are doubtful, after a no or alone a promise."""
    same = promise.amount_minor == question.amount_minor and promise.due_on == question.due_on
    if same and (opening is None or opening.kind is Kind.YES):
        return Reply(Kind.YES, confidence=Confidence.CERTAIN, words=(" ".join(seen.message.words),))
    if opening is not None and opening.kind is Kind.YES and not promise.full:
        return Reply(Kind.UNCLEAR)
    return _promised(promise, seen)


def _repeated(seen: _Seen, question: Question, context: Context) -> Reply | None:
    """A yes that says what was asked: "I'll pay it by friday" where Friday was asked."""
    said = terms(seen.message, context.today)
    pays = any(found.kind == "pay" for found in seen.message.find(word_lists().promise))
    if pays and said.any and not said.full and answers.agrees(seen.message, question, context.today):
        return Reply(Kind.YES, confidence=Confidence.LIKELY, words=(" ".join(seen.message.words),))
    return None


def _talk(seen: _Seen, context: Context) -> Reply:
    talk = [kind for kind in _TALK if seen.has(kind)]
    promise = read_promise(seen.message, context.today)
    if promise is not None and set(talk) <= {Kind.HARDSHIP, Kind.HELP, Kind.PREFERENCE}:
        return _promised(promise, seen)
    leading = [kind for kind in talk if set(talk) <= _COVERS.get(kind, set()) | {kind}]
    if leading and promise is None:
        return _seen(leading[0], seen)
    return Reply(Kind.UNCLEAR) if talk or promise else _weaker(seen, context)


def _weaker(seen: _Seen, context: Context) -> Reply:
    """What weaker signs say, where nothing surer is said, nothing of amounts or days, and nobody is angry."""
    answered = context.pending is not None and answers.read_opening(seen.message) is not None
    if answered or seen.has("annoyed") or seen.has("part_paid"):
        return Reply(Kind.UNCLEAR)
    found: dict[str, list[Found]] = {}
    for place in seen.message.find(word_lists().weaker):
        found.setdefault(place.kind.removeprefix("maybe_"), []).append(place)
    if len(found) != 1:
        return Reply(Kind.UNCLEAR)
    kind, places = found.popitem()
    if any(place.kind == "wary_weak" for place in seen.message.find(word_lists().wary)):
        seen.wary = True
        return Reply(Kind.UNCLEAR)
    return Reply(Kind(kind), confidence=Confidence.LIKELY, words=(seen.message.said(places[0]),))


def _hinted(seen: _Seen) -> Reply | None:
    """A stop that is only hinted at, in a message that says nothing else which could be read."""
    if any(seen.has(kind) for kind in (*_FACTS, *_TALK, Kind.START)):
        return None
    sentence = seen.message.sentence
    limited = {sentence(one.start) for kind, its in seen.places.items() if kind.startswith("limit_") for one in its}
    hints = [hint for hint in seen.message.find(word_lists().hints) if sentence(hint.start) not in limited]
    if not hints:
        return None
    return Reply(Kind.STOP, confidence=Confidence.LIKELY, words=(seen.message.said(hints[0]),))


def _promised(promise: PromiseRead, seen: _Seen) -> Reply:
    return Reply(
        Kind.PROMISE,
        confidence=Confidence.CERTAIN,
        words=(" ".join(seen.message.words),),
        amount_minor=promise.amount_minor,
        full=promise.full,
        due_on=promise.due_on,
    )


def _seen(kind: Kind, seen: _Seen) -> Reply:
    return Reply(kind, confidence=_sure(seen.places.get(kind, []), seen), words=seen.words(kind))


def _sure(places: Sequence[Found], seen: _Seen) -> Confidence:
    return Confidence.CERTAIN if answers.whole(list(places), seen.message) else Confidence.LIKELY


def _after(rest: Message) -> Confidence:
    return Confidence.LIKELY if rest.words else Confidence.CERTAIN


def _completed(reply: Reply, seen: _Seen, context: Context) -> Reply:
    """The reply with its language, its wish, and what else was seen."""
    also = {kind for kind in Kind if seen.has(kind)} | (
        {Kind.STOP} if seen.has("annoyed") or seen.opt_out.stops or seen.wary else set()
    )
    opening = answers.read_opening(seen.message)
    if opening:
        also.add(opening.kind)
    return Reply(
        reply.kind,
        language_of(seen.message.words),
        reply.confidence,
        reply.words,
        tuple(sorted(also - {reply.kind})),
        reply.amount_minor,
        reply.full,
        reply.due_on,
        reply.choice,
        call_wish(seen.message, context.today) if reply.kind is Kind.CALL_ME else None,
        contact_wish(seen.message) if reply.kind is Kind.PREFERENCE else None,
    )
