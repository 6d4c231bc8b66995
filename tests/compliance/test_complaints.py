"""What is said of facts that cannot be judged: the path of the key and what it must be, never the value."""

from __future__ import annotations

from typing import Any

import pytest

from compliance import FactsError, read_facts
from tests.compliance.cases import MAILBOX, Json, email, facts, row, text

SINCE = "2026-11-20T15:00:00Z"
INSTANT = "must be an instant like 2026-12-07T18:00:00Z"
YEARS = "must be an instant in the years 2000 to 2059"
TIME = "must be a local time like 08:00, at most 24:00"
E164 = "must be a number in E.164 form"
ADDRESS = "must be a number in E.164 form or an e-mail address"
NOBODY = "names somebody or something that is not listed"
LATER = "must be later than its beginning"
FILLED = "must be a list that is not empty"


def said(**more: Any) -> Json:
    return facts(statements=[{"kind": "inconvenient_hours", "at": SINCE, "from": "08:00", "to": "12:00"} | more])


def held(kind: str, **more: Any) -> Json:
    return facts(holds=[{"kind": kind, "since": SINCE} | more])


def agreed(**more: Any) -> Json:
    return facts(consents=[{"kind": "direct_prior", "channels": ["call"], "at": SINCE} | more])


def without(case: Json, *path: str) -> Json:
    inner = case
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    return case


def on_behalf(**more: Any) -> Json:
    return facts(attempt=more)


def past(**more: Any) -> Json:
    return facts(history=[row(SINCE) | more])


CASES: list[tuple[Json, str, str]] = [
    (facts("2026-12-07 18:00:00Z"), "at", INSTANT),
    (facts("2026-12-07T18:00:00+00:00"), "at", INSTANT),
    (facts("1999-12-31T23:59:59Z"), "at", YEARS),
    (facts("2060-01-01T00:00:00Z"), "at", YEARS),
    (without(facts(), "at"), "at", "is missing"),
    (without(facts(), "attempt", "channel"), "attempt.channel", "is missing"),
    (facts() | {"colour": 1}, "colour", "is not a known key"),
    (facts() | {"404 555": 1}, "(a key that is no word)", "is not a known key"),
    (on_behalf(channel="fax"), "attempt.channel", "must be one of call, sms, email"),
    (on_behalf(debts=[]), "attempt.debts", FILLED),
    (on_behalf(debts=["D1", "D1"]), "attempt.debts", "names something twice"),
    (on_behalf(debts="D1"), "attempt.debts", FILLED),
    (on_behalf(person=""), "attempt.person", "must be an id of 1 to 64 characters"),
    (on_behalf(person="P9"), "attempt.person", NOBODY),
    (on_behalf(debts=["D9"]), "attempt.debts", NOBODY),
    (on_behalf(address={"value": "404 555 0101"}), "attempt.address.value", ADDRESS),
    (on_behalf(address={"value": 14045550101}), "attempt.address.value", ADDRESS),
    (on_behalf(address={"value": MAILBOX}), "attempt.address.value", "must be a telephone number here"),
    (on_behalf(address=1), "attempt.address", "must be an object"),
    (on_behalf(carrier="other"), "attempt.carrier", "is only known for sms"),
    (on_behalf(program="Reminders"), "attempt.program", "must be a lower-case name"),
    (on_behalf(content={"disclosure": 1}), "attempt.content.disclosure", "must be true or false"),
    (without(text(), "attempt", "carrier"), "attempt.carrier", "is required for sms"),
    (text(attempt={"voice": "live"}), "attempt.voice", "is only known for calls"),
    (email(attempt={"address": {"value": "+14045550101"}}), "attempt.address.value", "must be an e-mail address here"),
    (
        email(attempt={"address": {"value": MAILBOX, "line": "mobile"}}),
        "attempt.address.line",
        "is only known for telephone numbers",
    ),
    (facts(people=[]), "people", FILLED),
    (facts(person={"phones": ["4045550101"]}), "people[0].phones[0]", E164),
    (facts(person={"household": ["P9"]}), "people[0].household", NOBODY),
    (facts(people=[{"id": "P1"}, {"id": "P1"}]), "people", "lists an id twice"),
    (facts(debts=[{"id": "D1"}, {"id": "D1"}]), "debts", "lists an id twice"),
    (facts(debts=[{"id": "D1", "same_debt_as": ["D9"]}]), "debts[0].same_debt_as", NOBODY),
    (past(person="P9"), "history[0]", NOBODY),
    (past(debts=["D9"]), "history[0]", NOBODY),
    (past(outcome="delivered"), "history[0].outcome", "is no outcome of a call"),
    (past(channel="sms"), "history[0].outcome", "is no outcome of a sms"),
    (past(channel="sms", outcome="sent", sip_code=486), "history[0].sip_code", "is only known for calls"),
    (past(sip_code=99), "history[0].sip_code", "must be a whole number from 100 to 699"),
    (facts(history={}), "history", "must be a list"),
    (agreed(channels=[]), "consents[0].channels", FILLED),
    (agreed(until=SINCE), "consents[0].until", LATER),
    (agreed(local_hours={"from": "25:00", "to": "08:00"}), "consents[0].local_hours.from", TIME),
    (agreed(person="P9"), "consents[0].person", NOBODY),
    (agreed(debts=["D9"]), "consents[0].debts", NOBODY),
    (said(days=["funday"]), "statements[0].days[0]", "must be one of mon, tue, wed, thu, fri, sat, sun"),
    (without(said(), "statements", 0, "to"), "statements[0].to", "is required for inconvenient_hours"),  # type: ignore[arg-type]
    (said(kind="inconvenient_day"), "statements[0].from", "is only known for inconvenient_hours"),
    (
        facts(statements=[{"kind": "inconvenient_day", "at": SINCE}]),
        "statements[0].days",
        "is required for inconvenient_day",
    ),
    (said(until=SINCE), "statements[0].until", LATER),
    (said(words=""), "statements[0].words", "must be a text that is not empty"),
    (held("bankruptcy"), "holds[0].person", "is required for bankruptcy"),
    (held("bankruptcy", person="P1"), "holds[0].chapter", "is required for bankruptcy"),
    (held("bankruptcy", person="P1", chapter=8), "holds[0].chapter", "must be one of 7, 11, 12, 13"),
    (held("cease", status="open"), "holds[0].status", "is only known for bankruptcy"),
    (held("cease", verification_sent_at=SINCE), "holds[0].verification_sent_at", "is only known for disputes"),
    (held("manual", form="oral"), "holds[0].form", "is only known for cease and dispute"),
    (held("moratorium"), "holds[0].until", "is required for moratorium"),
    (held("disaster_freeze"), "holds[0].until", "is required for disaster_freeze"),
    (held("cease", until=SINCE), "holds[0].until", LATER),
    (
        facts(overrides=[{"rule": "US-F-7IN7", "at": SINCE, "until": SINCE}]),
        "overrides[0].until",
        LATER,
    ),
]


@pytest.mark.parametrize(("case", "path", "why"), CASES, ids=[f"{path} {why[:30]}" for _, path, why in CASES])
def test_a_complaint_names_the_key_and_what_it_must_be(case: Json, path: str, why: str) -> None:
    with pytest.raises(FactsError) as refused:
        read_facts(case)
    assert (refused.value.path, refused.value.why) == (path, why)


def test_mailboxes_are_read_in_lower_case() -> None:
    assert read_facts(email(attempt={"address": {"value": "Pat@Example.NET"}})).attempt.address.value == MAILBOX
