"""Our key at the end of a text, where a CRM has no other place for it."""

from __future__ import annotations


def mark(key: str) -> str:
    """How our key stands in a text."""
    return f"[{key}]"


def marked(text: str, key: str) -> str:
    """The text with our key."""
    return f"{text}\n\n{mark(key)}".strip()


def is_marked(text: object, key: str) -> bool:
    """Whether the text ends with our key."""
    return str(text).rstrip().endswith(mark(key))
