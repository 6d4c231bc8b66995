"""`outreach compliance check` and `schema`: what they print, how they refuse, and that they need nothing else."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zoneinfo
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from compliance import decide, read_facts
from console.cli.main import app
from tests.compliance.cases import ATLANTA, Json, facts

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "examples" / "compliance-cases.jsonl"
OUTREACH = [sys.executable, "-m", "console.cli", "compliance"]
ALLOWED: Json = {"decision": "ALLOW", "rules": [], "next_permitted": None}
WAITS: Json = {"decision": "BLOCK_UNTIL", "rules": ["US-F-TIME"], "next_permitted": "2026-12-01T13:00:00Z"}
OPEN: Json = {"id": "open", "facts": facts(), "expect": ALLOWED}
CLOSED: Json = {"id": "closed", "facts": facts(at="2026-12-01T12:00:00Z"), "expect": WAITS}
BAD: Json = {"id": "bad", "facts": facts(attempt={"channel": "fax"}), "expect": ALLOWED}


@pytest.fixture(autouse=True)
def _clock_of_its_own(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The command turns the process's clock to the wheel; the other tests get theirs back."""
    monkeypatch.delenv("PYTHONTZPATH", raising=False)
    yield
    zoneinfo.reset_tzpath()


def check(*cases: Json | str, options: str = "", code: int = 0) -> Result:
    given = "".join(f"{case if isinstance(case, str) else json.dumps(case)}\n" for case in cases)
    result = CliRunner().invoke(app, ["compliance", "check", *options.split()], input=given)
    assert result.exit_code == code, result.output
    return result


def lines(result: Result) -> list[Any]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def alone(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The command as a process of its own, in that folder, with no other environment than this."""
    return subprocess.run([*OUTREACH, *arguments], cwd=folder, env=environment, capture_output=True, check=False)


def test_every_line_in_gives_one_decision_out_in_the_same_order() -> None:
    told = lines(check(CLOSED, OPEN))
    assert [(line["id"], line["line"], line["decision"]) for line in told] == [
        ("closed", 1, "BLOCK_UNTIL"),
        ("open", 2, "ALLOW"),
    ]
    assert told[0] == {"id": "closed", "line": 1} | decide(read_facts(CLOSED["facts"])).to_json()


def test_facts_alone_are_judged_too_and_blank_lines_are_not() -> None:
    told = lines(check("", CLOSED["facts"], "  ", OPEN, options="--brief -"))
    assert [(line["id"], line["line"]) for line in told] == [(None, 2), ("open", 4)]


def test_in_brief_only_the_answer_is_written() -> None:
    assert lines(check(CLOSED, options="--brief")) == [{"id": "closed", "line": 1} | WAITS]


def test_the_same_lines_give_the_same_bytes() -> None:
    first, second = check(CLOSED, OPEN, BAD, code=2), check(CLOSED, OPEN, BAD, code=2)
    assert first.stdout_bytes == second.stdout_bytes
    assert b'{"id":"closed","line":1,"decision":"BLOCK_UNTIL","rules":["US-F-TIME"],' in first.stdout_bytes


def test_a_faulty_line_is_told_keeps_its_place_and_stops_nobody() -> None:
    result = check(OPEN, BAD, "{", CLOSED, options="--brief", code=2)
    told = lines(result)
    assert [line["line"] for line in told] == [1, 2, 3, 4]
    assert told[1] == {"id": "bad", "line": 2, "error": "facts.attempt.channel must be one of call, sms, email"}
    assert told[2] == {"id": None, "line": 3, "error": "the line is not one JSON object, as seen at column 2"}
    assert result.stderr.splitlines() == [
        "line 2, facts.attempt.channel: must be one of call, sms, email",
        "line 3: is not one JSON object, as seen at column 2",
    ]


def test_no_number_is_ever_repeated() -> None:
    mistyped = facts(attempt={"address": {"value": ATLANTA + "x"}})
    result = check(mistyped, OPEN | {ATLANTA: 1}, f'{{"note":"{ATLANTA}', code=2)
    assert not re.search(r"555", result.output)


def test_cases_that_come_out_as_expected_are_counted() -> None:
    result = check(OPEN, CLOSED, options="--expect --brief")
    assert result.stderr == "2 cases: 2 as expected\n"
    assert check(OPEN, options="--expect").stderr == "1 case: 1 as expected\n"


def test_each_difference_is_told_with_line_case_and_field() -> None:
    wrong = CLOSED | {"expect": WAITS | {"rules": ["US-F-7IN7"], "next_permitted": "2026-12-01T14:00:00Z"}}
    unsure = OPEN | {
        "expect": {"decision": "HUMAN", "rules": ["POL-NO-PACK"], "next_permitted": None},
        "doubtful": True,
    }
    assert check(OPEN, wrong, unsure, options="--expect", code=1).stderr.splitlines() == [
        'line 2, case "closed", rules: wanted ["US-F-7IN7"], got ["US-F-TIME"]',
        'line 2, case "closed", next_permitted: wanted "2026-12-01T14:00:00Z", got "2026-12-01T13:00:00Z"',
        'line 3, case "open", decision (doubtful): wanted "HUMAN", got "ALLOW"',
        'line 3, case "open", rules (doubtful): wanted ["POL-NO-PACK"], got []',
        "3 cases: 1 as expected, 2 not (1 of them doubtful)",
    ]


def test_what_is_expected_is_compared_only_when_asked() -> None:
    assert check(CLOSED | {"expect": ALLOWED}).stderr == ""


def test_a_case_that_expects_nothing_is_a_fault_where_expectations_are_compared() -> None:
    result = check(OPEN, CLOSED["facts"], OPEN | {"expect": WAITS}, options="--expect", code=2)
    assert result.stderr.splitlines()[0].startswith("line 2, expect: is missing")
    assert result.stderr.splitlines()[-1] == "3 cases: 1 as expected, 1 not, 1 could not be judged"


def test_nothing_to_compare_is_no_success() -> None:
    assert check(options="--expect", code=2).stderr == "0 cases: 0 as expected\n"
    assert check().output == ""


def test_a_case_id_cannot_write_to_the_terminal() -> None:
    result = check(CLOSED | {"id": "a\x1b[2J\nb", "expect": ALLOWED}, options="--expect", code=1)
    assert "\x1b" not in result.stderr
    assert 'case "a\\u001b[2J\\nb"' in result.stderr


def test_a_line_that_is_too_long_is_refused_and_the_next_one_is_read() -> None:
    result = check("x" * 3_000_000, OPEN, options="--brief", code=2)
    assert [line.get("decision") for line in lines(result)] == [None, "ALLOW"]
    assert result.stderr == "line 1: is longer than 1048576 bytes\n"


def test_a_file_is_read_also_without_an_end_of_its_last_line(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps(OPEN).encode())
    assert [line["id"] for line in lines(check(options=f"--brief {file}"))] == ["open"]


@pytest.mark.parametrize("name", ["absent.jsonl", "."])
def test_a_file_that_cannot_be_read_is_a_plain_error(name: str, tmp_path: Path) -> None:
    result = check(options=str(tmp_path / name), code=2)
    assert len(result.stderr.splitlines()) == 1
    assert re.search("No such file|Is a directory", result.stderr)


def test_the_schema_is_printed_as_it_is_shipped() -> None:
    result = CliRunner().invoke(app, ["compliance", "schema"])
    assert result.exit_code == 0
    assert result.stdout == (ROOT / "compliance" / "facts.schema.json").read_text("utf-8")


def test_the_examples_of_the_documentation_come_out_as_documented() -> None:
    page = (ROOT / "docs" / "facts.md").read_text("utf-8")
    examples = "".join(re.findall(r"```jsonl\n(.*?)```", page, re.DOTALL))
    assert check(examples, options="--expect").stderr == "5 cases: 5 as expected\n"


def test_it_runs_with_an_empty_environment_in_an_empty_folder(tmp_path: Path) -> None:
    if not SHARED.exists():
        pytest.skip("the shared case file is not here")
    done = alone("check", "--expect", "--brief", str(SHARED), folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"46 cases: 46 as expected\n")
    assert list(tmp_path.iterdir()) == []


def test_another_time_zone_database_is_refused(tmp_path: Path) -> None:
    done = alone("check", str(ROOT / "absent"), folder=tmp_path, PYTHONTZPATH="/usr/share/zoneinfo")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"StaleClock: ")


def test_an_answer_is_written_before_the_next_line_is_read(tmp_path: Path) -> None:
    with _talking(tmp_path) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for case in (OPEN, CLOSED):
            process.stdin.write(json.dumps(case).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == case["id"]
        process.stdin.close()
        assert process.wait() == 0


def test_it_ends_in_silence_when_nobody_reads_any_more(tmp_path: Path) -> None:
    with _talking(tmp_path) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        process.stdin.write(json.dumps(OPEN).encode() + b"\n")
        process.stdin.close()
        assert process.stderr.read() == b""
        assert process.wait() == 141


def _talking(folder: Path) -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    return subprocess.Popen([*OUTREACH, "check"], cwd=folder, env={}, stdin=pipe, stdout=pipe, stderr=pipe)


def test_the_command_itself_loads_no_database_and_no_broker(tmp_path: Path) -> None:
    probe = (
        "import sys, console.cli.compliance; print(*{'sqlalchemy', 'dramatiq', 'redis', 'pydantic'} & set(sys.modules))"
    )
    environment = {"PATH": os.environ["PATH"]}
    done = subprocess.run([sys.executable, "-c", probe], cwd=tmp_path, env=environment, capture_output=True, check=True)
    assert done.stdout.strip() == b""
