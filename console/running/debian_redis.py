"""A real Redis: the `redis-server` of the system, on a free loopback port, for tests and measurements.

It never evicts (`noeviction`), as dramatiq demands.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import redis

from console.running.errors import ProgramMissing
from console.running.output import LogFile
from console.running.ports import LOOPBACK, free_port
from console.running.process import Process

START_SECONDS = 10


class DebianRedis:
    """One redis-server on one port. It can be killed and started again and comes back under the same URL.

    Args:
        folder: where it keeps its log and, with `append_only`, its data; created when missing.
        append_only: every write is on disk before it is answered, so that a killed server loses nothing.
    """

    def __init__(self, folder: Path, *, append_only: bool = False) -> None:
        self.port = free_port()
        self.url = f"redis://{LOOPBACK}:{self.port}/0"
        self._folder = folder.resolve()
        self._options = {
            "--bind": LOOPBACK,
            "--port": str(self.port),
            "--dir": str(self._folder),
            "--save": "",
            "--maxmemory-policy": "noeviction",
            "--appendonly": "yes" if append_only else "no",
            "--appendfsync": "always",
        }
        self._process: Process | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> str:
        """Starts the server and waits until it answers; returns its URL.

        Raises:
            ProgramMissing: no redis-server on the PATH.
            StartFailed: it ended, or did not answer in time.
        """
        program = shutil.which("redis-server")
        if program is None:
            raise ProgramMissing("redis-server is not installed. Run 'apt-get install redis-server' as root.")
        self._folder.mkdir(parents=True, exist_ok=True)
        command = [program, *(word for option in self._options.items() for word in option)]
        self._process = Process("redis-server", command, LogFile(self._folder / "redis.log"), death_signal="KILL")
        self._process.start()
        self._process.wait_until(lambda: answers_ping(self.url), START_SECONDS)
        return self.url

    def kill(self) -> None:
        """Ends it at once, without a chance to save anything: `kill -9`."""
        if self._process is not None:
            self._process.kill()

    def stop(self) -> None:
        """Ends it in order. Does nothing when it does not run."""
        if self._process is not None:
            self._process.stop()


def answers_ping(url: str) -> bool:
    """Whether a Redis is there and ready; a server that is still loading its data is not."""
    client = redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
