"""Where our key stands in a CRM: in a field of a card, and at the end of what lies at it."""

from __future__ import annotations

import re

from crm_sync.cards import Entity
from crm_sync.errors import CrmConfigError

_MARK = re.compile(r"\[(prequal-[\w-]+)]\s*\Z")


def field_of_key(named: str | None, entity: Entity, crm: str, what: str) -> str:
    """The field that a mapping has `named` for our key; without one nothing could be found again:
    then the `CrmConfigError` says `what` to name in a `crm` that has no other place for it."""
    if not named:
        raise CrmConfigError(
            f"{crm} has no place for our key at a {entity}: name {what} in the mapping"
        )
    return named


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
