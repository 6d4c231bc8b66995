"""How each kind of rule judges a rendered text. A fault says where it was found; `lint.py` makes complaints of faults."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from re import Pattern

from markupsafe import Markup

from templates import limited_content
from templates.library import Key, Rendered, Variables
from templates.phrases import PHRASES, Phrases, fold
from templates.purposes import Text
from templates.rules import Rule
from templates.segments import segments
from templates.variables import MAY_BE_BLANK, VARIABLES

_WORD = re.compile(r"[a-z]+")
_LINK_SCHEMES = ("https://", "http://", "mailto:")


@dataclass(frozen=True)
class Fault:
    """What is wrong in which part (subject, text, html); `words` are what must not be there, when that is it."""

    part: str
    why: str
    words: Pattern[str] | str | None = None


@dataclass(frozen=True)
class Case:
    """A rendered text with all that it is judged by."""

    key: Key
    text: Text
    rendered: Rendered
    variables: Variables
    phrases: Phrases

    @cached_property
    def bodies(self) -> dict[str, str]:
        """Each body a reader may see, folded: plain text, and the HTML's own text."""
        found = {"text": fold(self.rendered.text)}
        if self.rendered.html is not None:
            found["html"] = fold(Markup(self.rendered.html).striptags())  # noqa: S704 - stripped to text, not served
        return found

    @cached_property
    def own_bodies(self) -> dict[str, str]:
        """The bodies without what the person's place prescribes word for word."""
        prescribed = self.value("place_notice")
        return {part: body.replace(prescribed, "") if prescribed else body for part, body in self.bodies.items()}

    def value(self, name: str) -> str:
        """A variable as given, folded, or empty."""
        return fold(str(self.variables.get(name) or ""))

    def phrase(self, rule: Rule) -> Pattern[str]:
        found: Pattern[str] = getattr(self.phrases, rule.phrase)
        return found


Judge = Callable[[Rule, Case], Iterator[Fault]]


def lacking(case: Case, words: str) -> list[str]:
    """The bodies that do not show these folded words; all of them when there are none."""
    return [part for part, body in case.bodies.items() if not words or words not in body]


def _say(rule: Rule, case: Case) -> Iterator[Fault]:
    phrase = case.phrase(rule)
    return (Fault(part, rule.why) for part, body in case.bodies.items() if not phrase.search(body))


def _never_say(rule: Rule, case: Case) -> Iterator[Fault]:
    phrase = case.phrase(rule)
    return (Fault(part, rule.why, phrase) for part, body in case.own_bodies.items() if phrase.search(body))


def _show(rule: Rule, case: Case) -> Iterator[Fault]:
    return (Fault(part, rule.why) for part in lacking(case, case.value(rule.variable)))


def _never_name(rule: Rule, case: Case) -> Iterator[Fault]:
    """The business may carry the name in its own; that alone tells nobody anything."""
    name, business = case.value(rule.variable), case.value("business_name")
    for part, body in case.own_bodies.items():
        if name and name in (body.replace(business, "") if business else body):
            yield Fault(part, rule.why, name)


def _link(rule: Rule, case: Case) -> Iterator[Fault]:
    link, html = str(case.variables.get(rule.variable) or ""), case.rendered.html
    if not link.startswith(_LINK_SCHEMES) or link not in case.rendered.text:
        yield Fault("text", rule.why)
    elif html is not None and f'href="{Markup.escape(link)}"' not in html:
        yield Fault("html", rule.why)


def _subject(rule: Rule, case: Case) -> Iterator[Fault]:
    phrase = case.phrase(rule)
    if not case.rendered.subject:
        yield Fault("subject", "it has no subject")
    elif phrase.search(fold(case.rendered.subject)):
        yield Fault("subject", rule.why, phrase)


def _segments(rule: Rule, case: Case) -> Iterator[Fault]:
    cost = segments(case.rendered.text)
    if cost.count > case.text.segments:
        yield Fault("text", f"it costs {cost.count} segments of {cost.encoding}, the budget is {case.text.segments}")


def _limited(rule: Rule, case: Case) -> Iterator[Fault]:
    said = limited_content.sentences(case.rendered.text, case.variables)
    missing, others = limited_content.judge(said, case.phrases.limited_content)
    if missing:
        yield Fault("text", f"a limited-content message lacks its {', '.join(sorted(missing))}")
    if others:
        yield Fault("text", "it says something that a limited-content message may not say")


def _shows(rule: Rule, case: Case) -> Iterator[Fault]:
    """Values that the purpose must show; one that may be blank only when it is not."""
    for name in sorted(case.text.shows):
        value = case.value(name)
        if value or name not in MAY_BE_BLANK:
            why = f"it does not say {name}: {VARIABLES[name].meaning}"
            yield from (Fault(part, why) for part in lacking(case, value))


def _keys(rule: Rule, case: Case) -> Iterator[Fault]:
    """A prompt names every key that leads somewhere, and no other; offers that are blank take their keys with them."""
    if any(not case.value(name) for name in case.text.shows & MAY_BE_BLANK):
        return
    said = case.phrases.press.findall(case.bodies["text"])
    named, wanted = {case.phrases.keys.get(key, key) for key in said}, set(case.text.keys)
    yield from (Fault("text", f"it does not name the key {key}") for key in sorted(wanted - named))
    yield from (Fault("text", f"it names the key {key}, which leads nowhere") for key in sorted(named - wanted))


def _language(rule: Rule, case: Case) -> Iterator[Fault]:
    """More words of another language than of its own: it is not in the language its name says. Values do not count."""
    written = " ".join(case.own_bodies.values())
    for value in sorted(filter(None, map(case.value, case.variables)), key=len, reverse=True):
        written = written.replace(value, " ")
    words = _WORD.findall(written)
    counts = {language: sum(word in phrases.common for word in words) for language, phrases in PHRASES.items()}
    own = counts.pop(case.key.language)
    for other, count in counts.items():
        if count > own:
            yield Fault("text", f"it reads as {PHRASES[other].name}")


JUDGES: dict[str, Judge] = {
    "say": _say,
    "never_say": _never_say,
    "show": _show,
    "never_name": _never_name,
    "link": _link,
    "subject": _subject,
    "segments": _segments,
    "limited": _limited,
    "shows": _shows,
    "keys": _keys,
    "language": _language,
}
