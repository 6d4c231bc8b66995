"""What a text holds is measured by the words the lint knows, before there is anybody to write to."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest

from templates import SHIPPED, Key, Library, Voice, content

FIRST_PARTY = Voice("Harbor Care", collector_is_third_party=False, first_communication=True)
AGENCY = Voice("Northgate Services", collector_is_third_party=True, first_communication=True)
LICENSED = replace(AGENCY, licence_number="CA 00555-99")
FIT = {
    "opt_out_line": True,
    "disclosure": True,
    "business_name": True,
    "licence_number": False,
    "threatens_suit": False,
    "overshadows": False,
    "extra_text": True,
}
GREETING = "This is {{ business_name }}, {{ callback_number }}. To stop calls to this number, press 9."
DISCLOSED = "From a debt collector, to collect a debt. Information is used for that purpose."


def holds(text: str, voice: Voice) -> set[str]:
    """In what a text message differs from a fit one."""
    found = content(Library({Key("reminder", "sms", "en"): {"text": text}}), "reminder", "sms", "en", voice)
    assert found is not None
    return {name for name, held in asdict(found).items() if held != FIT[name]}


def says(greeting: str, disclosures: str = DISCLOSED, voice: Voice = AGENCY) -> set[str]:
    """In what a call differs from a fit one."""
    prompts = {"greeting": greeting, "disclosures": disclosures}
    library = Library({Key("keypad", name, "en"): {"text": text} for name, text in prompts.items()})
    found = content(library, "keypad", "call", "en", voice)
    assert found is not None
    return {name for name, held in asdict(found).items() if held != FIT[name]}


@pytest.mark.parametrize("voice", [FIRST_PARTY, AGENCY])
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    ("purpose", "channel"),
    [("reminder", "sms"), ("reminder", "email"), ("promise_confirmation", "sms"), ("keypad", "call")],
)
def test_what_ships_holds_what_it_must(purpose: str, channel: str, language: str, voice: Voice) -> None:
    found = content(SHIPPED, purpose, channel, language, voice)
    assert found is not None
    assert asdict(found) == FIT


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("channel", ["sms", "email"])
@pytest.mark.parametrize("purpose", ["reminder", "promise_confirmation"])
def test_what_ships_in_writing_shows_the_licence_number_of_who_has_one(
    purpose: str, channel: str, language: str
) -> None:
    found = content(SHIPPED, purpose, channel, language, LICENSED)
    assert found is not None
    assert asdict(found) == FIT | {"licence_number": True}


@pytest.mark.parametrize(("purpose", "channel"), [("keypad", "call"), ("opt_out_confirmation", "sms")])
def test_what_says_no_licence_number_holds_none(purpose: str, channel: str) -> None:
    found = content(SHIPPED, purpose, channel, "en", LICENSED)
    assert found is not None
    assert found.licence_number is False


@pytest.mark.parametrize(
    ("text", "voice", "unfit"),
    [
        ("{{ business_name }}. Reply STOP.", FIRST_PARTY, set()),
        ("{{ business_name }}.", FIRST_PARTY, {"opt_out_line"}),
        ("Hello. Reply STOP.", FIRST_PARTY, {"business_name"}),
        ("{{ business_name }}. Reply STOP.", AGENCY, {"disclosure"}),
        (
            "{{ business_name }}, from a debt collector. Reply STOP.",
            AGENCY,
            {"disclosure"},
        ),  # a first contact says more
        ("{{ business_name }}, from a debt collector. Reply STOP.", FIRST_PARTY, {"disclosure"}),  # which it is not
        ("{{ business_name }}. You will be sued. Reply STOP.", FIRST_PARTY, {"threatens_suit"}),
        ("{{ business_name }}. Reply STOP.", replace(FIRST_PARTY, licence_number="CA 00555-99"), set()),
        (
            "{{ business_name }}, {{ licence_number }}. Reply STOP.",
            replace(FIRST_PARTY, licence_number="CA 00555-99"),
            {"licence_number"},
        ),
        ("{{ business_name }}, {{ licence_number }}. Reply STOP.", FIRST_PARTY, set()),
        ("{{ business_name }}. Pay now. Reply STOP.", FIRST_PARTY, {"overshadows"}),
        ("{{ business_name }}. Call within 5 days. Reply STOP.", FIRST_PARTY, {"overshadows"}),
        ("{{ business_name }}. FINAL NOTICE. Reply STOP.", FIRST_PARTY, {"overshadows"}),
    ],
)
def test_a_text_message_is_measured(text: str, voice: Voice, unfit: set[str]) -> None:
    assert holds(text, voice) == unfit


def test_a_business_whose_name_sounds_pressing_presses_nobody() -> None:
    assert holds("{{ business_name }}. Reply STOP.", Voice("Right Now Clinic", False, False)) == set()


def test_a_call_is_measured_by_its_greeting_and_its_disclosures() -> None:
    assert says(GREETING) == set()
    assert says("This is {{ business_name }}, {{ callback_number }}.") == {"opt_out_line"}
    assert says("Hello, {{ callback_number }}. To stop calls, press 9.") == {"business_name"}
    assert says(GREETING, "It is about your account.") == {"disclosure"}
    assert says(GREETING, "It is about your account.", FIRST_PARTY) == set()


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_voicemail_holds_a_limited_content_message_and_no_more(language: str) -> None:
    found = content(SHIPPED, "voicemail", "call", language, AGENCY)
    assert found is not None
    assert (found.extra_text, found.business_name, found.opt_out_line) == (False, True, False)
    assert (found.threatens_suit, found.overshadows, found.licence_number) == (False, False, False)


@pytest.mark.parametrize(
    ("message", "extra"),
    [
        ("This is {{ business_name }}. Please call {{ contact_name }} at {{ callback_number }}.", False),
        ("This is {{ business_name }}. Please call {{ contact_name }} at {{ callback_number }}. It is urgent.", True),
        ("This is {{ business_name }}. Please call us at {{ callback_number }}.", True),
    ],
)
def test_what_more_a_voicemail_says_is_extra(message: str, extra: bool) -> None:
    library = Library({Key("voicemail", "limited_content", "en"): {"text": message}})
    found = content(library, "voicemail", "call", "en", AGENCY)
    assert found is not None
    assert found.extra_text is extra


@pytest.mark.parametrize(
    ("purpose", "channel", "language"),
    [
        ("reminder", "sms", "fr"),
        ("voicemail", "call", "fr"),
        ("voicemail", "sms", "en"),
        ("notice", "notice", "en"),
        ("no_such_purpose", "sms", "en"),
        ("keypad", "sms", "en"),
        ("keypad", "call", "fr"),
        ("opt_out_confirmation", "email", "en"),
    ],
)
def test_a_text_that_is_not_there_is_unknown(purpose: str, channel: str, language: str) -> None:
    assert content(SHIPPED, purpose, channel, language, AGENCY) is None


@pytest.mark.parametrize("text", ["{{ other }}. Reply STOP.", "{{ promise_amount }} {{ business_name }}. Reply STOP."])
def test_a_text_that_cannot_be_said_is_unknown(text: str) -> None:
    library = Library({Key("reminder", "sms", "en"): {"text": text}})
    assert content(library, "reminder", "sms", "en", FIRST_PARTY) is None


def test_a_call_without_its_disclosures_is_unknown() -> None:
    library = Library({Key("keypad", "greeting", "en"): {"text": GREETING}})
    assert content(library, "keypad", "call", "en", AGENCY) is None
