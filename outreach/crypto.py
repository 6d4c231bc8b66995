"""Personal data at rest: sealed values and blind indexes.

A sealed value is ``key id length (1 byte) | key id | nonce (12) | AES-256-GCM ciphertext and tag``. The associated data
is ``table.column|row id``: a value copied into another row or column does not open. A blind index is the first
16 bytes of HMAC-SHA256 over ``kind|normalised value``: equal values meet, nothing is revealed without the key.

A ticket stands for an id where strangers read along (a link in an e-mail): AES-SIV of its 16 bytes under a key made from the
index key, 43 characters of base64url. It is always the same for the same id and purpose, cannot be made up, tells nothing of
the id, and outlives the rotation of the sealing keys.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV

from outreach.errors import OutreachError, SettingsError
from outreach.settings import Settings

_NONCE = 12
_INDEX = 16


class SealBroken(OutreachError):
    """A sealed value does not open: wrong key, wrong row, or altered bytes."""


class Vault:
    """Seals, opens and indexes. ``keys`` maps key id to 32 bytes; ``current`` seals new values."""

    def __init__(self, keys: dict[str, bytes], current: str, index_key: bytes) -> None:
        self._ciphers = {name: AESGCM(key) for name, key in keys.items()}
        self._index_key = index_key
        self._tickets = AESSIV(hmac.digest(index_key, b"tickets", hashlib.sha512))
        self.current = current

    @classmethod
    def from_settings(cls, settings: Settings) -> Vault:
        """Raises SettingsError when a key is not 32 bytes of base64."""
        pairs = [pair.partition(":")[::2] for pair in settings.encryption_keys.get_secret_value().split(",")]
        keys = {name.strip(): _key("OUTREACH_ENCRYPTION_KEYS", text) for name, text in pairs}
        index_key = _key("OUTREACH_INDEX_KEY", settings.index_key.get_secret_value())
        return cls(keys, pairs[0][0].strip(), index_key)

    def seal(self, column: str, row: UUID, text: str) -> bytes:
        """Encrypt ``text`` for ``column`` (``table.column``) of the row."""
        nonce, name = os.urandom(_NONCE), self.current.encode()
        body = self._ciphers[self.current].encrypt(nonce, text.encode(), _context(column, row))
        return bytes([len(name)]) + name + nonce + body

    def open(self, column: str, row: UUID, sealed: bytes) -> str:
        """Decrypt. Raises SealBroken naming column and row, never the value."""
        name, rest = self.key_of(sealed), sealed[1 + sealed[0] :]
        try:
            return self._ciphers[name].decrypt(rest[:_NONCE], rest[_NONCE:], _context(column, row)).decode()
        except (InvalidTag, KeyError):
            raise SealBroken(
                f"{column} of row {row} does not open with key {name!r}: "
                "check that OUTREACH_ENCRYPTION_KEYS still lists every key in use"
            ) from None

    def key_of(self, sealed: bytes) -> str:
        """Id of the key a value was sealed with."""
        return sealed[1 : 1 + sealed[0]].decode()

    def index(self, kind: str, value: str) -> bytes:
        """Blind index of a normalised value, 16 bytes."""
        return hmac.digest(self._index_key, f"{kind}|{value}".encode(), hashlib.sha256)[:_INDEX]

    def ticket(self, purpose: str, identity: UUID) -> str:
        """The ticket that stands for an id, good for one purpose only."""
        sealed = self._tickets.encrypt(identity.bytes, [purpose.encode()])
        return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def redeem(self, purpose: str, ticket: str) -> UUID | None:
        """The id a ticket for this purpose stands for, or None when we never made it."""
        try:
            sealed = base64.urlsafe_b64decode(ticket.encode("ascii") + b"=")
            return UUID(bytes=self._tickets.decrypt(sealed, [purpose.encode()]))
        except (InvalidTag, ValueError):
            return None


def _context(column: str, row: UUID) -> bytes:
    return column.encode() + b"|" + row.bytes


def _key(setting: str, text: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != 32:
        raise SettingsError(f"{setting}: a key must be 32 bytes in base64; make one with `outreach keys new`")
    return key


def new_key() -> str:
    """A fresh random key in base64."""
    return base64.b64encode(os.urandom(32)).decode()
