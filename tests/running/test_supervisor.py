from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import psutil
import pytest

from console.running.errors import StartFailed
from console.running.output import LogFile, Output
from console.running.ports import answers_http, free_port
from console.running.supervisor import Program, Supervisor
from tests.support.parents import alive, eventually, orphan

SLEEP = "import time; time.sleep(60)"
DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(60)
"""
FAMILY = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""
START_AND_WAIT = """
import sys, pathlib
from console.running.output import LogFile
from console.running.supervisor import Program, Supervisor
folder = pathlib.Path(sys.argv[1])
command = [sys.executable, "-c", "print('runs', flush=True); import time; time.sleep(60)"]
program = Program("p", command, ready=lambda: "runs" in (folder / "p").read_text())
supervisor = Supervisor([program], lambda name: LogFile(folder / name))
supervisor.start()
supervisor.wait_ready(20)
print(supervisor.pid("p"), flush=True)
input()
"""


def python(script: str) -> list[str]:
    return [sys.executable, "-c", script]


class Logs:
    """Log files of a test; gives each program its file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, name: str) -> Output:
        return LogFile(self._folder / f"{name}.log")

    def text(self, name: str) -> str:
        path = self._folder / f"{name}.log"
        return path.read_text() if path.exists() else ""


@pytest.fixture
def logs(tmp_path: Path) -> Logs:
    return Logs(tmp_path)


def test_programs_run_until_the_block_ends(logs: Logs) -> None:
    with Supervisor([Program("a", python(SLEEP)), Program("b", python(SLEEP))], logs) as supervisor:
        pids = [supervisor.pid("a"), supervisor.pid("b")]
        assert all(alive(pid) for pid in pids)
    assert not any(alive(pid) for pid in pids)


def test_a_program_gets_its_variables_and_its_words_are_kept(logs: Logs) -> None:
    program = Program("a", python("import os; print(os.environ['GREETING'])"), env={"GREETING": "hello"})
    with Supervisor([program], logs) as supervisor:
        assert supervisor.wait() == ["a"]
    assert "hello\n" in logs.text("a")


def test_a_crashed_program_is_started_again(logs: Logs) -> None:
    with Supervisor([Program("a", python(SLEEP), restart=True)], logs) as supervisor:
        first = supervisor.pid("a")
        assert first is not None
        os.kill(first, signal.SIGKILL)
        assert eventually(lambda: supervisor.pid("a") != first and alive(supervisor.pid("a")))
        assert supervisor.restarts("a") == 1
        assert supervisor.given_up == []
    assert "ended (-9) and starts again" in logs.text("a")


def test_what_a_crashed_program_leaves_behind_is_ended_before_it_starts_again(logs: Logs) -> None:
    with Supervisor([Program("a", python(FAMILY), restart=True)], logs) as supervisor:
        assert eventually(lambda: logs.text("a").endswith("\n"))
        grandchild, parent = int(logs.text("a")), supervisor.pid("a")
        assert parent is not None
        os.kill(parent, signal.SIGKILL)
        assert eventually(lambda: supervisor.restarts("a") == 1)
        assert not alive(grandchild)


def test_the_pause_grows_with_each_crash(logs: Logs) -> None:
    with Supervisor([Program("a", python("raise SystemExit(3)"), restart=True)], logs) as supervisor:
        assert eventually(lambda: supervisor.restarts("a") == 2)
    assert "ended (3) and starts again in 0.25 s" in logs.text("a")
    assert "ended (3) and starts again in 0.5 s" in logs.text("a")


def test_a_program_that_is_not_restarted_is_given_up_and_the_wait_is_over(logs: Logs) -> None:
    with Supervisor([Program("a", python("raise SystemExit(3)")), Program("b", python(SLEEP))], logs) as supervisor:
        assert supervisor.wait() == ["a"]
        assert alive(supervisor.pid("b"))


def test_a_program_that_does_not_listen_is_ended_with_all_its_children(logs: Logs) -> None:
    programs = [Program("deaf", python(DEAF)), Program("family", python(FAMILY))]
    with Supervisor(programs, logs, grace=0.2) as supervisor:
        assert eventually(lambda: logs.text("deaf").endswith("\n") and logs.text("family").endswith("\n"))
        pids = [supervisor.pid("deaf"), supervisor.pid("family"), int(logs.text("family"))]
    assert eventually(lambda: not any(alive(pid) for pid in pids))


def test_it_is_ready_when_every_program_answers(logs: Logs, tmp_path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", str(tmp_path)]
    assert not answers_http(url)
    with Supervisor([Program("web", command, ready=lambda: answers_http(url))], logs) as supervisor:
        supervisor.wait_ready(20)
        assert answers_http(url)


def test_a_program_that_ends_before_it_is_ready_fails_with_its_last_words(logs: Logs) -> None:
    program = Program("a", python("print('no such table'); raise SystemExit(3)"), ready=lambda: False)
    supervisor = Supervisor([program], logs)
    supervisor.start()
    with pytest.raises(StartFailed, match="no such table"):
        supervisor.wait_ready(20)


def test_a_program_that_does_not_exist_ends_the_others_too(logs: Logs) -> None:
    supervisor = Supervisor([Program("a", python(SLEEP)), Program("b", ["no-such-program"])], logs)
    with pytest.raises(StartFailed, match="b could not be started"):
        supervisor.start()
    assert not alive(supervisor.pid("a"))


def test_a_signal_ends_everything_in_order(tmp_path: Path) -> None:
    script = START_AND_WAIT.replace("supervisor.start()", "supervisor.stop_on_signals(); supervisor.start()").replace(
        "input()", "import os, signal; os.kill(os.getpid(), signal.SIGTERM); supervisor.wait(); supervisor.stop()"
    )
    parent = psutil.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=-1)
    child = int(parent.stdout.readline())
    assert parent.wait(20) == 0
    parent.stdout.close()
    assert not alive(child)


def test_children_end_when_the_supervising_process_is_killed(tmp_path: Path) -> None:
    pid = orphan(START_AND_WAIT, str(tmp_path))
    assert eventually(lambda: not alive(pid))
