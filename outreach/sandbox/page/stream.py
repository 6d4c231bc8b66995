"""The journal as it is written, for whoever watches: server-sent events, one line each."""

from __future__ import annotations

import asyncio
import json
from typing import Final

from aiohttp import web

from outreach.sandbox.journal import Line
from outreach.sandbox.sandbox import Sandbox

BACKLOG: Final = 1_000  # lines a slow watcher may be behind before some are left out
HEARTBEAT: Final = 10.0  # real seconds


async def serve(sandbox: Sandbox, request: web.BaseRequest) -> web.StreamResponse:
    """Until the watcher goes away."""
    lines: asyncio.Queue[Line] = asyncio.Queue(BACKLOG)

    def watch(line: Line) -> None:
        if not lines.full():
            lines.put_nowait(line)

    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    await response.prepare(request)
    sandbox.journal.watchers.add(watch)
    try:
        while True:
            await response.write(await _next(lines))
    except ConnectionError:
        return response
    finally:
        sandbox.journal.watchers.discard(watch)


async def _next(lines: asyncio.Queue[Line]) -> bytes:
    try:
        line = await asyncio.wait_for(lines.get(), HEARTBEAT)
    except TimeoutError:
        return b": still here\n\n"
    return f"data: {json.dumps(line, ensure_ascii=False)}\n\n".encode()
