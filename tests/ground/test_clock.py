"""Virtual time is one time for every process that reads the file."""

from __future__ import annotations

import struct
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from outreach.clock import ClockGovernor, RealClock, VirtualClock, pause

START = datetime(2026, 12, 1, 12, 30, tzinfo=UTC)


def test_a_paused_clock_stands_still(tmp_path: Path) -> None:
    governor = ClockGovernor(tmp_path / "clock", START)
    first = governor.clock.now()
    pause(0.02)
    assert first == governor.clock.now() == START


def test_the_rate_may_change_without_a_jump(tmp_path: Path) -> None:
    governor = ClockGovernor(tmp_path / "clock", START, rate=1000)
    pause(0.02)
    before = governor.clock.now()
    governor.run_at(0)
    after = governor.clock.now()
    assert START + timedelta(seconds=20) <= before <= after < before + timedelta(seconds=60)
    assert governor.clock.now() == after


def test_another_process_reads_the_same_instant(tmp_path: Path) -> None:
    path = tmp_path / "clock"
    ClockGovernor(path, START)
    code = "import sys, pathlib; from outreach.clock import VirtualClock; print(VirtualClock(pathlib.Path(sys.argv[1])).now().isoformat())"
    told = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert datetime.fromisoformat(told.stdout.strip()) == START


def test_an_instant_being_written_is_waited_for_and_never_believed(tmp_path: Path) -> None:
    path = tmp_path / "clock"
    ClockGovernor(path, START)
    stable, half_written = path.read_bytes(), struct.pack("<Qddd", 1, 0.0, 0.0, 0.0)
    reader, told = VirtualClock(path), list[datetime]()
    with path.open("r+b", buffering=0) as file:
        file.write(half_written)
        reading = threading.Thread(target=lambda: told.append(reader.now()), daemon=True)
        reading.start()
        reading.join(0.05)
        assert reading.is_alive()
        file.seek(0)
        file.write(stable)
    reading.join(5)
    assert told == [START]


def test_the_real_clock_is_aware_and_in_utc() -> None:
    assert RealClock().now().utcoffset() == timedelta(0)
