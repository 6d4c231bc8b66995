"""Overriding: what may be asked for, who may answer for it and when, and what stays on record of it."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy.exc import IntegrityError

from compliance import rule_book
from outreach.accounts.overrides import Override, OverrideEvent
from outreach.accounts.rotation import rotate, under_old_keys
from outreach.contacts import chain_check, override_list, overriding
from outreach.contacts.log import LogEntry
from outreach.crypto import Vault, new_key
from outreach.errors import NotAllowed, NotFound, OutreachError
from outreach.ids import new_id
from tests.contacts.overrides import DAY, HOUR, RULE, WHY, act, approved, ask, event, smuggled, state, wish
from tests.support.accounts import NOON, Agency, Debtor

ROOT = Path(__file__).parents[2]


@pytest.fixture
def pat(office: Agency) -> Debtor:
    return office.debtor(office.client(role="third_party"))


# --- what may be asked for ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rule",
    [
        "US-F-CEASE", "US-F-ATTY", "US-BK-STAY", "US-BK-DISCH", "US-TCPA-REVOKE", "US-TCPA-REVOKEALL", "US-F-CHANNEL",
        "US-DC-OPTOUT", "UK-HOLD", "CA-HOLD", "AU-HOLD", "EU-HOLD",
    ],
)  # fmt: skip
def test_cease_attorney_bankruptcy_and_revocation_cannot_be_asked_for(office: Agency, pat: Debtor, rule: str) -> None:
    with pytest.raises(overriding.NeverOverridden, match=f"{rule} may never be overridden, whoever signs"):
        ask(office, wish(pat, rule=rule))
    assert office.count(Override) == 0
    assert office.story(pat.person) == []


def test_every_rule_that_the_packs_let_nobody_override_is_refused_and_every_other_taken(
    office: Agency, pat: Debtor
) -> None:
    for rule in {known.id for known in rule_book().rules} - rule_book().overridable:
        with pytest.raises(overriding.NeverOverridden):
            ask(office, wish(pat, rule=rule))
    for rule in rule_book().overridable:
        ask(office, wish(pat, rule=rule))
    assert {row.rule for row in office.rows(Override)} == rule_book().overridable


def test_the_page_for_compliance_staff_names_the_rules_that_can_be_overridden() -> None:
    page = (
        (ROOT / "docs" / "overrides.md").read_text().split("## What can be overridden")[1].split("**Everything else")[0]
    )
    assert set(re.findall(r"`([A-Z0-9-]+)`", page)) == rule_book().overridable


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"rule": "US-F-9IN9"}, overriding.UnknownRule, "there is no rule 'US-F-9IN9'"),
        ({"reason": "  \n "}, overriding.NoReason, "say why"),
        ({"reason": "because   "}, overriding.NoReason, "at least 10 characters"),
        ({"starts_at": NOON - HOUR}, overriding.BadSpan, "begin in the past"),
        ({"until": NOON}, overriding.BadSpan, "must lie ahead"),
        ({"until": NOON - DAY}, overriding.BadSpan, "must lie ahead"),
        ({"until": NOON + 7 * DAY + timedelta(seconds=1)}, overriding.BadSpan, "at most 7 days after it begins"),
        ({"starts_at": NOON + 8 * DAY, "until": NOON + 9 * DAY}, overriding.BadSpan, "at most 7 days ahead"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_with_a_reason(
    office: Agency, pat: Debtor, changes: dict[str, Any], error: type[OutreachError], words: str
) -> None:
    with pytest.raises(error, match=words):
        ask(office, wish(pat, **changes))
    assert office.count(Override) == 0


def test_nobody_asks_or_approves_without_a_name(office: Agency, pat: Debtor) -> None:
    with pytest.raises(NotAllowed, match="needs the name"):
        ask(office, wish(pat), by=" ")
    override = ask(office, wish(pat))
    for step in (overriding.approve, overriding.refuse, overriding.withdraw):
        with pytest.raises(NotAllowed, match="needs the name"):
            act(office, step, override, "")


def test_the_longest_span_is_a_week_to_the_second(office: Agency, pat: Debtor) -> None:
    override = ask(office, wish(pat, starts_at=NOON + 7 * DAY, until=NOON + 14 * DAY))
    assert state(office, override) == "asked"


def test_the_same_is_not_asked_for_twice_while_it_is_open(office: Agency, pat: Debtor) -> None:
    override = ask(office, wish(pat))
    for again in ({}, {"until": NOON + DAY}, {"starts_at": NOON + HOUR}):
        with pytest.raises(overriding.AlreadyAsked, match=str(override)):
            ask(office, wish(pat, **again), by="bea")
    act(office, overriding.approve, override, "bea")
    with pytest.raises(overriding.AlreadyAsked):
        ask(office, wish(pat))
    for other in ({"debt": None}, {"rule": "POL-HOURS"}, {"starts_at": NOON + 4 * HOUR, "until": NOON + 5 * HOUR}):
        assert state(office, ask(office, wish(pat, **other))) == "asked"


@pytest.mark.parametrize("end", [overriding.refuse, overriding.withdraw])
def test_what_was_refused_or_withdrawn_may_be_asked_for_again(
    office: Agency, pat: Debtor, end: Callable[..., None]
) -> None:
    act(office, end, ask(office, wish(pat)), "bea")
    assert state(office, ask(office, wish(pat))) == "asked"


def test_two_who_ask_for_the_same_at_once_ask_once(office: Agency, pat: Debtor) -> None:
    start = threading.Barrier(4)

    def asks(number: int) -> bool:
        start.wait()
        try:
            ask(office, wish(pat), by=f"user {number}")
        except overriding.AlreadyAsked:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(asks, range(4))) == 1


# --- who may do what, when -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "states"),
    [
        ((), {"approve": "approved", "refuse": "refused", "withdraw": "withdrawn"}),
        (("approve",), {"withdraw": "withdrawn"}),
        (("refuse",), {}),
        (("withdraw",), {}),
        (("approve", "withdraw"), {}),
        (("expire",), {}),
        (("approve", "expire"), {}),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("step", ["approve", "refuse", "withdraw"])
def test_an_override_moves_only_along_its_states(
    office: Agency, pat: Debtor, before: tuple[str, ...], states: dict[str, str], step: str
) -> None:
    override = ask(office, wish(pat))
    for done in before:
        if done == "expire":
            office.clock.at = NOON + 4 * HOUR
        else:
            act(office, getattr(overriding, done), override, "bea")
    was = state(office, override)
    if step in states:
        act(office, getattr(overriding, step), override, "cyd")
        assert state(office, override) == states[step]
    else:
        with pytest.raises(NotAllowed, match=f"it is {was}"):
            act(office, getattr(overriding, step), override, "cyd")
        assert state(office, override) == was


@pytest.mark.parametrize("step", [overriding.approve, overriding.refuse, overriding.withdraw])
def test_an_override_nobody_asked_for_is_not_found(office: Agency, step: Callable[..., Any]) -> None:
    with pytest.raises(NotFound, match="there is no override"):
        act(office, step, new_id(NOON), "bea")


def test_of_eight_who_approve_at_once_one_does(office: Agency, pat: Debtor) -> None:
    override, start = ask(office, wish(pat)), threading.Barrier(8)

    def approves(number: int) -> bool:
        start.wait()
        try:
            act(office, overriding.approve, override, f"user {number}")
        except NotAllowed:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(approves, range(8))) == 1


def test_the_database_itself_refuses_an_approval_by_the_one_who_asked(office: Agency, pat: Debtor) -> None:
    override = ask(office, wish(pat))
    with pytest.raises(IntegrityError, match="two_people"):
        event(office, override, "approved", "ann")
    with pytest.raises(IntegrityError, match="override_events_override_id"):
        event(office, override, "approved", "ann", asked_by="somebody else")


def test_a_rule_that_may_no_longer_be_overridden_is_not_approved(office: Agency, pat: Debtor) -> None:
    override = smuggled(office, pat, "US-F-CEASE")
    with pytest.raises(overriding.NeverOverridden):
        act(office, overriding.approve, override, "bea")
    assert office.count(OverrideEvent) == 0


# --- what stays on record -------------------------------------------------------------------------------------------------


def test_every_step_is_an_entry_of_the_persons_chain_and_none_tells_the_reason(office: Agency, pat: Debtor) -> None:
    refused = ask(office, wish(pat))
    act(office, overriding.refuse, refused, "bea")
    override = approved(office, wish(pat))
    act(office, overriding.withdraw, override, "cyd")
    assert office.story(pat.person) == [
        "override_asked", "override_refused", "override_asked", "override_approved", "override_withdrawn",
    ]  # fmt: skip
    entries = office.rows(LogEntry, person_id=pat.person)
    details = [json.loads(entry.payload)["detail"] for entry in sorted(entries, key=lambda entry: entry.seq)]
    assert [detail["by"] for detail in details] == ["ann", "bea", "ann", "bea", "cyd"]
    assert details[3] == {
        "override": str(override), "rule": RULE, "debt": str(pat.debt), "by": "bea",
        "from": "2026-12-01T17:00:00+00:00", "until": "2026-12-01T21:00:00+00:00",
    }  # fmt: skip
    assert not any(WHY in entry.payload for entry in entries)
    with office.store.sessions() as session:
        assert list(chain_check.faults(chain_check.lines(session))) == []


def test_the_reason_is_sealed_and_opens_after_the_keys_are_rotated(office: Agency, pat: Debtor) -> None:
    override, settings = ask(office, wish(pat)), office.store.settings
    old = settings.encryption_keys.get_secret_value()
    keys = SecretStr(f"k2:{new_key()},{old}")
    fresh = Vault.from_settings(settings.model_copy(update={"encryption_keys": keys}))
    assert WHY.encode() not in office.rows(Override)[0].reason_sealed
    assert rotate(office.store.sessions, fresh)["overrides.reason_sealed"] == 1
    sealed = office.rows(Override)[0].reason_sealed
    assert fresh.key_of(sealed) == "k2"
    assert fresh.open("overrides.reason", override, sealed) == WHY
    with office.store.sessions() as session:
        assert under_old_keys(session, fresh) == {}


def test_the_list_masks_the_person_and_keeps_the_reason_unless_it_is_told_to_reveal_them(
    office: Agency, pat: Debtor
) -> None:
    approved(office, wish(pat))
    with office.store.sessions() as session:
        (masked,), (clear,) = (
            list(override_list.rows(session, office.store.vault, NOON, reveal=reveal)) for reveal in (False, True)
        )
    assert tuple(masked) == override_list.FIELDS
    assert (masked["person"], clear["person"], clear["reason"]) == ("P. E•••", "Pat Example", WHY)
    assert (masked["client"], masked["state"], masked["asked_by"]) == ("Harbor", "approved", "ann")
    assert (masked["approved_by"], masked["approved_at"], masked["withdrawn_by"]) == ("bea", NOON, None)
