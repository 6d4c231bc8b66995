"""The release approves exactly what it ships, and what it ships is fit."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import templates
from templates import RELEASE, Key, Library
from templates.errors import BrokenRule
from templates.phrases import PHRASES, fold
from templates.release import AUTHOR, FILE, read_release, write_release

ROOT = Path(templates.__file__).parents[1]


def test_the_release_names_every_text_as_it_is() -> None:
    assert RELEASE.texts == {info.template_id: info.digest for info in templates.catalogue()}, "run 'make texts'"
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert RELEASE.version == version, "run 'make texts'"


def test_what_is_written_is_what_is_read() -> None:
    written = write_release(templates.SHIPPED, RELEASE.version)
    assert written == FILE.read_text("utf-8"), "run 'make texts'"
    assert read_release(written) == RELEASE


def test_a_changed_text_is_another_one() -> None:
    key = Key("help", "sms", "en")
    changed = Library({key: {"text": templates.SHIPPED.source(key)["text"] + " "}})
    assert changed.info(key).digest != RELEASE.texts[key.id]


def test_the_authors_do_not_approve_in_their_own_name() -> None:
    assert RELEASE.approver != AUTHOR
    assert RELEASE.version in RELEASE.approver


@pytest.mark.parametrize("source", ["", 'version = "1"', "version = ["])
def test_a_broken_release_file_is_refused(source: str) -> None:
    with pytest.raises(BrokenRule, match=r"release\.toml"):
        read_release(source)


def test_no_shipped_text_presses_anybody() -> None:
    for info in templates.catalogue():
        for source in templates.SHIPPED.source(info.key).values():
            assert not PHRASES[info.language].presses.search(fold(source)), info.template_id
