"""Is a voicemail a limited-content message? 12 CFR 1006.2(j).

Such a message is no communication, so it may be left where others can hear it: it says exactly a business name that does
not tell of debt, a request to reply, whom to ask for and a number; beside them a salutation, its date and time, times to
reply and that anybody of ours may be spoken to may stand, and nothing else. The sentences that may say so are data, in
`languages/<language>.toml`; any other sentence is something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from templates.library import Variables
from templates.phrases import Form, fold

REQUIRED = frozenset({"business", "request", "contact", "number"})
SLOTS = ("business_name", "contact_name", "callback_number", "reply_times", "message_moment")
_END = re.compile(r"[.?!](?:\s+|$)")


def sentences(spoken: str, variables: Variables) -> Iterator[str]:
    """Its sentences, folded, with `<name>` where the value of a variable stands."""
    text = fold(spoken)
    values = ((fold(str(variables.get(name) or "")), name) for name in SLOTS)
    for value, name in sorted(values, key=lambda pair: -len(pair[0])):
        if value:
            text = re.sub(rf"(?<![\w<]){re.escape(value)}(?![\w>])", f"<{name}>", text)
    return (sentence for part in _END.split(text) if (sentence := part.strip(" ,;:")))


def judge(spoken: Iterable[str], forms: Iterable[Form]) -> tuple[frozenset[str], list[str]]:
    """What the sentences lack of what is required, and those that say something else."""
    known, said, others = tuple(forms), set[str](), []
    for sentence in spoken:
        form = next((form for form in known if form.pattern.fullmatch(sentence)), None)
        if form is None:
            others.append(sentence)
        else:
            said |= form.says
    return REQUIRED - said, others
