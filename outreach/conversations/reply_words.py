"""What people write back, besides stops and promises: patterns by meaning, English and Spanish.

All patterns read `words_of(fold(body))`: lower case, no accents, apostrophes gone ("don't" is
"dont"), punctuation as spaces. `WHOLE` patterns must match the whole message.
"""

from __future__ import annotations

import re
from re import Pattern
from types import MappingProxyType


def _any(*phrases: str) -> Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(phrases) + r")\b")


def _whole(*phrases: str) -> Pattern[str]:
    return re.compile(r"(?:" + "|".join(phrases) + r")")


PHRASES = MappingProxyType(
    {
        "deceased": _any(
            r"deceased",
            r"passed (?:away|on)",
            r"(?:is|has|hes|shes|she|he) dead",
            r"(?:he|she|mother|father|mom|dad|husband|wife|son|daughter|brother|sister|has|who) (?:has |just |recently )?died",
            r"(?<!car )(?<!truck )(?<!phone )(?<!battery )died (?:in|on|last|of|from|\d+)",
            r"death certificate",
            r"(?:mom|mother|dad|father|husband|wife|son|daughter|brother|sister) (?:has |just )?passed",
            r"(?:his|her) estate",
            r"fallec\w+",
            r"(?:se )?murio",
            r"(?:esta|estan) muert[oa]",
            r"difunt[oa]",
            r"finad[oa]",
        ),
        "bankruptcy": _any(
            r"bankrupt\w*",
            r"bankrupcy",
            r"bankruptsy",
            r"(?:chapter|ch|capitulo) (?:7|11|13)",
            r"bancarrota",
            r"en quiebra",
            r"automatic stay",
        ),
        "attorney": _any(
            r"attorneys?",
            r"lawyers?",
            r"law firm",
            r"legal (?:counsel|representation|aid)",
            r"represented by",
            r"abogad[oa]s?",
            r"bufete",
            r"licenciado que me representa",
        ),
        "wrong_number": _any(
            r"wrong (?:number|person|guy|lady|man|phone|num)",
            r"have the wrong",
            r"(?:numero|persona|telefono) equivocad[oa]",
            r"(?:se|esta|estan) equivoc\w+ de (?:numero|persona)",
            r"se equivoco",
            r"not (?:his|her|their) (?:number|phone)(?: anymore)?",
            r"(?:no one|nobody|noone|no body) (?:here )?(?:by|with|of) (?:that|this) name",
            r"(?:dont|do not) know (?:any|a|who|this person|him|her|that person)",
            r"(?:is|am|im) not (?:that|the) person",
            r"(?:this|it) (?:isnt|is not|aint) (?:him|her|me)",
            r"(?:just|recently) got this (?:number|phone)",
            r"(?:new|got a new) (?:number|phone) (?:and|who)",
            r"(?:isnt|is not|aint|not) (?:his|her|their|my|\w+s) (?:phone|number|cell)",
            r"no es (?:su|mi|el) (?:numero|telefono)",
            r"not me",
            r"no conozco a",
            r"no la conozco",
            r"no lo conozco",
            r"no soy (?!culpable|responsable|yo quien)(?:esa|ese|el|ella|la|yo|esta|\w+)",
            r"aqui no (?:vive|hay)",
            r"no (?:es|soy) (?:esa|la) persona",
            r"equivocado$",
        ),
        "dispute": _any(
            r"disput\w+",
            r"not (?:my|mine|our) ?(?:debt|bill|account|charge)?(?<!not my)",
            r"(?:dont|do not|never) owe",
            r"owe (?:you )?(?:nothing|nada)",
            r"(?:isnt|is not|aint) (?:my|mine|right|correct|what i owe)",
            r"(?:amount|balance|bill|total) (?:is|isnt|looks|seems) (?:\w+ )?(?:wrong|incorrect|right|off)",
            r"wrong (?:amount|balance)",
            r"never (?:had|opened|bought|received|got|signed|used|went)",
            r"(?:identity|id) (?:theft|stolen)",
            r"fraud\w*",
            r"prove (?:it|that|this|i)",
            r"proof",
            r"(?:validate|verify|validation|verification)(?: of)?(?: (?:the|this|that))?(?: debt)?",
            r"itemi[sz]ed",
            r"(?:my )?insurance (?:should|was|will|paid|covers|covered)",
            r"dont recogni[sz]e",
            r"do not recogni[sz]e",
            r"overcharged",
            r"no (?:le |les |te |lo |la )?deb(?:o|emos)",
            r"no es mi[ao]?(?: (?:deuda|cuenta))?",
            r"no reconozco",
            r"robo de identidad",
            r"fraude",
            r"(?:monto|saldo|cantidad) (?:esta|es) (?:mal|incorrect[oa]|equivocad[oa])",
            r"no es correct[oa]",
            r"comprobante de (?:la )?deuda",
            r"prueb[ae]\w*(?:me|lo)?",
            r"nunca (?:compre|tuve|abri|firme|fui)",
        ),
        "already_paid": _any(
            r"already (?:been )?(?:paid|payed|sent|settled|took care|taken care)",
            r"(?:was|is|its|been|it|they were) (?:just |fully )?(?:paid|payed)",
            r"(?:i|ive|we|weve|he|she|wife|husband) (?:have |had |just |fully )*(?:paid|payed)"
            r"(?: (?:for )?(?:this|it|that|these|them|you|off|already|yesterday|today|in|last|on|\d+)\b|$)",
            r"(?<!get )(?<!getting )(?<!be )paid (?:this|it|that|in full|off|last|yesterday|today|on|already|ya)",
            r"sent (?:the|a|my|you|it) (?:payment|check|money)",
            r"payment (?:was|has been|already|is) (?:\w+ )?(?:made|sent|posted|submitted)",
            r"made (?:the|a|my) payment",
            r"ya (?:se )?(?:lo |la |les |le |te |los |fue )?(?:pague|pagamos|pago|pagado|pagada|cancele|liquide|deposite|mande el pago)",
            r"(?:esta|fue|quedo|quede) pagad[oa]",
            r"ya esta (?:todo )?(?:pagad[oa]|liquidad[oa])",
            r"(?:lo |la )pague(?! el)",
            r"pague (?:ayer|hoy|la semana pasada|el mes pasado|todo)",
            r"hice (?:el|un) pago",
        ),
        "hardship": _any(
            r"lost (?:my|our) (?:job|house|home)",
            r"laid off",
            r"un ?employed",
            r"out of work",
            r"no (?:job|money|income|work)",
            r"(?:cant|can not|cannot|couldnt|unable to) (?:afford|pay)",
            r"(?:dont|do not) have (?:any |the |no |that )?(?:money|income|funds|job)",
            r"(?:aint|got) no money",
            r"(?:im|am|flat|dead) broke",
            r"(?:dont|do not) have it",
            r"hardship",
            r"on (?:disability|ssi|food stamps|unemployment)",
            r"(?:in|in the) hospital",
            r"(?:fixed|low) income",
            r"homeless",
            r"evicted",
            r"(?:have|has|with|fighting) cancer",
            r"struggling",
            r"(?:medical|family) emergency",
            r"in between jobs",
            r"i quit my job",
            r"need more time",
            r"no (?:tengo|tenemos|hay) (?:para (?:pagar|darle)|dinero|plata|trabajo|empleo|como pagar|con que)",
            r"perdi (?:mi|el) (?:trabajo|empleo|casa)",
            r"sin (?:trabajo|empleo|dinero)",
            r"desempleado",
            r"desempleada",
            r"no (?:puedo|podemos)(?: \w+)? (?:pagar|cubrir)\w*",
            r"no me alcanza",
            r"(?:estoy|estamos) (?:enferm[oa]|hospitalizad[oa]|mal de dinero|sin)",
            r"incapacitad[oa]",
            r"discapacidad",
        ),
        "why": _any(
            r"who(?: is| are|s|m| r)? (?:this|you|u|dis)",
            r"who is it",
            r"whos this",
            r"(?:what|whats)(?: is| s)? this(?: about| for| regarding)?",
            r"what (?:debt|account|bill|balance|company)(?: is| are)?",
            r"whats it (?:about|for)",
            r"why (?:are|r|am|do|did|is|u|you) ?(?:you|u|i|my|this)?",
            r"how (?:did|do) (?:you|u) (?:get|have|find)",
            r"(?:what|which) (?:company|account) is this",
            r"is this (?:a )?(?:scam|real|legit|spam|fake)",
            r"what (?:do|did) i owe",
            r"owe (?:for )?what",
            r"for what",
            r"quien (?:es|son|eres|habla|me escribe)",
            r"de que (?:se trata|es|cuenta|deuda|parte)",
            r"(?:por que|porque|para que) (?:me|nos) \w+",
            r"que (?:es|cuenta|deuda|empresa|compania) (?:es )?(?:esto|esta)",
            r"de donde (?:es|sacaron|tienen|obtuvieron)",
            r"como (?:obtuvo|obtuvieron|consiguieron|tienen)",
            r"de parte de quien",
            r"(?:es )?(?:esto )?una estafa",
        ),
        "call_me": _any(
            r"(?<!dont )(?<!not )(?<!never )(?<!cant )(?:call|phone|ring) (?:me|us)(?: back)?",
            r"give (?:me|us) a (?:call|ring)",
            r"(?:can|could|will|have) (?:someone|somebody|you|a person|anyone) (?:please )?(?:call|phone)",
            r"please call",
            r"(?<!you )call back",
            r"(?:speak|talk) (?:to|with) (?:a|an|some|you|the) ?(?:real )?(?:person|agent|representative|rep|human|someone|somebody|manager|supervisor|one|body)?",
            r"llam[ea](?:n)?(?:me|nos)",
            r"(?:me|nos) (?:pueden?|puedes|podrian?) (?:llamar|marcar)",
            r"(?:pueden?|podrian?) (?:llamarme|marcarme|llamar)",
            r"marqu?en?me",
            r"(?:hablar|platicar) con (?:alguien|una persona|un agente|un representante|ustedes|usted)",
        ),
    }
)

WHOLE = MappingProxyType(
    {
        "help": _whole(
            r"help(?: me)?(?: please| pls)?",
            r"(?:please |i )?(?:need )?help",
            r"info(?:rmation)?",
            r"more info(?:rmation)?",
            r"ayuda(?: por favor)?",
            r"(?:necesito )?(?:ayuda|informacion)",
            r"(?:ayuda|ayude|ayuden)me",
            r"mas informacion",
        ),
        "why": _whole(
            r"why", r"who", r"what", r"who this", r"huh", r"por que", r"porque", r"quien", r"que", r"new phone who dis"
        ),
        "already_paid": _whole(r"paid", r"its paid", r"pagado", r"ya pague", r"done paid(?: it)?", r"pague"),
        "call_me": _whole(r"call", r"llamar", r"agent", r"representative", r"agente", r"operator"),
        "yes": _whole(
            r"(?:yes|y|yea|yeah|yep|yup|ye|ya|sure|ok|okay|k|kk|correct|thats right|right|agreed|i agree|confirm|confirmed|sounds good|of course|i do|yes i do|yes it is|this is (?:he|she|me))(?: yes| ok| sure| please| thanks| thank you| maam| sir| i agree| i do| it is| this is (?:he|she|me))*",
            r"(?:si|sii+|claro(?: que si)?|vale|bueno|esta bien|de acuerdo|correcto|por supuesto|confirmo|acepto|asi es)(?: si| claro| por favor| gracias| esta bien| soy yo)*",
            r"soy yo",
        ),
        "no": _whole(
            r"(?:no|n|nope|nah|naw|no way|negative|i do not|i dont)(?: no| thanks| thank you| sir| maam)*",
            r"(?:no|para nada|no acepto|no estoy de acuerdo|negativo)(?: no| gracias| por favor)*",
        ),
    }
)
