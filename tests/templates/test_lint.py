"""The lint passes what ships and catches each rule broken on its own."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

import templates
from templates import Key, Library, lint, lint_library
from templates.lint import BEFORE_IDENTITY, SEGMENT_BUDGET
from templates.purposes import PURPOSE
from templates.variables import VARIABLES

LICENCE = VARIABLES["licence_number"].sample
SAMPLES: dict[str, str | bool] = {name: variable.sample for name, variable in VARIABLES.items()} | {
    "licence_number": ""
}
THIRD_PARTY = {"collector_is_third_party": True, "first_communication": False}
FIRST_CONTACT = {"collector_is_third_party": True, "first_communication": True}
LINK = '<a href="{{ opt_out_link }}">Unsubscribe</a>'
TOLD = " {{ balance }} {{ account_ending }}"  # what a reminder is there to say
CALLED = "This is {{ business_name }}, {{ callback_number }}. To stop calls, press 9. This call may be recorded. "
SHIPPED_PURPOSES = sorted({info.purpose for info in templates.catalogue()})
WRITTEN = sorted({info.purpose for info in templates.catalogue() if info.channel == "sms"})


def rules_broken(template_id: str, parts: Mapping[str, str], facts: Mapping[str, str | bool] | None = None) -> set[str]:
    key = Key.parse(template_id)
    variables = SAMPLES | dict(facts or {})
    rendered = Library({key: parts}).rendered(key, variables)
    return {complaint.rule for complaint in lint(rendered, variables)}


def test_every_text_that_ships_is_fit_to_send_in_every_place() -> None:
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
        ("{{ business_name }}: hola, llame a la persona que le escribe. Reply STOP.", {}, {"language"}),
    ],
)
def test_a_text_message_is_judged(text: str, facts: Mapping[str, str | bool], broken: set[str]) -> None:
    assert rules_broken("reminder/sms.en", {"text": text + TOLD}, facts) == broken


@pytest.mark.parametrize("told", ["{{ balance }}", "{{ account_ending }}"])
def test_a_text_must_say_what_its_purpose_is_there_to_say(told: str) -> None:
    assert rules_broken("reminder/sms.en", {"text": f"{{{{ business_name }}}} {told}. Reply STOP."}) == {"shows"}


@pytest.mark.parametrize(
    ("parts", "broken"),
    [
        ({}, set()),
        ({"html": f"<p>{{{{ business_name }}}}{TOLD}</p>"}, {"opt-out"}),
        ({"text": "{{ business_name }}. Unsubscribe." + TOLD}, {"opt-out"}),
        ({"html": f"<p>{LINK}{TOLD}</p>"}, {"business-name"}),
        ({"subject": "Your past due debt"}, {"subject"}),
        ({"subject": ""}, {"subject"}),
    ],
)
def test_an_email_is_judged_in_both_bodies(parts: Mapping[str, str], broken: set[str]) -> None:
    assert rules_broken("reminder/email.en", _email() | dict(parts)) == broken


def test_an_email_must_show_the_licence_number_in_its_html_too() -> None:
    fit = _email("{{ licence_number }}", "")
    assert rules_broken("reminder/email.en", fit, {"licence_number": LICENCE}) == {"licence-number"}


@pytest.mark.parametrize("licence", ["", LICENCE])
@pytest.mark.parametrize("facts", [{}, THIRD_PARTY, FIRST_CONTACT], ids=["first-party", "third-party", "first-contact"])
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("purpose", WRITTEN)
def test_a_text_message_keeps_its_budget_with_a_licence_number_and_without(
    purpose: str, language: str, facts: Mapping[str, str | bool], licence: str
) -> None:
    variables = SAMPLES | dict(facts) | {"licence_number": licence}
    rendered = templates.render(purpose, "sms", language, variables)
    assert templates.segments(rendered.text).count <= SEGMENT_BUDGET[purpose]
    assert lint(rendered, variables) == []


def test_an_email_must_disclose_in_its_html_too() -> None:
    words = "from a debt collector to collect a debt, information is used for that purpose."
    assert rules_broken("reminder/email.en", _email(words, ""), THIRD_PARTY) == {"debt-collector", "first-disclosure"}


def test_an_opt_out_link_with_a_script_is_refused() -> None:
    parts = {"subject": "A message", "text": "{{ business_name }}. Unsubscribe: {{ opt_out_link }}" + TOLD}
    assert rules_broken("reminder/email.en", parts, {"opt_out_link": "javascript:alert(1)"}) == {"opt-out"}


@pytest.mark.parametrize(
    "word", ["a debt", "to collect", "you owe", "your balance", "the creditor", "a payment", "what you paid"]
)
@pytest.mark.parametrize("name", sorted(BEFORE_IDENTITY))
def test_no_prompt_before_identity_tells_of_a_debt(name: str, word: str) -> None:
    def said(about: str) -> set[str]:
        return rules_broken(f"keypad/{name}.en", {"text": f"{CALLED}We call about {about}."})

    assert said(word) - said("the weather") == {"neutral-words"}


@pytest.mark.parametrize(
    "word", ["una deuda", "cobrar", "usted debe", "su saldo", "el acreedor", "un pago", "un abono", "la cuota", "su mora",
             "un atraso de la cuenta vencida", "liquidar"]
)  # fmt: skip
def test_nor_does_a_spanish_one(word: str) -> None:
    text = "{{ business_name }} {{ callback_number }}. Para no recibir más llamadas, oprima 9. La llamada puede ser grabada."
    broken = rules_broken("keypad/greeting.es", {"text": f"{text} Llamamos por {word}."})
    assert broken == {"neutral-words"}


def test_a_business_or_client_whose_name_reveals_collection_spoils_the_greeting() -> None:
    variables = SAMPLES | {"business_name": "Acme Debt Recovery"}
    greeting = templates.prompt("greeting", "en", variables)
    assert [complaint.rule for complaint in lint(greeting, variables)] == ["neutral-words"]
    assert rules_broken("keypad/greeting.en", {"text": CALLED + "It is for {{ client_name }}."}) == {"neutral-words"}


def test_the_greeting_gives_a_name_a_number_a_way_out_and_tells_of_the_recording() -> None:
    assert rules_broken("keypad/greeting.en", {"text": "Hello."}) == {
        "business-name", "telephone", "stop-key", "keys", "recording-notice",
    }  # fmt: skip


def test_the_spoken_disclosure_of_a_third_party_is_always_the_full_one() -> None:
    assert rules_broken("keypad/disclosures.en", {"text": "From a debt collector."}, THIRD_PARTY) == {
        "first-disclosure"
    }


@pytest.mark.parametrize("purpose", ["opt_out_confirmation", "stop_confirmation", "help", "callback_booked"])
def test_what_anybody_may_read_says_nothing_of_the_debt(purpose: str) -> None:
    text = "{{ business_name }}: on {{ callback_at }}. Your balance is still due. Reply STOP."
    assert rules_broken(f"{purpose}/sms.en", {"text": text}) == {"neutral-words"}


def test_a_stranger_is_not_told_whose_number_we_thought_it_was() -> None:
    assert rules_broken("wrong_number/sms.en", {"text": "{{ business_name }} looked for {{ full_name }}."}) == {
        "third-party"
    }
    said = "A caller, {{ full_name }}. To take the call, press 1."
    assert rules_broken("collector/whisper.en", {"text": said}) == {"third-party"}


def test_a_prompt_names_the_keys_that_lead_somewhere_and_no_others() -> None:
    assert rules_broken("keypad/right_party.en", {"text": "If it is you, press 1. If not, press 2."}) == set()
    assert rules_broken("keypad/right_party.en", {"text": "If it is you, press 1."}) == {"keys"}
    assert rules_broken("keypad/right_party.en", {"text": "If you, press 1. If not, press 2. Or press 3."}) == {"keys"}
    assert rules_broken("keypad/option_again.en", {"text": "To hear this again, press star."}) == set()


@pytest.mark.parametrize("verb", ["oprima", "presione", "marque el", "pulse", "apriete la tecla", "digite"])
@pytest.mark.parametrize("star", ["asterisco", "estrella"])
def test_keys_are_named_in_the_spanish_of_every_region(verb: str, star: str) -> None:
    assert rules_broken("keypad/option_again.es", {"text": f"Para escuchar otra vez, {verb} {star}."}) == set()


def test_an_unknown_role_is_judged_as_a_third_party() -> None:
    rendered = templates.render("reminder", "sms", "en", SAMPLES)
    known = {name: value for name, value in SAMPLES.items() if isinstance(value, str)}
    assert {complaint.rule for complaint in lint(rendered, known)} == {"debt-collector", "first-disclosure"}


def test_a_language_without_approved_words_is_a_complaint() -> None:
    assert rules_broken("reminder/sms.fr", {"text": "Bonjour"}) == {"language"}


@pytest.mark.parametrize(
    "text",
    ["{{ business_name }} {{ balance }}", "{{ business_name }}\n{% if balance %}a{% endif %}", "{{ other }}"],
)
def test_a_variable_that_is_not_of_the_purpose_is_a_complaint(text: str) -> None:
    complaints = _of_library("opt_out_confirmation/sms.en", text)
    assert {complaint.rule for complaint in complaints} <= {"variables", "neutral-words"}
    assert "variables" in {complaint.rule for complaint in complaints}


def test_an_attribute_nobody_has_is_a_complaint() -> None:
    (complaint,) = _of_library("opt_out_confirmation/sms.en", "Hello.\n{{ business_name.short }}")
    assert complaint.rule == "variables"


def test_a_variable_that_tells_is_refused_even_where_no_sample_shows_it() -> None:
    text = CALLED + "{% if client_name == 'x' %}{{ balance }}{% endif %}"
    complaints = _of_library("keypad/greeting.en", text)
    assert {complaint.rule for complaint in complaints} == {"neutral-words"}
    assert any("balance" in complaint.why for complaint in complaints)


@pytest.mark.parametrize(
    "typed", ["(212) 555-0100", "+1 212 555 0100", "https://example.com", "www.example.com", "help@example.com", "$25"]
)
def test_what_only_a_variable_may_give_is_not_typed_into_a_text(typed: str) -> None:
    complaints = _of_library("help/sms.en", f"{{{{ business_name }}}}: for help, {typed}.\nReply STOP.")
    assert [(complaint.rule, complaint.where) for complaint in complaints] == [("typed-in", "help/sms.en.txt:1")]


def test_a_text_that_another_language_has_is_missed() -> None:
    english = {Key("help", "sms", "en"): {"text": "{{ business_name }}: for help, call. Reply STOP."}}
    spanish = {Key("wrong_number", "sms", "es"): {"text": "{{ business_name }} no volverá a escribir a este número."}}
    missing = {complaint.template for complaint in lint_library(Library(english | spanish))}
    assert missing == {"help/sms.es", "wrong_number/sms.en"}


def test_a_part_that_the_translation_has_is_missed() -> None:
    whole, half = _email(), {name: part for name, part in _email().items() if name != "html"}
    library = Library({Key("reminder", "email", "en"): whole, Key("reminder", "email", "es"): half})
    missing = [complaint for complaint in lint_library(library) if complaint.rule == "translation"]
    assert [(complaint.template, complaint.why.split()[1]) for complaint in missing] == [("reminder/email.es", "html")]


def test_an_accented_or_curly_business_name_is_still_found() -> None:
    variables = SAMPLES | {"business_name": "O’Neil Família"}
    assert lint(templates.render("reminder", "sms", "en", variables), variables) == []


def test_a_name_in_another_language_does_not_change_the_language_of_a_text() -> None:
    variables = SAMPLES | {"business_name": "Los de la Casa del Sol y de la Luna en la Costa que no se va"}
    assert lint(templates.render("help", "sms", "en", variables), variables) == []


def test_no_complaint_repeats_a_value() -> None:
    variables = SAMPLES | {"business_name": "Acme Debt Recovery"}
    for complaint in lint(templates.prompt("greeting", "en", variables), variables, library=templates.SHIPPED):
        assert "Acme" not in str(complaint)


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
    assert rules_broken("keypad/greeting.en", {"text": CALLED + "It is for {{ full_name }}."}, facts) == broken


@pytest.mark.parametrize("purpose", SHIPPED_PURPOSES)
def test_every_purpose_is_described(purpose: str) -> None:
    names = {info.key.name for info in templates.catalogue() if info.purpose == purpose}
    described = PURPOSE[purpose]
    assert described.meaning
    assert not described.spoken or names == set(described.prompts)


def _email(words: str = "", in_html: str | None = None) -> dict[str, str]:
    """A fit e-mail with more words in it, in the HTML others when they are given."""
    return {
        "subject": "A message",
        "text": f"{{{{ business_name }}}} {words} {TOLD}. Unsubscribe: {{{{ opt_out_link }}}}",
        "html": f"<p>{{{{ business_name }}}} {words if in_html is None else in_html} {TOLD} {LINK}</p>",
    }


def _of_library(template_id: str, text: str) -> list[templates.Complaint]:
    return lint_library(Library({Key.parse(template_id): {"text": text}}))
