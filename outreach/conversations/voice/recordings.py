"""Recordings: by which words a machine that talks is told from a person.

A voicemail's greeting is heard like a person's answer, and some of it sounds like one: "no one is available" is a no, "deje su
mensaje" an order. Nothing is concluded from such words while it is not known who listens.
"""

from __future__ import annotations

import re
from typing import Final

_NUMBER_EN: Final = r"(\d|zero|one|two|three|four|five|six|seven|eight|nine|star|pound)"
_NUMBER_ES: Final = r"(\d|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|asterisco|numeral)"
_SAID_BY_MACHINES: Final = re.compile(
    r"\b("
    r"messages?|voice ?mail|mailbox|answering|recording|(the|a) (tone|beep)|leave (your|a|me)|"
    r"you( ha)?ve reached|you reached|trying to reach|(un|not )available|"
    r"can(t|not)? (come to|get to|take|answer)|(come|get) to the phone|missed your call|"
    r"(no longer|not) in service|disconnected|forwarded|you( ha)?ve dialed|please hold|hang up|"
    rf"press {_NUMBER_EN}|"
    r"mensajes?|buzon|contestador|grabe|(el|del|la) (tono|senal)|deje su|"
    r"disponible|puedo (contestar|atender)|podemos (contestar|atender)|ha llamado|se ha comunicado|"
    r"marco|fuera de servicio|desconectado|"
    rf"(oprima|marque|presione|pulse) {_NUMBER_ES}"
    r")\b"
)


def sounds_recorded(words: str) -> bool:
    """Whether ``words``, folded (lower case, no accents, no apostrophes), are what machines say."""
    return bool(_SAID_BY_MACHINES.search(words))
