"""Hours the consumer agreed to, whose clocks a law reads, and where a version of the law ends a wait."""

from __future__ import annotations

import pytest

from compliance import FactsError, decide, read_facts, rule_book
from tests.compliance.cases import ALLOW, ATLANTA, Json, answer, facts, judged, row, text

DRAFT = """
[pack]
jurisdiction = "US"
checked_on = 2026-11-21

[[rule]]
id = "US-DRAFT"
kind = "window"
effective_from = 2026-01-01
citation = "A draft"
confidence = "policy"
weekdays = "08:00-21:00"
saturday = "closed"
sunday = "closed"
"""


def agreed(at: str, begins: str, ends: str, **more: str) -> Json:
    hours = {"from": begins, "to": ends}
    return {"kind": "direct_prior", "channels": ["call"], "at": at, "local_hours": hours} | more


OLDER = agreed("2026-11-28T15:00:00Z", "18:00", "19:00")
NEWER = agreed("2026-11-29T15:00:00Z", "13:00", "14:00")
AGAIN = {"renewed_at": "2026-11-30T15:00:00Z"}


@pytest.mark.parametrize(
    ("consents", "at"),
    [
        ([OLDER, NEWER], "2026-12-01T18:00:00Z"),  # 13:00 in Atlanta
        ([NEWER, OLDER], "2026-12-01T18:00:00Z"),
        ([OLDER | AGAIN, NEWER], "2026-12-01T23:00:00Z"),  # 18:00
        ([NEWER, OLDER | AGAIN], "2026-12-01T23:00:00Z"),
    ],
)
def test_the_hours_last_agreed_to_are_kept(consents: list[Json], at: str) -> None:
    assert answer(facts(at, consents=consents)) == ALLOW
    other = "2026-12-01T23:00:00Z" if at.endswith("18:00:00Z") else "2026-12-01T18:00:00Z"
    assert "US-F-TIME" in judged(facts(other, consents=consents)).rules


def test_a_law_that_knows_no_agreement_keeps_its_hours() -> None:
    book = rule_book().with_packs({"draft.toml": DRAFT})
    night = agreed("2026-11-30T15:00:00Z", "21:00", "22:00")
    case = read_facts(facts("2026-12-02T02:30:00Z", consents=[night]))  # 21:30 in Atlanta
    assert decide(case).verdict == "ALLOW"
    assert decide(case, book).rules == ("US-DRAFT",)


def test_massachusetts_reads_the_eastern_clock_and_the_local_one() -> None:
    said = {"at": "2026-11-30T17:00:00Z", "postal_code": "94103"}
    case = facts(
        "2026-12-01T13:00:00Z",  # 08:00 in Boston, 05:00 in San Francisco
        person={"postal_code": "02108", "stated_location": said},
        collector={"role": "first_party"},
    )
    (found,) = [one for one in judged(case).findings if one.rule == "US-MA-TIME"]
    assert found.to_json()["until"] == "2026-12-01T16:00:00Z"
    case["at"] = "2026-12-02T02:30:00Z"  # 21:30 and 18:30
    assert "US-MA-TIME" in judged(case).rules
    assert judged(case).to_json()["next_permitted"] == "2026-12-02T16:00:00Z"


def test_a_wait_ends_with_the_version_of_the_law_that_asks_for_it() -> None:
    """New York City's older limit ends on 2027-01-01, in the middle of the week it would have counted."""
    spoken = [row(f"2026-12-{day}T17:00:00Z", "conversation", "letter") for day in (29, 30)]
    spoken = [one | {"outcome": "delivered"} for one in spoken]
    case = facts(
        "2026-12-31T18:00:00Z",
        history=spoken,
        person={"postal_code": "10001"},
        attempt={"address": {"value": "+12125550101"}},
    )
    (found,) = [one for one in judged(case).findings if one.rule == "US-NYC-2IN7"]
    assert found.to_json()["until"] == "2027-01-01T05:00:00Z"


def test_where_no_clock_is_known_no_hour_is_open() -> None:
    case = facts(
        people=[{"id": "P1", "country": "ZZ"}],
        attempt={"address": {"value": "+18005550101"}},
        policy={"open_guard_seconds": 0},
    )
    assert set(judged(case).rules) == {"POL-HOURS", "POL-NO-PACK"}


def test_a_confirmation_does_not_use_up_the_reply() -> None:
    written = row("2026-12-02T03:00:00Z", "received", "sms", direction="inbound", address=ATLANTA)
    confirmed = row("2026-12-02T03:00:30Z", "sent", "sms", purpose="opt_out_confirmation")
    case = text("2026-12-02T03:02:00Z", attempt={"purpose": "reply"}, history=[written, confirmed])
    assert answer(case) == ALLOW
    confirmed["purpose"] = "collection"
    assert answer(text("2026-12-02T03:02:00Z", attempt={"purpose": "reply"}, history=[written, confirmed])) != ALLOW


def test_a_number_from_abroad_is_evidence_by_four_characters() -> None:
    person = {"id": "P1", "country": "GB"}
    proof = judged(facts(people=[person], attempt={"address": {"value": "+442075550101"}})).proof
    assert [one["evidence"] for one in proof.zones] == [["area code +442"]]


def test_what_is_no_object_is_refused_as_facts() -> None:
    with pytest.raises(FactsError) as refused:
        read_facts([])  # type: ignore[arg-type]
    said = "The facts cannot be judged: facts must be an object. Correct the facts and ask again."
    assert str(refused.value) == said
