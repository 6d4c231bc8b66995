from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.sandbox.behaviour.page import PAGE, SUBJECTS, tables, written


def test_the_page_is_what_the_rows_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == written(), "docs/sandbox-twiml.md is out of date: make twiml-table"


def test_every_table_is_on_the_page() -> None:
    folder = Path(__file__).parent
    with_table = {
        file.stem.removeprefix("test_") for file in folder.glob("test_*.py") if "\nTABLE =" in file.read_text()
    }
    assert with_table == set(SUBJECTS)


def test_no_sentence_stands_twice_in_a_table_and_each_says_where_it_is_from() -> None:
    for table in tables():
        assert [sentence for sentence, times in Counter(row.sentence for row in table.rows).items() if times > 1] == []
        assert all(row.source.startswith("https://www.twilio.com/docs/") for row in table.rows)
