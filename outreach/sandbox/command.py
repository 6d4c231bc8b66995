"""The process: read the options, serve on loopback, say when ready, stop cleanly on SIGTERM."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from aiohttp import web

from outreach.sandbox.errors import SandboxError
from outreach.sandbox.rest.server import Server
from outreach.sandbox.sandbox import BY_HAND, Options, Sandbox, assemble


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(arguments)
    try:
        asyncio.run(serve(options))
    except SandboxError as error:
        sys.exit(f"sandbox: {error}")


def read_options(arguments: Sequence[str] | None = None) -> Options:
    parser = argparse.ArgumentParser(prog="python -m outreach.sandbox", description="A stand-in for Twilio.")
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one (see --ready-file)")
    parser.add_argument("--population", type=Path, help="JSON Lines: who is behind which address")
    parser.add_argument("--journal", type=Path, required=True, help="JSON Lines are appended here")
    parser.add_argument("--account-sid", required=True)
    parser.add_argument("--auth-token", required=True)
    parser.add_argument("--seed", type=int, default=0, help="of ids, strangers and chaos")
    parser.add_argument("--speed", type=speed, default="1", help="virtual seconds a real second, or manual")
    parser.add_argument("--start", default="", help="the virtual instant at which to begin, ISO 8601")
    parser.add_argument("--clock-file", type=Path, help="shared virtual clock, instead of --speed and --start")
    parser.add_argument("--chaos", type=Path, help="JSON: rules by mode, and a script")
    parser.add_argument("--misbehave", action="append", default=[], metavar="MODE[=RATE]")
    parser.add_argument("--ready-file", type=Path, help='written when serving: {"port", "pid"}')
    parser.add_argument("--tap", type=Path, help="JSON Lines: every exchange in full, for checking the sandbox")
    parser.add_argument("--sms-url", default="", help="where texts to our numbers are posted")
    parser.add_argument("--voice-url", default="", help="where calls to our numbers get their TwiML")
    parser.add_argument("--voice-status-url", default="", help="where the statuses of calls to our numbers are posted")
    parser.add_argument("--calls-per-second", type=float, default=1.0)
    parser.add_argument("--concurrent-calls", type=int, help="more at once fail with 10004; absent: no limit")
    parser.add_argument("--segments-per-second", type=float, default=3.0, help="per sender")
    parser.add_argument(
        "--route", action="append", default=[], metavar="PUBLIC=SERVED", help="reach a public origin at another one"
    )
    given = vars(parser.parse_args(arguments))
    routes = dict(pair.split("=", 1) for pair in given.pop("route"))
    return Options(**given | {"misbehave": tuple(given["misbehave"])}, routes=routes)


def speed(text: str) -> str:
    """A positive number or `manual`. Raises `ArgumentTypeError`."""
    try:
        sound = text == BY_HAND or float(text) > 0
    except ValueError:
        sound = False
    if not sound:
        raise argparse.ArgumentTypeError(f"a positive number or {BY_HAND}, not {text!r}")
    return text


async def serve(options: Options, on_ready: Callable[[int], object] | None = None) -> None:
    """Serve until SIGTERM or SIGINT; `on_ready` is told the port. Raises `SandboxError` for what cannot be read."""
    stopped = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    sandbox = assemble(options)
    server = Server(sandbox)
    runner = web.ServerRunner(web.Server(server.handle), access_log=None, shutdown_timeout=0.5)
    try:
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", options.port)
        await site.start()
        port = runner.addresses[0][1]
        _announce(sandbox, port)
        if on_ready is not None:
            on_ready(port)
        await stopped.wait()
    finally:
        await server.close()
        await runner.cleanup()


def _announce(sandbox: Sandbox, port: int) -> None:
    sandbox.journal.record("sandbox.started", sandbox.clock.now(), seed=sandbox.options.seed)
    ready = sandbox.options.ready_file
    if ready is not None:
        draft = ready.with_suffix(ready.suffix + ".new")
        draft.write_text(json.dumps({"port": port, "pid": os.getpid()}), encoding="utf-8")
        draft.replace(ready)
