"""What a text holds, known before there is anybody to write to.

Whoever judges a contact asks what its words hold; the lint says the same as complaints, and this module says it in the
names of the public facts format. The text is rendered as its sender will say it (`Voice`), with samples for what differs
from person to person: that decides nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from templates.errors import MissingVariable
from templates.library import KEYPAD, Key, Library, Rendered
from templates.lint import lint, sample, shows
from templates.phrases import PHRASES, fold

VOICEMAIL = "voicemail"
_INTRODUCTION, _DISCLOSURES = "greeting", "disclosures"  # prompts without which a call is not complete


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks: the business by its name, for somebody else or for itself, for the first time or not.

    `licence_number` is blank when the business has none.
    """

    business_name: str
    collector_is_third_party: bool
    first_communication: bool
    licence_number: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What a message holds. A call holds what its prompts hold together.

    `opt_out_line`: a way to opt out, in a call by a key the greeting names; 12 CFR 1006.6(e), 47 CFR 64.1200(b)(3).
    `disclosure`: that it comes from a debt collector, and what for, where that must be said; 12 CFR 1006.18(e).
    `business_name`: who is contacting; 47 CFR 64.1200(b)(1).
    `licence_number`: the number of the collector's licence, in writing; Cal. Civ. Code 1788.11.
    `threatens_suit`: talk of suits; 12 CFR 1006.26(b).
    `overshadows`: words that press for payment at once or by a deadline of ours; 12 CFR 1006.38(b)(1).
    `extra_text`: more than a limited-content message may hold; 12 CFR 1006.2(j).
    """

    opt_out_line: bool
    disclosure: bool
    business_name: bool
    licence_number: bool
    threatens_suit: bool
    overshadows: bool
    extra_text: bool


@lru_cache(maxsize=4096)
def content(library: Library, purpose: str, channel: str, language: str, voice: Voice) -> Content | None:
    """What the text for `purpose` holds; None when there is none, or no words to check it by.

    `channel` is `call`, `sms` or `email`. A call says the prompts of the keypad, whatever its purpose, but for
    `voicemail`: then it says the limited-content message and nothing else.
    """
    keys = _keys(library, purpose, channel, language)
    if language not in PHRASES or not keys:
        return None
    known = {"place_notice": ""} | {name: getattr(voice, name) for name in Voice.__slots__}
    try:
        said = [sample(library, key, known) for key in keys]
    except MissingVariable:
        return None
    broken = {complaint.rule for rendered, variables in said for complaint in lint(rendered, variables)}
    texts = [text for rendered, _ in said for text in _texts(rendered, voice)]
    return Content(
        opt_out_line=broken.isdisjoint({"opt-out", "stop-key"}) and purpose != VOICEMAIL,
        disclosure=broken.isdisjoint({"debt-collector", "first-disclosure"}),
        business_name="business-name" not in broken,
        licence_number=all(shows(rendered, voice.licence_number) for rendered, _ in said),
        threatens_suit="no-threat" in broken,
        overshadows=any(PHRASES[language].presses.search(text) for text in texts),
        extra_text=purpose != VOICEMAIL or "limited-content" in broken,
    )


def _keys(library: Library, purpose: str, channel: str, language: str) -> list[Key]:
    keys = [info.key for info in library.catalogue() if info.language == language]
    if channel != "call":
        return [key for key in keys if key == Key(purpose, channel, language) and key.channel == channel]
    if purpose == VOICEMAIL:
        return [key for key in keys if key.purpose == VOICEMAIL]
    prompts = [key for key in keys if key.purpose == KEYPAD]
    return prompts if {_INTRODUCTION, _DISCLOSURES} <= {key.name for key in prompts} else []


def _texts(rendered: Rendered, voice: Voice) -> Iterator[str]:
    """Every body and the subject, folded; the business's own name presses nobody."""
    for text in (rendered.subject or "", rendered.text, Markup(rendered.html or "").striptags()):  # noqa: S704 - stripped to text
        yield fold(text).replace(fold(voice.business_name), "")
