"""Structured logs, one line per event, with personal data masked wherever it slips in."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from outreach.masking import mask_email, mask_phone
from outreach.settings import Settings

_PHONE = re.compile(r"\+\d{8,15}")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")


def configure(settings: Settings) -> None:
    """Send every log of the process through one masked, structured pipe to standard error."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.format_exc_info,
        mask,
    ]
    last: Any = structlog.processors.JSONRenderer()
    if settings.log_format == "console":
        last = structlog.dev.ConsoleRenderer(colors=False)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last]
        )
    )
    logging.basicConfig(handlers=[handler], level=settings.log_level, force=True)
    # These log URLs, which hold phone numbers, at INFO.
    for noisy in ("twilio.http_client", "urllib3", "uvicorn.access"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it warns of each beat a busy tick left no room for
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def mask(logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Mask phone numbers and mailboxes in every text of a log event."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = _EMAIL.sub(
                lambda found: mask_email(found[0]), _PHONE.sub(lambda found: mask_phone(found[0]), value)
            )
    return event


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger; bind ids, never values."""
    logger: structlog.stdlib.BoundLogger = structlog.get_logger(name)
    return logger
