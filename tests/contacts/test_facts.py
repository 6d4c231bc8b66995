"""The facts of a contact: all that the account store knows is stated, and what it does not know blocks."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.orm import Session

from campaigns.explain import explain
from campaigns.rehearsal import rehearse
from compliance import FactsError
from compliance.facts import Collector, Content
from outreach.accounts.addresses import Address
from outreach.accounts.clients import Client
from outreach.accounts.debts import Debt
from outreach.accounts.onboarding import add_client
from outreach.accounts.overrides import Override, OverrideEvent
from outreach.accounts.people import Person, PostalAddress
from outreach.accounts.standing import Consent, OptOut
from outreach.contacts.claim import Blocked, Wired
from outreach.contacts.enrolments import Campaign
from outreach.ids import new_id
from tests.contacts.record import DAYS, change, decided, hold, only, somebody, stated, take
from tests.support.accounts import NOON, Agency, Debtor, add

# --- what is stated about debts and the collector -----------------------------------------------------------------------


def test_a_notice_nobody_recorded_was_not_mailed(office: Agency) -> None:
    pat = somebody(office, "20001")
    assert only(stated(office, pat)["debts"])["notice_mailed"] is False
    change(office, Debt, notice_mailed_at=NOON - 9 * DAYS, limitation_ends_on=date(2031, 3, 1))
    debt = only(stated(office, pat)["debts"])
    assert (debt["notice_mailed"], debt["notice_mailed_at"]) == (True, "2026-11-22T17:00:00Z")
    assert debt["limitation_ends_on"] == "2031-03-01"


@pytest.mark.parametrize(
    ("country", "code", "kind", "channel", "rule"),
    [
        ("US", "20001", "other", "email", "US-DC-NOTICE-FIRST"),
        ("US", "89101", "medical", "call", "US-NV-MED60"),
        ("CA", "M5V", "other", "call", "CA-ON-NOTICE6"),
        ("CA", "H2X", "other", "call", "CA-QC-NOTICE"),
        ("CA", "V5K", "other", "call", "CA-BC-NOTICE5"),
    ],
)
def test_where_the_law_wants_a_notice_first_an_unknown_one_blocks(
    office: Agency, country: str, code: str, kind: str, channel: str, rule: str
) -> None:
    pat = somebody(office, code, role="third_party")
    change(office, Person, country=country)
    change(office, Debt, kind=kind)
    assert rule in decided(office, pat, channel).rules
    change(office, Debt, notice_mailed_at=NOON - 70 * DAYS)
    assert rule not in {finding.rule for finding in decided(office, pat, channel).findings}


def test_a_name_tells_of_collection_until_somebody_has_looked(office: Agency) -> None:
    pat = somebody(office)
    collector = stated(office, pat)["collector"]
    assert collector["name_reveals_collection"] is True
    assert set(collector) == {field.name for field in fields(Collector)}
    with office.store.sessions.begin() as session:
        neutral = add_client(
            session, name="Neutral", role="third_party", business_name="Northgate Services", policy={}, licensed_in=["*"],
            callback_number="(212) 555-0100", name_reveals_collection=False, at=NOON,
        )  # fmt: skip
    assert stated(office, pat, client=neutral.id)["collector"]["name_reveals_collection"] is False


def test_a_debt_that_is_not_on_record_is_no_harmless_debt(office: Agency) -> None:
    pat = somebody(office)
    with pytest.raises(FactsError, match=r"attempt\.debts"):
        stated(office, pat, debts=[pat.debt, pat.person])


# --- what the message holds -----------------------------------------------------------------------------------------------


def test_every_flag_of_the_content_is_stated(office: Agency) -> None:
    for channel in ("call", "sms", "email"):
        content = stated(office, somebody(office), channel)["attempt"]["content"]
        assert set(content) == {field.name for field in fields(Content)}
        held = {name for name, holds in content.items() if holds}
        assert held == {"opt_out_line", "disclosure", "business_name", "registered_name", "preferred_language"}


@pytest.mark.parametrize("channel", ["call", "email"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_third_party_discloses_in_every_language_that_ships(office: Agency, channel: str, language: str) -> None:
    pat = somebody(office, role="third_party")
    change(office, Person, language=language)
    assert decided(office, pat, channel).verdict.value == "ALLOW"


@pytest.mark.parametrize(("channel", "rule"), [("call", "US-TCPA-OPTOUT-IVR"), ("email", "US-F-OPTOUT-TXT")])
def test_a_text_that_is_not_there_holds_nothing_it_must(office: Agency, channel: str, rule: str) -> None:
    pat = somebody(office, role="third_party")
    change(office, Person, language="fr")
    content = stated(office, pat, channel)["attempt"]["content"]
    assert {name for name, holds in content.items() if holds} == {"extra_text", "threatens_suit", "overshadows"}
    assert {rule, "US-F-MIRANDA"} <= set(decided(office, pat, channel).rules)
    attempt = office.planned(pat, channel)
    result = take(office, attempt)
    assert isinstance(result, Blocked)
    assert rule in result.why


def test_a_purpose_no_text_is_written_for_holds_nothing(office: Agency) -> None:
    pat = somebody(office, role="third_party")
    assert "US-F-MIRANDA" in decided(office, pat, "email", template="no_such_purpose").rules


def test_claim_rehearsal_and_explanation_judge_the_same_words(office: Agency) -> None:
    """In California a third party's e-mail must show a licence number, and the client has none."""
    pat = somebody(office, "90001", role="third_party")
    _, attempt = office.enrolled(pat, "email")
    with office.store.sessions() as session:
        campaign = session.query(Campaign).one()
        line = only(rehearse(session, office.store.vault, campaign, NOON).included)
        told = explain(session, office.store.vault, session.get_one(Debt, pat.debt).account_ref, NOON)
    assert told.outlook.decision is not None
    result = take(office, attempt)
    assert isinstance(result, Blocked)
    assert {"US-CA-LICNO"} == set(line.rules) == set(told.outlook.decision.rules)
    assert result.why.startswith("US-CA-LICNO")


@pytest.mark.parametrize("channel", ["sms", "email"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_californian_is_written_to_with_a_licence_number_and_not_without(
    office: Agency, channel: str, language: str
) -> None:
    """Texts of third parties are not carried, so the texts here are a first party's."""
    pat = somebody(office, "90001", role="third_party" if channel == "email" else "first_party", line="mobile")
    change(office, Person, language=language)
    assert stated(office, pat, channel)["attempt"]["content"]["licence_number"] is False
    refused = take(office, office.planned(pat, channel))
    assert isinstance(refused, Blocked)
    assert refused.why.startswith("US-CA-LICNO")
    change(office, Client, licence_number="CA 00555-99")
    assert stated(office, pat, channel)["attempt"]["content"]["licence_number"] is True
    result = take(office, office.planned(pat, channel))
    assert isinstance(result, Wired)
    assert all("CA 00555-99" in body for body in (result.words.text, result.words.html) if body is not None)


def test_a_call_shows_no_licence_number(office: Agency) -> None:
    pat = somebody(office, "90001", role="third_party")
    change(office, Client, licence_number="CA 00555-99")
    assert stated(office, pat, "call")["attempt"]["content"]["licence_number"] is False


# --- where the person is --------------------------------------------------------------------------------------------------


def test_a_state_known_without_a_postal_code_brings_its_law(office: Agency) -> None:
    pat = somebody(office)
    change(office, PostalAddress, postal_code_sealed=None, region="US-DC")
    person = stated(office, pat)["people"][0]
    assert (person.get("postal_code"), person["region"]) == (None, "DC")
    assert "US-DC-NOTICE-FIRST" in decided(office, pat, "email").rules


def test_a_wrong_number_says_nothing_of_the_place_and_keeps_what_was_said_there(office: Agency) -> None:
    pat = somebody(office, line="mobile")
    with office.store.sessions.begin() as session:
        wrong = office.address(session, pat.person, "phone", "+12125550199", "mobile")
        session.execute(update(Address).where(Address.id == wrong).values(state="wrong_person"))
        refused(session, pat.person, office.store.vault.index("phone", "+12125550199"))
    found = stated(office, pat)
    assert found["people"][0]["phones"] == [pat.number]
    assert [out["address"] for out in found["opt_outs"]] == ["+12125550199"]


def test_a_no_from_an_address_that_is_not_on_file_is_a_no_from_all(office: Agency) -> None:
    pat = somebody(office, line="mobile")
    with office.store.sessions.begin() as session:
        refused(session, pat.person, office.store.vault.index("phone", "+12125550199"))
    out = only(stated(office, pat)["opt_outs"])
    assert (out["person"], out.get("address")) == ("P1", None)
    assert "US-F-CHANNEL" in decided(office, pat, "sms").rules


def test_a_consent_for_an_address_that_is_not_on_file_covers_none(office: Agency) -> None:
    pat = somebody(office)
    elsewhere = office.store.vault.index("phone", "+12125550199")
    with office.store.sessions.begin() as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))
        session.execute(delete(Consent))
        given = {"person_id": pat.person, "source": "test", "recorded_at": NOON, "given_at": NOON - DAYS}
        add(session, Consent, NOON, kind="tcpa_prior_express", channels=["call"], address_index=elsewhere, **given)
    assert "consents" not in stated(office, pat)


# --- overrides --------------------------------------------------------------------------------------------------------------


def test_an_approved_override_is_a_fact_from_its_approval_on(office: Agency) -> None:
    pat = somebody(office)
    asked = override(office, pat)
    assert "overrides" not in stated(office, pat)
    answer(office, asked, "approved", NOON - timedelta(minutes=3) + timedelta(milliseconds=1))
    found = only(stated(office, pat)["overrides"])
    assert found == {
        "rule": "POL-HOLD",
        "person": "P1",
        "at": "2026-12-01T16:57:01Z",  # the first whole second after it
        "until": "2026-12-02T17:00:00Z",
    }


def test_an_override_lifts_its_rule_for_the_debt_it_names(office: Agency) -> None:
    pat, sam = somebody(office), somebody(office)
    hold(office, pat, "manual")
    assert decided(office, pat).rules == ("POL-HOLD",)
    answer(office, override(office, pat, debt_id=sam.debt), "approved", NOON - DAYS)
    assert "overrides" not in stated(office, pat)
    answer(office, override(office, pat, debt_id=pat.debt), "approved", NOON - DAYS)
    assert only(stated(office, pat)["overrides"])["debts"] == ["D1"]
    assert isinstance(take(office, office.planned(pat)), Wired)


@pytest.mark.parametrize("kind", ["refused", "withdrawn"])
def test_an_override_that_was_taken_back_is_none(office: Agency, kind: str) -> None:
    pat = somebody(office)
    asked = override(office, pat)
    answer(office, asked, "approved", NOON - 2 * DAYS)
    answer(office, asked, kind, NOON - DAYS)
    assert "overrides" not in stated(office, pat)


def test_an_override_that_ended_or_was_approved_too_late_is_none(office: Agency) -> None:
    pat = somebody(office)
    answer(office, override(office, pat, until=NOON), "approved", NOON - DAYS)
    answer(office, override(office, pat, until=NOON + DAYS), "approved", NOON + 2 * DAYS)
    assert "overrides" not in stated(office, pat)


def test_an_override_for_somebody_else_is_none(office: Agency) -> None:
    pat, sam = somebody(office), somebody(office)
    answer(office, override(office, sam), "approved", NOON - DAYS)
    assert "overrides" not in stated(office, pat)


# --- helpers ------------------------------------------------------------------------------------------------------------


def refused(session: Session, person: UUID, index: bytes) -> None:
    known = {"person_id": person, "source": "test", "recorded_at": NOON, "at": NOON - DAYS}
    session.add(OptOut(id=new_id(NOON), channels=["call", "sms"], form="keyword", address_index=index, **known))
    session.flush()


def override(office: Agency, debtor: Debtor, **columns: Any) -> UUID:
    known: dict[str, Any] = {
        "rule": "POL-HOLD",
        "person_id": debtor.person,
        "starts_at": NOON - 3 * DAYS,
        "until": NOON + DAYS,
        "reason_sealed": b"",
        "asked_by": "ann",
        "asked_at": NOON - 3 * DAYS,
    }
    with office.store.sessions.begin() as session:
        return add(session, Override, NOON, **known | columns).id


def answer(office: Agency, asked: UUID, kind: str, at: datetime) -> None:
    with office.store.sessions.begin() as session:
        session.add(OverrideEvent(id=new_id(at), override_id=asked, kind=kind, asked_by="ann", by="bea", at=at))
