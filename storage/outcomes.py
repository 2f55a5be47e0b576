"""Verdicts of a span of time with where their leads are now. What follows is for reports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, and_, case, func, or_, select

from leads.stage import Stage
from leads.verdict import Gist
from reports.outcomes import Followed
from storage.events import DETAILS
from storage.figures import NO_DUPLICATES
from storage.secrets import KeyRing
from storage.streaming import Query, streamed
from storage.tables import events, lead_stages, leads

FROM_KEY_STAGE_ON = (Stage.KEY_STAGE, Stage.PROPOSAL, Stage.CONTRACT, Stage.PAYMENT)
_KEY_AT = (
    select(func.min(lead_stages.c.entered_at))
    .where(lead_stages.c.lead_id == leads.c.id)
    .where(lead_stages.c.stage.in_([stage.value for stage in FROM_KEY_STAGE_ON]))
    .scalar_subquery()
)
_KNOWN = and_(
    *(or_(limit.is_(None), events.c.at <= limit) for limit in (leads.c.taken_at, leads.c.closed_at))
)
_CHOSEN = func.coalesce(func.max(case((_KNOWN, events.c.id))), func.min(events.c.id))


def followed(connection: Connection, keys: KeyRing, since: datetime | None) -> list[Followed]:
    """Of every lead the last verdict before somebody of sales took it, in order; duplicates are
    left out.

    Later verdicts rest on answers that sales may have helped to find, so they are not what was
    known. Where there is none before, the first one counts.
    """
    found: list[tuple[datetime, int, Followed]] = []
    for number, id_, details, at, stage, key_at, closed_at, reason in streamed(
        connection, _chosen(since)
    ):
        gist = Gist.from_json(_verdict(keys.open_json(DETAILS, details)))
        lead = Followed(gist, at, Stage(stage), key_at, closed_at, reason is not None, id_)
        found.append((at, number, lead))
    return [lead for *_, lead in sorted(found, key=lambda one: one[:2])]


def _verdict(details: Mapping[str, object]) -> Mapping[str, object]:
    found = details["verdict"]
    if not isinstance(found, dict):
        raise ValueError(f"not a stored verdict: {found!r}")
    return found


def _chosen(since: datetime | None) -> Query:
    """id, lead_id, details, at, stage, key_at, closed_at and loss_reason."""
    chosen = (
        select(_CHOSEN.label("id"))
        .join_from(events, leads, leads.c.id == events.c.lead_id)
        .where(events.c.rules.is_not(None), NO_DUPLICATES)
        .group_by(events.c.lead_id)
    )
    if since is not None:
        chosen = chosen.where(events.c.at >= since)
    verdicts = chosen.subquery("verdicts")
    of_lead = (leads.c.stage, _KEY_AT, leads.c.closed_at, leads.c.loss_reason)
    return (
        select(events.c.id, events.c.lead_id, events.c.details, events.c.at, *of_lead)
        .join_from(verdicts, events, events.c.id == verdicts.c.id)
        .join(leads, leads.c.id == events.c.lead_id)
    )
