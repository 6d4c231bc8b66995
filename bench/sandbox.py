"""A simulated day of ten thousand calls in the sandbox, and whether its memory stays where it was.

The calls are created over its API at once and leave its queue one after the other over ten virtual hours; strangers
answer, press keys, hang up or do not pick up; every status is told and every document fetched from another process. Beside
it the bare cost of as many webhooks: the same HTTP client posts them to the same process, and nothing else happens. The
sandbox's own CPU is told too: on a busy machine the wall clock measures the neighbours.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
import psutil

from bench.figures import Figure
from bench.processes import wait_until
from console.running.output import LogFile
from console.running.process import Process
from outreach.clock import pause, stopwatch

SID, TOKEN = "AC" + "0" * 32, "0" * 32
HOURS = 10
SPEED = 1200.0  # virtual seconds a real second
EVENTS = ("initiated", "ringing", "answered", "completed")
AT_ONCE = 16  # requests for calls under way
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def measure(folder: Path, quick: bool) -> list[Figure]:
    calls = 300 if quick else 10_000
    client = _started("client", ["bench.answering"], folder)
    origin = (folder / "client.ready").read_text()
    pace = calls / (HOURS * 3600)
    options = ["--speed", str(SPEED), "--calls-per-second", str(pace), "--journal", str(folder / "journal")]
    options += ["--account-sid", SID, "--auth-token", TOKEN]
    sandbox = _started("sandbox", ["outreach.sandbox", *options], folder)
    try:
        return _day(sandbox, f"http://127.0.0.1:{_port(folder)}", origin, calls, folder)
    finally:
        sandbox.stop()
        client.stop()


def _day(sandbox: Process, api: str, origin: str, calls: int, folder: Path) -> list[Figure]:
    began = stopwatch()
    asyncio.run(_create(api, origin, calls))
    early = _when_ended(sandbox, api, calls // 5)
    late = _when_ended(sandbox, api, calls)
    seconds = stopwatch() - began
    counts, cpu = _stats(api)["counts"], _cpu(sandbox)
    assert counts.get("webhook.failed", 0) == counts.get("sandbox.error", 0) == 0, counts
    sandbox.stop()
    bare = asyncio.run(_post_bare(origin, counts["webhook.sent"]))
    posts = f"its {counts['webhook.sent']:,} webhooks posted by the same HTTP client, {AT_ONCE} at a time"
    lines = sum(1 for _ in (folder / "journal").open())
    return [
        Figure(f"a day of {calls:,} calls", seconds, "s", posts, bare, "under 60 s"),
        Figure("… the sandbox's own work", cpu, "s of CPU"),
        Figure("memory when all calls had ended", late, "MB resident", "when a fifth had", early, "flat"),
        Figure("the journal of the day", lines, "lines"),
    ]


async def _create(api: str, origin: str, calls: int) -> None:
    """Create the calls over the API, several at a time, as one account would."""
    url, auth = f"{api}/2010-04-01/Accounts/{SID}/Calls.json", aiohttp.encode_basic_auth(SID, TOKEN)
    room = asyncio.Semaphore(AT_ONCE)

    async def one(session: aiohttp.ClientSession, number: int) -> None:
        asked = {"To": f"+1212{2000000 + number}", "From": "+12125550100", "Url": f"{origin}/twiml/{number}"}
        told = [("StatusCallback", f"{origin}/status/{number}"), *(("StatusCallbackEvent", one) for one in EVENTS)]
        async with room, session.post(url, data=urlencode([*asked.items(), *told])) as answer:
            assert answer.status == 201, await answer.text()

    headers = FORM | {"Authorization": auth, "Host": "api.twilio.com"}
    async with aiohttp.ClientSession(headers=headers) as session:
        await asyncio.gather(*(one(session, number) for number in range(calls)))


async def _post_bare(origin: str, count: int) -> float:
    """Seconds it takes to post that many forms of a usual size, and read the answers."""
    room, body = asyncio.Semaphore(AT_ONCE), urlencode({f"Field{n}": "x" * 20 for n in range(28)})

    async def one(session: aiohttp.ClientSession) -> None:
        async with room, session.post(f"{origin}/status/1", data=body) as answer:
            await answer.read()

    async with aiohttp.ClientSession(headers=FORM) as session:
        began = stopwatch()
        await asyncio.gather(*(one(session) for _ in range(count)))
        return stopwatch() - began


def _when_ended(sandbox: Process, api: str, calls: int) -> float:
    """Wait until so many calls have ended; megabytes resident in the sandbox then."""
    wait_until(lambda: _stats(api)["counts"].get("call.ended", 0) >= calls, f"{calls} calls", 600)
    assert sandbox.pid is not None
    return float(psutil.Process(sandbox.pid).memory_info().rss / 1e6)


def _cpu(sandbox: Process) -> float:
    """Seconds of it that the sandbox has used."""
    assert sandbox.pid is not None
    used = psutil.Process(sandbox.pid).cpu_times()
    return float(used.user + used.system)


def _stats(api: str) -> dict[str, dict[str, int]]:
    import urllib3

    pause(0.1)  # asking costs the sandbox time, too
    found: dict[str, dict[str, int]] = json.loads(urllib3.request("GET", f"{api}/_sandbox/stats").data)
    return found


def _started(name: str, arguments: list[str], folder: Path) -> Process:
    ready = folder / f"{name}.ready"
    process = Process(
        name, [sys.executable, "-m", *arguments, "--ready-file", str(ready)], LogFile(folder / f"{name}.log")
    )
    process.start()
    process.wait_until(ready.exists, 20)
    return process


def _port(folder: Path) -> int:
    return int(json.loads((folder / "sandbox.ready").read_text())["port"])
