"""What lifts a block, as it is shown to whoever must lift it: one row per rule that is not lifted by time."""

from __future__ import annotations

import pytest

from tests.compliance.cases import Json, email, facts, judged, row, text

AT_WORK = {"address": {"value": "+14045550101", "place": "work"}}
SINCE = "2026-11-20T00:00:00Z"


def hold(kind: str, **more: object) -> list[Json]:
    return [{"kind": kind, "since": SINCE} | more]


def source(kind: str) -> Json:
    return {"address": {"value": "pat@example.net", "provenance": {"source": kind}}}


CASES: list[tuple[str, Json, str, str]] = [
    (
        "US-F-CEASE",
        facts(holds=hold("cease")),
        "cease on record",
        "the consumer asks, in writing, to be contacted again",
    ),
    ("US-F-DISPUTE", facts(holds=hold("dispute")), "dispute on record", "verification mailed"),
    (
        "US-F-ATTY",
        facts(holds=hold("attorney")),
        "the consumer is represented by an attorney for this debt",
        "the attorney agrees, no longer represents, or does not answer in reasonable time",
    ),
    (
        "US-F-ATTY",
        facts(holds=hold("attorney", debts=["D2"]), debts=[{"id": "D1"}, {"id": "D2"}]),
        "an attorney is known for another debt; whether for this one too is unclear",
        "the scope confirmed",
    ),
    (
        "US-BK-STAY",
        facts(holds=hold("bankruptcy", person="P1", chapter=7)),
        "an open bankruptcy case stays collection",
        "the docket shows that the debt may be collected, and counsel agrees",
    ),
    (
        "US-BK-STAY",
        facts(holds=hold("bankruptcy", person="P1", chapter=7, status="closed")),
        "the bankruptcy case is closed: somebody must look at the docket",
        "the docket shows that the debt may be collected, and counsel agrees",
    ),
    (
        "US-BK-DISCH",
        facts(holds=hold("bankruptcy", person="P1", chapter=7, status="discharged")),
        "the debt is discharged in bankruptcy",
        "the docket shows that the debt may be collected, and counsel agrees",
    ),
    ("POL-VULN", facts(holds=hold("vulnerable")), "vulnerable on record", "a person of ours takes the account over"),
    ("POL-HOLD", facts(holds=hold("manual")), "manual on record", "the hold is released by a person of ours"),
    (
        "US-F-CEASE",
        facts(holds=hold("cease"), attempt={"purpose": "statutory_notice"}),
        "cease: a statutory notice goes out by hand",
        "a person sends it",
    ),
    (
        "US-F-CHANNEL",
        facts(opt_outs=[{"at": SINCE, "channels": ["call"], "form": "oral"}]),
        "the consumer asked that this medium or address is not used",
        "consent given anew by the consumer",
    ),
    (
        "US-F-CHANNEL",
        facts(holds=hold("cease", form="oral")),
        "the consumer asked, orally, not to be contacted",
        "the consumer asks to be contacted again",
    ),
    (
        "US-TCPA-REVOKE",
        text(opt_outs=[{"at": SINCE, "channels": ["sms"], "form": "keyword"}]),
        "consent was revoked",
        "consent given anew by the consumer",
    ),
    (
        "US-TCPA-REVOKEALL",
        text(opt_outs=[{"at": SINCE, "channels": ["sms"], "form": "keyword", "program": "reminders"}]),
        "consent to another program was revoked; whether it was meant for all is unclear",
        "its scope confirmed",
    ),
    (
        "US-TCPA-CONFIRM",
        text(attempt={"purpose": "opt_out_confirmation"}),
        "no opt-out is waiting for a confirmation: none made, too late, or already confirmed",
        "nothing: leave it out",
    ),
    (
        "US-WI-TELCEASE",
        facts(opt_outs=[{"at": SINCE, "channels": ["call"], "form": "oral"}], person={"postal_code": "53202"}),
        "the consumer asked to stop telephone collection",
        "the consumer asks for calls again",
    ),
    ("US-TCPA-PEC", text(consents=[]), "there is no prior express consent for this number", "prior express consent"),
    (
        "US-F-SMS60",
        text(consents=[]),
        "neither direct consent nor a text from the consumer covers this number",
        "direct consent",
    ),
    (
        "US-F-SMS60",
        text("2027-02-01T18:00:00Z"),
        "nothing in the last 60 days shows that the number is still the consumer's",
        "consent renewed, a text from the consumer, or a reassignment check answered no",
    ),
    (
        "US-NYC-ECONSENT",
        email(person={"postal_code": "10001"}),
        "there is no consent to electronic messages about this debt",
        "electronic consent",
    ),
    (
        "US-F-EMAIL-SRC",
        email(attempt=source("skip_trace")),
        "the address was found, not given: no procedure covers it",
        "the consumer uses the address with us, or consents to its use",
    ),
    (
        "US-F-EMAIL-SRC",
        email(attempt=source("creditor")),
        "the creditor has not announced that this address would be used",
        "the creditor's notice",
    ),
    (
        "US-F-WORKMAIL",
        email(attempt={"address": source("creditor")["address"] | {"place": "work"}}),
        "the mailbox is the employer's",
        "the consumer uses the address with us, or consents to its use",
    ),
    (
        "US-TWILIO-3P-SMS",
        text(attempt={"carrier": "twilio"}),
        "the carrier does not carry third-party collection texts",
        "another carrier",
    ),
    ("US-F-DECEASED", facts(person={"deceased": True}), "the person has died", "who stands for the estate is known"),
    (
        "US-F-MINOR",
        facts(person={"birth_date": "2012-01-01"}),
        "the person is a minor",
        "a parent or guardian is known",
    ),
    (
        "US-F-3P",
        facts(person={"role": "third_party"}),
        "a third party may only be asked for location information",
        "a location question",
    ),
    (
        "US-F-3P",
        facts(person={"role": "third_party"}, attempt={"purpose": "location"}, holds=hold("attorney")),
        "the consumer has an attorney: nobody else is to be asked",
        "the attorney no longer represents",
    ),
    (
        "US-F-3P",
        facts(
            person={"role": "third_party"},
            attempt={"purpose": "location"},
            history=[row("2026-11-20T15:00:00Z", "conversation")],
        ),
        "this third party has been asked before",
        "reason to think the answer was wrong",
    ),
    (
        "US-MIL",
        facts(person={"role": "commanding_officer"}),
        "a commanding officer is not contacted about a debt",
        "nothing",
    ),
    (
        "US-F-WORK",
        facts(attempt=AT_WORK, statements=[{"kind": "employer_forbids", "at": SINCE}]),
        "contact at the place of work is forbidden",
        "the employer allows it",
    ),
    ("US-LIC", facts(collector={"licensed_in": ["US-TX"]}), "the collector has no licence there", "a licence there"),
    (
        "US-LIC",
        facts(
            collector={"licensed_in": ["US-TX"]}, people=[{"id": "P1"}], attempt={"address": {"value": "+18005550101"}}
        ),
        "where the consumer lives is not known",
        "the consumer's state",
    ),
    (
        "CA-PROVINCE",
        facts(people=[{"id": "P1", "country": "CA"}], attempt={"address": {"value": "+18005550101"}}),
        "whose law applies is not known: the province or state is missing",
        "the province or state",
    ),
    (
        "US-DC-NOTICE-FIRST",
        email(person={"postal_code": "20001"}, debts=[{"id": "D1", "notice_mailed": False}]),
        "the notice has not been mailed",
        "the notice mailed",
    ),
    (
        "US-F-VALID5",
        facts(debts=[{"id": "D1", "first_communication_at": "2026-11-20T15:00:00Z"}]),
        "the validation information has not been sent",
        "the validation information sent",
    ),
    ("US-F-MIRANDA", facts(attempt={"content": {"disclosure": False}}), "the message lacks disclosure", "other words"),
    (
        "US-F-LCM",
        facts(attempt={"purpose": "voicemail", "content": {"business_name": False, "extra_text": True}}),
        "the message lacks business name and holds extra text",
        "other words",
    ),
    (
        "US-F-LCM",
        facts(attempt={"purpose": "voicemail"}, collector={"name_reveals_collection": True}),
        "the collector's name tells a listener that this is about debt",
        "a name that does not",
    ),
]


@pytest.mark.parametrize(
    ("rule", "case", "why", "unlock"), CASES, ids=[f"{rule}, {why[:40]}" for rule, _, why, _ in CASES]
)
def test_a_block_says_why_and_what_lifts_it(rule: str, case: Json, why: str, unlock: str) -> None:
    said = [(finding.why, finding.unlock) for finding in judged(case).findings if finding.rule == rule]
    assert (why, unlock) in said


def test_a_country_without_a_pack_asks_for_one() -> None:
    case = facts(people=[{"id": "P1", "country": "MX"}], attempt={"address": {"value": "+525555550101"}})
    (finding,) = judged(case).findings
    assert (finding.rule, finding.unlock) == ("POL-NO-PACK", "a reviewed pack for the country")
    assert finding.why == "there are no rules for MX: a person who knows its law decides"


def test_what_waits_for_an_instant_names_no_unlocker() -> None:
    (finding,) = judged(facts("2026-12-01T05:00:00Z")).findings
    assert finding.to_json()["unlocked_by"] is None
