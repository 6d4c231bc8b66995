"""The baseline of a claim: calls placed through the same SDK and HTTP client, and nothing else.

``python -m bench.posts URL COUNT THREADS`` waits for a line on its standard input, places the calls, and prints one
JSON object: ``seconds`` on the wall and ``cpu`` seconds.
"""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from bench.figures import Cost, cost
from bench.settings import settings_for
from outreach.channels.carrier import CallOrder
from outreach.channels.twilio import TwilioCarrier
from outreach.clock import RealClock

_BASE = "http://127.0.0.1:8000"
_ATTEMPT = "0195f000-0000-7000-8000-000000000000"
_ORDER = CallOrder(
    "+12125550123", "+12125550100", f"{_BASE}/voice/{_ATTEMPT}#rc=2&rp=ct,rt,5xx",
    f"{_BASE}/webhooks/twilio/call/{_ATTEMPT}#rc=5&rp=all",
    f"{_BASE}/webhooks/twilio/machine/{_ATTEMPT}#rc=5&rp=all", f"{_BASE}/voice/{_ATTEMPT}",
)  # fmt: skip
_WARM = 20


def place(url: str, count: int, threads: int = 1) -> Cost:
    """Place ``count`` calls at the carrier behind ``url`` from this process, after a few that are not counted."""
    settings = settings_for("postgresql://").model_copy(update={"carrier_base_url": url})
    carrier = TwilioCarrier(settings, RealClock())
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda _: carrier.place_call(_ORDER), range(_WARM * threads)))
        return cost(lambda: list(pool.map(lambda _: carrier.place_call(_ORDER), range(count))))


def place_from(processes: int, url: str, count: int, threads: int) -> Cost:
    """The same from several processes at once: wall time of the slowest, CPU of all."""
    command = [sys.executable, "-m", "bench.posts", url, str(count // processes), str(threads)]
    started = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(processes)
    ]
    found = [json.loads(process.communicate("go\n")[0]) for process in started]
    return Cost(max(one["seconds"] for one in found), sum(one["cpu"] for one in found))


if __name__ == "__main__":
    sys.stdin.readline()
    took = place(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
    sys.stdout.write(json.dumps({"seconds": took.wall, "cpu": took.cpu}) + "\n")
