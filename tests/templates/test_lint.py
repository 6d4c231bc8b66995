"""The lint passes what ships and catches each rule broken on its own."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

import templates
from templates import Key, Library, lint, lint_library
from templates.lint import BEFORE_IDENTITY, SEGMENT_BUDGET
from templates.variables import VARIABLES

LICENCE = VARIABLES["licence_number"].sample
SAMPLES: dict[str, str | bool] = {name: variable.sample for name, variable in VARIABLES.items()} | {
    "licence_number": ""
}
THIRD_PARTY = {"collector_is_third_party": True, "first_communication": False}
FIRST_CONTACT = {"collector_is_third_party": True, "first_communication": True}
LINK = '<a href="{{ opt_out_link }}">Unsubscribe</a>'


def rules_broken(template_id: str, parts: Mapping[str, str], facts: Mapping[str, str | bool] | None = None) -> set[str]:
    key = Key.parse(template_id)
    variables = SAMPLES | dict(facts or {})
    library = Library({key: parts})
    if key.channel == "voice":
        rendered = library.prompt(key.name, key.language, variables)
    else:
        rendered = library.render(*key, variables)
    return {complaint.rule for complaint in lint(rendered, variables)}


def test_every_text_that_ships_is_fit_to_send() -> None:
    assert lint_library(templates.SHIPPED) == []


@pytest.mark.parametrize(
    ("text", "facts", "broken"),
    [
        ("{{ business_name }}: hello. Reply STOP to opt out.", {}, set()),
        ("{{ business_name }}: hello. Reply STOP to opt out.", {"licence_number": LICENCE}, {"licence-number"}),
        ("{{ business_name }}: {{ licence_number }}. Reply STOP.", {"licence_number": LICENCE}, set()),
        ("{{ business_name }}: {{ licence_number }}. Reply STOP.", {}, set()),
        ("{{ business_name }}: hello.", {}, {"opt-out"}),
        ("{{ business_name }}: hello. Responda ALTO.", {}, {"opt-out"}),  # not the text's language
        ("Hello. Reply STOP to opt out.", {}, {"business-name"}),
        ("{{ business_name }}: Reply STOP.", THIRD_PARTY, {"debt-collector"}),
        ("{{ business_name }}: from a debt collector. Reply STOP.", THIRD_PARTY, set()),
        ("{{ business_name }}: from a debt collector. Reply STOP.", FIRST_CONTACT, {"first-disclosure"}),
        ("{{ business_name }}: from a debt collector. Reply STOP.", {}, {"debt-collector"}),
        ("{{ business_name }}: we will take legal action. Reply STOP.", {}, {"no-threat"}),
        ("{{ business_name }} " + "and so on " * 50 + "Reply STOP.", {}, {"segments"}),
    ],
)
def test_a_text_message_is_judged(text: str, facts: Mapping[str, str | bool], broken: set[str]) -> None:
    assert rules_broken("reminder/sms.en", {"text": text}, facts) == broken


@pytest.mark.parametrize(
    ("parts", "broken"),
    [
        ({}, set()),
        ({"html": "<p>{{ business_name }}</p>"}, {"opt-out"}),
        ({"text": "{{ business_name }}. Unsubscribe."}, {"opt-out"}),
        ({"html": f"<p>{LINK}</p>"}, {"business-name"}),
        ({"subject": "Your past due debt"}, {"subject"}),
        ({"subject": ""}, {"subject"}),
    ],
)
def test_an_email_is_judged_in_both_bodies(parts: Mapping[str, str], broken: set[str]) -> None:
    fit = {
        "subject": "A message",
        "text": "{{ business_name }}. Unsubscribe: {{ opt_out_link }}",
        "html": f"<p>{{{{ business_name }}}} {LINK}</p>",
    }
    assert rules_broken("reminder/email.en", fit | dict(parts)) == broken


def test_an_email_must_show_the_licence_number_in_its_html_too() -> None:
    fit = {
        "subject": "A message",
        "text": "{{ business_name }} {{ licence_number }}. Unsubscribe: {{ opt_out_link }}",
        "html": f"<p>{{{{ business_name }}}} {LINK}</p>",
    }
    assert rules_broken("reminder/email.en", fit, {"licence_number": LICENCE}) == {"licence-number"}


@pytest.mark.parametrize("licence", ["", LICENCE])
@pytest.mark.parametrize("facts", [{}, THIRD_PARTY, FIRST_CONTACT], ids=["first-party", "third-party", "first-contact"])
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("purpose", ["reminder", "promise_confirmation"])
def test_a_text_message_keeps_its_budget_with_a_licence_number_and_without(
    purpose: str, language: str, facts: Mapping[str, str | bool], licence: str
) -> None:
    variables = SAMPLES | dict(facts) | {"licence_number": licence}
    rendered = templates.render(purpose, "sms", language, variables)
    assert templates.segments(rendered.text).count <= SEGMENT_BUDGET[purpose]
    assert lint(rendered, variables) == []


def test_an_email_must_disclose_in_its_html_too() -> None:
    parts = {
        "subject": "A message",
        "text": "{{ business_name }} from a debt collector to collect a debt, information is used for that purpose. "
        "Unsubscribe: {{ opt_out_link }}",
        "html": f"<p>{{{{ business_name }}}} {LINK}</p>",
    }
    assert rules_broken("reminder/email.en", parts, THIRD_PARTY) == {"debt-collector", "first-disclosure"}


def test_an_opt_out_link_with_a_script_is_refused() -> None:
    parts = {"subject": "A message", "text": "{{ business_name }}. Unsubscribe: {{ opt_out_link }}"}
    assert rules_broken("reminder/email.en", parts, {"opt_out_link": "javascript:alert(1)"}) == {"opt-out"}


@pytest.mark.parametrize("word", ["a debt", "to collect", "you owe", "your balance", "the creditor", "a payment"])
@pytest.mark.parametrize("name", sorted(BEFORE_IDENTITY))
def test_no_prompt_before_identity_tells_of_a_debt(name: str, word: str) -> None:
    text = f"{{{{ business_name }}}} {{{{ callback_number }}}} calls about {word}."
    assert rules_broken(f"keypad/{name}.en", {"text": text}) == {"neutral-words"}


@pytest.mark.parametrize("word", ["una deuda", "cobrar", "usted debe", "su saldo", "el acreedor", "un pago"])
def test_nor_does_a_spanish_one(word: str) -> None:
    text = f"{{{{ business_name }}}} {{{{ callback_number }}}} llama por {word}."
    assert rules_broken("keypad/greeting.es", {"text": text}) == {"neutral-words"}


def test_a_business_or_client_whose_name_reveals_collection_spoils_the_greeting() -> None:
    variables = SAMPLES | {"business_name": "Acme Debt Recovery"}
    greeting = templates.prompt("greeting", "en", variables)
    assert [complaint.rule for complaint in lint(greeting, variables)] == ["neutral-words"]
    assert rules_broken(
        "keypad/greeting.en", {"text": "{{ business_name }} {{ callback_number }} for {{ client_name }}"}
    ) == {"neutral-words"}


def test_the_greeting_gives_a_name_and_a_number() -> None:
    assert rules_broken("keypad/greeting.en", {"text": "Hello."}) == {"business-name", "telephone"}


def test_the_spoken_disclosure_of_a_third_party_is_always_the_full_one() -> None:
    assert rules_broken("keypad/disclosures.en", {"text": "From a debt collector."}, THIRD_PARTY) == {
        "first-disclosure"
    }


def test_the_confirmation_of_an_opt_out_may_say_nothing_of_the_debt() -> None:
    text = "{{ business_name }}: you are off our list. Your balance is still due."
    assert rules_broken("opt_out_confirmation/sms.en", {"text": text}) == {"neutral-words"}


def test_an_unknown_role_is_a_complaint() -> None:
    rendered = templates.render("reminder", "sms", "en", SAMPLES)
    assert {complaint.rule for complaint in lint(rendered, {"business_name": SAMPLES["business_name"]})} == {
        "debt-collector",
        "first-disclosure",
    }


def test_a_language_without_approved_words_is_a_complaint() -> None:
    assert rules_broken("reminder/sms.fr", {"text": "Bonjour"}) == {"language"}


@pytest.mark.parametrize("text", ["{{ business_name }} {{ balance }}", "{{ business_name.short }}", "{{ other }}"])
def test_a_variable_that_is_not_of_the_purpose_is_a_complaint(text: str) -> None:
    library = Library({Key("opt_out_confirmation", "sms", "en"): {"text": text}})
    assert [complaint.rule for complaint in lint_library(library)] == ["variables"]


def test_an_accented_or_curly_business_name_is_still_found() -> None:
    variables = SAMPLES | {"business_name": "O’Neil Família"}
    assert lint(templates.render("reminder", "sms", "en", variables), variables) == []


def test_no_complaint_repeats_a_value() -> None:
    variables = SAMPLES | {"business_name": "Acme Debt Recovery"}
    for complaint in lint(templates.prompt("greeting", "en", variables), variables):
        assert "Acme" not in complaint.why


@pytest.mark.parametrize(
    ("business", "name", "broken"),
    [
        ("Harbor Care", "Pat Example", set()),
        ("Harbor", "Pat Example", set()),
        ("Northgate", "Pat Example", set()),
        ("Northgate", "Pat at Harbor", {"neutral-words"}),
    ],
)
def test_a_creditor_may_be_heard_only_inside_the_business_own_name(business: str, name: str, broken: set[str]) -> None:
    facts = {"client_name": "Harbor", "business_name": business, "full_name": name}
    said = {"text": "Hello {{ full_name }}, this is {{ business_name }}, {{ callback_number }}."}
    assert rules_broken("keypad/greeting.en", said, facts) == broken
