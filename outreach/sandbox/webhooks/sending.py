"""Posting to the client as Twilio does: signed form, its headers, its patience, its retries.

Time here is real: a connection takes what it takes. One webhook keeps one idempotency token over all its tries.
Header set and values: captured from production requests.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final
from urllib.parse import quote_plus, urldefrag

import aiohttp
from yarl import URL

from outreach.sandbox.ids import Ids
from outreach.sandbox.tap import Tap
from outreach.sandbox.webhooks.policy import DeliveryPolicy, Failure, policy_of
from outreach.sandbox.webhooks.signature import sign

CONCURRENT: Final = 256  # slow status URLs must not keep callers waiting for TwiML
BACKOFF: Final = 0.1  # real seconds, doubled with every try
REDIRECTS: Final = 10  # followed
KEEPALIVE: Final = 2.0  # real seconds; shorter than common servers', who else close under our hands
STANDARD_HEADERS: Final = {"Accept": "*/*", "User-Agent": "TwilioProxy/1.1", "X-Home-Region": "us1"}
FORM: Final = "application/x-www-form-urlencoded"
STATUS_FORM: Final = "application/x-www-form-urlencoded; charset=utf-8"  # status callbacks name the charset

Turn = Callable[[], AbstractAsyncContextManager[object]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the client answered, or why it did not; `tries` requests were made."""

    status: int = 0
    content_type: str = ""
    body: bytes = b""
    failure: Failure | None = None
    reason: str = ""
    tries: int = 1
    cookies: Mapping[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return self.failure is None


@dataclass(frozen=True, slots=True)
class Letter:
    """One signed request, the same at every try."""

    method: str
    url: URL
    signed_url: str
    form: str | None
    headers: Mapping[str, str]


class Webhooks:
    """The outgoing side. `routes` maps a public origin to where it is really served; `turn` is waited for before sending."""

    def __init__(
        self, auth_token: str, routes: Mapping[str, str], ids: Ids, tap: Tap, turn: Turn | None = None
    ) -> None:
        self.in_flight = 0
        self.ids = ids
        self._token = auth_token
        self._routes = routes
        self._tap = tap
        room = asyncio.Semaphore(CONCURRENT)
        self._turn: Turn = turn or (lambda: room)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=KEEPALIVE),
            skip_auto_headers=("User-Agent", "Accept-Encoding"),
            cookie_jar=aiohttp.DummyCookieJar(),  # a call keeps its own (`documents.py`)
        )

    async def close(self) -> None:
        await self._session.close()

    async def post(
        self,
        url: str,
        fields: Mapping[str, str],
        *,
        method: str = "POST",
        token: str | None = None,
        content_type: str = FORM,
        cookies: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send until it arrives, the policy gives up, or the time allowed is over."""
        headers = {"Content-Type": content_type, "I-Twilio-Idempotency-Token": token or self.ids.token()}
        if cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        letter = self._letter(urldefrag(url).url, fields, method, headers)
        self.in_flight += 1
        try:
            async with self._turn():
                answer = await self._persist(letter, policy_of(url))
            self._overheard(letter, dict(fields), answer)
            return answer
        finally:
            self.in_flight -= 1

    def _letter(self, url: str, fields: Mapping[str, str], method: str, headers: Mapping[str, str]) -> Letter:
        """The signed request. A GET carries its fields in the query, and signs that."""
        form: str | None = _encoded(fields)
        if method == "GET":
            query = f"{'&' if '?' in url else '?'}{form}" if fields else ""
            url, form, fields = url + query, None, {}
        signature = {"X-Twilio-Signature": sign(self._token, url, fields)}
        sent = {**STANDARD_HEADERS, **headers, **signature}
        return Letter(method, URL(self._routed(url), encoded=True), url, form, sent)

    def _overheard(self, letter: Letter, fields: dict[str, str], answer: Answer) -> None:
        told = {"method": letter.method, "url": letter.signed_url, "fields": fields, "headers": dict(letter.headers)}
        heard = {"status": answer.status, "content_type": answer.content_type, "tries": answer.tries}
        self._tap.exchange("out", told, heard | {"body": answer.body.decode(errors="replace")})

    async def _persist(self, letter: Letter, policy: DeliveryPolicy) -> Answer:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + policy.total
        tries = 0
        while True:
            tries += 1
            answer = await self._try(letter, policy, deadline - loop.time())
            pause = BACKOFF * 2 ** (tries - 1)
            if answer.failure is None or not policy.again(answer.failure, tries) or loop.time() + pause >= deadline:
                return replace(answer, tries=tries)
            await asyncio.sleep(pause)

    async def _try(self, letter: Letter, policy: DeliveryPolicy, left: float) -> Answer:
        timeout = aiohttp.ClientTimeout(
            total=max(left, 0.001), sock_connect=policy.connect_timeout, sock_read=policy.read_timeout
        )
        try:
            async with self._session.request(
                letter.method,
                letter.url,
                data=letter.form,
                headers=letter.headers,
                timeout=timeout,
                max_redirects=REDIRECTS + 1,
            ) as response:
                return _judged(response, await response.read())
        except aiohttp.TooManyRedirects:
            return Answer(failure=Failure.REDIRECTS, reason=f"more than {REDIRECTS} redirects")
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            return Answer(failure=Failure.CONNECT, reason=type(error).__name__)
        except (TimeoutError, aiohttp.ClientError) as error:
            return Answer(failure=Failure.READ, reason=type(error).__name__)

    def _routed(self, public: str) -> str:
        for origin, served in self._routes.items():
            if public.startswith(origin):
                return served + public.removeprefix(origin)
        return public


def _encoded(fields: Mapping[str, str]) -> str:
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in fields.items())


@lru_cache(maxsize=8192)
def _quoted(text: str) -> str:
    """Names, and most values, are the same in every webhook; quoting them was a seventh of the sandbox's work."""
    return quote_plus(text)


def _judged(response: aiohttp.ClientResponse, body: bytes) -> Answer:
    status, failure = response.status, None
    if status >= 500:
        failure = Failure.SERVER_ERROR
    elif status >= 400:
        failure = Failure.CLIENT_ERROR
    content_type = response.content_type if "Content-Type" in response.headers else ""
    cookies = {name: morsel.value for name, morsel in response.cookies.items() if morsel["max-age"] != "0"}
    return Answer(status, content_type, body, failure, f"HTTP {status}" if failure else "", cookies=cookies)
