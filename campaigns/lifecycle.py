"""The life of a campaign: who may move it from which state to which.

::

    draft ──approve (not by the author)──► approved ──start──► running ⇄ paused
    running ──nobody left, or its window is over──► finished
    draft, approved, running, paused ──cancel──► cancelled

Every move is written to ``campaign_events``. Starting enrols the population. Pausing and cancelling withdraw what is
planned and not yet with the carrier; enrolments keep their place, so that resuming repeats and skips nothing.
A move holds the campaign's row, which selection shares: no tick plans for a campaign that is being paused.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import TextClause, exists, select, text
from sqlalchemy.orm import Session

from campaigns.enrolment import enrol
from campaigns.strategy import CampaignFile
from outreach.accounts.clients import client_named
from outreach.contacts import silence
from outreach.contacts.enrolments import Campaign, CampaignEvent
from outreach.errors import NotAllowed, NotFound
from outreach.ids import new_id

MOVES = {
    "draft": {"approve": "approved", "cancel": "cancelled"},
    "approved": {"start": "running", "cancel": "cancelled"},
    "running": {"pause": "paused", "finish": "finished", "cancel": "cancelled"},
    "paused": {"resume": "running", "cancel": "cancelled"},
    "finished": {},
    "cancelled": {},
}


def create(session: Session, file: CampaignFile, written: str, author: str, at: datetime) -> Campaign:
    """A draft. ``written`` is the file's text.

    Raises:
        NotAllowed: a campaign of that name exists.
        NotFound: a client of the population does not exist.
    """
    head = file.campaign
    if session.scalar(select(exists().where(Campaign.name == head.name))):
        raise NotAllowed(f"a campaign named {head.name!r} exists: give the new one another name")
    for client in file.population.clients:
        client_named(session, client)
    campaign = Campaign(
        id=new_id(at),
        name=head.name,
        strategy=file.strategy.model_dump(mode="json"),
        strategy_text=written,
        population=file.population.model_dump(mode="json"),
        starts_at=head.starts_at,
        ends_at=head.ends_at,
        share=head.share,
        priority=head.priority,
        author=author,
        created_at=at,
    )
    session.add(campaign)
    session.flush()
    return campaign


def named(session: Session, name: str) -> Campaign:
    """Raises NotFound, listing the newest names that exist."""
    campaign = session.scalar(select(Campaign).where(Campaign.name == name))
    if campaign is None:
        newest = session.scalars(select(Campaign.name).order_by(Campaign.id.desc()).limit(10))
        raise NotFound(f"no campaign is named {name!r} (the newest: {', '.join(newest) or 'none yet'})")
    return campaign


def approve(session: Session, name: str, by: str, at: datetime) -> Campaign:
    """Raises NotAllowed when ``by`` wrote the campaign, or it is no draft."""
    campaign = _held(session, name)
    if campaign.author.strip().casefold() == by.strip().casefold():
        raise NotAllowed(f"campaign {name!r} was written by {by}: somebody else must approve it")
    _move(session, campaign, "approve", by, "approved", at)
    campaign.approver = by
    return campaign


def start(session: Session, name: str, actor: str, at: datetime) -> int:
    """Start, and enrol the population. Returns how many.

    Raises:
        NotAllowed: not approved, its window is over, or the population is empty.
    """
    campaign = _held(session, name)
    _require(campaign, "start")
    if campaign.ends_at and campaign.ends_at <= at:
        over = f"{campaign.ends_at:%Y-%m-%d %H:%M} UTC"
        raise NotAllowed(f"campaign {name!r} ended at {over}: create one that ends later")
    enrolled = enrol(session, campaign, at)
    if not enrolled:
        raise NotAllowed(f"nobody is in campaign {name!r}: `outreach campaign preview` says why")
    _move(session, campaign, "start", actor, "started", at)
    return enrolled


def pause(session: Session, name: str, actor: str, at: datetime, reason: str = "paused") -> Campaign:
    """Stop selecting and withdraw what is planned. Raises NotAllowed."""
    return _quieten(session, name, "pause", actor, reason, at)


def resume(session: Session, name: str, actor: str, at: datetime) -> Campaign:
    """Go on where it stood. Raises NotAllowed."""
    campaign = _held(session, name)
    _move(session, campaign, "resume", actor, "resumed", at)
    return campaign


def cancel(session: Session, name: str, actor: str, at: datetime, reason: str = "cancelled") -> Campaign:
    """End for good and withdraw what is planned. Raises NotAllowed."""
    return _quieten(session, name, "cancel", actor, reason, at)


def finish_if_done(session: Session, campaign_id: UUID, at: datetime) -> bool:
    """Finish a running campaign with nothing in flight and nobody waiting, or whose window is over.

    Held enrolments do not keep a campaign alive: what holds them may take years to clear.
    """
    campaign = session.get(Campaign, campaign_id, with_for_update={"key_share": True}, populate_existing=True)
    if campaign is None or campaign.state != "running":
        return False
    over = campaign.ends_at is not None and campaign.ends_at <= at
    if not over and _anybody(session, campaign, _WAITING):
        return False
    # The long look through the enrolments comes last: it happens once, when all else is quiet.
    if _anybody(session, campaign, _ON_THE_WAY) or _anybody(session, campaign, _IN_FLIGHT):
        return False
    reason = "its window is over" if over else "nobody is left to contact"
    _move(session, campaign, "finish", "scheduler", reason, at)
    return True


def _quieten(session: Session, name: str, action: str, actor: str, reason: str, at: datetime) -> Campaign:
    campaign = _held(session, name)
    _move(session, campaign, action, actor, reason, at)
    session.flush()
    silence.withdraw(session, campaign.id, f"campaign {campaign.state}", at)
    return campaign


def _held(session: Session, name: str) -> Campaign:
    """The campaign, its row locked against other moves and against selection."""
    campaign = named(session, name)
    session.refresh(campaign, with_for_update={"key_share": True})
    return campaign


def _require(campaign: Campaign, action: str) -> str:
    """The state ``action`` leads to. Raises NotAllowed naming what is possible."""
    possible = MOVES[campaign.state]
    if action not in possible:
        can = ", ".join(name for name in possible if name != "finish") or "nothing: it is over"
        raise NotAllowed(f"cannot {action} campaign {campaign.name!r}: it is {campaign.state} (possible: {can})")
    return possible[action]


def _move(session: Session, campaign: Campaign, action: str, actor: str, reason: str, at: datetime) -> None:
    before, campaign.state = campaign.state, _require(campaign, action)
    session.add(
        CampaignEvent(
            id=new_id(at),
            campaign_id=campaign.id,
            from_state=before,
            to_state=campaign.state,
            actor=actor,
            reason=reason,
            at=at,
        )
    )


def _anybody(session: Session, campaign: Campaign, query: TextClause) -> bool:
    return bool(session.scalar(query, {"campaign": campaign.id}))


# The states are spelled out because only then the partial indexes answer.
_WAITING = text("SELECT EXISTS (SELECT 1 FROM enrolments WHERE campaign_id = :campaign AND state = 'waiting')")
_ON_THE_WAY = text("""
SELECT EXISTS (SELECT 1 FROM attempts WHERE campaign_id = :campaign AND state = 'planned')
    OR EXISTS (SELECT 1 FROM attempts WHERE campaign_id = :campaign
               AND state IN ('wired', 'unknown', 'queued', 'sent', 'ringing', 'in_progress'))
""")
_IN_FLIGHT = text("SELECT EXISTS (SELECT 1 FROM enrolments WHERE campaign_id = :campaign AND state = 'in_flight')")
