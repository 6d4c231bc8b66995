"""How personal data looks where it may be seen: enough to recognise, too little to use."""

from __future__ import annotations


def mask_phone(number: str) -> str:
    """``+12125550123`` becomes ``+1212•••0123``."""
    return f"{number[:5]}•••{number[-4:]}" if len(number) > 9 else "•••"


def mask_email(address: str) -> str:
    """``pat@example.com`` becomes ``p•••@example.com``."""
    local, at, domain = address.partition("@")
    return f"{local[:1]}•••@{domain}" if at else "•••"


def mask_address(value: str) -> str:
    """Mask a phone number or an e-mail address, whichever it is."""
    return mask_email(value) if "@" in value else mask_phone(value)


def mask_name(name: str) -> str:
    """``Pat Example`` becomes ``P. E•••``."""
    first, _, last = name.partition(" ")
    return f"{first[:1]}. {last[:1]}•••" if last else f"{first[:1]}•••"


def mask_words(words: str) -> str:
    """``I will pay`` becomes ``••• (10 characters)``."""
    return f"••• ({len(words)} characters)"
