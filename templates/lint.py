"""Is a text fit to send? Rules of law and house that bind words, one function each.

`lint` judges one rendered text with the variables it was made from, and belongs before a template
is approved and before a text is sent. `lint_library` renders every text of a library with the
sample variables, once in each role a collector can have. No complaint repeats a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

from markupsafe import Markup

from templates.errors import MissingVariable
from templates.library import Key, Library, Rendered, Variables
from templates.phrases import PHRASES, Phrases, fold
from templates.segments import segments
from templates.variables import PURPOSES, VARIABLES

SEGMENT_BUDGET = {"reminder": 3, "promise_confirmation": 3, "opt_out_confirmation": 1}
"""Segments an SMS of each purpose may cost; the third is for a first disclosure in full."""

BEFORE_IDENTITY = frozenset(
    {"greeting", "right_party", "second_factor", "wrong_person", "stop_calling", "goodbye", "please_hold", "try_again"}
)
"""Prompts that may be heard by somebody who is not the consumer."""

_CONFIRMS_OPT_OUT = "opt_out_confirmation"
_LINK_SCHEMES = ("https://", "http://", "mailto:")


@dataclass(frozen=True)
class Complaint:
    """Why a text is not fit to send."""

    template: str
    rule: str
    why: str


@dataclass(frozen=True)
class _Case:
    key: Key
    rendered: Rendered
    variables: Variables
    phrases: Phrases

    @property
    def discloses(self) -> bool:
        """Whether this text conveys information about a debt and so needs the disclosure."""
        if self.key.channel == "voice":
            return self.key.name == "disclosures"
        return self.key.purpose != _CONFIRMS_OPT_OUT

    def value(self, name: str) -> str:
        """A variable as given, or empty."""
        return str(self.variables.get(name, ""))


_Rule = Callable[[_Case], str | None]


def bodies(rendered: Rendered) -> Iterator[str]:
    """Each body a reader may see, folded: plain text, and the HTML's own text."""
    yield fold(rendered.text)
    if rendered.html is not None:
        yield fold(Markup(rendered.html).striptags())  # noqa: S704 - stripped to text, not served


def shows(rendered: Rendered, words: str) -> bool:
    """Whether every body holds these words; there must be some."""
    folded = fold(words)
    return bool(folded) and all(folded in body for body in bodies(rendered))


def lint(rendered: Rendered, variables: Variables) -> list[Complaint]:
    """Everything that makes this text unfit to send; an empty list means it is fit."""
    key = Key.parse(rendered.template_id)
    phrases = PHRASES.get(key.language)
    if phrases is None:
        return [Complaint(key.id, "language", f"there are no approved words in {key.language!r} to check it by")]
    case = _Case(key, rendered, variables, phrases)
    verdicts = ((rule, judge(case)) for rule, judge in RULES.items())
    return [Complaint(key.id, rule, why) for rule, why in verdicts if why is not None]


def lint_library(library: Library) -> list[Complaint]:
    """Complaints about any text of the library in any role, each once."""
    found: dict[Complaint, None] = {}
    for info in library.catalogue():
        for third_party, first in product((False, True), repeat=2):
            facts = {"collector_is_third_party": third_party, "first_communication": first}
            found.update(dict.fromkeys(_lint_sample(library, Key.parse(info.template_id), facts)))
    return list(found)


def sample(library: Library, key: Key, known: Variables) -> tuple[Rendered, Variables]:
    """A text with sample values, those in `known` in their place, and the variables it was made from.

    Raises MissingVariable when it uses one that is not of its purpose.
    """
    samples = {name: VARIABLES[name].sample for name in PURPOSES.get(key.purpose, frozenset())}
    variables = samples | {name: value for name, value in known.items() if name in samples}
    if key.channel == "voice":
        return library.prompt(key.name, key.language, variables), variables
    return library.render(*key, variables), variables


def _lint_sample(library: Library, key: Key, facts: Variables) -> list[Complaint]:
    try:
        return lint(*sample(library, key, facts))
    except MissingVariable as error:
        return [Complaint(key.id, "variables", f"{', '.join(error.names)}: not of the purpose {key.purpose!r}")]


def _opt_out(case: _Case) -> str | None:
    if case.key.purpose == _CONFIRMS_OPT_OUT or case.key.channel == "voice":
        return None
    if case.key.channel == "sms":
        said = all(case.phrases.stop_by_sms.search(body) for body in bodies(case.rendered))
        return None if said else "it does not say how to stop these messages (12 CFR 1006.6(e))"
    said = all(case.phrases.stop_by_email.search(body) for body in bodies(case.rendered))
    return None if said and _links_out(case) else "it lacks a working opt-out link or its words (12 CFR 1006.6(e))"


def _links_out(case: _Case) -> bool:
    link = case.value("opt_out_link")
    html = case.rendered.html
    in_html = html is None or f'href="{Markup.escape(link)}"' in html
    return link.startswith(_LINK_SCHEMES) and link in case.rendered.text and in_html


def _debt_collector(case: _Case) -> str | None:
    if not case.discloses:
        return None
    third_party = case.variables.get("collector_is_third_party")
    if not isinstance(third_party, bool):
        return "it is not known whether a third party collects: give collector_is_third_party"
    said = [bool(case.phrases.from_collector.search(body)) for body in bodies(case.rendered)]
    if third_party and not all(said):
        return "a third party must say that it comes from a debt collector (12 CFR 1006.18(e)(2))"
    if any(said) and not third_party:
        return "it claims to come from a debt collector, which a first party is not"
    return None


def _first_disclosure(case: _Case) -> str | None:
    if not case.discloses or case.variables.get("collector_is_third_party") is False:
        return None
    if case.key.channel == "sms" and case.variables.get("first_communication") is False:
        return None
    said = all(case.phrases.purpose_of_information.search(body) for body in bodies(case.rendered))
    return None if said else "it must say what the information is used for (12 CFR 1006.18(e)(1))"


def _business_name(case: _Case) -> str | None:
    if case.key.channel == "voice" and case.key.name != "greeting":
        return None
    said = shows(case.rendered, case.value("business_name"))
    return None if said else "it does not say who is contacting (47 CFR 64.1200(b)(1))"


def _licence_number(case: _Case) -> str | None:
    number = case.value("licence_number").strip()
    if not number or not case.discloses or case.key.channel == "voice":
        return None
    shown = shows(case.rendered, number)
    return None if shown else "it does not show the collector's licence number (Cal. Civ. Code 1788.11)"


def _telephone(case: _Case) -> str | None:
    if case.key.channel != "voice" or case.key.name != "greeting":
        return None
    number = fold(case.value("callback_number"))
    return (
        None if number and number in fold(case.rendered.text) else "it gives no number to call (47 CFR 64.1200(b)(2))"
    )


def _neutral(case: _Case) -> str | None:
    heard_by_others = case.key.channel == "voice" and case.key.name in BEFORE_IDENTITY
    if not heard_by_others and case.key.purpose != _CONFIRMS_OPT_OUT:
        return None
    if any(case.phrases.tells_of_debt.search(body) for body in bodies(case.rendered)):
        return "it tells of a debt, by its words or by a name in it, where only neutral words may stand"
    client, business = fold(case.value("client_name")), fold(case.value("business_name"))
    # The business may carry the creditor's name in its own; that alone tells nobody of a debt.
    if client and any(client in (body.replace(business, "") if business else body) for body in bodies(case.rendered)):
        return "it names the creditor where only neutral words may stand"
    return None


def _discreet_subject(case: _Case) -> str | None:
    if case.key.channel != "email":
        return None
    if not case.rendered.subject:
        return "it has no subject"
    told = case.phrases.tells_of_debt.search(fold(case.rendered.subject))
    return "its subject, which shows on a locked screen, tells of a debt" if told else None


def _no_threat(case: _Case) -> str | None:
    threatens = any(case.phrases.threat.search(body) for body in bodies(case.rendered))
    return "it speaks of legal action (12 CFR 1006.26(b), 1006.18)" if threatens else None


def _segment_budget(case: _Case) -> str | None:
    if case.key.channel != "sms":
        return None
    budget = SEGMENT_BUDGET.get(case.key.purpose, 1)
    cost = segments(case.rendered.text)
    if cost.count <= budget:
        return None
    return f"it costs {cost.count} segments of {cost.encoding}, the budget is {budget}"


RULES: dict[str, _Rule] = {
    "opt-out": _opt_out,
    "debt-collector": _debt_collector,
    "first-disclosure": _first_disclosure,
    "business-name": _business_name,
    "licence-number": _licence_number,
    "telephone": _telephone,
    "neutral-words": _neutral,
    "subject": _discreet_subject,
    "no-threat": _no_threat,
    "segments": _segment_budget,
}
