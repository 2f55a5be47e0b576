"""What is told beside figures, over the database: who said what, which mailings there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, func, or_, select

from leads.mailings.mailing import Mailing
from leads.surveys.survey import Group, Scale
from reports.asking.filters import Filters
from reports.results.notes import Voice
from storage import mailed
from storage.contacts import NAME
from storage.database import Database
from storage.reports.of_leads import asked
from storage.surveys import REASON
from storage.tables import contacts, leads, surveys

DISCONTENT = or_(
    *(
        and_(
            surveys.c.scale == scale.value,
            surveys.c.grade.in_(
                [one for one in scale.grades if scale.group(one) is Group.DETRACTOR]
            ),
        )
        for scale in Scale
    )
)


class Voices:
    """`reports.results.notes.VoiceReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def voices(
        self, since: datetime, until: datetime, filters: Filters, few: int
    ) -> Sequence[Voice]:
        """Names and words are opened of these alone."""
        graded = [*asked((since, until), filters), surveys.c.grade.is_not(None)]
        rare = (
            select(surveys.c.scale, surveys.c.product)
            .join(leads, leads.c.id == surveys.c.lead_id)
            .where(*graded)
            .group_by(surveys.c.scale, surveys.c.product)
            .having(func.count() <= few)
            .subquery("rare")
        )
        same = and_(
            rare.c.scale == surveys.c.scale, rare.c.product.is_not_distinct_from(surveys.c.product)
        )
        statement = (
            select(surveys, contacts.c.name)
            .join(leads, leads.c.id == surveys.c.lead_id)
            .join(contacts, contacts.c.id == surveys.c.contact_id)
            .join(rare, same)
            .where(*graded)
            .order_by(surveys.c.grade, surveys.c.id)
        )
        rows = await self._database.read(lambda c: c.execute(statement).mappings().all())
        keys = self._database.keys
        return [
            Voice(
                row["lead_id"],
                Scale(row["scale"]),
                row["grade"],
                keys.open_text(NAME, row["name"]) or "",
                keys.open_text(REASON, row["reason"]) or "",
            )
            for row in rows
        ]

    async def waiting(
        self, since: datetime, until: datetime, filters: Filters, most: int
    ) -> Sequence[tuple[int, int]]:
        """Whoever waits longest first."""
        statement = (
            select(surveys.c.id, surveys.c.lead_id)
            .join(leads, leads.c.id == surveys.c.lead_id)
            .where(*asked((since, until), filters), DISCONTENT, surveys.c.closed_at.is_(None))
            .order_by(surveys.c.asked_at, surveys.c.id)
            .limit(most)
        )
        rows = await self._database.read(lambda c: c.execute(statement).all())
        return [(number, lead) for number, lead in rows]


class MailingsMade:
    """`reports.results.notes.NewestMailings`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def newest(self, most: int) -> Sequence[Mailing]:
        """Begun or not."""
        found = await self._database.read(lambda c: mailed.newest(c, most))
        return [one for one, _ in found]
