"""A stage for the sandbox's tests: its process, the official SDK in front of it, and a client's web application.

`Stage` is one process `python -m outreach.sandbox` whose clock is moved by hand, which scene after scene starts afresh;
`ClientApp` is the other end of the webhooks.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.request_validator import RequestValidator
from twilio.rest import Client

ACCOUNT_SID = "AC" + "0123456789abcdef" * 2
AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
OURS = "+12125550100"
START = "2030-03-18T16:00:00Z"
MONDAY_NOON = datetime.fromisoformat(START).timestamp()
DEFAULTS = {
    "sms_url": "",
    "voice_url": "",
    "calls_per_second": 1.0,
    "segments_per_second": 3.0,
    "concurrent_calls": None,
}
ATTEMPT = "0190a0b0-1111-7000-8000-000000000001"


class LocalHttpClient(TwilioHttpClient):
    """The SDK's own client with another network address; the Twilio host stays in `Host`."""

    def __init__(self, origin: str, timeout: float) -> None:
        super().__init__(timeout=timeout)
        self._origin = urlsplit(origin)

    def request(
        self,
        method: str,
        url: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        parts = urlsplit(url)
        local = parts._replace(scheme=self._origin.scheme, netloc=self._origin.netloc).geturl()
        named = {**(headers or {}), "Host": parts.netloc}
        return super().request(method, local, params, data, named, auth, timeout, allow_redirects)


@dataclass(slots=True)
class Webhook:
    """One request the application got, with the verdict of Twilio's own validator on its signature."""

    method: str
    path: str
    fields: dict[str, str]
    headers: dict[str, str]
    genuine: bool


@dataclass(slots=True)
class Document:
    """What the application answers on a path; an empty `content_type` sends none."""

    body: str | bytes
    status: int = 200
    content_type: str = "text/xml"
    delay: float = 0.0
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self) -> web.Response:
        body = self.body.encode() if isinstance(self.body, str) else self.body
        if not self.content_type:
            return Untyped(status=self.status, body=body, headers=self.headers)
        return web.Response(status=self.status, body=body, content_type=self.content_type, headers=self.headers)


class Untyped(web.Response):
    """An answer that does not say of what type it is."""

    async def _prepare_headers(self) -> None:
        await super()._prepare_headers()
        del self.headers["Content-Type"]


Answer = Document | Callable[[Webhook], Document]


def twiml(*verbs: str) -> Document:
    return Document(f"<Response>{''.join(verbs)}</Response>")


class ClientApp:
    """The client's web application: serves documents by path or `otherwise`, keeps every webhook."""

    def __init__(self) -> None:
        self.documents: dict[str, Answer] = {}
        self.otherwise: Answer = Document("", 204, "text/plain")
        self.jitter = 0.0  # real seconds an answer may take longer, at random
        self.webhooks: list[Webhook] = []
        self.origin = ""
        self._loop: asyncio.AbstractEventLoop
        self._stopped: asyncio.Event
        self._transports: set[asyncio.Transport] = set()
        self._draw = random.Random()  # another thread than the test's, which may draw by a seed of its own
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._ready.wait(10)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join(10)

    def on(self, path: str) -> list[Webhook]:
        return [webhook for webhook in self.webhooks if webhook.path.startswith(path)]

    def fail_first(self, path: str, times: int, status: int) -> None:
        """Answer `status` to the first `times` requests on `path`, 204 afterwards."""
        left = [times]

        def answer(_: Webhook) -> Document:
            left[0] -= 1
            return Document("", status if left[0] >= 0 else 204, "text/plain")

        self.documents[path] = answer

    async def _serve(self) -> None:
        server = web.Server(self._handle)
        runner = web.ServerRunner(server, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
        self._loop, self._stopped = asyncio.get_running_loop(), asyncio.Event()
        self._ready.set()
        await self._stopped.wait()
        await site.stop()
        await asyncio.sleep(0.02)  # a connection accepted at the last moment gets its handler
        accepted = {handler.transport for handler in server.connections if handler.transport} | self._transports
        await runner.cleanup()
        for transport in accepted:
            transport.abort()
        await asyncio.sleep(0.02)  # an aborted transport closes in the next turn of the loop

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.transport is not None:
            self._transports.add(request.transport)
        form = dict(parse_qsl((await request.read()).decode(), keep_blank_values=True))
        headers = {name.lower(): value for name, value in request.headers.items()}
        url = self.origin + request.raw_path
        genuine = RequestValidator(AUTH_TOKEN).validate(url, form, headers.get("x-twilio-signature", ""))
        webhook = Webhook(request.method, request.path, form or dict(request.query), headers, genuine)
        self.webhooks.append(webhook)
        answer = self.documents.get(request.path, self.otherwise)
        document = answer if isinstance(answer, Document) else answer(webhook)
        await asyncio.sleep(document.delay + self._draw.uniform(0, self.jitter))
        return document.response()


@dataclass(slots=True)
class Stage:
    """One running sandbox and everything a test needs around it."""

    folder: Path
    app: ClientApp
    process: subprocess.Popen[bytes]
    origin: str
    client: Any = field(init=False)
    begun: int = 0  # where in the journal to look for the beginning of the scene

    def __post_init__(self) -> None:
        self.client = self.client_with(AUTH_TOKEN)

    def client_with(self, token: str, timeout: float = 10.0) -> Any:
        return Client(ACCOUNT_SID, token, http_client=LocalHttpClient(self.origin, timeout))

    def set(self, app: ClientApp, people: Sequence[Mapping[str, Any]], options: Mapping[str, Any]) -> None:
        """The next scene: other people, the clock put back, nothing remembered."""
        self.app = app
        write_people(self.folder, people)
        self.admin("stats")  # flushes
        self.begun = (self.folder / "journal").stat().st_size
        self.admin("reset", {**DEFAULTS, **options})

    def run(self) -> None:
        """Live through everything that is still to come. Nothing may have gone wrong inside the sandbox."""
        self.admin("clock", {"run": True})
        assert self.admin("stats")["idle"]
        assert not self.journal("sandbox.error")

    def advance(self, seconds: float) -> None:
        """Live through the next `seconds`."""
        self.admin("clock", {"advance": seconds})

    def now(self) -> float:
        return datetime.fromisoformat(self.admin("health")["now"]).timestamp()

    def call(self, to: str, url: str = "/twiml", **more: Any) -> Any:
        """Create a call whose TwiML is at `url` and whose callbacks, all four, go to `/status`."""
        asked = {"from_": OURS, "url": f"{self.app.origin}{url}"} | self._callbacks() | more
        return self.client.calls.create(to=to, **asked)

    def text(self, to: str, body: str = "A word about your account.", **more: Any) -> Any:
        asked = {"from_": OURS, "status_callback": f"{self.app.origin}/sms-status/{ATTEMPT}"} | more
        return self.client.messages.create(to=to, body=body, **asked)

    def email(self, data: Mapping[str, Any]) -> Any:
        headers = {"Content-Type": "application/json"}
        return self.client.request("POST", "https://comms.twilio.com/v1/Emails", data=data, headers=headers)

    def comms(self, path: str) -> Any:
        return json.loads(self.client.request("GET", f"https://comms.twilio.com/v1/{path}").text)

    def ask(
        self,
        method: str,
        path: str,
        form: str = "",
        *,
        host: str = "api.twilio.com",
        token: str = AUTH_TOKEN,
        patience: float = 10.0,
    ) -> tuple[int, dict[str, Any], Any]:
        """A bare request, for what the SDK would not send: status, answer, headers. `{account}` stands for ours."""
        credentials = base64.b64encode(f"{ACCOUNT_SID}:{token}".encode()).decode()
        headers = {"Host": host, "Authorization": f"Basic {credentials}"}
        url = f"{self.origin}{path.format(account=f'/2010-04-01/Accounts/{ACCOUNT_SID}')}"
        request = urllib.request.Request(url, form.encode() or None, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=patience) as response:
                return response.status, json.loads(response.read() or b"{}"), response.headers
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error), error.headers

    def admin(self, path: str, data: Mapping[str, Any] | None = None) -> Any:
        body = None if data is None else json.dumps(data).encode()
        request = urllib.request.Request(f"{self.origin}/_sandbox/{path}", body)
        if body is not None:
            request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.load(response)

    def wait_for(self, condition: Callable[[], object]) -> None:
        deadline = time.monotonic() + 20
        while not condition():
            assert time.monotonic() < deadline, "waited for 20 s in vain"
            time.sleep(0.01)

    def journal(self, kind: str | None = None, **equal: str) -> list[dict[str, Any]]:
        if self.process.poll() is None:
            self.admin("stats")  # flushes
        with (self.folder / "journal").open("rb") as file:
            file.seek(self.begun)
            lines = [json.loads(line) for line in file.read().splitlines()]
        starts = [n for n, line in enumerate(lines) if line["kind"] in {"sandbox.started", "sandbox.reset"}]
        return [
            line
            for line in lines[starts[-1] :]
            if kind in {None, line["kind"]} and all(line.get(name) == value for name, value in equal.items())
        ]

    def all_lines(self) -> list[dict[str, Any]]:
        """The journal of all scenes, as far as it is written."""
        return [json.loads(line) for line in (self.folder / "journal").read_text().splitlines()]

    def kinds(self, sid: str) -> list[str]:
        return [line["kind"] for line in self.journal(sid=sid) if not line["kind"].startswith(("webhook", "request"))]

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(10)

    def _callbacks(self) -> dict[str, Any]:
        return {
            "status_callback": f"{self.app.origin}/status/{ATTEMPT}",
            "status_callback_event": ["initiated", "ringing", "answered", "completed"],
        }


def outcome(act: Callable[[], Any]) -> tuple[int, int] | None:
    """Number and status of a refusal, None when it was done."""
    try:
        act()
    except TwilioRestException as refused:
        return int(refused.code or 0), int(refused.status)
    return None


def write_people(folder: Path, people: Sequence[Mapping[str, Any]]) -> None:
    (folder / "people").write_text("".join(json.dumps(person) + "\n" for person in people))


def open_stage(folder: Path, app: ClientApp, *options: str) -> Stage:
    """Start a process without people; `options` go to its command line as they are."""
    write_people(folder, ())
    arguments = {"population": "people", "journal": "journal", "ready-file": "ready"}
    command = [sys.executable, "-m", "outreach.sandbox", "--account-sid", ACCOUNT_SID, "--auth-token", AUTH_TOKEN]
    for name, file in arguments.items():
        command += [f"--{name}", str(folder / file)]
    process = subprocess.Popen([*command, *options], cwd=Path(__file__).parents[2], env=os.environ)
    ready = folder / "ready"
    while not ready.exists():
        assert process.poll() is None, "the sandbox did not start"
        time.sleep(0.01)
    return Stage(folder, app, process, f"http://127.0.0.1:{json.loads(ready.read_text())['port']}")
