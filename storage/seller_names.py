"""What members of staff are called, from what they did: for where no team file names them."""

from __future__ import annotations

from sqlalchemy import select

from leads.facts import Taken
from storage.database import Database
from storage.events import fact_of
from storage.tables import events

LATEST = 500
"""How many of the newest leads that were taken are looked at."""


async def seller_names(database: Database) -> dict[int, str]:
    """By Telegram id, as they were called when they took a lead last."""
    statement = (
        select(events)
        .where(events.c.kind == Taken.kind)
        .order_by(events.c.at.desc(), events.c.id.desc())
        .limit(LATEST)
    )
    rows = await database.read(lambda c: c.execute(statement).mappings().all())
    facts = (fact_of(row, database.keys) for row in reversed(rows))
    return {one.by: one.owner for one in facts if isinstance(one, Taken) and one.by and one.owner}
