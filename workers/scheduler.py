"""The scheduler process: a tick that plans what is due, hands it out, and sweeps up.

Every step is a short transaction and idempotent, so that two leaders for a moment, or a tick cut off half way, do no
harm. Nothing is planned in the scheduler's memory: APScheduler only beats the time, in UTC.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf

from apscheduler.schedulers.blocking import BlockingScheduler
from dramatiq.brokers.redis import RedisBroker
from sqlalchemy import select

from campaigns import lifecycle, recycle, selection
from outreach import metrics
from outreach.clock import stopwatch
from outreach.contacts import agreeing, reception, sweep
from outreach.contacts.enrolments import Campaign
from outreach.conversations.pages import closing
from outreach.drift import require_true_clock
from outreach.ids import new_id
from outreach.logs import get_logger
from outreach.metrics import LEADER, PLANNED, TICK, TICK_FAILURES
from outreach.settings import Settings
from outreach.store import Store, open_store
from outreach.transfers import agreed_calls, leases, measuring
from workers.broker import CALLBACKS, MAINTENANCE, QUEUE_OF_CHANNEL, make_broker, post
from workers.leader import Leadership

_ACTOR_OF_CHANNEL = {"call": "call", "sms": "message", "email": "message"}
_LATE_EVENT = 10.0  # seconds after which a stored webhook is handed out again
log = get_logger(__name__)


@dataclass(slots=True)
class Round:
    """When this process last sent for something, in real seconds of its stopwatch; at first never."""

    at: float = -inf


@dataclass(frozen=True, slots=True)
class Desk:
    """What the scheduler works with."""

    store: Store
    broker: RedisBroker
    leadership: Leadership
    texts: Round = field(default_factory=Round)


def run(settings: Settings) -> None:
    """Tick until the process is told to stop."""
    metrics.serve(settings)
    store = open_store(settings, pool_size=3)
    desk = Desk(store, make_broker(settings), Leadership(store.engine))
    scheduler = BlockingScheduler(timezone="UTC")
    scheduler.add_job(
        tick, "interval", args=[desk], seconds=settings.tick_seconds, coalesce=True, misfire_grace_time=None
    )
    try:
        scheduler.start()
    except (KeyboardInterrupt, SystemExit):
        store.engine.dispose()


def tick(desk: Desk) -> None:
    """One beat: lead or wait; judge what was agreed, look after collectors and calls agreed with them, plan, hand out, sweep.

    A step that fails is logged and tried at the next beat.
    """
    leads = desk.leadership.held()
    LEADER.set(leads)
    if not leads:
        return
    with TICK.time():
        for step in STEPS:
            _guarded(step, desk)


def _guarded(step: Callable[[Desk], None], desk: Desk) -> None:
    try:
        step(desk)
    except Exception as error:  # noqa: BLE001 - APScheduler would swallow it unseen
        TICK_FAILURES.labels(step.__name__.strip("_")).inc()
        log.warning("tick step failed", step=step.__name__, error=f"{type(error).__name__}: {error}")


def _judge(desk: Desk) -> None:
    require_true_clock(desk.store)
    with desk.store.sessions.begin() as session:
        agreeing.judge_due(session, desk.store, desk.store.clock.now())


def _free_collectors(desk: Desk) -> None:
    require_true_clock(desk.store)
    with desk.store.sessions.begin() as session:
        leases.end_overdue(session, desk.store.clock.now())


def _measure_lines(desk: Desk) -> None:
    with desk.store.sessions.begin() as session:
        measuring.renew(session, desk.store.clock.now())


def _call_as_agreed(desk: Desk) -> None:
    require_true_clock(desk.store)
    with desk.store.sessions() as session:
        due = agreed_calls.due(session, desk.store.clock.now())
    for appointment in due:
        with desk.store.sessions.begin() as session:
            agreed_calls.attend(session, appointment, desk.store.clock.now())


def _plan(desk: Desk) -> None:
    require_true_clock(desk.store)
    with desk.store.sessions.begin() as session:
        PLANNED.inc(selection.plan_due(session, desk.store.settings, desk.store.clock.now(), new_id))


def _hand_out(desk: Desk) -> None:
    require_true_clock(desk.store)
    settings = desk.store.settings
    with desk.store.sessions.begin() as session:
        due = sweep.due(session, settings, desk.store.clock.now(), settings.selection_batch * 2)
    for attempt, channel in due:
        post(desk.broker, QUEUE_OF_CHANNEL[channel], _ACTOR_OF_CHANNEL[channel], str(attempt))


def _hand_out_events(desk: Desk) -> None:
    with desk.store.sessions.begin() as session:
        late = reception.overdue(session, _LATE_EVENT, desk.store.settings.selection_batch)
    for event in late:
        post(desk.broker, CALLBACKS, "callback", str(event))


def _sweep(desk: Desk) -> None:
    settings = desk.store.settings
    with desk.store.sessions.begin() as session:
        sweep.lost_on_the_wire(session, settings)
        sweep.expire(session, desk.store.clock.now())
        silent = sweep.silent(session, settings, settings.selection_batch)
        recycle.pick_up(session, desk.store.clock.now())
    for attempt in silent:
        post(desk.broker, MAINTENANCE, "settle", str(attempt))


def _close_pages(desk: Desk) -> None:
    with desk.store.sessions.begin() as session:
        closing.close_idle(session, desk.store, desk.store.clock.now())


def _send_for_texts(desk: Desk) -> None:
    every = desk.store.settings.inbound_check_every
    if stopwatch() - desk.texts.at >= every and post(desk.broker, MAINTENANCE, "inbound"):
        desk.texts.at = stopwatch()


def _finish(desk: Desk) -> None:
    with desk.store.sessions.begin() as session:
        running = session.scalars(select(Campaign.id).where(Campaign.state == "running")).all()
    for campaign in running:
        with desk.store.sessions.begin() as session:
            lifecycle.finish_if_done(session, campaign, desk.store.clock.now())


STEPS = (
    _judge, _free_collectors, _measure_lines, _call_as_agreed, _plan, _hand_out, _hand_out_events, _sweep, _close_pages,
    _send_for_texts,
    _finish,
)  # fmt: skip
