"""Mail domains that anybody can have a mailbox at, by what the domain alone tells.

Regulation F lets a collector use a creditor's address book only for mailboxes at domains available to the general public
(12 CFR 1006.6(d)(4)(ii)(E)), and forbids writing to what an employer provided (12 CFR 1006.22(f)(3)). A domain on this list
is somebody's who gives mailboxes to the public, or to the subscribers of a line at home. Any other may be an employer's: a
mailbox there counts as one at work. The person herself may use it with us all the same; the rules ask her, not this list.
"""

from __future__ import annotations

VERSION = "2026-11-28"
# To whoever wants one.
_PUBLIC = """
    aim.com aol.com duck.com email.com fastmail.com fastmail.fm gmail.com gmx.com gmx.net gmx.us googlemail.com hey.com
    hotmail.com hushmail.com icloud.com inbox.com live.com mac.com mail.com mailfence.com me.com msn.com outlook.com
    passport.com pm.me proton.me protonmail.com rocketmail.com runbox.com startmail.com tuta.com tutanota.com usa.com
    yahoo.com yandex.com ymail.com zoho.com zohomail.com
"""
# To subscribers of a telephone, cable or internet line.
_LINES = """
    adelphia.net ameritech.net att.net bell.net bellsouth.net bright.net cableone.net centurylink.net centurytel.net
    charter.net comcast.net cox.net earthlink.net embarqmail.com frontier.com frontiernet.net gci.net hawaiiantel.net
    hughes.net juno.com mchsi.com mediacombb.net midco.net mindspring.com netscape.net netzero.com netzero.net nycap.rr.com
    optimum.net optonline.net pacbell.net prodigy.net q.com roadrunner.com rogers.com rr.com sbcglobal.net shaw.ca
    snet.net spectrum.net suddenlink.net swbell.net sympatico.ca tds.net telus.net twc.com verizon.net videotron.ca
    wavecable.com windstream.net wowway.com
"""
# Under a country's own ending: yahoo.com.mx, hotmail.es, outlook.fr.
_BRANDS = frozenset({"gmx", "hotmail", "live", "outlook", "yahoo"})
_SECOND_LEVEL = frozenset({"co", "com"})
_RESERVED = frozenset({"example.com", "example.net", "example.org"})  # RFC 2606: nobody's, so no employer's either
PUBLIC = frozenset((*_PUBLIC.split(), *_LINES.split())) | _RESERVED


def is_public(domain: str) -> bool:
    """Whether anybody can have a mailbox at this domain."""
    domain = domain.lower().rstrip(".")
    if domain in PUBLIC or domain.endswith(".rr.com"):
        return True
    brand, _, ending = domain.partition(".")
    labels = ending.split(".")
    is_national = len(labels[-1]) == 2 and (len(labels) == 1 or (len(labels) == 2 and labels[0] in _SECOND_LEVEL))
    return brand in _BRANDS and is_national


def place_of(value: str, recorded: str) -> str:
    """``home`` or ``work``: where the address of a contact is, given what is recorded of it."""
    _, at, domain = value.partition("@")
    return "work" if at and not is_public(domain) else recorded
