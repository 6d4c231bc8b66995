"""Fetching the TwiML of a call: ask the URL, and the fallback URL when that fails.

Twilio's error numbers: 11200 (no answer, or not 2xx), 11100 (relative or unreadable URL), 12300 (content type),
those of `twiml/`. The fallback is asked once with ErrorCode and ErrorUrl.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urldefrag, urljoin

from outreach.sandbox.twiml.errors import NotModelled, TwimlError
from outreach.sandbox.twiml.reading import parse
from outreach.sandbox.twiml.verbs import Document, Play, Say
from outreach.sandbox.voice.call import Source
from outreach.sandbox.voice.leg import Leg
from outreach.sandbox.voice.progress import about
from outreach.sandbox.webhooks.sending import Answer
from outreach.sandbox.webhooks.voice_fields import call_fields

XML_TYPES: Final = frozenset({"text/xml", "application/xml", "text/html", "text/plain"})


def resolved(base: Source, url: str, method: str) -> Source:
    """The source a verb points to from a document at `base`; an empty `url` is that document again."""
    return Source(urljoin(urldefrag(base.url).url, url) if url else base.url, method, "" if url else base.twiml)


async def fetch(leg: Leg, source: Source, more: Mapping[str, str]) -> tuple[Document, Source]:
    """The document at `source`, or at the call's fallback. Raises `TwimlError` when both fail."""
    fallback = leg.call.fallback
    try:
        return await _read(leg, source, more), source
    except TwimlError as error:
        complain(leg, source.url, error)
        if fallback is None:
            raise
        explained = {"ErrorCode": str(error.code), "ErrorUrl": source.url}
    try:
        return await _read(leg, fallback, explained), fallback
    except TwimlError as error:
        complain(leg, fallback.url, error)
        raise


async def _read(leg: Leg, source: Source, more: Mapping[str, str]) -> Document:
    if source.twiml:
        document = parse(source.twiml.encode())
    elif not source.url.startswith(("http://", "https://")):
        raise TwimlError(11100, f"not an absolute URL: {source.url!r}")
    else:
        document = _document_in(await ask(leg, source, more), source.url)
    for warning in document.warnings:
        complain(leg, source.url, warning)
    for name in document.ignored:
        leg.record("not_modelled", error=f"{name} has no effect here")
    return document


async def ask(leg: Leg, source: Source, more: Mapping[str, str], event: str = "twiml") -> Answer:
    """Request `source` with the fields of the call and `more`; what came of it is written down."""
    fields = call_fields(leg.call) | dict(more)
    answer = await leg.sandbox.webhooks.post(source.url, fields, method=source.method)
    leg.sandbox.callbacks.report(about(leg.call), event, source.url, answer)
    return answer


def _document_in(answer: Answer, url: str) -> Document:
    """TwiML; a sound is played, plain text that is no TwiML is read out."""
    if not answer.ok:
        raise TwimlError(11200, answer.reason)
    if answer.content_type.startswith("audio/"):
        return Document((Play(url),))
    if answer.content_type == "text/plain" and not answer.body.lstrip().startswith(b"<"):
        return Document((Say(answer.body.decode(errors="replace")),))
    if answer.content_type not in XML_TYPES:
        raise TwimlError(12300, f"content type {answer.content_type!r} is not TwiML")
    return parse(answer.body)


def complain(leg: Leg, url: str, error: TwimlError) -> None:
    """What Twilio would put into the debugger about a document of the client."""
    call = leg.call
    kind = "twiml.error" if error.fatal else "twiml.warning"
    if isinstance(error, NotModelled):
        kind = "not_modelled"
    leg.record(kind, code=error.code, error=str(error), url=url or None)
    leg.sandbox.debugger.note(leg.line.at, error.code, str(error), call.sid, url, warning=not error.fatal)
