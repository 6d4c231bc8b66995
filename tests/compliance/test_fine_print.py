"""Rare cases on which two readers of the law once differed, and what the text of law or format says about each."""

from __future__ import annotations

import pytest

from tests.compliance.cases import ALLOW, ATLANTA, Json, answer, cleared, daily_calls, facts, row, text, until, verdict

AT = "2026-12-08T18:00:00Z"
OTHER = "+14045550199"
VOICE = {"voice": "artificial", "address": {"value": ATLANTA, "line": "mobile"}}


def calls(days: range, address: str) -> list[Json]:
    return daily_calls(days, address=address)


def consent(
    kind: str = "direct_prior", channel: str = "call", at: str = "2026-12-02T13:00:00Z", **more: object
) -> Json:
    return {"kind": kind, "channels": [channel], "at": at} | more


def test_consent_at_one_number_excludes_no_call_to_another() -> None:
    """12 CFR 1006.14(b)(3)(i): what was not asked for counts."""
    given = consent(until="2026-12-08T16:00:00Z", address=ATLANTA)
    assert answer(facts(AT, history=calls(range(2, 9), OTHER), consents=[given])) == until(
        "2026-12-09T13:00:00Z", "US-F-7IN7"
    )
    assert answer(facts(AT, history=calls(range(2, 9), OTHER), consents=[given | {"address": OTHER}])) == ALLOW


@pytest.mark.parametrize("begins", ["2026-12-01T15:00:00Z", "2026-12-09T15:00:00Z"])
def test_a_consent_has_not_begun_before_it_is_given(begins: str) -> None:
    given = consent("tcpa_prior_express", at="2026-12-09T15:00:00Z", **{"from": begins})
    assert answer(facts(AT, attempt=VOICE, consents=[given])) == cleared("US-TCPA-PEC")
    assert answer(facts("2026-12-09T18:00:00Z", attempt=VOICE, consents=[given])) == ALLOW


def wrote(*debts: str, at: str = "2026-12-01T15:00:00Z") -> Json:
    return row(at, "received", "sms", direction="inbound", address=ATLANTA, debts=list(debts))


@pytest.mark.parametrize(("about", "wanted"), [(["D1"], ALLOW), (["D2"], cleared("US-F-SMS60")), (["D1", "D2"], ALLOW)])
def test_her_text_is_a_ground_for_texts_about_the_debt_it_was_about(about: list[str], wanted: object) -> None:
    """12 CFR 1006.6(d)(5)(i)."""
    debts = [{"id": "D1"}, {"id": "D2"}]
    assert answer(text(AT, consents=[], history=[wrote(*about)], debts=debts)) == wanted


def test_the_household_of_my_household_is_mine() -> None:
    """Massachusetts counts by household, and splitting its record never helps."""
    others = [{"id": "P2"}, {"id": "P3", "household": ["P2"]}]
    history = [row("2026-12-06T15:00:00Z", person="P3"), row("2026-12-07T15:00:00Z")]
    case = facts(AT, person={"postal_code": "02108", "household": ["P2"]}, others=others, history=history)
    case["attempt"]["address"]["value"] = "+16175550101"
    assert answer(case) == until("2026-12-13T13:00:00Z", "US-MA-2IN7")


def test_a_call_to_an_unknown_number_counts_for_every_number() -> None:
    landline = {"voice": "artificial", "address": {"value": ATLANTA, "line": "landline"}}
    history = [row(f"2026-11-{day}T15:00:00Z", person="P2", voice="artificial") for day in (20, 21, 22)]
    case = facts(AT, attempt=landline, others=[{"id": "P2", "role": "spouse"}], history=history)
    assert answer(case) == until("2026-12-20T13:00:00Z", "US-TCPA-RES3IN30")


@pytest.mark.parametrize(
    ("number", "one", "all_of_them"),
    [
        ("+19025550101", ["CA-NS"], ["CA-NS", "CA-PE"]),
        ("+18675550101", ["CA-NT"], ["CA-NT", "CA-NU", "CA-YT"]),
    ],
)
def test_an_area_code_in_several_provinces_brings_the_law_of_each(
    number: str, one: list[str], all_of_them: list[str]
) -> None:
    people = [{"id": "P1", "country": "CA"}]
    case = facts(AT, people=people, attempt={"address": {"value": number}}, collector={"licensed_in": one})
    assert answer(case) == cleared("CA-LIC")
    assert verdict(case | {"collector": {"licensed_in": all_of_them}}) != "BLOCK_UNTIL_CLEARED"


def test_an_island_of_the_united_states_is_a_place_to_be_licensed_in() -> None:
    people = [{"id": "P1", "phones": ["+16175550101"]}]
    case = facts(AT, people=people, attempt={"address": {"value": "+17875550101"}})
    assert answer(case | {"collector": {"licensed_in": ["US-MA"]}}) == cleared("US-LIC")
    assert answer(case | {"collector": {"licensed_in": ["US-MA", "US-PR"]}}) == ALLOW


@pytest.mark.parametrize(
    ("region", "at", "opens"),
    [("NV", "2026-12-09T04:30:00Z", "2026-12-09T16:00:00Z"), ("AL", "2026-12-09T02:30:00Z", "2026-12-09T14:00:00Z")],
)
def test_a_state_alone_brings_the_clocks_of_towns_that_keep_their_neighbours_time(
    region: str, at: str, opens: str
) -> None:
    """21:30 Mountain in West Wendover, 21:30 Eastern in Phenix City, an hour earlier in the rest of the state."""
    people = [{"id": "P1", "region": region}]
    case = facts(at, people=people, attempt={"address": {"value": "+18005550101"}})
    assert answer(case) == until(opens, "US-F-TIME")


def test_notices_and_disputes_of_consumer_law_are_those_of_consumer_debts() -> None:
    late = {"id": "D2", "purpose": "commercial", "first_communication_at": "2026-12-01T15:00:00Z"}
    case = facts(AT, debts=[{"id": "D1"}, late])
    case["attempt"]["debts"] = ["D1", "D2"]
    assert answer(case) == ALLOW
    dispute = {"kind": "dispute", "since": "2026-12-01T15:00:00Z", "debts": ["D2"]}
    assert answer(case | {"holds": [dispute]}) == ALLOW
    assert answer(case | {"holds": [dispute | {"debts": ["D1"]}]}) == cleared("US-F-DISPUTE")


def test_consents_about_one_debt_each_cover_a_text_about_both() -> None:
    each = [consent(channel="sms", debts=[name]) for name in ("D1", "D2")]
    case = text(AT, consents=each, debts=[{"id": "D1"}, {"id": "D2"}], attempt={"debts": ["D1", "D2"]})
    assert answer(case) == ALLOW
    assert answer(case | {"consents": each[:1]}) == cleared("US-F-SMS60", "US-TCPA-PEC")


def test_a_stop_about_one_debt_leaves_consent_about_the_other() -> None:
    out = {"at": "2026-12-03T13:00:00Z", "channels": ["sms"], "form": "keyword", "debts": ["D2"]}
    case = text(AT, consents=[consent(channel="sms")], debts=[{"id": "D1"}, {"id": "D2"}], opt_outs=[out])
    assert answer(case) == ALLOW
    case["attempt"]["debts"] = ["D1", "D2"]
    assert verdict(case) == "BLOCK_UNTIL_CLEARED"


def test_an_attorney_who_left_no_longer_hinders_the_question_where_she_is() -> None:
    asked = {"person": {"role": "third_party"}, "attempt": {"purpose": "location"}}
    gone = {"kind": "attorney", "since": "2026-10-01T15:00:00Z", "until": "2026-11-08T15:00:00Z"}
    assert answer(facts(AT, holds=[gone], **asked)) == ALLOW
    assert answer(facts("2026-11-07T18:00:00Z", holds=[gone], **asked)) == cleared("US-F-3P")


def test_her_later_text_is_answered_though_she_said_not_to_contact_her() -> None:
    """12 CFR 1006.14(h)(2): who writes in a medium may be answered in it, once."""
    spoken = {"kind": "cease", "form": "oral", "since": "2026-12-01T15:00:00Z"}
    later = wrote("D1", at="2026-12-08T17:58:00Z")
    assert answer(text(AT, holds=[spoken], history=[later], attempt={"purpose": "reply"})) == ALLOW
    earlier = wrote("D1", at="2026-11-30T17:58:00Z")
    assert answer(text(AT, holds=[spoken], history=[earlier], attempt={"purpose": "reply"})) == cleared("US-F-CHANNEL")


def test_consent_to_electronic_messages_includes_direct_consent() -> None:
    """The format says so; New York City's older count leaves out what the consumer agreed to."""
    told = [row(f"2026-12-0{day}T15:00:00Z", "voicemail_left") for day in (3, 4)]
    place = {"person": {"postal_code": "10001"}, "attempt": {"address": {"value": "+12125550101", "line": "mobile"}}}
    agreed = consent("electronic", "sms", "2026-12-05T15:00:00Z")
    assert answer(text(AT, consents=[agreed], history=told, **place)) == ALLOW
    old = consent("electronic", "sms", "2026-11-20T15:00:00Z")
    assert answer(text(AT, consents=[old], history=told, **place))[1] == {"US-NYC-2IN7"}


@pytest.mark.parametrize("kind", ["cease", "attorney"])
def test_what_a_stranger_asks_stops_no_contact_with_the_spouse(kind: str) -> None:
    others = [{"id": "P2"}, {"id": "P3", "role": "third_party"}]
    case = facts(AT, person={"role": "spouse"}, others=others)
    held = {"kind": kind, "since": "2026-12-01T15:00:00Z"}
    assert answer(case | {"holds": [held | {"person": "P3"}]}) == ALLOW
    assert verdict(case | {"holds": [held | {"person": "P2"}]}) == "BLOCK_UNTIL_CLEARED"


def test_the_carriers_ban_is_on_collection_texts_in_canada_too() -> None:
    people = [{"id": "P1", "country": "CA", "region": "ON", "postal_code": "M5V"}]
    attempt = {"carrier": "twilio", "address": {"value": "+14165550101", "line": "mobile"}}
    assert answer(text(AT, people=people, attempt=attempt)) == cleared("US-TWILIO-3P-SMS")
    assert answer(text(AT, people=people, attempt=attempt | {"program": "appointment_reminders"})) == ALLOW


@pytest.mark.parametrize(
    ("at", "wanted"),
    [
        ("2026-12-09T03:00:59Z", until("2026-12-09T03:01:00Z", "POL-HOURS")),  # 22:00:59 in Atlanta
        ("2026-12-09T04:55:00Z", ALLOW),
        ("2026-12-09T05:00:30Z", ALLOW),  # half a minute past midnight
        ("2026-12-09T06:49:59Z", ALLOW),
        ("2026-12-09T06:50:00Z", until("2026-12-10T03:01:00Z", "POL-HOURS")),
    ],
)
def test_midnight_within_accepted_hours_is_no_edge_of_the_day(at: str, wanted: object) -> None:
    agreed = consent(local_hours={"from": "22:00", "to": "02:00"})
    assert answer(facts(at, consents=[agreed], policy={"open_guard_seconds": 60, "close_guard_seconds": 600})) == wanted


def test_a_text_of_hers_that_is_stamped_later_ends_the_wait_when_it_comes() -> None:
    freeze = {"kind": "disaster_freeze", "since": "2027-05-01T15:00:00Z", "until": "2027-05-21T15:00:00Z"}
    agreed = consent(channel="sms", at="2027-05-01T15:00:00Z", until="2027-05-20T14:00:00Z")
    later = wrote("D1", at="2027-05-22T15:28:06Z")
    case = text("2027-05-20T13:00:00Z", holds=[freeze], consents=[agreed], history=[later])
    assert answer(case) == until("2027-05-22T15:28:06Z", "POL-FREEZE")
