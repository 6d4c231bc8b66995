from __future__ import annotations

import json
import re
import tomllib
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.sources import ROOT

Pins = dict[str, str]


def test_every_requirement_is_pinned_as_it_asks_for() -> None:
    for wanted, pins in ((_wanted("requirements.in"), _pins("requirements.txt")), (_all_wanted(), _dev_pins())):
        missing = [
            str(requirement)
            for requirement in wanted
            if not requirement.specifier.contains(pins.get(canonicalize_name(requirement.name), "0"), prereleases=True)
            or canonicalize_name(requirement.name) not in pins
        ]
        assert not missing, f"not in the lock, run 'make lock': {missing}"


def test_the_development_lock_contains_the_runtime_lock() -> None:
    assert _pins("requirements.txt").items() <= _dev_pins().items()


def test_every_pin_has_a_hash() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        entries = re.split(r"\n(?=\S)", _text(name).strip())
        assert not [entry.split()[0] for entry in entries if "==" in entry and "--hash=sha256:" not in entry]


def test_what_is_installed_is_what_is_locked() -> None:
    installed = {name: metadata.version(name) for name in _dev_pins() if _installed(name)}
    assert installed == _dev_pins(), "run 'make venv'"


@pytest.mark.parametrize("folder", ["wire-node", "axe"])
def test_the_packages_for_node_are_locked_with_hashes_and_without_addresses(folder: str) -> None:
    wanted = json.loads(_text(f"tests/{folder}/package.json"))["dependencies"]
    locked = json.loads(_text(f"tests/{folder}/package-lock.json"))["packages"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert all("integrity" in entry and "resolved" not in entry for name, entry in locked.items() if name)


def test_the_changelog_begins_with_this_version() -> None:
    version = tomllib.loads(_text("pyproject.toml"))["project"]["version"]
    headings = re.findall(r"^## (\S+)", _text("CHANGELOG.md"), re.MULTILINE)
    assert headings[0] == version


def _text(name: str) -> str:
    return (ROOT / name).read_text()


def _wanted(name: str) -> list[Requirement]:
    lines = (line.split("#")[0].strip() for line in _text(name).splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("-")]


def _all_wanted() -> list[Requirement]:
    return _wanted("requirements.in") + _wanted("requirements-dev.in")


def _pins(name: str) -> Pins:
    return {
        canonicalize_name(pin): version for pin, version in re.findall(r"^(\S+?)==(\S+)", _text(name), re.MULTILINE)
    }


def _dev_pins() -> Pins:
    return _pins("requirements-dev.txt")


def _installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True
