"""The web process: webhooks, call prompts, the account page, the stop page, health and metrics."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

import compliance
from console.web import doctor, email_events, health, stop, voice, webhooks
from console.web.account_page import door, routes
from console.web.desk import Desk
from outreach.channels.event_signature import EventSignature
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
        app.state.desk = Desk(store, make_broker(settings), SignatureCheck(settings), EventSignature(settings))
        yield
        store.engine.dispose()

    app = FastAPI(title="Outreach", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    for room in (webhooks, email_events, voice, stop, door, routes, doctor, health):
        app.include_router(room.router)
    return app
