"""Promises made before there were plans: they stay, and are judged with the usual grace."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text

import outreach.db
from outreach.agreements import judging
from tests.support.accounts import agency, settings_for
from tests.support.agreements import Desk

EARLIER = "0003"
PROMISE = """INSERT INTO promises (id, debt_id, person_id, amount, currency, due_on, channel, state, made_at)
    SELECT gen_random_uuid(), debt_id, person_id, 12000, 'USD', DATE '2026-12-04', 'sms', 'open', TIMESTAMPTZ '2026-12-01 17:00Z'
    FROM debt_parties"""


def test_a_promise_made_before_is_judged(empty_database_url: str) -> None:
    outreach.db.upgrade(empty_database_url, EARLIER)
    with agency(settings_for(empty_database_url)) as office:
        office.debtor(office.client())
        with office.store.sessions.begin() as session:
            session.execute(text(PROMISE))
        outreach.db.upgrade(empty_database_url)
        with office.store.sessions.begin() as session:
            assert judging.judge_due(session, office.clock.now()) == []
        office.clock.at = office.clock.at.replace(day=8)
        with office.store.sessions.begin() as session:
            (judged,) = judging.judge_due(session, office.clock.now())
        assert (judged.was, judged.agreement.state, judged.agreement.code) == ("open", "broken", None)


def test_the_schema_goes_back_and_forth(database_url: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(outreach.db.__file__).parent / "migrations"))
    config.attributes["url"] = database_url
    command.downgrade(config, EARLIER)
    outreach.db.upgrade(database_url)
    with agency(settings_for(database_url)) as office:
        desk = Desk(office, office.debtor(office.client()))
        assert desk.promise(12_000, date(2026, 12, 4)) is not None
