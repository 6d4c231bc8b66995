"""Every request comes in here: who asks, which product, which resource, and whether chaos strikes.

Products share one port; the `Host` header says which one is meant, as a client that rewrites only the network address
leaves it. A `Host` that is not Twilio's is taken for the product the path belongs to.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from aiohttp import web

from outreach.sandbox.chaos import Mode, Strike
from outreach.sandbox.errors import Refusal, SandboxError
from outreach.sandbox.page import stream
from outreach.sandbox.rest import admin
from outreach.sandbox.rest.ask import Ask, Reply, read_form
from outreach.sandbox.rest.routes import ROUTES, Route
from outreach.sandbox.sandbox import Sandbox, assemble

BEFORE: Final = (Mode.THROTTLED, Mode.ERROR_BEFORE)
AFTER: Final = (Mode.LOST_RESPONSE, Mode.ERROR_AFTER, Mode.CALLBACK_FIRST, Mode.SLOW_SOCKET)
RESETTABLE: Final = frozenset(
    {"seed", "sms_url", "voice_url", "calls_per_second", "segments_per_second", "concurrent_calls", "start"}
)
CALLBACK_PATIENCE: Final = 5.0  # real seconds


class Server:
    """The request handler of one sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        options = sandbox.options
        pair = f"{options.account_sid}:{options.auth_token}".encode()
        self._credentials = "Basic " + base64.b64encode(pair).decode()
        self._concurrent = 0

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        raw = await request.read()
        form = {} if request.content_type == "application/json" else read_form(raw)
        ask = Ask(request.method, request.path, dict(request.query), form, raw, (), _origin(request.host))
        if request.path == "/" or request.path.startswith("/_sandbox"):
            return await self._administer(request, ask)
        self._concurrent += 1
        try:
            return await self._serve(request, ask)
        finally:
            self._concurrent -= 1

    async def close(self) -> None:
        await self._sandbox.close()

    async def _administer(self, request: web.BaseRequest, ask: Ask) -> web.StreamResponse:
        if ask.path == "/_sandbox/reset":
            return await self._reset(ask)
        if ask.path == "/_sandbox/stream":
            return await stream.serve(self._sandbox, request)
        try:
            reply = await admin.answer(self._sandbox, ask)
        except Refusal as refusal:
            reply = Reply(refusal.status, refusal.body())
        except SandboxError as error:
            reply = Reply(400, {"message": str(error), "status": 400})
        response = _plain(reply)
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    async def _reset(self, ask: Ask) -> web.Response:
        """Start afresh: the files are read again, `RESETTABLE` options may change, everything else is forgotten."""
        try:
            changes = ask.json() if ask.raw else {}
            unknown = sorted(set(changes) - RESETTABLE)
            if unknown:
                raise Refusal(20001, unknown[0])
            fresh = assemble(replace(self._sandbox.options, **changes))
        except SandboxError as error:
            return _plain(Reply(400, {"message": str(error), "status": 400}))
        former, self._sandbox = self._sandbox, fresh
        await former.close()
        fresh.journal.record("sandbox.reset", fresh.clock.now())
        return _plain(admin.health(fresh, ask))

    async def _serve(self, request: web.BaseRequest, ask: Ask) -> web.StreamResponse:
        headers: Mapping[str, str] = {}
        strike: Strike | None = None
        try:
            self._authenticate(request)
            route, ask = self._route(request.host, ask)
            if route.channel is not None:
                self._refuse_at_random(route.channel)
            reply = self._ask(route, ask)
            if route.channel is not None:
                strike = self._sandbox.chaos.strikes(AFTER, route.channel)
        except Refusal as refusal:
            reply, headers = Reply(refusal.status, refusal.body()), refusal.headers
        self._note(ask, reply, strike)
        if strike is not None:
            reply = await self._misbehave(request, strike, reply)
        response = self._response(reply, headers)
        self._overheard(request, ask, reply, response)
        if strike is not None and strike.mode is Mode.SLOW_SOCKET:
            return await _dribble(request, response, strike.seconds)
        return response

    def _ask(self, route: Route, ask: Ask) -> Reply:
        given: Iterable[str] = ask.query if ask.method == "GET" else ask.form
        route.parameters.check(self._sandbox, f"{ask.method} {route.resource.__module__.rsplit('.', 1)[-1]}", given)
        return route.resource(self._sandbox, ask)

    def _authenticate(self, request: web.BaseRequest) -> None:
        given = request.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), self._credentials.encode()):
            raise Refusal(20003, headers={"WWW-Authenticate": 'Basic realm="Twilio API"'})

    def _route(self, host: str, ask: Ask) -> tuple[Route, Ask]:
        """The resource meant. Raises `Refusal` 20404, or 20004 when only the method is wrong."""
        product = host.split(".", maxsplit=1)[0] if ".twilio.com" in host else None
        wrong_method = False
        for route in ROUTES:
            match = route.path.fullmatch(ask.path) if product in {None, route.product} else None
            if match is not None and route.method == ask.method:
                parts = match.groups()
                if parts and parts[0].startswith("AC") and parts[0] != self._sandbox.options.account_sid:
                    raise Refusal(20404, ask.path)
                return route, replace(ask, parts=parts)
            wrong_method = wrong_method or match is not None
        raise Refusal(20004) if wrong_method else Refusal(20404, ask.path)

    def _refuse_at_random(self, channel: str) -> None:
        strike = self._sandbox.chaos.strikes(BEFORE, channel)
        if strike is None:
            return
        if strike.mode is Mode.THROTTLED:
            raise Refusal(20429, headers={"Retry-After": str(max(1, round(strike.seconds)))})
        refusal = Refusal(20500)
        refusal.status = 503
        raise refusal

    async def _misbehave(self, request: web.BaseRequest, strike: Strike, reply: Reply) -> Reply:
        """What a struck create answers; the resource exists all the same."""
        if strike.mode is Mode.ERROR_AFTER:
            return Reply(500, Refusal(20500).body(), reply.created)
        if strike.mode is Mode.CALLBACK_FIRST:
            await self._sandbox.callbacks.first_sent(reply.created or "", CALLBACK_PATIENCE)
        if strike.mode is Mode.LOST_RESPONSE:
            await _stay_silent(request, strike.seconds)
        return reply

    def _note(self, ask: Ask, reply: Reply, strike: Strike | None) -> None:
        code = reply.body.get("code") if isinstance(reply.body, Mapping) and reply.status >= 400 else None
        chaos = strike.mode.value if strike else None
        told: dict[str, Any] = {
            "method": ask.method,
            "path": ask.path,
            "status": reply.status,
            "code": code,
            "chaos": chaos,
        }
        self._sandbox.journal.record("request", self._sandbox.clock.now(), sid=reply.created, **told)

    def _overheard(self, request: web.BaseRequest, ask: Ask, reply: Reply, response: web.Response) -> None:
        asked = {"method": ask.method, "host": request.host, "path": ask.path, "query": ask.query, "form": ask.form}
        raw = ask.raw.decode(errors="replace") if request.content_type == "application/json" else None
        body = reply.body if isinstance(reply.body, Mapping) else None
        told = {"status": reply.status, "headers": dict(response.headers), "body": body}
        self._sandbox.tap.exchange("in", asked | {"json": raw}, told)

    def _response(self, reply: Reply, headers: Mapping[str, str]) -> web.Response:
        standard = {
            "Twilio-Request-Id": self._sandbox.ids.sid("RQ"),
            "Twilio-Concurrent-Requests": str(self._concurrent),
            "X-Home-Region": "us1",
        }
        response = _plain(reply)
        response.headers.update({**standard, **headers})
        return response


def _origin(host: str) -> str:
    """How the client addressed us: Twilio's own hosts over https, a local address as it is."""
    return f"https://{host}" if ".twilio.com" in host else f"http://{host}"


def _plain(reply: Reply) -> web.Response:
    body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body, ensure_ascii=False).encode()
    if reply.status == 204:
        return web.Response(status=204)
    if reply.location:
        return web.Response(status=reply.status, headers={"Location": reply.location})
    return web.Response(status=reply.status, body=body, content_type=reply.media, headers=reply.headers)


async def _dribble(request: web.BaseRequest, response: web.Response, seconds: float) -> web.StreamResponse:
    """Send the body byte by byte over `seconds` of real time."""
    body = response.body if isinstance(response.body, bytes) else b""
    slow = web.StreamResponse(status=response.status, headers=response.headers)
    slow.content_length = len(body)
    await slow.prepare(request)
    for place in range(len(body)):
        await slow.write(body[place : place + 1])
        await asyncio.sleep(seconds / len(body))
    return slow


async def _stay_silent(request: web.BaseRequest, seconds: float) -> None:
    """Leave the client waiting until it gives up or `seconds` have passed, then drop the connection."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while loop.time() < until and _listening(request):  # noqa: ASYNC110 - a transport that closes tells nobody
        await asyncio.sleep(0.1)
    if request.transport is not None:
        request.transport.abort()


def _listening(request: web.BaseRequest) -> bool:
    return request.transport is not None and not request.transport.is_closing()
