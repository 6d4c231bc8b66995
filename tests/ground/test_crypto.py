"""Personal data at rest opens only with its key, in its own row and column."""

from __future__ import annotations

from uuid import UUID

import pytest
from pydantic import SecretStr

from outreach.crypto import SealBroken, Vault, new_key
from outreach.errors import SettingsError
from outreach.settings import Settings

ROW, OTHER = UUID(int=1), UUID(int=2)


def vault(*names: str) -> Vault:
    keys = {name: bytes([number]) * 32 for number, name in enumerate(names, 1)}
    return Vault(keys, names[0], b"i" * 32)


def test_what_is_sealed_opens_again() -> None:
    own = vault("k1")
    assert own.open("people.name", ROW, own.seal("people.name", ROW, "Zoë Example")) == "Zoë Example"


def test_the_same_value_is_sealed_differently_each_time() -> None:
    own = vault("k1")
    assert own.seal("people.name", ROW, "x") != own.seal("people.name", ROW, "x")


@pytest.mark.parametrize(("column", "row"), [("people.name", OTHER), ("addresses.value", ROW)])
def test_a_value_moved_to_another_place_does_not_open(column: str, row: UUID) -> None:
    own = vault("k1")
    sealed = own.seal("people.name", ROW, "Pat Example")
    with pytest.raises(SealBroken) as refusal:
        own.open(column, row, sealed)
    assert "Pat" not in str(refusal.value)


@pytest.mark.parametrize("position", [-1, 20])
def test_an_altered_value_does_not_open(position: int) -> None:
    own = vault("k1")
    sealed = bytearray(own.seal("people.name", ROW, "Pat Example, of some street"))
    sealed[position] ^= 1
    with pytest.raises(SealBroken):
        own.open("people.name", ROW, bytes(sealed))


def test_an_old_key_still_opens_after_a_rotation_and_the_new_one_seals() -> None:
    old = Vault({"k1": b"1" * 32}, "k1", b"i" * 32)
    both = Vault({"k2": b"2" * 32, "k1": b"1" * 32}, "k2", b"i" * 32)
    sealed = old.seal("people.name", ROW, "Pat")
    assert both.open("people.name", ROW, sealed) == "Pat"
    assert both.key_of(both.seal("people.name", ROW, "Pat")) == "k2"
    with pytest.raises(SealBroken, match="k2"):
        old.open("people.name", ROW, both.seal("people.name", ROW, "Pat"))


def test_equal_values_meet_in_the_index_and_kinds_are_kept_apart() -> None:
    own = vault("k1")
    assert own.index("phone", "+12125550123") == own.index("phone", "+12125550123")
    assert own.index("phone", "x") != own.index("email", "x")
    assert own.index("phone", "x") != Vault({"k1": b"1" * 32}, "k1", b"j" * 32).index("phone", "x")


def test_a_short_key_is_refused_naming_the_setting() -> None:
    settings = Settings.model_construct(encryption_keys=SecretStr("k1:c2hvcnQ="), index_key=SecretStr(new_key()))
    with pytest.raises(SettingsError, match="OUTREACH_ENCRYPTION_KEYS"):
        Vault.from_settings(settings)
