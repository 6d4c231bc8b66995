"""Other people in the facts of a contact: who they are to the debts, what was said to them, what stops them."""

from __future__ import annotations

from outreach.accounts.debts import Debt
from tests.contacts.record import DAYS, change, decided, facts_of, happened, hold, join, only, somebody, stated
from tests.support.accounts import NOON, Agency, Debtor


def test_people_are_stated_with_their_role_toward_the_debts_of_the_attempt(office: Agency) -> None:
    pat, sam, kim, lee = (somebody(office) for _ in range(4))
    join(office, pat.debt, sam, "co_obligor")
    join(office, pat.debt, kim, "spouse")
    with office.store.sessions.begin() as session:
        shared = office.address(session, lee.person, "phone", pat.number, "landline")
    happened(office, lee, lee.debt, days=3, address_id=shared)
    found = facts_of(office, pat)
    roles = {found.labels[person["id"]]: person["role"] for person in found.json["people"]}
    assert roles == {
        str(pat.person): "debtor",
        str(sam.person): "co_obligor",
        str(kim.person): "spouse",
        str(lee.person): "third_party",
    }


def test_a_household_is_a_debtor_or_co_obligor_and_a_spouse_whatever_the_debt(office: Agency) -> None:
    pat, sam, kim = (somebody(office) for _ in range(3))
    join(office, pat.debt, sam, "co_obligor")
    join(office, pat.debt, kim, "spouse")
    assert household(office, pat) == household(office, sam) == {str(kim.person)}
    assert household(office, kim) == {str(pat.person), str(sam.person)}


def test_of_several_roles_the_one_that_forbids_most_is_stated(office: Agency) -> None:
    pat, sam = somebody(office), somebody(office)
    assert stated(office, pat, debts=[pat.debt, sam.debt])["people"][0]["role"] == "third_party"
    join(office, sam.debt, pat, "spouse")
    assert stated(office, pat, debts=[pat.debt, sam.debt])["people"][0]["role"] == "spouse"


def test_contacts_with_others_are_stated_about_these_debts_or_of_this_household(office: Agency) -> None:
    pat, sam, kim = (somebody(office) for _ in range(3))
    join(office, pat.debt, sam, "co_obligor")
    join(office, pat.debt, kim, "spouse")
    for days, (debtor, debt) in enumerate([(sam, pat.debt), (sam, sam.debt), (kim, kim.debt), (pat, pat.debt)], 1):
        happened(office, debtor, debt, days=days)
    happened(office, kim, pat.debt, days=32)
    found = facts_of(office, pat)
    seen = {(found.labels[row["person"]], found.labels[only(row["debts"])]) for row in found.json["history"]}
    expected = [(sam, pat.debt), (kim, kim.debt), (pat, pat.debt)]
    assert seen == {(str(debtor.person), str(debt)) for debtor, debt in expected}
    assert len(found.json["history"]) == 3
    assert {row["address"] for row in found.json["history"]} == {pat.number, sam.number, kim.number}


def test_one_contact_is_stated_once_however_it_concerns_the_attempt(office: Agency) -> None:
    pat, kim = somebody(office), somebody(office)
    join(office, pat.debt, kim, "spouse")
    with office.store.sessions.begin() as session:
        shared = office.address(session, kim.person, "phone", pat.number, "landline")
    happened(office, kim, pat.debt, days=3, address_id=shared)
    assert only(stated(office, pat)["history"])["address"] == pat.number


def test_a_mailed_notice_is_a_letter_to_whoever_owes(office: Agency) -> None:
    pat, kim = somebody(office), somebody(office)
    join(office, pat.debt, kim, "spouse")
    change(office, Debt, notice_mailed_at=NOON - 9 * DAYS)
    found = facts_of(office, kim, debts=[pat.debt])
    letters = {(found.labels[row["person"]], row["channel"], row["purpose"]) for row in found.json["history"]}
    assert letters == {(str(who.person), "letter", "statutory_notice") for who in (pat, kim)}
    change(office, Debt, notice_mailed_at=NOON - 32 * DAYS)
    assert "history" not in stated(office, kim)


def test_a_dispute_of_one_stops_contact_with_all_who_owe_the_debt(office: Agency) -> None:
    pat, sam = somebody(office, role="third_party"), somebody(office, role="third_party")
    join(office, pat.debt, sam, "co_obligor")
    assert decided(office, pat).verdict.value == "ALLOW"
    hold(office, sam, "dispute", form="written")
    assert decided(office, pat).rules == ("US-F-DISPUTE",)


def test_a_stay_in_chapter_13_protects_the_co_obligor(office: Agency) -> None:
    pat, sam = somebody(office), somebody(office)
    join(office, pat.debt, sam, "co_obligor")
    hold(office, sam, "bankruptcy", chapter=13, status="open")
    assert decided(office, pat).rules == ("US-BK-CODEBTOR",)


def test_what_stops_a_spouse_stops_the_debtor(office: Agency) -> None:
    pat, kim = somebody(office, role="third_party"), somebody(office, role="third_party")
    join(office, pat.debt, kim, "spouse")
    hold(office, kim, "attorney")
    assert decided(office, pat).rules == ("US-F-ATTY",)


def test_litigation_is_stated_and_stops_nothing(office: Agency) -> None:
    pat = somebody(office)
    hold(office, pat, "litigation")
    assert only(stated(office, pat)["holds"])["kind"] == "litigation"
    assert decided(office, pat).verdict.value == "ALLOW"


def household(office: Agency, debtor: Debtor) -> set[str]:
    found = facts_of(office, debtor)
    return {found.labels[name] for name in found.json["people"][0]["household"]}
