"""Verdicts of a span of time with where their leads are now. What follows is for reports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, and_, case, func, or_, select
from sqlalchemy.sql.selectable import Subquery

from leads.stage import Stage
from leads.verdict import Gist
from reports.outcomes import Followed
from storage.events import DETAILS
from storage.figures import NO_DUPLICATES
from storage.secrets import KeyRing
from storage.streaming import streamed
from storage.tables import events, lead_stages, leads

FROM_KEY_STAGE_ON = (Stage.KEY_STAGE, Stage.PROPOSAL, Stage.CONTRACT, Stage.PAYMENT)
KEY_AT = (
    select(func.min(lead_stages.c.entered_at))
    .where(lead_stages.c.lead_id == leads.c.id)
    .where(lead_stages.c.stage.in_([stage.value for stage in FROM_KEY_STAGE_ON]))
    .scalar_subquery()
)
"""When a lead first came to the key stage or one behind it."""
_KNOWN = and_(
    *(or_(limit.is_(None), events.c.at <= limit) for limit in (leads.c.taken_at, leads.c.closed_at))
)
_CHOSEN = func.coalesce(func.max(case((_KNOWN, events.c.id))), func.min(events.c.id))


def chosen(since: datetime | None = None) -> Subquery:
    """Of every lead the last verdict (`id`) before somebody of sales took it; duplicates are left
    out.

    Later verdicts rest on answers that sales may have helped to find, so they are not what was
    known. Where there is none before, the first one counts.
    """
    verdicts = (
        select(events.c.lead_id, _CHOSEN.label("id"))
        .join_from(events, leads, leads.c.id == events.c.lead_id)
        .where(events.c.rules.is_not(None), NO_DUPLICATES)
        .group_by(events.c.lead_id)
    )
    if since is not None:
        verdicts = verdicts.where(events.c.at >= since)
    return verdicts.subquery("verdicts")


def followed(connection: Connection, keys: KeyRing) -> list[Followed]:
    """All leads by their `chosen` verdicts, which are opened, in order."""
    verdicts = chosen()
    statement = (
        select(events.c.id, events.c.details, events.c.at, leads.c.stage, KEY_AT)
        .add_columns(leads.c.closed_at, leads.c.loss_reason)
        .join_from(verdicts, events, events.c.id == verdicts.c.id)
        .join(leads, leads.c.id == events.c.lead_id)
    )
    found: list[tuple[datetime, int, Followed]] = []
    for number, details, at, stage, key_at, closed_at, reason in streamed(connection, statement):
        gist = Gist.from_json(_verdict(keys.open_json(DETAILS, details)))
        lead = Followed(gist, at, Stage(stage), key_at, closed_at, reason is not None)
        found.append((at, number, lead))
    return [lead for *_, lead in sorted(found, key=lambda one: one[:2])]


def _verdict(details: Mapping[str, object]) -> Mapping[str, object]:
    found = details["verdict"]
    if not isinstance(found, dict):
        raise ValueError(f"not a stored verdict: {found!r}")
    return found
