"""A limited-content message holds what 12 CFR 1006.2(j)(1) wants, may hold what (j)(2) lets it hold, and nothing else."""

from __future__ import annotations

from itertools import combinations

import pytest

import templates
from templates import Key, Library, lint
from templates.variables import VARIABLES

SAMPLES: dict[str, str | bool] = {name: variable.sample for name, variable in VARIABLES.items()}
ANYBODY = "any of our representatives"
MOMENT, TIMES = "{{ message_moment }}", "{{ reply_times }}"
BUSINESS, CONTACT, NUMBER = "{{ business_name }}", "{{ contact_name }}", "{{ callback_number }}"
# The Bureau's own examples (comment 2(j)-1 and the answers on limited-content messages), with our values.
EXAMPLES = (
    f"This is {CONTACT} calling from {BUSINESS}. Please contact {CONTACT} at {NUMBER}.",
    f"Hi, this is {CONTACT} calling from {BUSINESS}. It is {MOMENT}. Please contact {CONTACT} or {ANYBODY} at {NUMBER}.",
    f"This is {BUSINESS}. Please contact {CONTACT} or {ANYBODY} at {NUMBER} {TIMES}.",
)
SPANISH = (
    f"Hola. Le habla {BUSINESS}. Por favor, llame a {CONTACT} al {NUMBER}.",
    f"Buenas tardes, soy {CONTACT} de {BUSINESS}. Por favor, regrese la llamada a {CONTACT} al teléfono {NUMBER}.",
    f"Habla {BUSINESS}. Por favor comuníquese con {CONTACT} o con cualquiera de nuestros asociados en el {NUMBER}.",
    f"Este es un mensaje de {BUSINESS}. Por favor, devuelva la llamada a {CONTACT} en el número {NUMBER}.",
)
PARTS = {
    "business": f"This is {BUSINESS}.",
    "request": f"Please call {CONTACT}.",
    "number": f"Our number is {NUMBER}.",
}


def faults(message: str, language: str = "en", **changed: str) -> list[str]:
    key = Key("voicemail", "limited_content", language)
    variables = SAMPLES | changed
    rendered = Library({key: {"text": message}}).rendered(key, variables)
    return [complaint.why for complaint in lint(rendered, variables) if complaint.rule == "limited-content"]


@pytest.mark.parametrize("message", EXAMPLES)
def test_the_bureaus_examples_are_limited_content_messages(message: str) -> None:
    assert faults(message) == []


@pytest.mark.parametrize("message", SPANISH)
def test_so_are_those_of_every_spanish(message: str) -> None:
    assert faults(message, "es") == []


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("moment", ["", str(SAMPLES["message_moment"])])
@pytest.mark.parametrize("times", ["", str(SAMPLES["reply_times"])])
def test_what_ships_is_one_with_and_without_what_it_may_say(language: str, moment: str, times: str) -> None:
    known = SAMPLES | {"message_moment": moment, "reply_times": times}
    said = templates.SHIPPED.rendered(Key("voicemail", "limited_content", language), known)
    assert lint(said, known) == []


@pytest.mark.parametrize("left", [pair for size in (0, 1, 2) for pair in combinations(PARTS, size)])
def test_what_is_lacking_is_named(left: tuple[str, ...]) -> None:
    (why,) = faults(" ".join(PARTS[name] for name in left) or "Hello.")
    lacking = {"business", "request", "number"} - set(left)
    assert all((name in why) is (name in lacking) for name in ("business", "request", "number"))
    assert ("contact" in why) is ("request" not in left)


@pytest.mark.parametrize(
    "more",
    [
        "It is important.", "This is about your account.", "This call is not a sales call.", "Thank you.",
        "Para español, oprima 8.", "This message is for {{ full_name }}.", "To stop calls, press 9.",
        "This call may be recorded.", "Please call today.", "My extension is 4.",
    ],
)  # fmt: skip
def test_anything_else_is_too_much(more: str) -> None:
    assert faults(f"{EXAMPLES[0]} {more}") == ["it says something that a limited-content message may not say"]


@pytest.mark.parametrize("blank", ["business_name", "contact_name", "callback_number"])
def test_a_value_that_nobody_gave_is_lacking(blank: str) -> None:
    key = Key("voicemail", "limited_content", "en")
    message = EXAMPLES[0]
    said = message
    for name in ("business_name", "contact_name", "callback_number"):
        said = said.replace(f"{{{{ {name} }}}}", "" if name == blank else str(SAMPLES[name]))
    rendered = Library({key: {"text": said}}).rendered(key, SAMPLES)
    assert "limited-content" in {complaint.rule for complaint in lint(rendered, SAMPLES | {blank: ""})}


@pytest.mark.parametrize("name", ["Robin Smith & Co.", "R. Smith, Inc.", "St. John's Care", "Acme (Georgia)"])
def test_a_full_stop_in_a_name_ends_no_sentence(name: str) -> None:
    assert faults(EXAMPLES[1], business_name=name) == []


def test_a_business_named_for_what_it_does_may_leave_no_message() -> None:
    known = SAMPLES | {"business_name": "Ficus Debt Collection Services"}
    said = templates.SHIPPED.rendered(Key("voicemail", "limited_content", "en"), known)
    assert {complaint.rule for complaint in lint(said, known)} == {"neutral-words"}
