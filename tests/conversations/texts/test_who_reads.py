"""Who reads: before she proved it in this thread nothing about a debt is texted; nobody can guess; the proof does not last for ever."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from outreach.agreements.promises import Promise
from outreach.contacts.text_threads import TextThread
from tests.support.accounts import ZIP, Agency, Debtor, agency, settings_for
from tests.support.house import empty
from tests.support.talking import DEBT_WORDS, WRONG, asks_for, born, shares_number, speaks
from tests.support.texting import Phone, phone

PROMISED = "120 on friday"


def renamed(office: Agency, client: UUID) -> None:
    """The creditor writes under another name than its own, which may be a name that tells of a debt."""
    with office.store.sessions.begin() as session:
        session.execute(text("UPDATE clients SET business_name = 'NR Services' WHERE id = :id"), {"id": client})


@pytest.mark.parametrize(
    "body", ["WHY", "PLAN", PROMISED, "50 on friday", "I'll pay 500 on friday", "hardship, can't pay", "1", "yes"]
)
@pytest.mark.parametrize("language", ["en", "es"])
def test_no_answer_tells_of_a_debt_before(office: Agency, pat: Debtor, hers: Phone, body: str, language: str) -> None:
    speaks(office, pat, language)
    hers.gets("reminder")
    said = hers.answered(body)
    assert not DEBT_WORDS.search(said), said


def test_what_could_not_be_said_follows_when_she_proved_who_she_is(hers: Phone) -> None:
    hers.gets("reminder")
    assert "ZIP code" in hers.answered("WHY")
    assert "$120.00 principal" in hers.answered(ZIP)


def test_a_promise_counts_at_once_and_is_confirmed_when_it_is_known_who_reads(office: Agency, hers: Phone) -> None:
    hers.gets("reminder")
    hers.answered(PROMISED)
    (made,) = office.rows(Promise)
    assert made.amount == 12_000
    assert made.code is not None
    assert made.code in hers.answered(ZIP)


def test_what_she_wrote_beside_the_fact_is_answered(hers: Phone) -> None:
    hers.gets("reminder")
    assert "$120.00 principal" in hers.answered(f"{ZIP}. why are you texting me?")


@pytest.mark.parametrize("body", [ZIP, f"{ZIP}-1234", f"my zip is {ZIP}", f"yes, {ZIP}", f"  {ZIP} "])
def test_ways_of_writing_a_code(office: Agency, hers: Phone, body: str) -> None:
    hers.gets("reminder")
    hers.answered(body)
    assert [row.verified_by for row in office.rows(TextThread)] == ["zip"]


@pytest.mark.parametrize("body", ["03141980", "03/14/1980", "3-14-1980", "born 03.14.1980"])
def test_ways_of_writing_a_date(office: Agency, client: UUID, pat: Debtor, hers: Phone, body: str) -> None:
    asks_for(office, client, "birth_date")
    born(office, pat, "1980-03-14")
    assert "date of birth" in hers.gets("reminder")
    assert "$120.00" in hers.answered(body)


@pytest.mark.parametrize("body", [WRONG, "30304", "my zip is 30305", "030303"])
def test_a_wrong_answer_tells_nothing(office: Agency, hers: Phone, body: str) -> None:
    hers.gets("reminder")
    assert not DEBT_WORDS.search(hers.answered(body))
    assert not [row for row in office.rows(TextThread) if row.verified_at]


def test_an_amount_is_no_wrong_answer(office: Agency, hers: Phone) -> None:
    hers.gets("reminder")
    hers.writes("can you call me at 404-555-0188")
    assert not [row for row in office.rows(TextThread) if row.tries]


def test_nobody_can_guess(office: Agency, pat: Debtor, hers: Phone) -> None:
    hers.gets("reminder")
    said = [hers.answered(guess) for guess in (WRONG, "10001", "60601", ZIP, f"{ZIP} WHY")]
    assert "digits are not what we have" in said[0] + said[1]
    assert "A person will read" in said[2]
    assert not DEBT_WORDS.search(" ".join(said))
    assert not [row for row in office.rows(TextThread) if row.verified_at], "the fourth answer is not heard on that day"
    assert office.story(pat.person).count("factor_wrong") == 3


def test_many_guesses_in_one_text_are_not_heard(office: Agency, hers: Phone) -> None:
    hers.gets("reminder")
    hers.answered(f"{WRONG} 10001 60601 {ZIP}")
    assert not [row for row in office.rows(TextThread) if row.verified_at]


def test_on_the_next_day_she_may_try_again(office: Agency, hers: Phone) -> None:
    hers.gets("reminder")
    for guess in (WRONG, "10001", "60601"):
        hers.answered(guess)
    office.clock.at += timedelta(days=1, hours=1)
    assert "$120.00" in hers.answered(ZIP)


def test_the_proof_ends_after_sixty_days_without_a_word(office: Agency, known: Phone) -> None:
    office.clock.at += timedelta(days=59)
    assert "$120.00" in known.gets("reminder")
    office.clock.at += timedelta(days=2)
    assert "we have a message for Pat" in known.gets("reminder")


def test_a_word_from_there_keeps_the_proof(office: Agency, known: Phone) -> None:
    office.clock.at += timedelta(days=50)
    known.answered("thanks")
    office.clock.at += timedelta(days=50)
    assert "$120.00" in known.gets("reminder")


def test_another_client_asks_for_itself(office: Agency, pat: Debtor, known: Phone) -> None:
    other = office.client("Cove")
    with office.store.sessions.begin() as session:
        debt = office._debt(session, other, pat.person, 5_000)
    office.clock.at += timedelta(days=1)
    attempt = office.planned(pat, "sms", debt_ids=[debt], client_id=other)
    assert known.tried(attempt)
    assert "we have a message" in known.arrives(attempt)


def test_a_wrong_number_ends_the_proof(office: Agency, known: Phone) -> None:
    known.answered("wrong number")
    assert [row.verified_at for row in office.rows(TextThread)] == [None]


def test_nothing_about_a_debt_is_texted_to_a_number_that_people_share(
    office: Agency, client: UUID, pat: Debtor, known: Phone
) -> None:
    shares_number(office, pat, office.debtor(client, line="mobile"))
    office.clock.at += timedelta(days=1)
    assert not known.tried(office.planned(pat, "sms"))
    assert "several people" in known.claims[-1].why  # type: ignore[union-attr]
    assert not DEBT_WORDS.search(known.answered("WHY"))


def test_without_anything_on_file_nothing_is_texted(office: Agency, client: UUID) -> None:
    sam = office.debtor(client, line="mobile")
    with office.store.sessions.begin() as session:
        session.execute(
            text("UPDATE postal_addresses SET postal_code_sealed = NULL WHERE person_id = :p"), {"p": sam.person}
        )
    theirs = phone(office, sam, client)
    assert not theirs.tried(office.planned(sam, "sms"))


WORDS = st.sampled_from([
    "WHY", "HELP", "PLAN", "1", "2", "yes", "no", "si", PROMISED, "50 el viernes", "I'll pay 500 on friday", "call me",
    "llámenme mañana a las 3 pm", "only text me", "español por favor", "PAUSE", "I can't pay", "I already paid this",
    "I do not owe this", "wrong number", "lo del perro", WRONG, "10001", "thanks", "START", "how much do i owe",
])  # fmt: skip


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bodies=st.lists(WORDS, min_size=1, max_size=6), asked=st.booleans())
def test_no_sequence_of_texts_brings_out_a_debt(shared_database_url: str, bodies: list[str], asked: bool) -> None:
    """Neither a debt, nor an amount, nor the creditor's own name, whatever is written by whoever does not know her ZIP code."""
    with agency(settings_for(shared_database_url)) as office:
        client = office.client("Northgate Recovery")
        renamed(office, client)
        theirs = phone(office, office.debtor(client, line="mobile"), client)
        said = [theirs.gets("reminder")] if asked else []
        for body in bodies:
            theirs.writes(body)
            said += theirs.reads()
        empty(office.store.engine)
    for words in said:
        assert not DEBT_WORDS.search(words), (bodies, words)
