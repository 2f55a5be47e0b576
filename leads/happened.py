"""What all facts share, and their plain form for history. The facts are `leads.facts`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import Enum
from typing import ClassVar

from leads.clock import require_aware
from leads.verdict import Verdict

SHARED = frozenset({"at", "contact_id", "lead_id", "by"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What all facts share. `by` is the Telegram id of the member of staff who did it; None when
    it was the person themselves or the program."""

    kind: ClassVar[str]
    at: datetime
    contact_id: int
    lead_id: int | None = None
    by: int | None = None

    def __post_init__(self) -> None:
        require_aware(at=self.at)

    def details(self) -> dict[str, object]:
        """The fact's own fields as plain JSON; `fact_from_row` reads them back."""
        own = {item.name for item in fields(self)} - SHARED
        return {name: _plain(getattr(self, name)) for name in sorted(own)}


def _plain(value: object) -> object:
    match value:
        case Verdict():
            return value.to_json()
        case Enum():
            return value.value
        case date():
            return value.isoformat()
        case Mapping():
            return dict(value)
        case _:
            return value
