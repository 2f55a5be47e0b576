"""Encryption of personal data: sealed values (AES-256-GCM) and blind indexes (HMAC-SHA256).

Every value that may hold personal data is sealed before it comes near a statement; a `Sealed`
column accepts nothing else (storage/columns.py). Where the keys lie is decided by whoever builds
the ring; why it is done this way is docs/adr/0005-encryption-at-rest.md.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic_core import PydanticSerializationError, from_json, to_json

from storage.errors import DatabaseError, UnknownKey

KEY_BYTES = 32
FORMAT = b"\x01"
ID_BYTES = 4
NONCE_BYTES = 12
HEADER = len(FORMAT) + ID_BYTES
BODY = HEADER + NONCE_BYTES


class Ciphertext(bytes):
    """Bytes that were made by `KeyRing.seal`: the only thing a sealed column accepts."""

    __slots__ = ()


class _Key:
    """One key of the ring: what its values begin with, its cipher, and its separate key for blind
    indexes."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) != KEY_BYTES:
            raise DatabaseError(
                f"An encryption key has {len(secret)} bytes instead of {KEY_BYTES}: "
                "restore the key file from its backup."
            )
        self.prefix = FORMAT + _derived(secret, b"key id")[:ID_BYTES]
        self.cipher = AESGCM(_derived(secret, b"seal"))
        # Copied for each text: `hmac.digest` lets other threads in, and waits for them.
        self.index = hmac.new(_derived(secret, b"blind index"), digestmod="sha256")


class KeyRing:
    """The keys in use: the first one seals, all of them open. A sealed value names its key."""

    def __init__(self, secrets: Sequence[bytes]) -> None:
        if not secrets:
            raise DatabaseError("The key file holds no key: restore it from its backup.")
        self._keys = [_Key(secret) for secret in secrets]
        self._first = self._keys[0]
        self._by_prefix = {key.prefix: key for key in self._keys}
        self._emptied: dict[str, Ciphertext] = {}

    @classmethod
    def fresh(cls) -> KeyRing:
        """A ring of one new random key, which is nowhere stored."""
        return cls([os.urandom(KEY_BYTES)])

    @classmethod
    def from_text(cls, text: str) -> KeyRing:
        """Read keys in Base64, one a line, the newest first; `#` begins a comment."""
        lines = (line.split("#", 1)[0].strip() for line in text.splitlines())
        try:
            return cls([base64.b64decode(line, validate=True) for line in lines if line])
        except binascii.Error as error:
            raise DatabaseError(
                "The key file holds a line that is no key: restore it from its backup."
            ) from error

    @classmethod
    def from_file(cls, path: Path) -> KeyRing:
        """Read the key file; when there is none yet, make one that only its owner can read."""
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            line = base64.b64encode(os.urandom(KEY_BYTES)).decode()
            # Written aside and linked into place: half a key file must never be read as a key.
            aside = path.with_name(f"{path.name}.{os.getpid()}.new")
            descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(
                    f"# Without these keys personal data can't be read. Keep a copy.\n{line}\n"
                )
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(aside, path)
            except FileExistsError:
                pass  # another process was quicker: its key is the one to use
            finally:
                aside.unlink()
        try:
            return cls.from_text(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise DatabaseError(f"The key file {path} can't be read: {error}.") from error

    def seal(self, place: str, plain: bytes) -> Ciphertext:
        """Encrypt for one column (`place`, as `table.column`): elsewhere it will not open."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._first.cipher.encrypt(nonce, plain, place.encode())
        return Ciphertext(self._first.prefix + nonce + sealed)

    def open(self, place: str, sealed: bytes) -> bytes:
        """Decrypt; UnknownKey when the ring lacks the key, DatabaseError for tampered data."""
        key = self._by_prefix.get(sealed[:HEADER])
        if key is None:
            raise UnknownKey(
                f"A value in {place} was encrypted with a key that is not in the key file: "
                "add the older key below the newer one."
            )
        try:
            return key.cipher.decrypt(sealed[HEADER:BODY], sealed[BODY:], place.encode())
        except InvalidTag as error:
            raise DatabaseError(
                f"A value in {place} is damaged or was changed by hand: restore a backup."
            ) from error

    def seal_text(self, place: str, text: str | None) -> Ciphertext | None:
        """Encrypt a text; None stays None."""
        # Telegram hands on lone surrogates now and then; a turn must not die of one.
        return None if text is None else self.seal(place, text.encode("utf-8", "surrogatepass"))

    def open_text(self, place: str, sealed: bytes | None) -> str | None:
        """The inverse of `seal_text`."""
        return None if sealed is None else self.open(place, sealed).decode("utf-8", "surrogatepass")

    def seal_json(self, place: str, value: Mapping[str, object]) -> Ciphertext:
        """Encrypt a JSON object."""
        return self.seal(place, _to_json(value))

    def emptied(self, place: str) -> Ciphertext:
        """An empty JSON object, sealed once: what a row is left with when its content may go."""
        found = self._emptied.get(place)
        if found is None:
            found = self._emptied[place] = self.seal_json(place, {})
        return found

    def open_json(self, place: str, sealed: bytes) -> dict[str, object]:
        """The inverse of `seal_json`."""
        value = _from_json(self.open(place, sealed))
        if not isinstance(value, dict):
            raise DatabaseError(f"A value in {place} is no JSON object: restore a backup.")
        return value

    def is_current(self, sealed: bytes) -> bool:
        """Whether the value is sealed with the ring's first key."""
        return sealed.startswith(self._first.prefix)

    def index(self, place: str, text: str | None) -> bytes | None:
        """The blind index to store beside a sealed text: equal texts, equal bytes."""
        return None if text is None else _blind(self._first, place, text)

    def indexes(self, place: str, text: str) -> list[bytes]:
        """Every form in which the blind index of `text` may lie stored, one per key."""
        return [_blind(key, place, text) for key in self._keys]


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _to_json(value: Mapping[str, object]) -> bytes:
    """JSON in UTF-8, by pydantic's writer where it can: a turn seals half a dozen values."""
    try:
        return to_json(value)
    except PydanticSerializationError:  # half a surrogate pair
        return _encode(value).encode("utf-8", "surrogatepass")


def _from_json(text: bytes) -> object:
    """The inverse of `_to_json`."""
    try:
        return from_json(text)
    except ValueError:  # half a surrogate pair
        return json.loads(text.decode("utf-8", "surrogatepass"))


def _blind(key: _Key, place: str, text: str) -> bytes:
    made = key.index.copy()
    made.update(f"{place}\0{text}".encode("utf-8", "surrogatepass"))
    return made.digest()


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return hmac.digest(secret, b"prequal " + purpose, hashlib.sha256)
