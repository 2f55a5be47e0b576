"""Files into a folder: as a whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def put(folder: Path, name: str, content: bytes) -> Path:
    """Write a file in place of one of that name; where it is. OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    part = path.with_name(f".{name}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return path
