"""What a wish about contact says in detail: when to call, and the parts of a "contact contract"."""

from __future__ import annotations

import re
from datetime import date, time

from outreach.conversations.reader.date_words import find_days
from outreach.conversations.reader.message import Message
from outreach.conversations.reader.number_words import with_digits
from outreach.conversations.reader.reply import CallWish, ContactWish

_PARTS = {
    "morning": "morning", "mornings": "morning", "manana": "morning", "mananas": "morning",
    "afternoon": "afternoon", "afternoons": "afternoon", "tarde": "afternoon", "tardes": "afternoon",
    "evening": "evening", "evenings": "evening", "night": "evening", "nights": "evening", "noche": "evening",
    "noches": "evening",
}  # fmt: skip
_PART = re.compile(
    rf"\b(?:in the|this|tomorrow|en la|por la|de la|en las|por las|every|the|las?|only)? ?(?P<part>{'|'.join(_PARTS)})\b"
)
_CLOCK = r"(?P<hour>1[0-2]|0?\d|noon|mediodia)(?::(?P<minute>[0-5]\d))?(?P<half>am|pm|a|p)?"
_AT = re.compile(
    rf"\b(?:at|a las?|around|by|como a las?|after|before|antes de las?|despues de las?) {_CLOCK}\b|\b(?P<lone>(?:1[0-2]|0?\d)(?::[0-5]\d)?[ap]m)\b"
)
_AFTER = re.compile(rf"\b(?:after|past|from|despues de|pasadas|a partir de|de|desde)(?: las?| el)? {_CLOCK}\b")
_BEFORE = re.compile(rf"\b(?:before|until|till|til|antes de|hasta)(?: las?| el)? {_CLOCK}\b")
_BETWEEN = re.compile(
    rf"\b(?:between|entre|from|de)(?: las?)? {_CLOCK} (?:and|to|y|a|until|till|hasta)(?: las?)? {_CLOCK.replace('<hour>', '<hour2>').replace('<minute>', '<minute2>').replace('<half>', '<half2>')}\b"
)
_NEGATED = re.compile(r"\b(?:no|not|never|dont|nothing|nada|stop|quit|dejen|nunca|cease)\b")
_TELEPHONE = re.compile(r"(?<![\d$])(?:1-?)?(?:\d{3}-?)?\d{3}-\d{4}(?!\d)|(?<![\d$])\d{10}(?!\d)")
_DAYS = {
    "mon": r"mon|mondays?|lunes", "tue": r"tue|tues|tuesdays?|martes", "wed": r"wed|weds|wednesdays?|miercoles",
    "thu": r"thu|thurs?|thursdays?|jueves", "fri": r"fri|fridays?|viernes",
    "sat": r"sat|saturdays?|sabados?|weekends?|fin(?:es)? de semana", "sun": r"sun|sundays?|domingos?|weekends?|fin(?:es)? de semana",
}  # fmt: skip
_WEEK = ("mon", "tue", "wed", "thu", "fri")
_CHANNELS = {
    "mail": r"(?:regular|us|snail|postal|paper) mail|letters?|cartas?|correo postal|usps",
    "email": r"emails?|e mails?|emailing|correo|correos|correo electronico",
    "text": r"texts?|texting|sms|mensajes?|textos?|messages?|escrib\w+|textear\w*|whatsapp",
    "call": r"calls?|calling|phone|llam\w+|telefono|ring",
}
_REFUSING = re.compile(r"no|not|never|stop|quit|instead of|rather than|en vez|sin|dejen")
_WISHING = re.compile(r"just|only|please|use|solo|prefer|rather|mejor|but|pero|nomas")
_WORK = re.compile(
    r"\b(?:at|to|on|en el|al|a mi|en mi|my|during|while i am|cuando estoy|mientras|de mi) ?(?:my |mi )?(?:work|job|office|workplace|trabajo|trabajando|oficina|chamba|jale|working)\b"
)
_LESS = re.compile(
    r"\b(?:less|fewer|so (?:often|much|many)|too (?:often|many|much)|once a|una vez|menos|tanto|tantos|tantas|tan seguido|every day|everyday|todos los dias|more than once|twice|cada rato|daily|cada dia)\b"
)
_LANGUAGES = {"es": r"spanish|espanol|castellano", "en": r"english|ingles"}


def call_wish(message: Message, today: date) -> CallWish:
    """When and where to call, as far as it is said. A bare hour from 1 to 7 is in the afternoon."""
    text = " ".join(with_digits(message.words))
    phone = _TELEPHONE.search(text)
    text = _TELEPHONE.sub(" ", text)
    at = next(
        (_clock(match.group("hour"), match["minute"], match["half"]) for match in _AT.finditer(text) if match["hour"]),
        None,
    )
    lone = re.search(rf"\b{_CLOCK}(?<=m)\b", text)
    if at is None and lone:
        at = _clock(lone["hour"], lone["minute"], lone["half"])
    days = [day for day in find_days(text, today).days if day is not None]
    part = _PART.search(re.sub(r"^manana|(?<!la )\bmanana\b(?! por)", " ", text))
    return CallWish(
        on=days[0] if len(set(days)) == 1 else None,
        at=at,
        part=_PARTS[part["part"]] if part else None,
        phone=phone.group() if phone else None,
    )


def contact_wish(message: Message) -> ContactWish:
    """What a wish says of channels, hours, days, language and work, as far as it is plain; the rest a person reads."""
    text = " ".join(with_digits(message.words))
    not_before, not_after = _hours(text)
    mentioned = tuple(day for day, names in _DAYS.items() if re.search(rf"\b(?:{names})\b", text))
    if re.search(r"\b(?:weekdays|entre semana)\b", text):
        mentioned = _WEEK
    refused = bool(_NEGATED.search(text)) and not re.search(r"\b(?:only|solo|nomas|solamente)\b", text)
    only, never = _channels(text)
    return ContactWish(
        only=only,
        never=never,
        not_before=not_before,
        not_after=not_after,
        days=() if refused else mentioned,
        not_days=mentioned if refused else (),
        language=_language(text),
        not_at_work=bool(_WORK.search(text)) and bool(_NEGATED.search(text)),
        less_often=bool(_LESS.search(text)),
    )


def _hours(text: str) -> tuple[time | None, time | None]:
    """From when and until when contact is welcome."""
    refused = bool(_NEGATED.search(text)) and not re.search(r"\b(?:only|solo|nomas|solamente)\b", text)
    if between := _BETWEEN.search(text):
        ends = (
            _clock(between["hour"], between["minute"], between["half"] or between["half2"]),
            _clock(between["hour2"], between["minute2"], between["half2"]),
        )
        return (None, None) if refused else ends
    after, before = _AFTER.search(text), _BEFORE.search(text)
    later = _clock(after["hour"], after["minute"], after["half"]) if after else None
    earlier = _clock(before["hour"], before["minute"], before["half"], evening=not refused) if before else None
    return (earlier, later) if refused else (later, earlier)


def _clock(hour: str, minute: str | None, half: str | None, *, evening: bool = True) -> time | None:
    if hour in ("noon", "mediodia"):
        return time(12)
    value = int(hour)
    if half and half.startswith("p") and value < 12:
        value += 12
    elif half and half.startswith("a"):
        value %= 12
    elif not half and evening and 1 <= value <= 7:
        value += 12
    return time(value, int(minute or 0)) if value < 24 else None


def _channels(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Channels wanted and channels refused. In "don't call, just text" a refusal reaches to the next word of wishing."""
    wanted: list[str] = []
    refused: list[str] = []
    refusing = False
    words = text.split()
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if _REFUSING.fullmatch(word) or _REFUSING.fullmatch(f"{word} {following}"):
            refusing = True
        elif _WISHING.fullmatch(word):
            refusing = False
        elif channel := _channel(word, following):
            (refused if refusing else wanted).append(channel)
    return tuple(dict.fromkeys(wanted)), tuple(one for one in dict.fromkeys(refused) if one not in wanted)


def _channel(word: str, following: str) -> str | None:
    both = (f"{word} {following}", word)
    return next((name for name, pattern in _CHANNELS.items() if any(re.fullmatch(pattern, one) for one in both)), None)


def _language(text: str) -> str | None:
    named = {code for code, names in _LANGUAGES.items() if re.search(rf"\b(?:{names})\b", text)}
    refused = {
        code for code, names in _LANGUAGES.items() if re.search(rf"\b(?:no|not)\b(?: \w+){{0,3}} (?:{names})\b", text)
    }
    wanted = named - refused
    if len(wanted) == 1:
        return wanted.pop()
    return ({"en", "es"} - refused).pop() if len(refused) == 1 and not wanted else None
