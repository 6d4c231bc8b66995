"""Health for supervisors and load balancers, metrics for Prometheus."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from console.web.desk import Desk, desk

router = APIRouter()


@router.get("/healthz")
async def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
async def ready(request: Request, response: Response) -> dict[str, str]:
    """Database and broker answer; 503 names what does not. Webhooks are served without a broker too."""
    found = await run_in_threadpool(_look, desk(request))
    if found["database"] != "ok":
        response.status_code = 503
    return found


@router.get("/metrics")
async def metrics() -> Response:
    """What this process counted."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _look(at: Desk) -> dict[str, str]:
    found = {"database": "ok", "broker": "ok"}
    try:
        with at.store.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        found["database"] = type(error).__name__
    try:
        at.broker.client.ping()
    except RedisError as error:
        found["broker"] = type(error).__name__
    return found
