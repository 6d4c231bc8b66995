"""Fetching the TwiML of a call: ask the URL, and the fallback URL when that fails.

Twilio's error numbers: 11200 (no answer, or not 2xx), 11215 (too many redirects), 11100 (no absolute URL), 12300 (content
type), those of `twiml/`. The fallback is asked once, with what the URL was asked with and ErrorCode and ErrorUrl. A call
keeps the cookies it is given, like a browser. Source: twilio.com/docs/voice/twiml.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urldefrag, urljoin, urlsplit

from outreach.sandbox.twiml.errors import NotModelled, TwimlError
from outreach.sandbox.twiml.reading import parse
from outreach.sandbox.twiml.verbs import Document, Play, Say
from outreach.sandbox.voice.call import Source
from outreach.sandbox.voice.leg import Leg
from outreach.sandbox.voice.progress import about
from outreach.sandbox.voice.sounds import seconds_of
from outreach.sandbox.webhooks.policy import Failure
from outreach.sandbox.webhooks.sending import Answer
from outreach.sandbox.webhooks.voice_fields import call_fields

XML_TYPES: Final = frozenset({"text/xml", "application/xml", "text/html"})


def resolved(base: Source, url: str, method: str) -> Source:
    """The source a verb points to from a document at `base`; an empty `url` is that document again.

    TwiML that was handed over with the call has no URL: nothing can be relative to it, and nothing leads back to it.
    """
    return Source(urljoin(urldefrag(base.url).url, url) if url else base.url, method)


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
        return await _read(leg, fallback, {**more, **explained}), fallback
    except TwimlError as error:
        complain(leg, fallback.url, error)
        raise


async def _read(leg: Leg, source: Source, more: Mapping[str, str]) -> Document:
    if source.twiml:
        document = parse(source.twiml.encode())
    else:
        absolute(source.url)
        document = _document_in(await ask(leg, source, more), source.url)
    for warning in document.warnings:
        complain(leg, source.url, warning)
    for name in document.ignored:
        leg.record("not_modelled", error=f"{name} has no effect here")
    return document


def absolute(url: str) -> None:
    """Raises `TwimlError` 11100 for what is no absolute URL."""
    if not url.startswith(("http://", "https://")):
        raise TwimlError(11100, f"not an absolute URL: {url!r}")


async def ask(leg: Leg, source: Source, more: Mapping[str, str], event: str = "twiml") -> Answer:
    """Request `source` with the fields of the call and `more`; what came of it is written down."""
    return await _get(leg, source, call_fields(leg.call) | dict(more), event)


async def ask_for_nobody(leg: Leg, source: Source, more: Mapping[str, str], event: str) -> None:
    """Request `source` though nobody is there any more to whom its answer could be performed."""
    try:
        absolute(source.url)
    except TwimlError as error:
        complain(leg, source.url, error)
    else:
        await ask(leg, source, more, event)


async def ask_for_sound(leg: Leg, url: str) -> Answer:
    """Request a file; nothing is told of the call."""
    return await _get(leg, Source(url, "GET"), {}, "sound")


async def _get(leg: Leg, source: Source, fields: Mapping[str, str], event: str) -> Answer:
    host = urlsplit(source.url).netloc
    cookies = leg.cookies.setdefault(host, {})
    answer = await leg.sandbox.webhooks.post(source.url, fields, method=source.method, cookies=cookies)
    cookies.update(answer.cookies)
    leg.sandbox.callbacks.report(about(leg.call), event, source.url, answer)
    return answer


def failure_of(answer: Answer) -> TwimlError:
    """What Twilio would say of an answer that is none."""
    return TwimlError(11215 if answer.failure is Failure.REDIRECTS else 11200, answer.reason)


def _document_in(answer: Answer, url: str) -> Document:
    """TwiML; a sound is played, plain text that is no TwiML is read out."""
    if not answer.ok:
        raise failure_of(answer)
    if answer.content_type.startswith("audio/"):
        return Document((Play(url, seconds=seconds_of(answer.body)),))
    if answer.content_type == "text/plain":
        return _text_in(answer.body)
    if not answer.content_type and answer.body:
        raise TwimlError(11200, "502 Bad Gateway")
    if answer.content_type not in XML_TYPES and answer.body:
        raise TwimlError(12300, f"content type {answer.content_type!r} is not TwiML")
    return parse(answer.body)


def _text_in(body: bytes) -> Document:
    try:
        return parse(body)
    except TwimlError as error:
        if error.code == 11770 or isinstance(error, NotModelled):
            raise
        return Document((Say(body.decode(errors="replace")),))


def complain(leg: Leg, url: str, error: TwimlError) -> None:
    """What Twilio would put into the debugger about a document of the client."""
    call = leg.call
    kind = "twiml.warning" if error.warning else "twiml.error"
    if isinstance(error, NotModelled):
        kind = "not_modelled"
    leg.record(kind, code=error.code, error=str(error), url=url or None)
    leg.sandbox.debugger.note(leg.line.at, error.code, str(error), call.sid, url, warning=error.warning)
