"""Since when there are enquiries: what every report over leads asks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from storage.database import Database
from storage.tables import leads


class Enquiries:
    """Leads of one database. Readers of reports over leads are one of these."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def began(self) -> datetime | None:
        """When the first enquiry came."""
        statement = select(func.min(leads.c.enquired_at))
        return await self._database.read(lambda c: c.execute(statement).scalar_one())
