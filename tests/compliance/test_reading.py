from __future__ import annotations

import json
import re
from typing import Any

import pytest

from compliance import FactsError, read_facts, write_facts
from tests.compliance.cases import ATLANTA, MAILBOX, Json, daily_calls, email, facts, row, text


def changed(case: Json, path: str, value: Any) -> Json:
    """The case with the value at a dotted path replaced; numbers are list places."""
    copy: Any = json.loads(json.dumps(case))
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    inner = copy
    for part in way:
        inner = inner[part]
    inner[last] = value
    return copy  # type: ignore[no-any-return]


FULL = facts(
    history=daily_calls(range(1, 3)),
    consents=[{"kind": "direct_prior", "channels": ["call"], "at": "2026-11-10T15:00:00Z"}],
    statements=[{"kind": "inconvenient_hours", "at": "2026-11-10T15:00:00Z", "from": "22:00", "to": "24:00"}],
    holds=[{"kind": "bankruptcy", "since": "2026-11-10T15:00:00Z", "person": "P1", "chapter": 7}],
    opt_outs=[{"at": "2026-11-10T15:00:00Z", "channels": ["sms"], "form": "keyword"}],
    policy={"max_calls_per_day": 2},
)


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        ("at", "2026-12-01 18:00:00Z", "at"),
        ("at", "2026-12-01T18:00:00+00:00", "at"),
        ("at", "20261201T180000.00Z", "at"),
        ("at", "2026-W49-2T18:00:00Z", "at"),
        ("at", "1999-12-31T00:00:00Z", "at"),
        ("at", None, "at"),
        ("at", 1796126400, "at"),
        ("surprise", 1, "surprise"),
        ("attempt.channel", "fax", "attempt.channel"),
        ("attempt.surprise", 1, "attempt.surprise"),
        ("attempt.debts", [], "attempt.debts"),
        ("attempt.debts", ["D1", "D1"], "attempt.debts"),
        ("attempt.debts", ["D9"], "attempt.debts"),
        ("attempt.person", "P9", "attempt.person"),
        ("attempt.carrier", "twilio", "attempt.carrier"),
        ("attempt.address.value", MAILBOX, "attempt.address.value"),
        ("attempt.address.kind", "email", "attempt.address.value"),
        ("attempt.address.line", "satellite", "attempt.address.line"),
        ("people", [], "people"),
        ("people.0.postal_code", "", "people[0].postal_code"),
        ("people.0.country", "usa", "people[0].country"),
        ("people.0.birth_date", "2000-13-01", "people[0].birth_date"),
        ("people.0.deceased", "yes", "people[0].deceased"),
        ("people.0.household", ["P7"], "people[0].household"),
        ("debts", [{"id": "D1"}, {"id": "D1"}], "debts"),
        ("debts.0.same_debt_as", ["D9"], "debts[0].same_debt_as"),
        ("history.1.outcome", "vanished", "history[1].outcome"),
        ("history.1.outcome", "delivered", "history[1].outcome"),
        ("history.1.sip_code", 999, "history[1].sip_code"),
        ("history.1.sip_code", True, "history[1].sip_code"),
        ("history.0.person", "P9", "history[0]"),
        ("consents.0.until", "2026-11-01T00:00:00Z", "consents[0].until"),
        ("consents.0.local_hours", {"from": "25:00", "to": "26:00"}, "consents[0].local_hours.from"),
        ("statements.0.days", ["someday"], "statements[0].days[0]"),
        ("statements.0.kind", "inconvenient_day", "statements[0].from"),
        ("holds.0.chapter", 10, "holds[0].chapter"),
        ("holds.0.form", "oral", "holds[0].form"),
        ("holds.0.kind", "moratorium", "holds[0].chapter"),
        ("holds.0.debts", ["D9"], "holds[0].debts"),
        ("opt_outs.0.form", "smoke", "opt_outs[0].form"),
        ("policy.max_calls_per_day", 0, "policy.max_calls_per_day"),
        ("policy.open_guard_seconds", -1, "policy.open_guard_seconds"),
    ],
)
def test_impossible_facts_name_the_key_path(path: str, value: Any, named: str) -> None:
    with pytest.raises(FactsError) as caught:
        read_facts(changed(FULL, path, value))
    assert caught.value.path == named


@pytest.mark.parametrize("missing", ["at", "attempt", "people", "debts"])
def test_what_is_required_is_missed(missing: str) -> None:
    case = facts()
    del case[missing]
    with pytest.raises(FactsError, match=f"{missing} is missing"):
        read_facts(case)


@pytest.mark.parametrize("what", [None, [], "facts", 7])
def test_facts_are_an_object(what: Any) -> None:
    with pytest.raises(FactsError):
        read_facts(what)


def test_a_text_names_its_carrier() -> None:
    case = text()
    del case["attempt"]["carrier"]
    with pytest.raises(FactsError) as caught:
        read_facts(case)
    assert caught.value.path == "attempt.carrier"


@pytest.mark.parametrize(
    "case",
    [
        changed(facts(), "attempt.address.value", ATLANTA + "x"),
        changed(email(), "attempt.address.value", MAILBOX + "@"),
        changed(facts(), "people.0.phones", [ATLANTA, "404 555 0101"]),
        changed(FULL, "history.0.address", "pat at example"),
        changed(facts(), f"attempt.{ATLANTA}", 1),
        facts() | {MAILBOX: 1},
        changed(email(), "attempt.channel", "call"),
    ],
)
def test_errors_never_repeat_a_number_or_a_mailbox(case: Json) -> None:
    with pytest.raises(FactsError) as caught:
        read_facts(case)
    assert not re.search(r"\d{4}|@|pat", str(caught.value))


@pytest.mark.parametrize(
    "case", [FULL, text(), email(), facts(history=[row("2026-12-01T15:00:00Z", "failed", sip_code=503)])]
)
def test_what_is_written_reads_back_the_same(case: Json) -> None:
    read = read_facts(case)
    written = json.loads(json.dumps(write_facts(read)))
    assert read_facts(written) == read


def test_defaults_and_row_order_do_not_change_the_canonical_form() -> None:
    spoken = changed(changed(FULL, "attempt.voice", "live"), "collector", {"role": "third_party"})
    turned = changed(spoken, "history", FULL["history"][::-1])
    assert write_facts(read_facts(turned)) == write_facts(read_facts(FULL))


@pytest.mark.parametrize("half", ["id", "postal_code"])
def test_half_a_character_is_refused(half: str) -> None:
    with pytest.raises(FactsError):
        read_facts(facts(person={half: "30\ud8003"}))


def test_only_ascii_digits_make_a_number() -> None:
    with pytest.raises(FactsError, match=r"attempt\.address\.value"):
        read_facts(
            facts(attempt={"address": {"value": "+1\u0664\u0660\u0664\u0665\u0665\u0665\u0660\u0661\u0660\u0661"}})
        )
