"""Bytes of photos, documents and voice messages, bounded in number and size. No network."""

import hashlib
import re
import struct
from dataclasses import dataclass

from bot.sandbox.params import Json

MAX_FILE = 20 * 1024 * 1024
_MAX_FILES = 500
_MAX_TOTAL = 200 * 1024 * 1024
_FOLDERS = {"photo": "photos", "voice": "voice", "document": "documents"}
_SHOWN_INLINE = frozenset(
    {"image/png", "image/jpeg", "image/gif", "image/webp", "audio/ogg", "audio/mpeg", "audio/mp4",
     "audio/webm", "audio/wav"}
)  # fmt: skip


@dataclass(frozen=True)
class StoredFile:
    """One file; `description` is the Bot API object (or list of photo sizes) that names it."""

    file_id: str
    unique_id: str
    kind: str
    name: str
    mime: str
    data: bytes
    path: str

    @property
    def shown_inline(self) -> bool:
        """True when a browser may display it from our origin without running anything."""
        return self.mime in _SHOWN_INLINE

    def description(self, duration: int = 1) -> Json | list[Json]:
        """What a message carries under `photo`, `document` or `voice`."""
        base: Json = {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.data),
        }
        if self.kind == "photo":
            width, height = image_size(self.data)
            return [{**base, "width": width, "height": height}]
        if self.kind == "voice":
            return {**base, "duration": duration, "mime_type": self.mime}
        return {**base, "file_name": self.name, "mime_type": self.mime}


class FileShelf:
    """Files by id and by path; the oldest leave when the shelf is full."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}
        self._paths: dict[str, str] = {}
        self._total = 0
        self._count = 0

    def add(self, kind: str, name: str, mime: str, data: bytes) -> StoredFile:
        """Store `data` (bytes of at most MAX_FILE) and give it an id and a path."""
        self._count += 1
        digest = hashlib.sha256(data).hexdigest()
        safe = re.sub(r"[^\w.-]", "_", name)[-80:] or "file"
        file = StoredFile(
            file_id=f"SBX{kind[0].upper()}{self._count:06d}{digest[:32]}",
            unique_id=f"U{digest[:15]}",
            kind=kind,
            name=name,
            mime=mime,
            data=data,
            path=f"{_FOLDERS[kind]}/{self._count}_{safe}",
        )
        self._files[file.file_id] = file
        self._paths[file.path] = file.file_id
        self._total += len(data)
        while len(self._files) > _MAX_FILES or self._total > _MAX_TOTAL:
            oldest = self._files.pop(next(iter(self._files)))
            del self._paths[oldest.path]
            self._total -= len(oldest.data)
        return file

    def by_id(self, file_id: str) -> StoredFile | None:
        """The file with this id, None when unknown or already gone."""
        return self._files.get(file_id)

    def by_path(self, path: str) -> StoredFile | None:
        """The file at this path, None when unknown or already gone."""
        return self._files.get(self._paths.get(path, ""))


def image_size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels of a PNG, GIF or JPEG; 640×480 for anything else."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if data[:4] == b"GIF8" and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return width, height
    if data[:2] == b"\xff\xd8":
        position = 2
        while position + 9 < len(data) and data[position] == 0xFF:
            marker, size = (
                data[position + 1],
                struct.unpack(">H", data[position + 2 : position + 4])[0],
            )
            if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
                height, width = struct.unpack(">HH", data[position + 5 : position + 9])
                return width, height
            position += 2 + size
    return 640, 480
