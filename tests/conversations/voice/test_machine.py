"""A machine answers: who counts as one, when a message is left, what it says, and when it says nothing."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from outreach.accounts.clients import Client
from outreach.accounts.people import Person
from outreach.contacts.attention import Attention
from outreach.contacts.callbacks import NotOurs
from outreach.conversations.voice import machine
from outreach.conversations.voice.speaking import Said
from templates import VARIABLES, Key, Library, lint
from tests.support.accounts import Agency, Debtor
from tests.support.talking import DEBT_WORDS, Line, outbound, spoken, told

TEXTS = Path(__file__).parents[3] / "templates" / "texts" / "voicemail"
LONDON = "+447700900123"


@pytest.fixture
def client(office: Agency, client: UUID) -> UUID:
    with office.store.sessions.begin() as session:
        row = session.get_one(Client, client)
        row.contact_name, row.name_reveals_collection = "Robin Smith", False
    return client


@pytest.fixture
def abroad(office: Agency, pat: Debtor) -> UUID:
    """Her number in London, where no rule wants more said to a machine than a limited-content message holds."""
    with office.store.sessions.begin() as session:
        session.get_one(Person, pat.person).country = "GB"
        return office.address(session, pat.person, "phone", LONDON, "mobile")


@pytest.mark.parametrize("verdict", ["machine_end_beep", "machine_end_silence", "machine_end_other"])
def test_after_the_tone_the_message_is_left_word_for_word(
    office: Agency, pat: Debtor, abroad: UUID, verdict: str
) -> None:
    line = outbound(office, pat, address_id=abroad)
    instead = line.machine(verdict)
    assert instead == machine.Instead(line.sid, line.session)
    said = _message(office, line)
    assert spoken(said) == (
        "Hello. This is Harbor. Please call Robin Smith or any of our representatives at "
        "2 1 2, 5 5 5, 0 1 0 0. Our number is 2 1 2, 5 5 5, 0 1 0 0."
    )
    assert not DEBT_WORDS.search(spoken(said))
    assert (line.row().outcome, line.order().disposition, line.order().answered_by) == (
        "voicemail", "voicemail", verdict
    )  # fmt: skip
    assert told(office, pat.person, "voicemail") == [{"left": True, "rules": [], "verdict": "ALLOW"}]


def test_a_message_that_is_asked_for_again_is_the_same(office: Agency, pat: Debtor, abroad: UUID) -> None:
    line = outbound(office, pat, address_id=abroad)
    line.machine("machine_end_beep")
    first, second = _message(office, line), _message(office, line)
    assert spoken(first) == spoken(second) != ""
    assert len(line.turns()) == 2


@pytest.mark.parametrize("whole", [True, False])
def test_a_message_that_was_cut_off_is_shown_to_a_person(
    office: Agency, pat: Debtor, abroad: UUID, whole: bool
) -> None:
    line = outbound(office, pat, address_id=abroad)
    line.machine("machine_end_beep")
    _message(office, line)
    if whole:
        with office.store.sessions.begin() as session:
            machine.left(session, line.session, line.sid)
    line.over()
    assert office.count(Attention, kind="message") == (0 if whole else 1)


@pytest.mark.parametrize("verdict", ["machine_start", "fax"])
def test_before_a_tone_nothing_is_left(office: Agency, pat: Debtor, abroad: UUID, verdict: str) -> None:
    line = outbound(office, pat, address_id=abroad)
    assert line.machine(verdict) == machine.Instead(line.sid, None)
    assert _message(office, line) is None


@pytest.mark.parametrize("verdict", ["human", "unknown", ""])
def test_a_person_or_nobody_knows_who_goes_on(office: Agency, pat: Debtor, verdict: str) -> None:
    line = outbound(office, pat)
    assert line.machine(verdict) is None
    assert line.press("1").state == "second_factor"


@pytest.mark.parametrize("answer", ["1", "7"])
def test_who_has_pressed_a_key_is_no_machine(office: Agency, pat: Debtor, abroad: UUID, answer: str) -> None:
    line = outbound(office, pat, address_id=abroad).press(answer)
    assert line.machine("machine_end_beep") is None
    assert not told(office, pat.person, "voicemail")


def test_nor_is_who_said_what_was_understood(office: Agency, pat: Debtor, abroad: UUID) -> None:
    assert outbound(office, pat, address_id=abroad).say("yes").machine("machine_end_beep") is None


def test_a_greeting_that_was_heard_as_words_is_still_a_machine(office: Agency, pat: Debtor, abroad: UUID) -> None:
    line = outbound(office, pat, address_id=abroad).say("please leave a message after the tone")
    assert line.machine("machine_end_beep") == machine.Instead(line.sid, line.session)


def test_without_a_person_to_ask_for_nothing_is_left(office: Agency, client: UUID, pat: Debtor, abroad: UUID) -> None:
    with office.store.sessions.begin() as session:
        session.get_one(Client, client).contact_name = None
    line = outbound(office, pat, address_id=abroad)
    assert line.machine("machine_end_beep") == machine.Instead(line.sid, None)
    assert "no person" in told(office, pat.person, "voicemail")[0]["why"]


def test_another_call_says_nothing_about_this_one(office: Agency, pat: Debtor) -> None:
    line = outbound(office, pat)
    stranger = Line(office, line.attempt)
    with pytest.raises(NotOurs):
        stranger.machine("machine_end_beep")
    assert line.order().answered_by is None


def test_once_the_call_is_over_nothing_is_left(office: Agency, pat: Debtor, abroad: UUID) -> None:
    line = outbound(office, pat, address_id=abroad)
    line.machine("machine_end_beep")
    line.over()
    assert _message(office, line) is None


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("role", ["first_party", "third_party"])
def test_an_artificial_voice_leaves_nothing_on_a_machine_in_the_united_states(
    office: Agency, role: str, language: str
) -> None:
    """47 CFR 64.1200(b)(3) alone forbids it: consent, hours, counts, the name and the form of the message are all right."""
    client = office.client("Harbor", role)
    with office.store.sessions.begin() as session:
        row = session.get_one(Client, client)
        row.contact_name, row.name_reveals_collection = "Robin Smith", False
    pat = office.debtor(client, line="mobile")
    with office.store.sessions.begin() as session:
        session.get_one(Person, pat.person).language = language
    line = outbound(office, pat)
    assert line.machine("machine_end_beep") == machine.Instead(line.sid, None)
    assert told(office, pat.person, "voicemail") == [
        {"left": False, "rules": ["US-TCPA-OPTOUT-IVR"], "verdict": "BLOCK_UNTIL_CLEARED"}
    ]
    assert _message(office, line) is None


@pytest.mark.parametrize(
    ("language", "way_out"),
    [
        ("en", "To stop these calls, press 9."),
        ("en", "To stop these calls, call {{ callback_number }} and press 9."),
        ("es", "Para no recibir más llamadas, oprima 9."),
    ],
)
def test_nor_could_the_message_say_how_to_stop_calls(language: str, way_out: str) -> None:
    """12 CFR 1006.2(j) names all that a limited-content message may say; the way out that (b)(3) wants is not among it."""
    words = (TEXTS / f"limited_content.{language}.voice").read_text("utf-8").strip()
    assert "limited-content" not in _complaints(language, words)
    assert "limited-content" in _complaints(language, f"{words} {way_out}")


def _complaints(language: str, words: str) -> set[str]:
    key, samples = Key("voicemail", "limited_content", language), {name: one.sample for name, one in VARIABLES.items()}
    rendered = Library({key: {"text": words}}).rendered(key, samples)
    return {complaint.rule for complaint in lint(rendered, samples)}


def _message(office: Agency, line: Line) -> Said | None:
    with office.store.sessions.begin() as session:
        return machine.message(session, office.store, line.session, line.sid, office.clock.now())
