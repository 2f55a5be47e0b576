"""Which leads count in figures, and what reads them. Figures themselves are `storage.reports`'."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from sqlalchemy import Connection, or_

from leads.reasons import RejectReason
from storage.tables import leads

T = TypeVar("T")

NO_DUPLICATES = or_(
    leads.c.loss_reason.is_(None), leads.c.loss_reason != RejectReason.DUPLICATE.value
)
"""Duplicates, closed in favour of another lead, are counted nowhere."""


class Readable(Protocol):
    """Where queries run: a `storage.database.Database`."""

    async def read(self, query: Callable[[Connection], T]) -> T:
        """Run a query on a connection that can't write."""
        ...
