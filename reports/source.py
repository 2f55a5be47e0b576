"""What every report is to its faces: asked for in one way.

The reports of a running program are a mapping of `Source`s by id (the command without its slash).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from reports.asking.asked import Asked
from reports.tables import Report


class Source(Protocol):
    """One report over the database."""

    async def report(self, asked: Asked, today: date) -> Report:
        """The report of a period and filters; of a period of its own where none was named."""
        ...


Sources = Mapping[str, Source]
