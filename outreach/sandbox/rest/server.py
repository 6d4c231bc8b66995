"""Every request comes in here: who asks, which product, which resource, and whether chaos strikes.

Products share one port; the `Host` header says which one is meant, as a client that rewrites only the network address
leaves it. A `Host` that is not Twilio's is taken for the product the path belongs to.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from aiohttp import web

from outreach.sandbox.chaos import Mode, Strike
from outreach.sandbox.errors import Refusal, SandboxError
from outreach.sandbox.ids import new_sid
from outreach.sandbox.rest import accounts, admin, calls, emails, lookups, messages
from outreach.sandbox.rest.ask import Ask, Reply, read_form
from outreach.sandbox.sandbox import Sandbox, assemble

Resource = Callable[[Sandbox, Ask], Reply]
ACCOUNT: Final = r"/2010-04-01/Accounts/(AC[0-9a-fA-F]{32})"

ROUTES: Final[tuple[tuple[str, str, re.Pattern[str], Resource], ...]] = tuple(
    (product, method, re.compile(path), resource)
    for product, method, path, resource in (
        ("api", "POST", ACCOUNT + r"/Calls\.json", calls.create),
        ("api", "POST", ACCOUNT + r"/Messages\.json", messages.create),
        ("comms", "POST", r"/v1/Emails", emails.create),
        ("api", "GET", ACCOUNT + r"/Calls\.json", calls.list_calls),
        ("api", "GET", ACCOUNT + r"/Calls/(CA[0-9a-f]{32})\.json", calls.fetch),
        ("api", "POST", ACCOUNT + r"/Calls/(CA[0-9a-f]{32})\.json", calls.update),
        ("api", "GET", ACCOUNT + r"/Messages\.json", messages.list_messages),
        ("api", "GET", ACCOUNT + r"/Messages/((?:SM|MM)[0-9a-f]{32})\.json", messages.fetch),
        ("api", "GET", ACCOUNT + r"/IncomingPhoneNumbers\.json", accounts.list_numbers),
        ("api", "GET", ACCOUNT + r"\.json", accounts.fetch_account),
        ("comms", "GET", r"/v1/Emails", emails.list_emails),
        ("comms", "GET", r"/v1/Emails/Operations/(comms_operation_\w+)", emails.fetch_operation),
        ("comms", "GET", r"/v1/Emails/(comms_email_\w+)", emails.fetch),
        ("lookups", "GET", r"/v2/PhoneNumbers/([^/]+)", lookups.fetch),
    )
)
ADMIN: Final[Mapping[tuple[str, str], Resource]] = {
    ("GET", "/_sandbox/health"): admin.health,
    ("GET", "/_sandbox/stats"): admin.stats,
    ("GET", "/_sandbox/chaos"): admin.show_chaos,
    ("POST", "/_sandbox/chaos"): admin.set_chaos,
    ("POST", "/_sandbox/text"): admin.text,
}
CHANNELS: Final[Mapping[Resource, str]] = {
    calls.create: "calls",
    messages.create: "messages",
    emails.create: "emails",
}
BEFORE: Final = (Mode.THROTTLED, Mode.ERROR_BEFORE)
AFTER: Final = (Mode.LOST_RESPONSE, Mode.ERROR_AFTER, Mode.CALLBACK_FIRST)
RESETTABLE: Final = frozenset({"seed", "sms_url", "calls_per_second", "segments_per_second"})
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
        ask = Ask(request.method, request.path, dict(request.query), form, raw)
        if request.path == "/_sandbox/reset":
            return await self._reset(ask)
        if request.path.startswith("/_sandbox/"):
            return self._administer(ask)
        self._concurrent += 1
        try:
            return await self._serve(request, ask)
        finally:
            self._concurrent -= 1

    def _administer(self, ask: Ask) -> web.Response:
        resource = ADMIN.get((ask.method, ask.path), admin.unknown)
        try:
            reply = resource(self._sandbox, ask)
        except Refusal as refusal:
            reply = Reply(refusal.status, refusal.body())
        return _plain(reply)

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
        fresh.ledger.record("sandbox.reset", fresh.clock.now())
        return _plain(admin.health(fresh, ask))

    async def close(self) -> None:
        await self._sandbox.close()

    async def _serve(self, request: web.BaseRequest, ask: Ask) -> web.Response:
        headers: Mapping[str, str] = {}
        strike: Strike | None = None
        try:
            self._authenticate(request)
            resource, ask = self._route(request.host, ask)
            channel = CHANNELS.get(resource)
            if channel is not None:
                self._refuse_at_random(channel)
            reply = resource(self._sandbox, ask)
            if channel is not None:
                strike = self._sandbox.chaos.strikes(AFTER, channel)
        except Refusal as refusal:
            reply, headers = Reply(refusal.status, refusal.body()), refusal.headers
        self._note(ask, reply, strike)
        if strike is not None:
            reply = await self._misbehave(request, strike, reply)
        return self._response(reply, headers)

    def _authenticate(self, request: web.BaseRequest) -> None:
        given = request.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), self._credentials.encode()):
            raise Refusal(20003, headers={"WWW-Authenticate": 'Basic realm="Twilio API"'})

    def _route(self, host: str, ask: Ask) -> tuple[Resource, Ask]:
        """The resource meant. Raises `Refusal` 20404, or 20004 when only the method is wrong."""
        product = host.split(".", maxsplit=1)[0] if ".twilio.com" in host else None
        wrong_method = False
        for owner, method, pattern, resource in ROUTES:
            match = pattern.fullmatch(ask.path) if product in {None, owner} else None
            if match is not None and method == ask.method:
                parts = match.groups()
                if parts and parts[0].startswith("AC") and parts[0] != self._sandbox.options.account_sid:
                    break
                return resource, Ask(ask.method, ask.path, ask.query, ask.form, ask.raw, parts)
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
            return reply
        await _stay_silent(request, strike.seconds)
        return Reply(0, {}, reply.created)

    def _note(self, ask: Ask, reply: Reply, strike: Strike | None) -> None:
        self._sandbox.ledger.record(
            "request",
            self._sandbox.clock.now(),
            sid=reply.created,
            method=ask.method,
            path=ask.path,
            status=reply.status,
            code=reply.body.get("code") if reply.status >= 400 else None,
            chaos=strike.mode.value if strike else None,
        )

    def _response(self, reply: Reply, headers: Mapping[str, str]) -> web.Response:
        standard = {
            "Twilio-Request-Id": new_sid("RQ"),
            "Twilio-Concurrent-Requests": str(self._concurrent),
            "X-Home-Region": "us1",
        }
        return web.Response(
            status=reply.status or 500,
            body=_bytes(reply.body),
            content_type="application/json",
            headers={**standard, **headers},
        )


def _plain(reply: Reply) -> web.Response:
    return web.Response(status=reply.status, body=_bytes(reply.body), content_type="application/json")


def _bytes(body: Mapping[str, object]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


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
