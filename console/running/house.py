"""The whole product on one machine: database, broker and sandbox carrier embedded, and our own processes around them.

A folder holds everything: ``postgres/`` (data), ``keys.env`` (keys, made once), ``house.env`` (the settings of the
running house, for other commands), logs, the sandbox's journal. Embedded parts speak to the sandbox only: this class has
no way to point at a real carrier.
"""

from __future__ import annotations

import json
import secrets
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from console.running.embedded_broker import EmbeddedBroker
from console.running.embedded_postgres import EmbeddedPostgres
from console.running.output import LogFile, Output
from console.running.ports import LOOPBACK, answers_http, free_port
from console.running.process import Process
from console.running.supervisor import Program, Supervisor
from outreach.accounts import onboarding
from outreach.contacts import approving
from outreach.crypto import new_key
from outreach.db import upgrade
from outreach.settings import Settings, load_settings
from outreach.store import Store, open_store

READY_SECONDS = 120
Env = dict[str, str]


@dataclass
class House:
    """Runs for the length of a ``with`` block, or from ``prepare`` and ``open`` to ``stop``.

    ``overrides`` are further settings as environment variables; ``redis_url`` uses a broker that runs elsewhere instead
    of the embedded one; ``clock_file`` makes business time virtual for every process.
    """

    folder: Path
    workers: int = 1
    schedulers: int = 1
    threads: int = 8
    durable: bool = False
    population: Path | None = None
    sandbox_options: list[str] = field(default_factory=list)
    overrides: Env = field(default_factory=dict)
    redis_url: str | None = None
    clock_file: Path | None = None
    restart: bool = True

    def __post_init__(self) -> None:
        self.folder = self.folder.resolve()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.journal = self.folder / "sandbox-journal.jsonl"
        self.env_file = self.folder / "house.env"
        self._postgres = EmbeddedPostgres(self.folder / "postgres", durable=self.durable)
        self._broker = EmbeddedBroker(self.folder) if self.redis_url is None else None
        self._sandbox: Process | None = None
        self._sandbox_port = free_port()
        self.supervisor: Supervisor | None = None

    @property
    def settings(self) -> Settings:
        """The settings every process of the house runs with."""
        return self._settings

    def prepare(self) -> None:
        """Start the database, bring its schema up to date and approve the texts this release ships.

        Nothing else runs yet, so the store can be filled.

        Raises:
            StartFailed: the database did not start, with its last lines.
        """
        env = self._base_env(free_port())
        env["OUTREACH_DATABASE_URL"] = self._postgres.start()
        env["OUTREACH_REDIS_URL"] = self._broker.url if self._broker else str(self.redis_url)
        for carrier in ("CARRIER", "EMAIL"):
            env[f"OUTREACH_{carrier}_BASE_URL"] = f"http://{LOOPBACK}:{self._sandbox_port}"
        self.env = env | self.overrides
        self._settings = load_settings(_env_file=None, **_as_fields(self.env))
        self.env_file.write_text("".join(f"{key}='{value}'\n" for key, value in self.env.items()))
        self.env_file.chmod(0o600)
        upgrade(self._settings.database_url)
        store = self.open_store()
        with store.sessions.begin() as session:
            onboarding.set_pace(session, self._settings, store.clock.now())
            if self._settings.release_approves_texts:
                approving.record_release(session, store.clock.now())
        store.engine.dispose()

    def open(self) -> None:
        """Start broker and sandbox, then web, workers and schedulers; return when the web process is ready.

        Raises:
            StartFailed: naming the part that did not start, with its last lines.
        """
        if self._broker:
            self._broker.start()
        self._start_sandbox()
        self.supervisor = Supervisor(self._programs(), self._output, grace=20)
        self.supervisor.start()
        self.supervisor.wait_ready(READY_SECONDS)

    def open_store(self) -> Store:
        """A store on the house's database, in this process."""
        return open_store(self._settings, pool_size=4)

    def wait(self) -> None:
        """Block until SIGTERM or SIGINT, or until a process that is not restarted has ended."""
        if self.supervisor:
            self.supervisor.stop_on_signals()
            self.supervisor.wait()

    def close(self) -> None:
        """End our processes; database, broker and sandbox go on, so that what they know can be read."""
        if self.supervisor:
            self.supervisor.stop()

    def stop(self) -> None:
        """End everything, our processes first."""
        self.close()
        if self._sandbox:
            self._sandbox.stop()
        if self._broker:
            self._broker.stop()
        self._postgres.stop()

    def __enter__(self) -> Self:
        try:
            self.prepare()
            self.open()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _base_env(self, web: int) -> Env:
        env = {
            "OUTREACH_PUBLIC_BASE_URL": f"http://{LOOPBACK}:{web}",
            "OUTREACH_WEB_PORT": str(web),
            "OUTREACH_LOG_FORMAT": "console",
            "PYTHONTZPATH": "",
            **self._keys(),
        }
        return env | ({"OUTREACH_CLOCK_FILE": str(self.clock_file)} if self.clock_file else {})

    def _keys(self) -> Env:
        """The keys of this folder, made when it is new: without them its data is lost."""
        path = self.folder / "keys.json"
        if not path.exists():
            made = {
                "TWILIO_ACCOUNT_SID": "AC" + secrets.token_hex(16),
                "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
                "OUTREACH_ENCRYPTION_KEYS": f"k1:{new_key()}",
                "OUTREACH_INDEX_KEY": new_key(),
            }
            path.touch(mode=0o600)
            path.write_text(json.dumps(made))
        return dict(json.loads(path.read_text()))

    def _start_sandbox(self) -> None:
        env = self.env
        ready = self.folder / "sandbox.json"
        ready.unlink(missing_ok=True)
        population = self.population or self.folder / "population.jsonl"
        population.touch()
        command = [
            *(sys.executable, "-m", "outreach.sandbox", "--port", str(self._sandbox_port), "--ready-file", str(ready)),
            *("--journal", str(self.journal), "--population", str(population)),
            *("--account-sid", env["TWILIO_ACCOUNT_SID"], "--auth-token", env["TWILIO_AUTH_TOKEN"]),
            *("--sms-url", f"{env['OUTREACH_PUBLIC_BASE_URL']}/webhooks/twilio/sms#rc=5&rp=all"),
            *("--voice-url", f"{env['OUTREACH_PUBLIC_BASE_URL']}/voice/inbound#rc=2&rp=ct,rt,5xx"),
            *("--voice-status-url", f"{env['OUTREACH_PUBLIC_BASE_URL']}/webhooks/twilio/call-in#rc=5&rp=all"),
            *(("--clock-file", str(self.clock_file)) if self.clock_file else ()),
            *self.sandbox_options,
        ]
        self._sandbox = Process("sandbox", command, self._output("sandbox"))
        self._sandbox.start()
        self._sandbox.wait_until(ready.exists, 20)

    def _programs(self) -> list[Program]:
        outreach = [sys.executable, "-m", "console.cli"]
        health = f"{self.env['OUTREACH_PUBLIC_BASE_URL']}/readyz"

        def program(name: str, *arguments: str, web: bool = False) -> Program:
            ready = (lambda: answers_http(health)) if web else None
            return Program(name, [*outreach, *arguments], self.env, ready, restart=self.restart)

        threads = ("--threads", str(self.threads))
        return [
            program("web", "web", web=True),
            *(program(f"worker-{number}", "worker", *threads) for number in range(1, self.workers + 1)),
            *(program(f"scheduler-{number}", "scheduler") for number in range(1, self.schedulers + 1)),
        ]

    def _output(self, name: str) -> Output:
        return LogFile(self.folder / f"{name}.log")


def _as_fields(env: Env) -> dict[str, object]:
    """Environment variables as arguments of Settings."""
    names = {key: key.lower().removeprefix("outreach_") for key in env}
    return {name: env[key] for key, name in names.items() if name in Settings.model_fields}
