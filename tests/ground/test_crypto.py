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


def test_a_ticket_stands_for_its_id_and_purpose_and_shows_neither() -> None:
    own = vault("k1")
    ticket = own.ticket("stop", ROW)
    assert (own.redeem("stop", ticket), own.ticket("stop", ROW)) == (ROW, ticket)
    assert own.redeem("pay", ticket) is None
    assert (len(ticket), ticket.isascii(), "=" in ticket) == (43, True, False)
    assert len({own.ticket(purpose, row) for purpose in ("stop", "pay") for row in (ROW, OTHER)}) == 4


def test_a_ticket_outlives_the_sealing_keys() -> None:
    ticket = vault("k1").ticket("stop", ROW)
    assert vault("k2", "k1").redeem("stop", ticket) == ROW
    stranger = Vault({"k1": b"1" * 32}, "k1", b"j" * 32)
    assert stranger.redeem("stop", ticket) is None


@pytest.mark.parametrize("made_up", ["", "x", "A" * 43, "é", "A" * 5000, "../../etc", "\x00", str(ROW)])
def test_what_we_never_made_is_no_ticket(made_up: str) -> None:
    assert vault("k1").redeem("stop", made_up) is None


def test_a_ticket_with_another_sign_in_it_is_none() -> None:
    own = vault("k1")
    ticket = own.ticket("stop", ROW)
    changed = [ticket[:place] + ("A" if ticket[place] != "A" else "B") + ticket[place + 1 :] for place in range(42)]
    assert {own.redeem("stop", one) for one in changed} == {None}
