"""Our key at the end of a text, where a CRM has no other place for it."""

from __future__ import annotations

import re

_MARK = re.compile(r"\[(prequal-[\w-]+)]\s*\Z")


def mark(key: str) -> str:
    """How our key stands in a text."""
    return f"[{key}]"


def marked(text: str, key: str) -> str:
    """The text with our key."""
    return f"{text}\n\n{mark(key)}".strip()


def unmarked(text: object) -> tuple[str, str | None]:
    """A text without our key, and the key where it has one."""
    found = _MARK.search(str(text))
    return (str(text)[: found.start()].strip(), found[1]) if found else (str(text).strip(), None)


def is_marked(text: object, key: str) -> bool:
    """Whether the text ends with our key."""
    return str(text).rstrip().endswith(mark(key))
