from __future__ import annotations

from pathlib import Path

import pytest

from outreach.intake import files
from outreach.intake.errors import PlacementUnreadable
from outreach.intake.files import Line


def read(path: Path) -> tuple[tuple[str, ...], list[Line]]:
    found = files.survey(path)
    lines = list(files.rows(found))
    assert found.rows == len(lines)
    return found.header, lines


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", "utf-8-sig"), ("utf-8-sig", "utf-8-sig"), ("cp1252", "cp1252"), ("utf-16", "utf-16")],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_dress_of_the_same_table_gives_the_same_rows(
    tmp_path: Path, encoding: str, told: str, delimiter: str, newline: str
) -> None:
    table = [
        ["Account", "Name (last, first)", "Balance"],
        ["A1", "Núñez, José", "1.234,50"],
        ["A2", 'the "old" Zoë', "7"],
    ]
    text = newline.join(delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in table)
    path = tmp_path / "placement.csv"
    path.write_bytes(text.encode(encoding))
    found = files.survey(path)
    assert (found.encoding, found.delimiter) == (told, delimiter)
    header, lines = read(path)
    assert header == tuple(table[0])
    assert [line.cells for line in lines] == table[1:]
    assert [line.number for line in lines] == [2, 3]


def test_a_quoted_line_break_is_part_of_its_cell_and_blank_lines_keep_their_number(tmp_path: Path) -> None:
    path = tmp_path / "placement.csv"
    path.write_text('a,b\n1,"12 Main St\nApt 3"\n\n , \n2,x\n')
    _, lines = read(path)
    assert [(line.number, line.cells) for line in lines] == [(2, ["1", "12 Main St\nApt 3"]), (5, ["2", "x"])]


def test_a_byte_that_windows_1252_lacks_is_marked_and_not_guessed(tmp_path: Path) -> None:
    path = tmp_path / "placement.csv"
    path.write_bytes(b"a,b\nJos\xe9,\x81\n")
    _, lines = read(path)
    assert lines[0].cells == ["José", "\ufffd"]


@pytest.mark.parametrize(
    "broken",
    ['2,"never closed', '2,"Bob "The Man" Smith"', '"2,x"y'],
)
def test_a_broken_quote_costs_its_own_line_and_no_other(tmp_path: Path, broken: str) -> None:
    path = tmp_path / "placement.csv"
    path.write_text(f'a,b\n1,"one"\n{broken}\n3,"three\nlines"\n4,"four"\n')
    _, lines = read(path)
    assert [line.number for line in lines] == [2, 3, 4, 5]
    assert [bool(line.problem) for line in lines] == [False, True, False, False]
    assert lines[1].cells == [broken]
    assert lines[2].cells == ["3", "three\nlines"]


def test_an_unclosed_quote_does_not_swallow_the_rest_of_a_long_file(tmp_path: Path) -> None:
    path = tmp_path / "placement.csv"
    rows = [f"{number},plain text without any quotes" for number in range(20_000)]
    rows[100] = '100,"oops'
    path.write_text("a,b\n" + "\n".join(rows))
    _, lines = read(path)
    assert len(lines) == 20_000
    assert [line.number for line in lines if line.problem] == [102]


def test_the_digest_follows_the_bytes(tmp_path: Path) -> None:
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    one.write_text("a,b\n1,2\n")
    other.write_text("a,b\n1,3\n")
    assert files.survey(one).digest != files.survey(other).digest


@pytest.mark.parametrize("content", ["", "\n\n"])
def test_a_file_without_a_header_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "placement.csv"
    path.write_text(content)
    with pytest.raises(PlacementUnreadable, match="header"):
        files.survey(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlacementUnreadable, match="No such file"):
        files.survey(tmp_path / "placement.csv")
