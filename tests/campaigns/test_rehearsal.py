from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from campaigns import lifecycle
from campaigns.rehearsal import COLUMNS, Line, Rehearsal, rehearse
from outreach.accounts.debts import Debt
from outreach.contacts import approving
from templates import SHIPPED, Key
from tests.campaigns.world import EMAIL, LANDLINE, MOBILE, NOON, STEPS, VAULT, World, file

CALL, LETTER = STEPS.strip().split("\n\n")
SIX_IN_NEW_YORK = NOON - timedelta(hours=6)
EIGHT_IN_NEW_YORK = datetime(2026, 11, 3, 13, 0, tzinfo=UTC)


def play(session: Session, world: World, written: str, at: datetime = NOON) -> Rehearsal:
    return rehearse(session, VAULT, world.draft(written, at), at)


def line_of(found: Rehearsal, debt: Debt) -> Line:
    return next(line for line in found.lines if line.account_ref == debt.account_ref)


def test_everybody_is_in_or_out_with_a_reason(session: Session, world: World) -> None:
    client = world.client(role="third_party")
    callable_, paid = (
        world.debt(client, world.person(LANDLINE)),
        world.debt(client, world.person(LANDLINE), status="paid"),
    )
    unreachable = world.debt(client, world.person())
    found = play(session, world, file())
    assert len(found.lines) == 3
    now = line_of(found, callable_)
    assert (now.included, now.channel, now.step, now.first_at, now.why) == (True, "call", 1, NOON, "lawful at once")
    assert line_of(found, paid).why == "debt is paid"
    assert line_of(found, unreachable).why == "no address for any step"
    assert found.by_reason() == {"debt is paid": 1, "no address for any step": 1}


def test_before_opening_hours_the_first_lawful_instant_is_told(session: Session, world: World) -> None:
    debt = world.debt(world.client(role="third_party"), world.person(LANDLINE))
    found = play(session, world, file(), SIX_IN_NEW_YORK)
    line = line_of(found, debt)
    assert (line.first_at, line.channel, line.why) == (EIGHT_IN_NEW_YORK, "call", "not lawful before")
    assert "US-F-TIME" in line.rules
    assert found.by_hour() == {EIGHT_IN_NEW_YORK: 1}


def test_a_step_that_may_not_happen_gives_way_to_the_next(session: Session, world: World) -> None:
    """No consent to an artificial voice on a mobile; the letter to Georgia may go."""
    person = world.person(MOBILE, EMAIL, region="GA", postal_code="30303")
    debt = world.debt(world.client(role="third_party"), person)
    line = line_of(play(session, world, file()), debt)
    assert (line.channel, line.step) == ("email", 2)
    assert "US-TCPA-PEC" in line.rules


def test_who_may_not_be_contacted_at_all_is_in_and_says_so(session: Session, world: World) -> None:
    debt = world.debt(world.client(role="third_party"), world.person(MOBILE))
    found = play(session, world, file(steps=CALL))
    line = line_of(found, debt)
    assert (line.included, line.first_at, line.why) == (True, None, "no step may reach this person now")
    assert found.by_channel() == {"none": 1}
    assert found.by_rule() == {"US-TCPA-PEC": 1}


def test_a_preferred_day_part_is_part_of_the_rehearsal(session: Session, world: World) -> None:
    debt = world.debt(world.client(role="third_party"), world.person(LANDLINE))
    found = play(session, world, file(steps=CALL.replace('wait = "2 hours"', 'prefer = "evening"')))
    line = line_of(found, debt)
    assert (line.first_at, line.why) == (NOON + timedelta(hours=5), "prefers the evening")


def test_a_first_contact_after_the_window_is_named(session: Session, world: World) -> None:
    debt = world.debt(world.client(role="third_party"), world.person(LANDLINE))
    found = play(session, world, file(head="ends_at = 2026-11-03T12:30:00Z"), SIX_IN_NEW_YORK)
    assert line_of(found, debt).why == "first lawful after the campaign ends"


def test_a_rehearsal_starts_when_the_campaign_does(session: Session, world: World) -> None:
    debt = world.debt(world.client(role="third_party"), world.person(LANDLINE))
    found = play(session, world, file(head="starts_at = 2026-11-05T11:00:00Z"))
    assert line_of(found, debt).first_at == datetime(2026, 11, 5, 13, 0, tzinfo=UTC)


def test_the_csv_has_every_line_and_no_name(session: Session, world: World) -> None:
    world.debts(world.client(role="third_party"), 3)
    out, heard = io.StringIO(), list[int]()
    rehearse(session, VAULT, world.draft(file()), NOON, heard.append).write_csv(out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert tuple(rows[0]) == COLUMNS
    assert [(row["balance"], row["included"], row["person"]) for row in rows] == [("100.00", "in", "P. E•••")] * 3
    assert heard == [3]


def test_a_rehearsal_changes_nothing(session: Session, world: World) -> None:
    world.debts(world.client(role="third_party"), 1)
    campaign = world.draft(file())
    session.flush()
    rehearse(session, VAULT, campaign, NOON)
    assert not session.dirty
    assert not session.new
    assert campaign.state == "draft"


@pytest.mark.parametrize("number", [1, 2])
def test_the_audience_of_a_start_is_the_audience_of_the_rehearsal(session: Session, world: World, number: int) -> None:
    client = world.client(role="third_party")
    world.debts(client, number)
    world.debt(client, None)
    campaign = world.draft(file())
    before = rehearse(session, VAULT, campaign, NOON)
    lifecycle.approve(session, campaign.name, "bea", NOON)
    assert lifecycle.start(session, campaign.name, "ann", NOON) == len(before.included) == number


def test_a_step_whose_text_nobody_answers_for_is_no_step_and_the_text_is_named(session: Session, world: World) -> None:
    person = world.person(LANDLINE, EMAIL, region="GA", postal_code="30303")
    debt = world.debt(world.client(role="third_party"), person)
    campaign = world.draft(file())
    taken_back = (("keypad/balance.en", "email", ""), ("reminder/email.en", None, "no step may reach this person now"))
    for template, channel, why in taken_back:
        version = SHIPPED.info(Key.parse(template)).version
        approving.revoke(session, template, version, "bea", "it misleads people", NOON)
        found = rehearse(session, VAULT, campaign, NOON)
        line = line_of(found, debt)
        assert line.channel == channel
        assert why in line.why
        assert any(f"the text {template} is revoked" in rule for rule in found.by_rule())
