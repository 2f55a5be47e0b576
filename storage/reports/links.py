"""`reports.pipeline.links.LinkReader` over the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import and_, case, func, select

from storage.database import Database
from storage.tables import campaigns, visits


class LinkVisits:
    """Links of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def opened(
        self, since: datetime, until: datetime, channel: str | None
    ) -> Mapping[str, int]:
        """Visits by campaign."""
        # Times are no condition: their index would be searched, and every row looked up.
        then = and_(visits.c.at >= since, visits.c.at < until)
        statement = (
            select(visits.c.campaign, func.count(case((then, 1))))
            .where(visits.c.campaign.is_not(None))
            .group_by(visits.c.campaign)
        )
        if channel is not None:
            statement = statement.where(visits.c.channel == channel)
        rows = await self._database.read(lambda c: c.execute(statement).all())
        return {code: int(many) for code, many in rows if many}

    async def names(self) -> Mapping[str, str]:
        """Names of campaigns and made links."""
        statement = select(campaigns.c.code, campaigns.c.name)
        rows = await self._database.read(lambda c: c.execute(statement).all())
        return {str(code): str(name) for code, name in rows}
