"""Fetching the TwiML of a call: ask the URL, and the fallback URL when that fails.

Twilio's error numbers: 11200 (no answer, or not 2xx), 11100 (relative or unreadable URL), 12300 (content type),
those of `twiml.py`. The fallback is asked once with ErrorCode and ErrorUrl.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urldefrag, urljoin

from outreach.sandbox.callbacks import About
from outreach.sandbox.calls import Call, Source
from outreach.sandbox.fields import call_fields
from outreach.sandbox.sandbox import Sandbox
from outreach.sandbox.twiml import Document, Say, TwimlError, parse
from outreach.sandbox.webhooks import Answer

XML_TYPES: Final = frozenset({"text/xml", "application/xml", "text/html"})


def about(call: Call) -> About:
    return About("calls", call.sid, call.from_, call.to, call.attempt)


def resolved(base: Source, url: str, method: str) -> Source:
    """The source a verb points to from a document at `base`; an empty `url` is that document again."""
    return Source(urljoin(urldefrag(base.url).url, url) if url else base.url, method, "" if url else base.twiml)


async def fetch(sandbox: Sandbox, call: Call, source: Source, more: Mapping[str, str]) -> tuple[Document, Source]:
    """The document at `source`, or at the call's fallback. Raises `TwimlError` when both fail."""
    try:
        return await _read(sandbox, call, source, more), source
    except TwimlError as error:
        _complain(sandbox, call, source, error)
        if call.fallback is None:
            raise
        explained = {"ErrorCode": str(error.code), "ErrorUrl": source.url}
    try:
        return await _read(sandbox, call, call.fallback, explained), call.fallback
    except TwimlError as error:
        _complain(sandbox, call, call.fallback, error)
        raise


async def _read(sandbox: Sandbox, call: Call, source: Source, more: Mapping[str, str]) -> Document:
    if source.twiml:
        document = parse(source.twiml.encode())
    elif not source.url.startswith(("http://", "https://")):
        raise TwimlError(11100, f"not an absolute URL: {source.url!r}")
    else:
        answer = await sandbox.webhooks.post(source.url, call_fields(call) | dict(more), method=source.method)
        sandbox.callbacks.report(about(call), "twiml", source.url, answer)
        document = _document_in(answer)
    for warning in document.warnings:
        _complain(sandbox, call, source, TwimlError(12200, warning), kind="twiml.warning")
    return document


def _document_in(answer: Answer) -> Document:
    if not answer.ok:
        raise TwimlError(11200, answer.reason)
    if answer.content_type == "text/plain":
        return Document((Say(answer.body.decode(errors="replace")),))
    if answer.content_type not in XML_TYPES:
        raise TwimlError(12300, f"content type {answer.content_type!r} is not TwiML")
    return parse(answer.body)


def _complain(sandbox: Sandbox, call: Call, source: Source, error: TwimlError, kind: str = "twiml.error") -> None:
    sandbox.ledger.record(
        kind,
        sandbox.clock.now(),
        sid=call.sid,
        from_=call.from_,
        to=call.to,
        attempt=call.attempt,
        code=error.code,
        error=str(error),
        url=source.url or None,
    )
