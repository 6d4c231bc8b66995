"""The web process: webhooks, call prompts, the account page, the collectors' screen, the stop page, health and metrics."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

import compliance
from console.web import collectors, doctor, email_events, handover, health, stop, voice, webhooks
from console.web.account_page import door, routes
from console.web.desk import Desk
from outreach.channels.event_signature import EventSignature
from outreach.channels.opening import open_carriers
from outreach.channels.signature import SignatureCheck
from outreach.logs import configure
from outreach.settings import Settings, load_settings
from outreach.store import open_store
from workers.broker import make_broker


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application; ``uvicorn --factory console.web.app:create_app`` makes one per process."""
    settings = settings or load_settings()
    configure(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        compliance.prepare()  # now: the first to wait on the line would wait for the place tables
        store = open_store(settings, pool_size=20)
        checks = SignatureCheck(settings), EventSignature(settings)
        app.state.desk = Desk(store, make_broker(settings), *checks, open_carriers(settings, store.clock))
        yield
        store.engine.dispose()

    app = FastAPI(title="Outreach", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    for room in (webhooks, email_events, handover, voice, collectors, stop, door, routes, doctor, health):
        app.include_router(room.router)
    return app
