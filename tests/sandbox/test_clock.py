from __future__ import annotations

import asyncio
import json
import struct
import threading
import time
import urllib.error
from collections.abc import Callable
from pathlib import Path

import pytest

from outreach.sandbox.clock import FastClock, FileClock, iso
from outreach.sandbox.errors import ClockError
from outreach.sandbox.timers import Timers
from tests.sandbox.stage import MONDAY_NOON, ClientApp, Stage


class ClockFile:
    """The writer's side of the shared virtual clock."""

    layout = struct.Struct("<Qddd")

    def __init__(self, path: Path, rate: float, start: float = MONDAY_NOON) -> None:
        self.path = path
        self._sequence = 0
        path.write_bytes(bytes(self.layout.size))
        self.put(start, rate)

    def now(self) -> float:
        _, monotonic, virtual, rate = self.layout.unpack(self.path.read_bytes())
        return float(virtual + (time.monotonic() - monotonic) * rate)

    def set_rate(self, rate: float) -> None:
        self.put(self.now(), rate)

    def jump(self, seconds: float) -> None:
        rate = self.layout.unpack(self.path.read_bytes())[3]
        self.put(self.now() + seconds, rate)

    def put(self, virtual: float, rate: float) -> None:
        with self.path.open("r+b") as file:
            file.write(struct.pack("<Q", self._sequence + 1))
            file.flush()
            self._sequence += 2
            file.seek(8)
            file.write(self.layout.pack(0, time.monotonic(), virtual, rate)[8:])
            file.flush()
            file.seek(0)
            file.write(struct.pack("<Q", self._sequence))


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


def test_timers_fire_in_order_with_the_instant_they_were_due(tmp_path: Path) -> None:
    async def scene() -> list[float]:
        writer, fired = ClockFile(tmp_path / "clock", rate=0.0, start=0.0), list[float]()
        timers = Timers(FileClock(writer.path), asyncio.get_running_loop())
        for due in (30.0, 10.0, 20.0, 99.0):
            timers.at(due, fired.append)
        timers.at(15.0, fired.append).cancel()
        assert (timers.pending, timers.next_at()) == (4, 10.0)
        await asyncio.sleep(0.05)
        assert not fired
        writer.jump(50.0)
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
        timers = Timers(FastClock(0.0, 1.0), loop)
        timers.at(-2.0, lambda _: 1 / 0)
        timers.at(-1.0, fired.append)
        await asyncio.sleep(0.1)
        assert fired == [-1.0]
        return errors

    assert asyncio.run(scene()) == ["ZeroDivisionError('division by zero')"]


def test_nothing_happens_while_the_clock_stands_and_all_when_it_jumps(
    process: Callable[..., Stage], tmp_path: Path, app: ClientApp
) -> None:
    writer = ClockFile(tmp_path / "clock", rate=0.0)
    scene = process("--clock-file", str(writer.path))
    scene.set(app, [{"address": "+12125550123", "sms": {"delivery": "delivered", "seconds": 3600}}], {})
    scene.text("+12125550123")
    assert scene.admin("stats")["next_timer_at"] == iso(MONDAY_NOON + 0.5)
    assert not scene.admin("stats")["idle"]
    assert not scene.journal("message.sent")
    writer.jump(7200)
    scene.wait_for(lambda: scene.admin("stats")["idle"])
    assert [line["at"] for line in scene.journal("message.delivered")] == [iso(MONDAY_NOON + 3600.5)]


def test_a_fast_clock_runs_as_fast_as_it_is_told() -> None:
    clock = FastClock(MONDAY_NOON, 36_000.0)
    before = clock.now()
    time.sleep(0.05)
    assert clock.now() - before > 0.05 * 36_000
    assert clock.rate() == 36_000.0


def test_a_clock_moved_by_hand_stands_until_it_is_moved_and_only_goes_forward(stage: Callable[..., Stage]) -> None:
    scene = stage([{"address": "+12125550123", "sms": {"delivery": "delivered", "seconds": 3}}])
    scene.text("+12125550123")
    assert scene.now() == MONDAY_NOON
    scene.advance(2)
    assert (scene.now(), len(scene.journal("message.sent"))) == (MONDAY_NOON + 2, 1)
    scene.admin("clock", {"to": iso(MONDAY_NOON + 1)})
    assert scene.now() == MONDAY_NOON + 2
    scene.admin("clock", {"to": iso(MONDAY_NOON + 60)})
    assert (scene.now(), len(scene.journal("message.delivered"))) == (MONDAY_NOON + 60, 1)


def test_a_clock_that_moves_by_itself_is_not_moved_by_hand(process: Callable[..., Stage]) -> None:
    scene = process("--speed", "10")
    with pytest.raises(urllib.error.HTTPError) as refused:
        scene.admin("clock", {"advance": 1})
    assert "moves by itself" in json.load(refused.value)["message"]
    refused.value.close()
