"""The journal as it is written, for whoever watches: server-sent events.

    event: scene      once, at the beginning, and again when the watcher has missed lines (`scene.py`)
    event: message    one journal line, with its number as the id of the event
    event: debugger   complaints since the last ones
    event: pulse      every second of real time (`scene.py`)

The stream ends with its sandbox; a watcher that comes back finds the sandbox that is there by then.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Final

from aiohttp import web

from outreach.sandbox.page.scene import COMPLAINTS, pulse, scene
from outreach.sandbox.sandbox import Sandbox

TICK: Final = 0.1  # real seconds
TICKS_PER_PULSE: Final = 10
HEADERS: Final = {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}


async def serve(sandbox: Sandbox, request: web.BaseRequest) -> web.StreamResponse:
    """Until the watcher or the sandbox goes away."""
    response = web.StreamResponse(headers=HEADERS)
    await response.prepare(request)
    watcher = _Watcher(sandbox)
    try:
        while not sandbox.journal.closed:
            news = "".join(watcher.news())
            if news:
                await response.write(news.encode())
            await asyncio.sleep(TICK)
    except ConnectionError:
        pass
    return response


class _Watcher:
    """How far one page has followed. A negative number of lines: it has seen nothing yet."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._lines = -1
        self._complaints = 0
        self._ticks = 0

    def news(self) -> Iterator[str]:
        """The events since the last time, as they go over the wire."""
        recent, debugger = self._sandbox.recent, self._sandbox.debugger
        fresh = recent.since(self._lines) if self._lines >= 0 else None
        complaints = debugger.noted - self._complaints
        self._lines, self._complaints = recent.noted, debugger.noted
        if fresh is None:
            yield "retry: 500\n" + _event("scene", scene(self._sandbox))
            return
        for line in fresh:
            yield f"id: {line['n']}\n{_event('message', line)}"
        if complaints:
            yield _event("debugger", debugger.newest(min(complaints, COMPLAINTS)))
        self._ticks = (self._ticks + 1) % TICKS_PER_PULSE
        if self._ticks == 0 or complaints:
            yield _event("pulse", pulse(self._sandbox))


def _event(name: str, data: object) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
