"""A server of a measurement: it listens on a free loopback port until its process is ended."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from console.running.ports import LOOPBACK


def listen(wire: type[asyncio.Protocol], does: str) -> None:
    """The command line of a server that answers by ``wire``; ``--ready-file`` receives its URL once it listens."""
    parser = argparse.ArgumentParser(description=does)
    parser.add_argument("--ready-file", type=Path, required=True, help="receives the URL once it listens")
    asyncio.run(_serve(wire, parser.parse_args().ready_file))


async def _serve(wire: type[asyncio.Protocol], ready_file: Path) -> None:
    server = await asyncio.get_running_loop().create_server(wire, LOOPBACK, 0)
    announcement = ready_file.with_suffix(".new")
    announcement.write_text(f"http://{LOOPBACK}:{server.sockets[0].getsockname()[1]}")
    announcement.replace(ready_file)
    await server.serve_forever()
