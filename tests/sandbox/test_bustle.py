from __future__ import annotations

import asyncio

from outreach.sandbox.bustle import Bustle


def test_what_takes_real_time_goes_on_only_when_nobody_else_is_awake() -> None:
    """The answer is there at once; the strand beside it has many steps to go, and takes them first."""

    async def scene() -> list[str]:
        told, faults = list[str](), list[BaseException]()
        bustle = Bustle(faults.append)

        async def asks(name: str) -> None:
            async with bustle.alone():
                told.append(f"{name} out")
                bustle.spawn(walks(name))
            told.append(f"{name} back")

        async def walks(name: str) -> None:
            for _ in range(50):
                await asyncio.sleep(0)
            told.append(f"{name}'s companion")

        bustle.spawn(walks("first"))
        bustle.spawn(asks("second"))
        bustle.spawn(asks("third"))
        await bustle.settled()
        assert not faults
        return told

    assert asyncio.run(scene()) == [
        "first's companion", "second out", "second's companion", "second back", "third out", "third's companion", "third back",
    ]  # fmt: skip


def test_a_strand_that_breaks_is_told_of_and_the_others_go_on() -> None:
    async def scene() -> tuple[list[str], int]:
        faults = list[str]()
        bustle = Bustle(lambda fault: faults.append(repr(fault)))

        async def breaks() -> None:
            raise ValueError("broken")

        async def waits() -> None:
            bustle.rests()
            await asyncio.sleep(0.01)
            bustle.wakes()

        bustle.spawn(breaks())
        bustle.spawn(waits())
        await asyncio.sleep(0.05)
        await bustle.settled()
        return faults, bustle.strands

    assert asyncio.run(scene()) == (["ValueError('broken')"], 0)


def test_what_ends_when_all_is_closed_starts_nothing_more() -> None:
    async def scene() -> list[str]:
        told = list[str]()
        bustle = Bustle(lambda fault: told.append(repr(fault)))

        async def lingers() -> None:
            try:
                await asyncio.sleep(60)
            finally:
                bustle.spawn(says())

        async def says() -> None:
            told.append("started all the same")

        bustle.spawn(lingers())
        await asyncio.sleep(0)
        await bustle.close()
        await asyncio.sleep(0.01)
        return told

    assert asyncio.run(scene()) == []
