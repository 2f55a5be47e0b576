"""What members of staff are called, from what they did: for where no team file names them."""

from __future__ import annotations

from sqlalchemy import select

from leads.facts import Taken
from storage.database import Database
from storage.events import fact_of
from storage.tables import events
from storage.unit_of_work import UnitOfWork

LATEST = 500
"""How many of the newest leads that were taken are looked at."""

_TAKEN = (
    select(events)
    .where(events.c.kind == Taken.kind)
    .order_by(events.c.at.desc(), events.c.id.desc())
    .limit(LATEST)
)


async def seller_names(database: Database) -> dict[int, str]:
    """By Telegram id, as they were called when they took a lead last.

    A start asks: as a work of the writer, since a reader would bring in the ORM."""

    async def work(uow: UnitOfWork) -> dict[int, str]:
        rows = await uow.scope.fetch(_TAKEN, {})
        facts = (fact_of(row, uow.scope.keys) for row in reversed(rows))
        taken = (one for one in facts if isinstance(one, Taken))
        return {one.by: one.owner for one in taken if one.by and one.owner}

    return await database.run(work)
