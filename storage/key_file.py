"""The key file: made once, a newer key put on top, older ones dropped. Never half written.

What the keys do is `storage.secrets`, using them all is `storage.rotation`.
"""

from __future__ import annotations

import base64
import os
from pathlib import Path

from storage.errors import DatabaseError
from storage.secrets import KEY_BYTES


def add_key(path: Path) -> None:
    """Put a new random key above the others: from now on it seals, and all of them open."""
    lines = _lines(path)
    at = next((n for n, line in enumerate(lines) if _is_key(line)), len(lines))
    fresh = base64.b64encode(os.urandom(KEY_BYTES)).decode()
    _replace(path, [*lines[:at], fresh, *lines[at:]])


def drop_older_keys(path: Path) -> int:
    """Leave only the newest key; how many were dropped."""
    lines = _lines(path)
    keys = [n for n, line in enumerate(lines) if _is_key(line)]
    _replace(path, [line for n, line in enumerate(lines) if n not in keys[1:]])
    return len(keys[1:])


def _is_key(line: str) -> bool:
    return bool(line.split("#", 1)[0].strip())


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise DatabaseError(
            f"The key file {path} can't be read: {error.strerror}. See ENCRYPTION_KEY_FILE."
        ) from error


def _replace(path: Path, lines: list[str]) -> None:
    aside = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
