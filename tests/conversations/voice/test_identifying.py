"""The second factor: what opens an account, what does not, and how often one may try."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from outreach.accounts.people import PostalAddress
from outreach.contacts.attention import Attention
from outreach.conversations.voice import turns
from outreach.conversations.voice.answers import Heard
from outreach.conversations.voice.call_sessions import CallTurn, locked
from outreach.conversations.voice.talk import Talk
from tests.support.accounts import ZIP, Agency, Debtor
from tests.support.talking import (
    DEBT_WORDS,
    WRONG,
    Line,
    asks_for,
    born,
    known,
    our_number,
    outbound,
    speaks,
    taxed,
    told,
)

BIRTH_DATE, LAST_FOUR = "02291988", "4321"


@pytest.mark.parametrize(
    ("factor", "right", "asked"),
    [
        ("zip", ZIP, {"en": "five digits of your home ZIP", "es": "cinco dígitos del código postal"}),
        (
            "birth_date",
            BIRTH_DATE,
            {"en": "date of birth as eight digits", "es": "fecha de nacimiento con ocho dígitos"},
        ),
        ("last_four", LAST_FOUR, {"en": "last four digits of your Social Security", "es": "últimos cuatro dígitos"}),
    ],
)
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_factor_that_the_client_chose_is_asked_for_and_opens(
    office: Agency, client: UUID, pat: Debtor, factor: str, right: str, asked: dict[str, str], language: str
) -> None:
    asks_for(office, client, factor)
    born(office, pat, "1988-02-29")
    taxed(office, pat, "XXX-XX-4321")
    speaks(office, pat, language)
    line = outbound(office, pat).press("1")
    assert asked[language] in line.words
    assert line.last.digits == len(right)
    line.press(right)
    assert (line.state, line.row().identity, line.order().identity) == (
        "welcome",
        "verified",
        "verified",
    )


@pytest.mark.parametrize(
    ("chosen", "held", "digits"),
    [
        ("birth_date", "zip", 5),
        ("last_four", "zip", 5),
        ("last_four", "birth_date", 8),
        ("zip", "birth_date", 8),
        ("zip", "last_four", 4),
    ],
)
def test_what_is_not_on_file_is_not_asked_for(
    office: Agency, client: UUID, pat: Debtor, chosen: str, held: str, digits: int
) -> None:
    asks_for(office, client, chosen)
    if held != "zip":
        _without_zip(office, pat)
    if held == "birth_date":
        born(office, pat, "1988-02-29")
    if held == "last_four":
        taxed(office, pat, LAST_FOUR)
    assert outbound(office, pat).press("1").last.digits == digits


def test_who_has_nothing_on_file_to_know_reaches_a_person_only(office: Agency, pat: Debtor) -> None:
    _without_zip(office, pat)
    line = outbound(office, pat).press("1")
    assert line.state == "unavailable"
    assert "only go on with a person" in line.words
    assert not DEBT_WORDS.search(line.everything)
    line.press("0")
    assert "When may we call you back" in line.words
    line.press("1")
    assert (line.state, line.row().outcome) == ("slot_booked", "callback")
    assert line.order().disposition == "callback"


@pytest.mark.parametrize("almost", [ZIP[:4], ZIP + "0", "3030*", "00000", "33003", "*****"])
def test_nothing_but_the_factor_opens(office: Agency, pat: Debtor, almost: str) -> None:
    line = outbound(office, pat).press("1", almost)
    assert (line.state, line.row().identity) == ("second_factor", "claimed")
    assert "not what we have on file" in line.words


def test_a_zip_of_nine_digits_on_file_is_asked_for_by_its_five(office: Agency, client: UUID) -> None:
    pat = office.debtor(client, zip_code="30303-1234")
    assert known(office, pat).state == "welcome"


@pytest.mark.parametrize("words", ["30303", "3 0 3 0 3", "303-03", "3, 0, 3, 0, 3."])
def test_the_factor_may_be_spoken_in_figures(office: Agency, pat: Debtor, words: str) -> None:
    line = outbound(office, pat).press("1").say(words)
    assert line.state == "welcome"


def test_neither_keys_nor_words_of_a_factor_are_kept(office: Agency, pat: Debtor) -> None:
    line = outbound(office, pat).press("1").say("2 2 2 2 2").say("it is three three three").press(ZIP)
    kept = [(turn.keys, turn.heard_sealed) for turn in line.turns()[2:]]
    assert kept == [("#####", None), ("", None), ("#####", None)]
    line.over()
    assert told(office, pat.person, "talk")[0]["keys"] == ["1", "#####", "", "#####"]


def test_three_wrong_answers_lead_to_a_person(office: Agency, pat: Debtor) -> None:
    line = outbound(office, pat).press("1", WRONG, WRONG)
    assert line.state == "second_factor"
    line.press(WRONG)
    assert line.state == "unavailable"
    line.press("", "", "")
    assert (line.state, line.row().outcome) == ("goodbye", "unidentified")
    assert line.order().disposition == "unidentified"
    assert len(told(office, pat.person, "factor_wrong")) == 3


def test_wrong_answers_of_several_calls_add_up_to_six_a_day(office: Agency, client: UUID, pat: Debtor) -> None:
    ours = our_number(office, client)
    for _ in range(2):
        assert Line(office).ring(ours, pat.number).press("1", WRONG, WRONG, WRONG).state == "unavailable"
    assert office.count(Attention, kind="identity", person_id=pat.person) == 1
    again = Line(office).ring(ours, pat.number).press("1")
    assert again.state == "unavailable"  # not even asked
    assert outbound(office, pat).press("1").state == "unavailable"  # whoever calls whom
    assert not DEBT_WORDS.search(again.everything)
    office.clock.at += timedelta(days=1, seconds=1)
    assert Line(office).ring(ours, pat.number).press("1", ZIP).state == "welcome"


def test_the_sixth_wrong_answer_ends_the_asking_at_once(office: Agency, client: UUID, pat: Debtor) -> None:
    ours = our_number(office, client)
    Line(office).ring(ours, pat.number).press("1", WRONG, WRONG, WRONG)
    Line(office).ring(ours, pat.number).press("1", WRONG, WRONG)
    last = Line(office).ring(ours, pat.number).press("1", WRONG)
    assert last.state == "unavailable"


def test_wrong_answers_of_one_person_do_not_lock_another(office: Agency, client: UUID, pat: Debtor) -> None:
    for _ in range(2):
        Line(office).ring(our_number(office, client), pat.number).press("1", WRONG, WRONG, WRONG)
    assert known(office, office.debtor(client)).state == "welcome"


def test_a_repeated_wrong_answer_counts_once(office: Agency, pat: Debtor) -> None:
    line = outbound(office, pat).press("1", WRONG)
    for _ in range(9):
        line.post(1, Heard(keys=WRONG))
    assert len(told(office, pat.person, "factor_wrong")) == 1


@pytest.mark.parametrize(("key", "state"), [("9", "stopped"), ("8", "second_factor"), ("*", "second_factor")])
def test_a_single_key_at_the_factor_is_one_that_always_holds(office: Agency, pat: Debtor, key: str, state: str) -> None:
    line = outbound(office, pat).press("1", key)
    assert line.state == state
    assert not told(office, pat.person, "factor_wrong")
    if key == "8":
        assert "código postal" in line.words


def test_silence_at_the_factor_ends_in_goodbye(office: Agency, pat: Debtor) -> None:
    line = outbound(office, pat).press("1", "", "", "")
    assert line.state == "goodbye"
    assert office.count(CallTurn, session_id=line.session) == 5


@pytest.mark.parametrize(
    "state", ["welcome", "menu", "pay_days", "promised", "planned", "itemised", "disputed", "held"]
)
def test_no_way_of_sending_a_call_on_goes_around_the_factor(office: Agency, pat: Debtor, state: str) -> None:
    line = outbound(office, pat).press("1")
    with office.store.sessions.begin() as session:
        call = locked(session, line.session)
        assert call is not None
        said = turns.go(Talk(session, office.store, call, office.clock.now()), state)
    assert said.state == "unavailable"
    assert not DEBT_WORDS.search(" ".join(words for _, words in said.lines))


def _without_zip(office: Agency, debtor: Debtor) -> None:
    with office.store.sessions.begin() as session:
        for home in session.scalars(select(PostalAddress).where(PostalAddress.person_id == debtor.person)):
            home.postal_code_sealed = None
