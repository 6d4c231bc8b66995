"""The approved words of each language, as patterns over lower-case text without accents.

A language that has no entry has no approved words, and no text in it is fit to send.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from re import Pattern
from types import MappingProxyType

from templates.wording import normalise


@dataclass(frozen=True)
class Phrases:
    """What a text must or must not say in one language.

    `stop_by_sms`, `stop_by_email`: an opt-out line, 12 CFR 1006.6(e).
    `stop_by_key`: the key that stops calls, 47 CFR 64.1200(b)(3).
    `from_collector`: the disclosure of every later communication, 12 CFR 1006.18(e)(2).
    `purpose_of_information`: what the first communication adds, 12 CFR 1006.18(e)(1).
    `tells_of_debt`: words that nobody but the consumer may hear, 12 CFR 1006.2(j), 1006.6(d)(1).
    `threat`: talk of suits and worse, which no text here may hold, 12 CFR 1006.26(b).
    `presses`: wants payment or an answer at once or by a deadline, which overshadows the right to dispute,
        12 CFR 1006.38(b)(1).
    """

    stop_by_sms: Pattern[str]
    stop_by_email: Pattern[str]
    stop_by_key: Pattern[str]
    from_collector: Pattern[str]
    purpose_of_information: Pattern[str]
    tells_of_debt: Pattern[str]
    threat: Pattern[str]
    presses: Pattern[str]


PHRASES = MappingProxyType(
    {
        "en": Phrases(
            stop_by_sms=re.compile(r"\b(reply|text) stop\b"),
            stop_by_email=re.compile(r"\b(stop e-?mails?|unsubscribe|opt out)\b"),
            stop_by_key=re.compile(r"\bstop calls\b[^.]*\bpress \d\b"),
            from_collector=re.compile(r"\bfrom a debt collector\b"),
            purpose_of_information=re.compile(
                r"\bcollect a debt\b.*\binformation\b.*\bused for that purpose\b", re.DOTALL
            ),
            tells_of_debt=re.compile(
                r"debt|collect|\bow(e|es|ed|ing)\b|balance|credit|\bpast[ -]due\b|overdue|delinquen|\bpayments?\b|\bpay\b"
            ),
            threat=re.compile(r"\b(sue you|be sued|lawsuits?|legal action|garnish\w*|arrest\w*)\b"),
            presses=re.compile(
                r"\b(immediate(ly)?|at once|right (away|now)|without delay|within \d+ (hours?|days?|weeks?)"
                r"|(pay|call|act|respond|reply|contact us) (now|today|by|before)|(final|last) (notice|demand|warning|chance)"
                r"|no later than)\b"
            ),
        ),
        "es": Phrases(
            stop_by_sms=re.compile(r"\b(responda|envie|conteste) (alto|stop)\b"),
            stop_by_email=re.compile(r"\b(no recibir mas correos|dejar de recibir|darse de baja)\b"),
            stop_by_key=re.compile(r"\bno recibir mas llamadas\b[^.]*\b(oprima|presione|marque) \d\b"),
            from_collector=re.compile(r"\bde un cobrador de deudas\b"),
            purpose_of_information=re.compile(
                r"\bcobrar una deuda\b.*\binformacion\b.*\b(para|con) ese (fin|proposito)\b", re.DOTALL
            ),
            tells_of_debt=re.compile(
                r"deuda|deudor|cobr[aoe]|\badeud\w+|\bdebe[ns]?\b|saldo|acreedor|credito|vencid[ao]|\bpagos?\b|\bpagar\b"
            ),
            threat=re.compile(r"\b(demanda\w*|accion legal|acciones legales|embarg\w+|arrest\w+)\b"),
            presses=re.compile(
                r"\b(inmediat[ao](mente)?|de inmediato|ahora mismo|sin demora|(dentro|plazo) de \d+ (horas?|dias?|semanas?)"
                r"|(pague|llame|actue|responda|contactenos) (ahora|hoy|antes)|ultim[ao] (aviso|demanda|advertencia|oportunidad))\b"
            ),
        ),
    }
)


def fold(text: str) -> str:
    """Lower case, no accents, plain quotes, single spaces: the form the patterns read."""
    decomposed = unicodedata.normalize("NFKD", normalise(text).casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())
