"""Has she asked us to stop?

47 CFR 64.1200(a)(10): revocation by any reasonable means, and always by the words stop, quit, end,
revoke, opt out, cancel and unsubscribe. 12 CFR 1006.14(h): a request not to use a medium binds in
whatever words. 12 CFR 1006.6(c)(1): so does a written refusal to pay. A keyword that is also an
everyday word ("end of the month", "I quit my job") counts only as the whole message or beside
what is to end; "stop" counts anywhere but in phrases which plainly mean something else.
"""

from __future__ import annotations

import re

from outreach.conversations.plain_text import letters_of, words_of

_KEYWORDS = """
    stop stopall unsubscribe cancel end quit revoke optout
    alto baja parar pare paren para basta cancelar detener detente salir nomas desuscribir desuscribirme
    remove unsubcribe unsuscribe stp stpo sotp
"""
KEYWORDS = frozenset(_KEYWORDS.split())
"""Twilio's words and the Commission's; their Spanish counterparts; and what thumbs make of them."""
_COURTESIES = "please pls plz thanks thank you now it this just all me por favor ya gracias"
_COURTESY = frozenset(_COURTESIES.split())

_ABOUT_US = r"(?:txt|text|message|messag|msg|mensaje|texto|call|llamada|contact|notification|alert|reminder|email|sms|communicat|correspond)\w*"
_TO_US = r"(?:text|txt|call|contact|messag|msg|email|bother|harass|spam|sms)(?:e|ing|in|s)?"
_OTHER_PLACE_OR_TIME = (
    r"(?! (?:me |us |here )?(?:at work|at my|my (?:job|work|boss|employer|mother|mom|wife|husband|family)"
    r"|before|after|until|till|during|between|in the|when|while|today|tonight|so (?:early|late)|early|late|yet|on \w+days?)\b)"
)

_WILL_NOT_PAY = (
    r"\b(?:will not|wont|never|not going to|not gonna|aint|im not|am not|not) (?:ever )?(?:pay|paying)"
    r"(?: (?:you|this|it|that|any of (?:it|this)|anything|nothing|a (?:dime|cent|penny)|ever))*$"
)
_A_NOSOTROS = r"(?:escrib|llam|mand|envi|molest|contact|text|mensaj|marqu|busqu)\w*\b"
_OTRO_LUGAR_O_HORA = (
    r"(?! (?:al trabajo|a mi trabajo|en mi trabajo|antes|despues|hasta|en la|por la|cuando|hoy|tan|los|el)\b)"
)

_NOT_A_STOP = re.compile(
    r"\bstop (?:by|payment)\b|\bstop at (?:your|ur|the) \w+|\b(?:bus|truck|non|pit|one) stop\b"
    r"|^(?:(?:please|pls|no) )?(?:dont|do not) stop\b"
)
_STOP = re.compile(r"\b(?:s+t+o+p+(?:all|ped|ping)?|stahp|opt(?:ing|ed)? (?:me )?out|optout|unsub\w*|unsus\w*)\b")

_REQUESTS = re.compile(
    "|".join(
        (
            rf"\b(?:quit|end|cancel|revoke|cease|discontinue) (?:all |any |these |this |the |your |my )*(?:{_TO_US}|{_ABOUT_US})\b",
            r"\brevoke (?:my )?(?:consent|permission|authorization)\b",
            r"\bcease and desist\b",
            rf"(?<!^you )(?<!if you )(?<!why you )(?<!when you )(?<!they )\b(?:do not|dont) (?:ever )?{_TO_US}\b{_OTHER_PLACE_OR_TIME}",
            rf"\b(?:do not|dont|never) (?:ever )?{_TO_US}\b.*\b(?:again|anymore|any more)\b",
            r"\b(?:do not|dont) (?:send|write)(?: to)? (?:me|us|any|anything|these|more|texts|messages)\b",
            rf"\b(?:do not|dont|no longer) (?:want|wish|care|need)(?: to)? (?:any|get|receive|more|these|your|hear|you to)(?: \w+){{0,2}} (?:{_TO_US}|{_ABOUT_US}|you)\b",
            rf"\b(?:do not|dont|no longer) (?:want|wish)(?: to)? (?:be )?(?:{_TO_US}|{_ABOUT_US})\b",
            rf"\bno (?:more|further) {_ABOUT_US}\b|^(?:please )?no more(?: please)?$",
            r"\bleave (?:me|us) (?:the \w+ )?alone\b|\blet me be\b|\bgo away\b|\b(?:fuck|piss|f|bugger) off\b",
            r"\bget (?:me|us) off\b|\b(?:remove|delete|take|erase) (?:me|us|my (?:\w+ )?(?:number|name|phone|info\w*)|this (?:\w+ )?(?:number|phone))(?: off| from| out|$| please| pls| immediately| now)",
            r"\b(?:remove|delete|erase|lose) (?:my|this) (?:\w+ )?(?:number|phone)\b|\btake my (?:\w+ )?number off\b",
            r"\b(?:no longer|dont|do not) have (?:my )?(?:permission|consent|authorization)\b|\b(?:dont|do not|never) consent(?:ed)?\b|\bi want (?:out|off)\b",
            r"\brefuse to pay\b",
            _WILL_NOT_PAY,
            # Spanish
            rf"\bno (?:me|nos) (?:vuelva\w* a )?{_A_NOSOTROS}{_OTRO_LUGAR_O_HORA}",
            r"\b(?:deje|dejen|deja|para|pare|paren|ya) (?:ya )?de (?:escrib|llam|mand|envi|molest|contact|text|acos|fastidi|marc)\w*",
            r"\b(?:deje|dejen|deja)(?:me|nos) (?:en paz|tranquil\w+|de \w+)\b",
            r"\b(?:no|ni) (?:quiero|deseo)(?: recibir)? (?:mas )?(?:sus |estos |que me )?(?:mensaj|llam|text|sms|contact|escrib|recib|nada)\w*",
            r"\b(?:no|ni un|ni una) mas (?:mensaj|llamad|text|sms)\w*|\bno mas\b$",
            r"\b(?:quit|borr|elimin|sac|remuev)\w* (?:mi|este|de su|de la|de esta) ?(?:numero|telefono|lista|base)?\b",
            r"\b(?:quit|borr|elimin|saqu|remuev)\w*(?:me|nos)\b|\b(?:me|nos) (?:quiten|borren|saquen|eliminen)\b",
            r"\bdar(?:me)? de baja\b|\bdeme de baja\b|\bcancel\w+ (?:la |mi |los |las |estos )?(?:suscripcion|mensajes|llamadas|textos)\b",
            r"\bbasta\b|\bno (?:los |las |me )?autorizo\b|\bno (?:voy|pienso) a pagar(?: nada| eso| esto| ni un \w+)?$|\bme niego a pagar\b",
        )
    )
)
_STOP_SIGNS = "🛑⛔"


def asks_to_stop(folded: str) -> str | None:
    """The words of a folded message which ask us to stop, or None."""
    if any(sign in folded for sign in _STOP_SIGNS):
        return "stop"
    return _keyword(folded) or _phrase(words_of(folded))


def is_keyword(folded: str) -> bool:
    """Whether the message is a keyword and nothing else but courtesy."""
    return _keyword(folded) is not None


def _keyword(folded: str) -> str | None:
    if letters_of(folded) in KEYWORDS:
        return letters_of(folded)
    meant = [word for word in words_of(folded).split() if word not in _COURTESY]
    return " ".join(meant) if meant and all(word in KEYWORDS for word in meant) else None


def _phrase(words: str) -> str | None:
    rest = _NOT_A_STOP.sub(" ", words)
    found = _STOP.search(rest) or _REQUESTS.search(rest)
    return found.group().strip() if found else None
