"""Every meaning of a text by somebody who is known, in both languages: what follows in the account store, and the one answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import pytest

from outreach.accounts.addresses import Address
from outreach.accounts.people import Person
from outreach.accounts.standing import Hold, OptOut
from outreach.agreements.promises import Promise
from outreach.contacts import payments
from outreach.contacts.appointments import Appointment
from outreach.contacts.attempts import Attempt
from outreach.contacts.contact_contract import ContactContract
from outreach.contacts.enrolments import Enrolment
from outreach.conversations.reader.reply import Kind
from outreach.conversations.texts import answers
from tests.support.accounts import Agency, Debtor
from tests.support.talking import speaks
from tests.support.texting import Phone, phone

Follows = Callable[[Agency, Debtor], bool]


class Case(NamedTuple):
    """``kind`` is how ``body`` is read, ``says`` the template of the answer (none: silence), ``words`` stand in it."""

    kind: str
    language: str
    body: str
    says: str | None
    words: str
    follows: Follows


def promised(amount: int, *, allowed: bool) -> Follows:
    def follows(office: Agency, pat: Debtor) -> bool:
        (made,) = office.rows(Promise, person_id=pat.person)
        told = (made.amount, made.due_on, made.channel, made.state, made.outside_authority is None)
        return told == (amount, date(2026, 12, 4), "sms", "open", allowed)

    return follows


def held(kind: str) -> Follows:
    def follows(office: Agency, pat: Debtor) -> bool:
        (row,) = office.rows(Hold, person_id=pat.person)
        return row.kind == kind and (row.debt_id == pat.debt if kind == "dispute" else row.debt_id is None)

    return follows


def rests(office: Agency, pat: Debtor) -> bool:
    """Nothing of hers goes on until somebody has looked."""
    return {row.state for row in office.rows(Enrolment, person_id=pat.person)} == {"held"}


def strange(office: Agency, pat: Debtor) -> bool:
    return office.rows(Address, id=pat.phone)[0].state == "wrong_person"


def called(hour: int) -> Follows:
    def follows(office: Agency, pat: Debtor) -> bool:
        (row,) = office.rows(Appointment, person_id=pat.person)
        return row.begins_at == datetime(2026, 12, 2, hour, tzinfo=UTC) and row.state == "booked"

    return follows


def agreed(**terms: Any) -> Follows:
    def follows(office: Agency, pat: Debtor) -> bool:
        (row,) = office.rows(ContactContract, person_id=pat.person)
        return row.terms == terms

    return follows


def nothing(office: Agency, pat: Debtor) -> bool:
    """Her account goes on as it did."""
    untouched = not any(office.count(table, person_id=pat.person) for table in (Promise, Hold, OptOut, Appointment))
    return untouched and {row.state for row in office.rows(Enrolment, person_id=pat.person)} == {"in_flight"}


def silent(office: Agency, pat: Debtor) -> bool:
    (row,) = office.rows(OptOut, person_id=pat.person)
    return sorted(row.channels) == ["call", "sms"]


CASES = [
    Case("promise", "en", "I will pay the full balance on friday", "promise_confirmation", "$120.00 by Friday, December 4", promised(12_000, allowed=True)),
    Case("promise", "es", "pago 120 el viernes", "promise_confirmation", "$120.00 a más tardar el viernes 4 de diciembre", promised(12_000, allowed=True)),
    Case("promise", "en", "50 on friday", "promise_noted", "1) $120.00 by", promised(5_000, allowed=False)),
    Case("promise", "es", "50 el viernes", "promise_noted", "1) $120.00 antes del", promised(5_000, allowed=False)),
    Case("why", "en", "why are you texting me?", "why", "$120.00 principal", nothing),
    Case("why", "es", "por qué me escriben?", "why", "$120.00 capital", nothing),
    Case("help", "en", "HELP", "help", "(212) 555-0100", nothing),
    Case("help", "es", "AYUDA", "help", "(212) 555-0100", nothing),
    Case("call_me", "en", "call me tomorrow at 3pm", "callback_booked", "Wednesday, December 2, at 3:00 PM", called(20)),
    Case("call_me", "es", "llámenme mañana a las 3 pm", "callback_booked", "miércoles 2 de diciembre, a las 3:00 PM", called(20)),
    Case("call_me", "en", "call me", "slot_choice", "1 for Tuesday, December 1, at 2:00 PM", nothing),
    Case("call_me", "es", "llámenme", "slot_choice", "martes 1 de diciembre, a las 2:00 PM", nothing),
    Case("call_me", "en", "call me at 404-555-0188", "noted", "A person will read", nothing),
    Case("preference", "en", "only text me", "preferences_confirmed", "only texts", agreed(channels=["sms"])),
    Case("preference", "es", "solo mensajes de texto", "preferences_confirmed", "solo mensajes de texto", agreed(channels=["sms"])),
    Case("preference", "en", "don't text me before 10am", "preferences_confirmed", "between 10:00 AM and 9:00 PM", agreed(opens="10:00", closes="21:00")),
    Case("preference", "en", "español por favor", "language_switched", "español", agreed(language="es")),
    Case("preference", "es", "english please", "language_switched", "English", agreed(language="en")),
    Case("preference", "en", "send me letters only", "noted", "A person will read", rests),
    Case("preference", "en", "text me less often", "noted", "A person will read", rests),
    Case("wrong_number", "en", "wrong number", "wrong_number", "sorry for the trouble", strange),
    Case("wrong_number", "es", "número equivocado", "wrong_number", "disculpe la molestia", strange),
    Case("dispute", "en", "I do not owe this", None, "", held("dispute")),
    Case("dispute", "es", "DISPUTA", None, "", held("dispute")),
    Case("hardship", "en", "I lost my job and can't pay", "hardship", "", rests),
    Case("hardship", "es", "perdí mi trabajo y no puedo pagar", "hardship", "", rests),
    Case("already_paid", "en", "I already paid this", "noted", "A person will read", rests),
    Case("already_paid", "es", "ya pagué", "noted", "Una persona leerá", rests),
    Case("attorney", "en", "talk to my lawyer", None, "", held("attorney")),
    Case("attorney", "es", "hable con mi abogado", None, "", held("attorney")),
    Case("bankruptcy", "en", "I filed bankruptcy", None, "", held("manual")),
    Case("bankruptcy", "es", "me declaré en bancarrota", None, "", held("manual")),
    Case("deceased", "en", "she passed away", None, "", held("manual")),
    Case("deceased", "es", "él falleció", None, "", held("manual")),
    Case("unclear", "en", "the thing with the dog", "noted", "A person will read", rests),
    Case("unclear", "es", "lo del perro", "noted", "Una persona leerá", rests),
    Case("unclear", "en", "PAUSE", "preferences_confirmed", "from Tuesday, December 15 on", agreed(not_before="2026-12-15")),
    Case("unclear", "es", "PAUSA", "preferences_confirmed", "a partir del martes 15 de diciembre", agreed(not_before="2026-12-15")),
    Case("unclear", "en", "PLAN", "plan_offer", "1) $120.00 by Tuesday, December 29", nothing),
    Case("unclear", "es", "PLANES", "plan_offer", "1) $120.00 antes del martes 29 de diciembre", nothing),
    Case("unclear", "en", "thanks", None, "", nothing),
    Case("unclear", "es", "muchas gracias", None, "", nothing),
    Case("yes", "en", "yes", "noted", "A person will read", rests),
    Case("stop", "en", "STOP", None, "", silent),
    Case("stop", "es", "ya no me escriban", "opt_out_confirmation", "no recibirá más mensajes", silent),
    Case("stop", "en", "please stop texting me", "opt_out_confirmation", "no more texts", silent),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kind}-{case.language}-{case.says}")
def test_what_follows_and_what_is_said(office: Agency, pat: Debtor, known: Phone, case: Case) -> None:
    speaks(office, pat, case.language)
    office.enrolled(pat)
    read = known.writes(case.body)
    assert read == ("unclear" if case.kind == "yes" else case.kind)
    said = [plain(words) for words in known.reads()]
    assert len(said) == (case.says is not None), known.claims[-1]
    if case.says:
        assert known.templates()[-1] == case.says
        assert plain(case.words) in said[0]
    assert case.follows(office, pat), case


def test_every_meaning_is_tried() -> None:
    tried = {case.kind for case in CASES} | {"choice", "no", "start"}  # these have tests of their own beside this table
    assert tried == {kind.value for kind in Kind}


def test_every_meaning_but_those_of_the_number_has_a_row() -> None:
    assert set(answers.ROWS) == set(Kind) - {Kind.STOP, Kind.START}


@pytest.mark.parametrize("case", [case for case in CASES if case.says], ids=lambda case: f"{case.kind}-{case.says}")
def test_the_table_tells_which_texts_may_be_the_answer(case: Case) -> None:
    kind = Kind(case.kind)
    if kind is Kind.STOP or case.kind == "yes" or case.body in ("PAUSE", "PAUSA", "PLAN", "PLANES"):
        pytest.skip("answered for the number, or by our own words")
    assert case.says in answers.ROWS[kind].says


@pytest.mark.parametrize(
    "body", ["talk to my lawyer", "I filed bankruptcy", "she passed away", "I do not owe this", "I already paid this",
             "I lost my job and can't pay", "call me at 404-555-0188", "wrong number", "lo del perro", "50 on friday"],
)  # fmt: skip
def test_a_person_of_ours_is_told(known: Phone, body: str) -> None:
    known.writes(body)
    assert len(known.waiting()) == 1


@pytest.mark.parametrize("body", ["HELP", "WHY", "only text me", "120 on friday", "call me tomorrow at 3pm", "thanks"])
def test_nobody_is_bothered_with_what_the_machine_understood(known: Phone, body: str) -> None:
    known.writes(body)
    assert known.waiting() == []


def test_what_is_queued_about_a_debt_that_was_promised_is_cancelled(office: Agency, pat: Debtor, known: Phone) -> None:
    queued = [office.planned(pat, channel) for channel in ("call", "sms", "email")]
    known.writes("120 on friday")
    assert {office.attempt(attempt).state for attempt in queued} == {"cancelled"}


def test_more_than_is_owed_is_asked_back_and_a_yes_promises_all_of_it(
    office: Agency, pat: Debtor, known: Phone
) -> None:
    asked = known.answered("I'll pay 500 on friday")
    assert "$120.00 is all that is left" in asked
    assert office.count(Promise) == 0
    known.answered("yes")
    assert promised(12_000, allowed=True)(office, pat)
    assert known.templates()[-1] == "promise_confirmation"


def test_a_no_to_that_promises_nothing_and_brings_what_can_be_agreed(office: Agency, known: Phone) -> None:
    known.answered("I'll pay 500 on friday")
    said = known.answered("no")
    assert office.count(Promise) == 0
    assert "1) $120.00 by" in said


def test_the_same_question_in_spanish(office: Agency, pat: Debtor, known: Phone) -> None:
    speaks(office, pat, "es")
    assert "¿Lo pagara" in known.answered("pago 500 el viernes")
    known.answered("sí")
    assert promised(12_000, allowed=True)(office, pat)


def test_nothing_is_promised_where_nothing_is_owed(office: Agency, client: Any, known: Phone) -> None:
    with office.store.sessions.begin() as session:
        payments.receive(session, office.store, known.debtor.debt, 12_000, "all", office.clock.now())
    known.writes("50 on friday")
    assert office.count(Promise) == 0
    assert known.waiting() == ["said: promise (sms)"]


def test_a_promise_said_twice_is_one_promise(office: Agency, known: Phone) -> None:
    assert known.answered("120 on friday") == known.answered("I will pay the full balance on friday")
    assert office.count(Promise) == 1


def test_another_promise_takes_the_place_of_the_first(office: Agency, known: Phone) -> None:
    known.answered("120 on friday")
    known.answered("120 on the 10th")
    made = {str(row.due_on): row.state for row in office.rows(Promise)}
    assert made == {"2026-12-04": "cancelled", "2026-12-10": "open"}


def test_one_of_the_times_for_a_call_is_chosen_by_its_number(office: Agency, pat: Debtor, known: Phone) -> None:
    known.answered("call me")
    assert "Tuesday, December 1, at 5:00 PM" in known.answered("2")
    (row,) = office.rows(Appointment)
    assert (row.begins_at, row.state) == (datetime(2026, 12, 1, 22, tzinfo=UTC), "booked")


def test_a_time_that_has_passed_brings_others(office: Agency, known: Phone) -> None:
    known.answered("call me")
    office.clock.at = datetime(2026, 12, 1, 19, 30, tzinfo=UTC)  # half past two; the first was two o'clock
    said = known.answered("1")
    assert known.templates()[-1] == "slot_choice"
    assert "1 for Tuesday, December 1, at 5:00 PM" in said
    assert office.count(Appointment) == 0


def test_a_call_before_eight_is_not_booked_but_times_are_offered(office: Agency, known: Phone) -> None:
    known.answered("call me tomorrow at 6am")
    assert known.templates()[-1] == "slot_choice"
    assert office.count(Appointment) == 0


def test_wishes_add_up(office: Agency, pat: Debtor, known: Phone) -> None:
    known.answered("only text me")
    said = known.answered("don't text me before 10am")
    assert "only texts, between 10:00 AM and 9:00 PM" in said


def test_a_rest_keeps_everything_back_until_it_is_over(office: Agency, pat: Debtor, known: Phone) -> None:
    known.answered("PAUSE")
    for channel in ("call", "sms", "email"):
        known.tried(office.planned(pat, channel))
        assert type(known.claims[-1]).__name__ == "Snoozed", channel
        assert known.claims[-1].until >= datetime(2026, 12, 15, 5, tzinfo=UTC)  # type: ignore[union-attr]


def test_her_language_is_ours_from_then_on(office: Agency, pat: Debtor, known: Phone) -> None:
    known.answered("español por favor")
    assert office.rows(Person, id=pat.person)[0].language == "es"
    office.clock.at += timedelta(days=1)  # one text of ours a day
    assert "su cuenta" in known.gets("reminder")


def test_nothing_leaves_while_a_text_of_hers_is_unread(office: Agency, pat: Debtor, known: Phone) -> None:
    queued = office.planned(pat)
    known.writes("the thing with the dog")
    assert office.attempt(queued).state == "cancelled"
    known.reads()
    assert [row.state for row in office.rows(Attempt, purpose="reply", template="noted")] == ["delivered"]


def test_a_second_unclear_text_is_kept_and_not_answered_again(known: Phone) -> None:
    assert "A person will read" in known.answered("the thing with the dog")
    assert known.answered("and the cat") == ""
    assert len(known.waiting()) == 2


def test_two_machines_do_not_keep_each_other_awake(known: Phone) -> None:
    said = [known.answered("HELP") for _ in range(10)]
    assert [bool(words) for words in said] == [True] * 7 + [False] * 3  # one answer told her what she was to read
    assert known.waiting() == ["had 8 answers within a day: no more are given by themselves (sms)"]


def test_a_dispute_is_acknowledged_where_no_rule_keeps_us_silent_about_it(office: Agency) -> None:
    """12 CFR 1006.38(d)(2) and, with it, the policy that clients start with let nothing leave about a disputed debt."""
    client = office.client("Cove")
    one = phone(office, office.debtor(client, line="mobile"), client)
    one.proves()
    assert "dispute" in one.answered("I do not owe this")
    assert one.templates()[-1] == "dispute_acknowledgement"


def plain(words: str) -> str:
    """Without accents: a text that fits the short alphabet is sent in it."""
    return words.translate(str.maketrans("áíóúÁÍÓÚ", "aiouAIOU"))
