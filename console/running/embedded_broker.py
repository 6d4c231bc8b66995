"""The embedded broker: a Redis imitation in a process of its own, speaking the real wire to real dramatiq workers.

It keeps everything in memory and loses it when it ends. That is safe, because the broker holds no truth,
but it is meant for demonstrations, trials and tests; production takes a Redis of its own.

Run as a program, it listens, writes its URL into the ready file and serves until it is ended:

    python -m console.running.embedded_broker --port 0 --ready-file broker.url
"""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

from dramatiq.brokers import redis as dramatiq_redis
from fakeredis import FakeRedis, TcpFakeServer

from console.running.output import LogFile
from console.running.ports import LOOPBACK, free_port
from console.running.process import Process

START_SECONDS = 20


class EmbeddedBroker:
    """The broker as a child process. It can be killed and started again and comes back, empty, under the same URL.

    Args:
        folder: where it keeps its log and its ready file; created when missing.
        port: 0 takes any free one.
    """

    def __init__(self, folder: Path, *, port: int = 0) -> None:
        self.port = port or free_port()
        self.url = f"redis://{LOOPBACK}:{self.port}/0"
        self._ready_file = folder.resolve() / "broker.url"
        command = broker_command(self._ready_file, self.port)
        self._process = Process(
            "embedded broker", command, LogFile(folder.resolve() / "broker.log"), death_signal="KILL"
        )

    @property
    def pid(self) -> int | None:
        return self._process.pid

    def start(self) -> str:
        """Starts it and waits until it listens; returns its URL.

        Raises:
            StartFailed: it ended, or did not listen in time.
        """
        self._ready_file.parent.mkdir(parents=True, exist_ok=True)
        self._ready_file.unlink(missing_ok=True)
        self._process.start()
        self._process.wait_until(self._ready_file.exists, START_SECONDS)
        return self.url

    def kill(self) -> None:
        """Ends it at once; everything it held is gone."""
        self._process.kill()

    stop = kill


def broker_command(ready_file: Path, port: int = 0) -> list[str]:
    """The command line that serves a broker, for whoever starts processes."""
    return [sys.executable, "-m", __spec__.name, "--port", str(port), "--ready-file", str(ready_file)]


def serve(port: int, ready_file: Path) -> None:
    """Listens on the port (0: any free one), says so in the ready file, and serves until the process is ended."""
    server = TcpFakeServer((LOOPBACK, port))
    server.daemon_threads = True
    _preload_scripts(server)
    announcement = ready_file.with_suffix(".new")
    announcement.write_text(f"redis://{LOOPBACK}:{server.server_address[1]}/0")
    announcement.replace(ready_file)  # at once, so that nobody reads half a URL
    server.serve_forever()


def _preload_scripts(server: TcpFakeServer) -> None:
    """Loads dramatiq's Lua scripts: the server hangs up after an error reply, also after the first 'no such script'."""
    client = FakeRedis(server=server.fake_server)
    for script in dramatiq_redis._scripts.values():  # noqa: SLF001 - dramatiq names them nowhere else
        client.script_load(script)
    client.close()


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve the embedded broker on the loopback interface.")
    parser.add_argument("--port", type=int, default=0, help="0 takes any free port")
    parser.add_argument("--ready-file", type=Path, required=True, help="receives the URL once it listens")
    arguments = parser.parse_args()
    logging.getLogger("fakeredis").setLevel(logging.ERROR)
    serve(arguments.port, arguments.ready_file)


if __name__ == "__main__":
    main()
