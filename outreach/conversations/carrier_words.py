"""Words on which the carrier itself acts: it stops our texts to a number, or lets them through again, and answers.

Only the whole message counts, in any case; where the carrier's own opt-out management is on it says what it did
(``OptOutType``). Whoever sent such a word has her answer: one from us would be a second.
Source: Twilio, default opt-out keywords; Advanced Opt-Out.
"""

from __future__ import annotations

from collections.abc import Mapping

STOPS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
STARTS = frozenset({"START", "UNSTOP"})  # YES starts too, but more often answers what we asked


def carrier_stopped(params: Mapping[str, str]) -> bool:
    """Whether the carrier took this text for a stop and answered it."""
    return params.get("OptOutType") == "STOP" or _word(params) in STOPS


def carrier_started(params: Mapping[str, str]) -> bool:
    """Whether the carrier took this text for a wish to get texts again."""
    return params.get("OptOutType") == "START" or _word(params) in STARTS


def carrier_helped(params: Mapping[str, str]) -> bool:
    """Whether the carrier answered a wish for help in our words. Its own words say neither who we are nor whom to call."""
    return params.get("OptOutType") == "HELP"


def _word(params: Mapping[str, str]) -> str:
    return params.get("Body", "").strip().upper()
