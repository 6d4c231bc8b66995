"""The process: read the options, serve on loopback, say when ready, stop cleanly on SIGTERM."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from aiohttp import web

from outreach.sandbox.errors import SandboxError
from outreach.sandbox.rest.server import Server
from outreach.sandbox.sandbox import Options, Sandbox, assemble


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
    parser.add_argument("--ledger", type=Path, required=True, help="JSON Lines are appended here")
    parser.add_argument("--account-sid", required=True)
    parser.add_argument("--auth-token", required=True)
    parser.add_argument("--seed", type=int, default=0, help="of strangers and of chaos")
    parser.add_argument("--clock-file", type=Path, help="shared virtual clock; absent: real time")
    parser.add_argument("--chaos", type=Path, help="JSON: rules by mode")
    parser.add_argument("--ready-file", type=Path, help='written when serving: {"port", "pid"}')
    parser.add_argument("--sms-url", default="", help="where texts to our numbers are posted")
    parser.add_argument("--calls-per-second", type=float, default=1.0)
    parser.add_argument("--segments-per-second", type=float, default=3.0, help="per sender")
    parser.add_argument(
        "--route", action="append", default=[], metavar="PUBLIC=SERVED", help="reach a public origin at another one"
    )
    given = vars(parser.parse_args(arguments))
    routes = dict(pair.split("=", 1) for pair in given.pop("route"))
    return Options(**given, routes=routes)


async def serve(options: Options) -> None:
    """Serve until SIGTERM or SIGINT."""
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
        _announce(sandbox, runner)
        await stopped.wait()
    finally:
        await runner.cleanup()
        await server.close()


def _announce(sandbox: Sandbox, runner: web.ServerRunner) -> None:
    port = runner.addresses[0][1]
    sandbox.ledger.record("sandbox.started", sandbox.clock.now(), port=port, seed=sandbox.options.seed)
    ready = sandbox.options.ready_file
    if ready is not None:
        draft = ready.with_suffix(ready.suffix + ".new")
        draft.write_text(json.dumps({"port": port, "pid": os.getpid()}), encoding="utf-8")
        draft.replace(ready)
