"""Which of our two languages a message is in, by its small words. A tie is English."""

from __future__ import annotations

_ENGLISH = frozenset(
    """
    the you i my is are am was were to a an and not do does did it this that for of on at in with your who what why how when where
    can will would have has had please thanks stop text me be by pay call help wrong number he she they we him her if but or yes
    """.split()
)
_SPANISH = frozenset(
    """
    el la los las que de un una mi su es son soy esta este esto eso esa yo ya por favor para con sin pero si como cuando quien cual
    le les lo se nos usted ustedes no hay tengo puedo quiero pago gracias hola muy mas bien numero mensajes ayuda deuda del al en y
    dejen deje alto baja basta paren pare cancelar espanol abogado bancarrota quiebra llame llamen llameme llamame dale claro
    confirmo vale fallecio murio falta equivocado auxilio segunda primera tercera abusivos empezar detener informacion
    """.split()
)


def language_of(words: list[str]) -> str:
    """``en`` or ``es``."""
    spanish = sum(word in _SPANISH for word in words) + sum(word.endswith(("ando", "iendo", "cion", "enme", "eme")) for word in words)
    english = sum(word in _ENGLISH for word in words) + sum(word.endswith("ing") for word in words)
    return "es" if spanish > english else "en"
