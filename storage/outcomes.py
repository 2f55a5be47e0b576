"""Verdicts of a span of time with where their leads are now. What follows is for reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from leads.stage import Stage
from leads.verdict_facts import Judged, SelfServed
from reports.outcomes import Followed
from storage.events import fact_of
from storage.figures import NO_DUPLICATES
from storage.secrets import KeyRing
from storage.tables import events, lead_stages, leads

AT_ONCE = 1000
VERDICTS = ("qualified", "not_yet", "disqualified", "unproven", SelfServed.kind)
FROM_KEY_STAGE_ON = (Stage.KEY_STAGE, Stage.PROPOSAL, Stage.CONTRACT, Stage.PAYMENT)
_VERDICTS = (
    select(events, leads.c.stage, leads.c.taken_at, leads.c.closed_at, leads.c.loss_reason)
    .join(leads, leads.c.id == events.c.lead_id)
    .where(events.c.kind.in_(VERDICTS), NO_DUPLICATES)
    .order_by(events.c.id)
    .limit(AT_ONCE)
)
_KEY_STAGES = (
    select(lead_stages.c.lead_id, func.min(lead_stages.c.entered_at).label("at"))
    .where(lead_stages.c.stage.in_([stage.value for stage in FROM_KEY_STAGE_ON]))
    .group_by(lead_stages.c.lead_id)
)


def followed(
    connection: Connection, keys: KeyRing, since: datetime | None = None
) -> list[Followed]:
    """Of every lead the last verdict before somebody of sales took it, in order; duplicates are
    left out.

    Later verdicts rest on answers that sales may have helped to find, so they are not what was
    known. Where there is none before, the first one counts.
    """
    key_at = {row.lead_id: row.at for row in connection.execute(_KEY_STAGES)}
    found: dict[int, Followed] = {}
    for row in _rows(connection, since):
        lead_id = row["lead_id"]
        limits = [at for at in (row["taken_at"], row["closed_at"]) if at is not None]
        if lead_id in found and any(row["at"] > limit for limit in limits):
            continue
        fact = fact_of(row, keys)
        if isinstance(fact, Judged):
            found[lead_id] = Followed(
                fact.verdict,
                fact.at,
                Stage(row["stage"]),
                key_at.get(lead_id),
                row["closed_at"],
                row["loss_reason"] is not None,
            )
    return list(found.values())


def _rows(connection: Connection, since: datetime | None) -> Iterator[Mapping[Any, Any]]:
    """Read in pages: a verdict is a large value."""
    statement = _VERDICTS if since is None else _VERDICTS.where(events.c.at >= since)
    last = 0
    while page := connection.execute(statement.where(events.c.id > last)).mappings().all():
        yield from page
        last = page[-1]["id"]
