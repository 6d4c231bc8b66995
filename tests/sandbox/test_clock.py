from __future__ import annotations

import asyncio
import struct
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from outreach.sandbox.clock import FileClock, iso
from outreach.sandbox.errors import ClockError
from outreach.sandbox.timers import Timers
from tests.sandbox.stage import MONDAY_NOON, ClockFile, Stage


class StillClock:
    """A clock that stands where it is put."""

    def __init__(self) -> None:
        self.at = 0.0

    def now(self) -> float:
        return self.at

    def rate(self) -> float:
        return 0.0


def test_the_clock_file_tells_virtual_time_and_follows_its_writer(tmp_path: Path) -> None:
    writer = ClockFile(tmp_path / "clock", rate=0.0)
    clock = FileClock(writer.path)
    assert (clock.now(), clock.rate()) == (MONDAY_NOON, 0.0)
    writer.jump(86_400)
    assert clock.now() == MONDAY_NOON + 86_400
    writer.set_rate(1000.0)
    assert clock.rate() == 1000.0
    first = clock.now()
    assert clock.now() > first > MONDAY_NOON + 86_400


def test_a_reader_waits_for_a_writer_who_is_half_way(tmp_path: Path) -> None:
    path = tmp_path / "clock"
    path.write_bytes(struct.pack("<Qddd", 3, 0.0, 1.0, 0.0))
    clock = FileClock(path)

    def finish() -> None:
        with path.open("r+b") as file:
            file.write(struct.pack("<Qddd", 4, 0.0, 5.0, 0.0))

    writer = threading.Timer(0.1, finish)
    writer.start()
    assert clock.now() == 5.0
    writer.join()


@pytest.mark.parametrize("content", [None, b"", b"too short"])
def test_what_is_no_clock_file_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "clock"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ClockError):
        FileClock(path)


def test_timers_fire_in_order_with_the_instant_they_were_due() -> None:
    async def scene() -> list[float]:
        clock, fired = StillClock(), list[float]()
        timers = Timers(clock, asyncio.get_running_loop())
        for due in (30.0, 10.0, 20.0, 99.0):
            timers.at(due, fired.append)
        timers.at(15.0, fired.append).cancel()
        assert (timers.pending, timers.next_at()) == (4, 10.0)
        await asyncio.sleep(0.05)
        assert not fired
        clock.at = 50.0
        await asyncio.sleep(0.1)
        assert timers.pending == 1
        timers.close()
        return fired

    assert asyncio.run(scene()) == [10.0, 20.0, 30.0]


def test_a_timer_that_fails_does_not_stop_the_others() -> None:
    async def scene() -> list[str]:
        errors, fired = list[str](), list[float]()
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: errors.append(repr(context["exception"])))
        clock = StillClock()
        timers = Timers(clock, loop)
        timers.at(-2.0, lambda _: 1 / 0)
        timers.at(-1.0, fired.append)
        await asyncio.sleep(0.1)
        assert fired == [-1.0]
        return errors

    assert asyncio.run(scene()) == ["ZeroDivisionError('division by zero')"]


def test_nothing_happens_while_the_clock_stands_and_all_when_it_jumps(stage: Callable[..., Stage]) -> None:
    scene = stage([{"address": "+12125550123", "sms": {"delivery": "delivered", "seconds": 3600}}], rate=0.0)
    scene.text("+12125550123")
    assert scene.admin("stats")["next_timer_at"] == iso(MONDAY_NOON + 0.5)
    assert not scene.admin("stats")["idle"]
    assert not scene.ledger("message.sent")
    scene.clock.jump(7200)
    scene.wait_idle()
    assert [line["at"] for line in scene.ledger("message.delivered")] == [iso(MONDAY_NOON + 3600.5)]
