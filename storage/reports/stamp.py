"""Whether anything that reports count may have changed, in one cheap question."""

from __future__ import annotations

from sqlalchemy import func, select

from storage.database import Database
from storage.tables import (
    companies,
    consents,
    events,
    hypotheses,
    lead_stages,
    leads,
    meetings,
    orders,
    referrals,
    surveys,
    visits,
)

_GROWING = (
    leads, lead_stages, events, orders, meetings, surveys, referrals, visits, companies, consents,
    hypotheses,
)  # fmt: skip
_NEWEST = select(*(select(func.max(each.c.id)).scalar_subquery() for each in _GROWING))


class ChangeStamp:
    """A short text that is another one once a row was added that some report counts. A change that
    adds none (a corrected sum) leaves it as it is."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def now(self) -> str:
        """The stamp of this moment."""
        row = await self._database.read(lambda c: c.execute(_NEWEST).one())
        return "-".join(str(newest or 0) for newest in row)
