"""What reaches the logs: one masked line per event, and no noise of a busy house."""

from __future__ import annotations

import json
import subprocess
import sys

_SPEAK = """
import logging
from outreach.logs import configure
from tests.support.accounts import settings_for
configure(settings_for("postgresql+psycopg://127.0.0.1/nowhere"))
logging.getLogger("apscheduler.scheduler").warning("skipped: maximum number of running instances reached")
logging.getLogger("apscheduler.executors.default").error("job failed")
logging.getLogger("urllib3").info("GET /?To=+12125550123")
logging.getLogger("workers").warning("slow for +12125550123")
"""


def test_skipped_beats_are_silent_failed_ones_are_not_and_numbers_are_masked() -> None:
    done = subprocess.run([sys.executable, "-c", _SPEAK], capture_output=True, text=True, timeout=60, check=True)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [(line["logger"], line["event"]) for line in lines] == [
        ("apscheduler.executors.default", "job failed"),
        ("workers", "slow for +1212•••0123"),
    ]
