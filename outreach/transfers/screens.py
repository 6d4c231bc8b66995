"""Screens: how a collector signs on. A link, good once and for a quarter of an hour, opens one screen until it is signed off.

Both are random and kept as blind indexes only: whoever reads the table can open no screen. A later sign-on closes the screen before.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.store import Store
from outreach.transfers.collectors import Collector

GOOD_FOR: Final = timedelta(minutes=15)
_LINK: Final = "collector_link"
_SCREEN: Final = "collector_screen"
_FORM: Final = "collector_form"


def invite(store: Store, collector: Collector, at: datetime) -> str:
    """The word of a link that signs this collector on; one given before is no longer good."""
    word = secrets.token_urlsafe(24)
    collector.token_index, collector.token_until = store.vault.index(_LINK, word), at + GOOD_FOR
    return word


def invited(session: Session, store: Store, word: str, at: datetime) -> Collector | None:
    """Whom a link signs on, her row locked; None when it is unknown, used or too old."""
    query = select(Collector).where(Collector.token_index == store.vault.index(_LINK, word))
    found = session.scalars(query.with_for_update()).first()
    return found if found is not None and found.token_until is not None and found.token_until > at else None


def opened(store: Store, collector: Collector) -> str:
    """Open a screen for the collector, whose link is used up by it. The secret that the screen shows at each request."""
    secret = secrets.token_urlsafe(32)
    collector.token_index = collector.token_until = None
    collector.desk_index = store.vault.index(_SCREEN, secret)
    return secret


def holder(session: Session, store: Store, secret: str) -> Collector | None:
    """Whose screen shows this secret; None when nobody's does."""
    if not secret:
        return None
    return session.scalar(select(Collector).where(Collector.desk_index == store.vault.index(_SCREEN, secret)))


def form_word(store: Store, secret: str) -> str:
    """What a form of this screen must bring along, so that no other page can send it."""
    return store.vault.index(_FORM, secret).hex()
