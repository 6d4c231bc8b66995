"""A complaint says in which file and line the fault is, as an author counts lines."""

from __future__ import annotations

import pytest

from templates import Key, Library, lint_library

SMS = "{{ business_name }}: hello.\n{% if collector_is_third_party %}\nFrom a debt collector.\n{% endif %}\n"
EMAIL_TEXT = (
    "Hello {{ first_name }},\n\nYour {{ balance }} {{ account_ending }}\n{{ business_name }}\n\nYou will be sued.\n"
)
EMAIL_HTML = (
    "<p>Hello {{ first_name }}, {{ balance }}\n{{ account_ending }}</p>\n<p\n class='a'>\n<b>You will be\nsued.</b></p>"
)


def places(template_id: str, parts: dict[str, str], rule: str) -> list[str]:
    library = Library({Key.parse(template_id): parts})
    return sorted(complaint.where for complaint in lint_library(library) if complaint.rule == rule)


def test_a_word_that_must_not_be_there_is_found_in_its_line() -> None:
    text = "{{ business_name }}: hello.\n\n{# a remark\n of two lines #}\nYour balance.\n{{ callback_number }}\n"
    assert places("help/sms.en", {"text": text}, "neutral-words") == ["help/sms.en.txt:5"]


def test_so_is_one_at_the_beginning_of_its_line() -> None:
    text = "{{ business_name }}:\nbalance\n{{ callback_number }}"
    assert places("help/sms.en", {"text": text}, "neutral-words") == ["help/sms.en.txt:2"]


def test_so_is_one_behind_a_condition() -> None:
    text = SMS + "{% if licence_number %}\nWe will take legal action, {{ licence_number }}.\n{% endif %}\n"
    assert places("reminder/sms.en", {"text": text}, "no-threat") == ["reminder/sms.en.txt:6"]


def test_the_lines_of_an_email_are_those_of_its_files() -> None:
    parts = {"subject": "Hello", "text": EMAIL_TEXT, "html": EMAIL_HTML}
    assert places("reminder/email.en", parts, "no-threat") == ["reminder/email.en.html:5", "reminder/email.en.txt:8"]


def test_a_variable_is_found_in_its_line() -> None:
    text = "{{ business_name }}: hello.\n\n{% if balance %}\nStill {{ callback_number }}\n{% endif %}"
    assert places("help/sms.en", {"text": text}, "variables") == ["help/sms.en.txt:3"]


@pytest.mark.parametrize("rule", ["opt-out", "business-name"])
def test_what_is_lacking_is_lacking_in_a_file(rule: str) -> None:
    assert places("help/sms.en", {"text": "Hello."}, rule) == ["help/sms.en.txt"]


def test_a_voice_prompt_has_its_own_kind_of_file() -> None:
    assert places("keypad/goodbye.es", {"text": "Adiós,\nsu saldo."}, "neutral-words") == ["keypad/goodbye.es.voice:2"]


def test_a_tag_over_two_lines_costs_the_line_but_not_the_complaint() -> None:
    text = "{{\nbusiness_name }}: your balance."
    assert places("help/sms.en", {"text": text}, "neutral-words") == ["help/sms.en.txt"]
