"""Rendering: the right words, safe on the wire, or an error that names what is missing."""

from __future__ import annotations

import hashlib
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import templates
from templates import BrokenText, Library, MissingVariable, TemplatesError, UnknownText, Variables
from templates.phrases import fold
from templates.places import PLACE_RULES
from templates.rules import RULES
from templates.variables import PURPOSES, VARIABLES

SAMPLES: dict[str, str | bool] = {name: variable.sample for name, variable in VARIABLES.items()}
PROMPTS = {info.template_id.split("/")[1].split(".")[0] for info in templates.catalogue() if info.channel == "voice"}


def render(variables: Variables, channel: str = "email", language: str = "en") -> templates.Rendered:
    return templates.render("reminder", channel, language, SAMPLES | dict(variables))


def write(folder: Path, name: str, source: str) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(source, "utf-8")
    return path


def test_every_text_of_the_catalogue_renders_in_both_languages() -> None:
    languages: dict[str, set[str]] = {}
    for info in templates.catalogue():
        languages.setdefault(f"{info.purpose}/{info.key.name}", set()).add(info.language)
        rendered = templates.SHIPPED.rendered(info.key, SAMPLES)
        assert rendered.text
        assert (rendered.template_id, rendered.version) == (info.template_id, info.version)
        assert (rendered.html is not None) is (rendered.subject is not None) is (info.channel == "email")
    assert all(both == {"en", "es"} for both in languages.values())


def test_every_state_of_a_keypad_call_has_its_prompt() -> None:
    assert {
        "greeting", "right_party", "second_factor", "disclosures", "promise_dates",
        "read_back", "thanks", "wrong_person", "stop_calling", "goodbye", "please_hold", "try_again",
        "language_switch", "second_factor_birth_date", "second_factor_last_four", "itemised_balance",
        "plan_1", "plan_2", "plan_3", "plan_read_back", "confirmation_code", "transfer_hold", "slot_offer", "call_times",
        "call_days", "dispute_check", "dispute_taken", "unavailable",
    } <= PROMPTS  # fmt: skip


def test_a_missing_variable_is_named_and_no_value_is() -> None:
    given = {name: value for name, value in SAMPLES.items() if name not in {"balance", "account_ending"}}
    with pytest.raises(MissingVariable) as caught:
        templates.render("reminder", "sms", "en", given)
    assert caught.value.names == ("account_ending", "balance")
    assert "reminder/sms.en" in str(caught.value)
    assert not [value for value in given.values() if isinstance(value, str) and value and value in str(caught.value)]


@pytest.mark.parametrize("blank", ["", "  ", "\x00", None])
def test_a_blank_variable_is_a_missing_one(blank: str) -> None:
    with pytest.raises(MissingVariable, match="balance"):
        render({"balance": blank})


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("channel", ["sms", "email"])
def test_without_a_licence_number_a_text_has_no_place_for_one(channel: str, language: str) -> None:
    without, licensed = render({"licence_number": ""}, channel, language), render({}, channel, language)
    for bare, full in ((without.text, licensed.text), (without.html, licensed.html)):
        if bare is not None and full is not None:
            added = [line for line in full.splitlines() if line not in bare.splitlines()]
            assert len(added) == 1
            assert str(SAMPLES["licence_number"]) in added[0]
            assert [line for line in full.splitlines() if line not in added] == bare.splitlines()


def test_a_licence_number_nobody_gave_is_missing_though_it_may_be_blank() -> None:
    given = {name: value for name, value in SAMPLES.items() if name != "licence_number"}
    with pytest.raises(MissingVariable, match="licence_number"):
        templates.render("reminder", "sms", "en", given)


def test_a_variable_of_an_untaken_branch_is_needed_all_the_same() -> None:
    given = {name: value for name, value in SAMPLES.items() if name != "client_name"}
    with pytest.raises(MissingVariable, match="client_name"):
        templates.render("reminder", "sms", "en", given | {"collector_is_third_party": False})


def test_an_attribute_nobody_has_is_a_missing_variable_and_shows_no_value() -> None:
    library = Library({templates.Key("reminder", "sms", "en"): {"text": "{{ balance.minor }}"}})
    with pytest.raises(MissingVariable) as caught:
        library.render("reminder", "sms", "en", {"balance": "$98.76"})
    assert "98" not in str(caught.value)


def test_an_unknown_text_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownText, match=r"reminder/fax\.en.*reminder/sms\.en"):
        templates.render("reminder", "fax", "en", SAMPLES)
    with pytest.raises(UnknownText, match=r"keypad/greeting\.fr"):
        templates.prompt("greeting", "fr", SAMPLES)


def test_html_is_escaped_and_plain_text_is_not() -> None:
    rendered = render({"first_name": "<b>Ann & Bo</b>"})
    assert rendered.html is not None
    assert "&lt;b&gt;Ann &amp; Bo&lt;/b&gt;" in rendered.html
    assert "<b>Ann & Bo</b>" in rendered.text


def test_a_value_is_never_read_as_a_template() -> None:
    assert "{{ balance }}" in render({"first_name": "{{ balance }}"}).text


def test_a_line_feed_in_a_value_cannot_add_a_mail_header() -> None:
    subject = render({"account_ending": "1\r\nBcc: a@example.com"}).subject
    assert subject is not None
    assert "\n" not in subject
    assert "\r" not in subject


def test_an_sms_comes_back_normalised() -> None:
    assert "O'Neil" in render({"first_name": "O’Neil"}, "sms").text


def test_a_prompt_is_one_line_that_xml_can_hold() -> None:
    prompt = templates.prompt("greeting", "en", SAMPLES | {"full_name": "Ann\x0b\x00 Lee\n\ufffe"})
    element = ET.Element("Say")
    element.text = prompt.text
    spoken = ET.fromstring(ET.tostring(element, "unicode")).text
    assert spoken == prompt.text
    assert "\n" not in prompt.text
    assert "Ann Lee" in prompt.text


def test_the_version_follows_the_source_of_any_part(tmp_path: Path) -> None:
    write(tmp_path, "reminder/email.en.txt", "Subject: Hello\n\nText")
    html = write(tmp_path, "reminder/email.en.html", "<p>Text</p>")
    before = Library.read(tmp_path)
    html.write_text("<p>Other</p>", "utf-8")
    after = Library.read(tmp_path)
    assert [info.version for info in before.catalogue()] != [info.version for info in after.catalogue()]
    assert before.render("reminder", "email", "en", {}).html == "<p>Text</p>"


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("reminder/email.en.txt", "No subject"),
        ("reminder/email.en.txt", "Subject: two\nlines\n\nText"),
        ("reminder/email.en.html", "<p>HTML alone</p>"),
        ("reminder/sms.en.txt", "{{ open"),
        ("reminder/sms.en.txt", "{% include 'reminder/other.en.text' %}"),
        ("reminder/sms.txt", "no language"),
        ("reminder/sms.en.doc", "no such extension"),
    ],
)
def test_a_file_that_cannot_be_a_text_is_refused_when_read(tmp_path: Path, name: str, source: str) -> None:
    write(tmp_path, name, source)
    with pytest.raises(BrokenText, match="reminder"):
        Library.read(tmp_path)


def test_every_error_has_one_base() -> None:
    assert all(issubclass(error, TemplatesError) for error in (BrokenText, MissingVariable, UnknownText))


def test_every_text_uses_only_variables_of_its_purpose() -> None:
    for info in templates.catalogue():
        assert info.variables <= PURPOSES[info.purpose]


def test_the_manual_knows_every_variable_purpose_prompt_rule_and_place() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "templates.md").read_text("utf-8")
    named = {*VARIABLES, *PURPOSES, *PROMPTS} - {"limited_content"}
    assert not [name for name in sorted(named) if f"`{name}`" not in manual]
    assert not [rule.id for rule in RULES if f"| {rule.id} |" not in manual]
    missing = [place for rule in PLACE_RULES for place in rule.places if place.removeprefix("US-") not in manual]
    assert missing == []
    assert not [rule.source for rule in PLACE_RULES if rule.channels != {"voice"} and rule.source not in manual]


def test_a_version_is_the_beginning_of_the_digest_of_the_sources() -> None:
    info = next(info for info in templates.catalogue() if info.template_id == "reminder/email.en")
    folder = Path(templates.__file__).parent / "texts" / "reminder"
    written = (folder / "email.en.txt").read_text("utf-8")
    subject, _, text = written.partition("\n\n")
    parts = (
        ("html", (folder / "email.en.html").read_text("utf-8")),
        ("subject", subject.removeprefix("Subject: ")),
        ("text", text),
    )
    expected = hashlib.sha256(b"".join(f"{name}\0{source}\0".encode() for name, source in parts)).hexdigest()
    assert info.digest == expected
    assert info.version == expected[:12]


def test_prompts_of_a_language_are_known_with_their_digests() -> None:
    spoken = templates.SHIPPED.prompts("keypad", "es")
    assert {text for text, _ in spoken} == {
        info.template_id for info in templates.catalogue() if (info.purpose, info.language) == ("keypad", "es")
    }
    assert spoken == templates.SHIPPED.exactly(text for text, _ in spoken)
    assert templates.SHIPPED.prompts("keypad", "fr") == frozenset()


def test_a_text_taken_apart_by_lines_says_the_same() -> None:
    for info in templates.catalogue():
        for part in templates.SHIPPED.source(info.key):
            pieces = templates.SHIPPED.traced(info.key, part, SAMPLES)
            whole = getattr(templates.SHIPPED.rendered(info.key, SAMPLES), part)
            assert fold("".join(words for _, words in pieces)) == fold(whole)
