"""Is a text fit to send? The rules of law and house that bind words, and where a text breaks them.

`lint` judges one rendered text with the variables it was made from, and belongs before a text is sent. `lint_text`
judges a text as its author wrote it: its source, and its rendering with sample values in each role a collector can have,
for the first time and later, with all that may be blank and without, and in each place that wants something of its own.
`lint_library` does so with every text, and misses those that lack a translation. No complaint repeats a value.

The rules are data: `rules.toml` (everywhere), `places.toml` (single places), `purposes.toml` (what a text must show),
`languages/` (in which words).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from templates import places as place_rules
from templates import source_checks
from templates.errors import MissingVariable, TemplatesError
from templates.judging import JUDGES, Case, Fault, lacking
from templates.library import NOTICE, Key, Library, Rendered, Variables
from templates.locating import file_and_line, line_of
from templates.phrases import PHRASES, fold
from templates.places import PLACES, PlaceRule
from templates.purposes import PURPOSE, text_of
from templates.rules import RULES, Rule
from templates.variables import MAY_BE_BLANK, PURPOSES, VARIABLES

SEGMENT_BUDGET = {name: purpose.text.segments for name, purpose in PURPOSE.items() if not purpose.prompts}
"""Segments an SMS of each purpose may cost; more than two leave room for a first disclosure in full."""

_OTHERS = ("anybody", "stranger")
BEFORE_IDENTITY = frozenset(name for name, text in PURPOSE["keypad"].prompts.items() if text.audience in _OTHERS)
"""Prompts that may be heard by somebody who is not the consumer."""

_UNSAID = "it does not say what must be said there"
_TELLING = "12 CFR 1006.6(d)(1), 1006.2(j)"


@dataclass(frozen=True)
class Complaint:
    """Why a text is not fit to send.

    `source` is the law, or `house`; `place` the place that wants it, empty for everywhere; `where` the file, and the line
    when the fault is in one.
    """

    template: str
    rule: str
    why: str
    source: str = "house"
    place: str = ""
    where: str = ""

    def __str__(self) -> str:
        place = f" in {self.place}" if self.place else ""
        return f"{self.where or self.template}: {self.rule}{place}: {self.why} ({self.source})"


def shows(rendered: Rendered, words: str) -> bool:
    """Whether every body holds these words; there must be some."""
    key = Key.parse(rendered.template_id)
    phrases = PHRASES.get(key.language, next(iter(PHRASES.values())))
    return not lacking(Case(key, text_of(key.purpose, key.name), rendered, {}, phrases), fold(words))


def lint(
    rendered: Rendered, variables: Variables, places: Collection[str] = (), library: Library | None = None
) -> list[Complaint]:
    """Everything that makes this text unfit to send; an empty list means it is fit.

    `places` are those of the person, as the decision names them. `library` is where the text is from: without it no
    complaint names a line, and what a place prescribes word for word is taken to be lacking.
    """
    key = Key.parse(rendered.template_id)
    phrases = PHRASES.get(key.language)
    if phrases is None:
        return [Complaint(key.id, "language", f"there are no approved words in {key.language!r} to check it by")]
    case = Case(key, text_of(key.purpose, key.name), rendered, variables, phrases)
    return list(dict.fromkeys([*_everywhere(case, library), *_in_places(case, places, library)]))


def lint_text(library: Library, key: Key, places: Iterable[str] = PLACES) -> list[Complaint]:
    """Complaints about one text of the library in any role and in each of the places, each once."""
    found: dict[Complaint, None] = dict.fromkeys(_of_source(library, key))
    if any(complaint.rule == "variables" for complaint in found):
        return list(found)
    for third_party, first, blank in product((False, True), repeat=3):
        facts = {"collector_is_third_party": third_party, "first_communication": first}
        told = places if not blank else ()
        found.update(dict.fromkeys(_lint_samples(library, key, _blanks(blank) | facts, told)))
    return list(found)


def lint_library(library: Library, places: Iterable[str] = PLACES) -> list[Complaint]:
    """Complaints about any text of the library, and about translations that are lacking."""
    places = tuple(places)
    found = [complaint for info in library.catalogue() for complaint in lint_text(library, info.key, places)]
    return [*found, *lint_translations(library)]


def lint_translations(library: Library) -> list[Complaint]:
    """Complaints about texts, or parts of them, that are there in one language and not in another."""
    lacking_texts = (
        Complaint(key.id, "translation", "it is lacking, and is there in another language")
        for key in source_checks.untranslated(library)
    )
    lacking_parts = (
        Complaint(key.id, "translation", f"its {part} is lacking, and is there in another language")
        for key, part in source_checks.half_translated(library)
    )
    return [*lacking_texts, *lacking_parts]


def sample(library: Library, key: Key, known: Variables) -> tuple[Rendered, Variables]:
    """A text with sample values, those in `known` in their place, and the variables it was made from.

    Raises MissingVariable when it uses one that is not of its purpose.
    """
    samples = {name: VARIABLES[name].sample for name in PURPOSES.get(key.purpose, frozenset())}
    variables = samples | {name: value for name, value in known.items() if name in samples}
    return library.rendered(key, variables), variables


def _blanks(blank: bool) -> dict[str, str | bool]:
    """Everything that may be blank as blank; the sample of what a place prescribes is blank anyway."""
    return dict.fromkeys(MAY_BE_BLANK, "") if blank else {}


def _lint_samples(library: Library, key: Key, known: Variables, places: Iterable[str]) -> Iterator[Complaint]:
    if key.purpose == "voicemail":
        known = {**known, "contact_name": VARIABLES["contact_name"].sample}  # without one no message is left at all
    try:
        yield from lint(*sample(library, key, known), library=library)
    except MissingVariable as error:
        yield Complaint(
            key.id, "variables", f"{', '.join(error.names)}: no value has it", where=file_and_line(key, "text")
        )
        return
    for place in places:
        yield from _lint_in_place(library, key, known, place)


def _lint_in_place(library: Library, key: Key, known: Variables, place: str) -> Iterator[Complaint]:
    samples: Variables = {**{name: variable.sample for name, variable in VARIABLES.items()}, **known}
    if not any(place_rules.wanted(key, samples, (place,))):
        return
    prescribed = _prescribed(library, key, samples, place)
    rendered, variables = sample(library, key, {**known, "place_notice": prescribed})
    # A notice names what the text itself may not know of.
    yield from lint(rendered, {**samples, **variables}, (place,), library)


def _prescribed(library: Library, key: Key, variables: Variables, place: str) -> str:
    """What the place wants word for word; blank when the library cannot say it, which no text then holds."""
    try:
        return place_rules.place_notice(place_rules.notices(library, key, variables, (place,)))
    except TemplatesError:
        return ""


def _of_source(library: Library, key: Key) -> Iterator[Complaint]:
    purpose = key.purpose
    for use in source_checks.foreign_variables(library, key):
        why = f"{use.name} is not a variable of the purpose {purpose!r}"
        yield Complaint(key.id, "variables", why, where=file_and_line(key, use.part, use.line))
    for use in source_checks.telling_variables(library, key):
        why = f"{use.name} tells of the person or the debt where only neutral words may stand"
        yield Complaint(key.id, "neutral-words", why, _TELLING, where=file_and_line(key, use.part, use.line))
    for part, line in source_checks.typed_in(library, key):
        why = "a number, address, link or amount is typed into it: a variable must give it"
        yield Complaint(key.id, "typed-in", why, where=file_and_line(key, part, line))


def _everywhere(case: Case, library: Library | None) -> Iterator[Complaint]:
    for rule in RULES:
        if rule.binds(case.key, case.text, case.variables):
            for fault in JUDGES[rule.kind](rule, case):
                yield _complaint(case, rule.id, rule.source, fault, library)


def _in_places(case: Case, places: Collection[str], library: Library | None) -> Iterator[Complaint]:
    for rule in place_rules.wanted(case.key, case.variables, places):
        place = ", ".join(sorted(rule.places & set(places)))
        for fault in _place_faults(rule, case, library):
            yield _complaint(case, rule.id, rule.source, fault, library, place)


def _place_faults(rule: PlaceRule, case: Case, library: Library | None) -> Iterator[Fault]:
    for name in rule.shows:
        why = f"it does not say {name}: {VARIABLES[name].meaning}"
        yield from (Fault(part, why) for part in lacking(case, case.value(name)))
    if rule.says:
        yield from JUDGES["say"](Rule(rule.id, "say", rule.source, _UNSAID, phrase=rule.says), case)
    if rule.notice:
        why = f"it does not hold the notice {rule.notice}, word for word"
        yield from (Fault(part, why) for part in lacking(case, _notice(rule.notice, case, library)))


def _notice(name: str, case: Case, library: Library | None) -> str:
    """The folded words of a notice; none when it cannot be said, so that no text shows it."""
    if library is None:
        return ""
    try:
        return fold(place_rules.notice(library, Key(NOTICE, name, case.key.language), case.variables).text)
    except TemplatesError:
        return ""


def _complaint(case: Case, rule: str, source: str, fault: Fault, library: Library | None, place: str = "") -> Complaint:
    line = line_of(library, case, fault) if library else None
    return Complaint(case.key.id, rule, fault.why, source, place, file_and_line(case.key, fault.part, line))
