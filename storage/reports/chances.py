"""Judged leads by what stands in the clear beside their verdicts: for `reports.chances`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    false,
    func,
    literal,
    or_,
    select,
)

from leads.stage import Stage
from leads.winning import WinTable
from reports.chances import SPAN, Ended, Lot, Promise
from reports.outcomes import Fate, is_won
from storage.outcomes import KEY_AT, chosen
from storage.tables import events, leads


def counted(
    connection: Connection, promises: Sequence[Promise], now: datetime
) -> Sequence[Sequence[Lot]]:
    """Of each promise the leads that it was made for; those that a gate decided are left out."""
    judged = _judged(promises, now).subquery()
    statement = select(*judged.c, func.count()).group_by(*judged.c)
    found: list[list[Lot]] = [[] for _ in promises]
    for place, *lot in connection.execute(statement):
        found[place].append(_lot(*lot))
    return found


def ended(connection: Connection, promise: Promise, now: datetime) -> Sequence[Ended]:
    """Those of them that are old enough, and have ended."""
    target = promise.table.target
    at = func.coalesce(KEY_AT, leads.c.closed_at) if _by_key(promise) else leads.c.closed_at
    found = []
    for _, *lot, lead, when in connection.execute(
        _judged([promise], now).add_columns(leads.c.id, at)
    ):
        one = _lot(*lot)
        won = is_won(one.fate, target)
        if one.settled and won is not None:
            found.append(Ended(lead, one.score, won, when))
    return found


def _judged(promises: Sequence[Promise], now: datetime) -> Select[Any]:
    """Leads: of which promise, by its place, and what `_lot` takes."""
    mine = [events.c.digest.in_(sorted(one.digests)) for one in promises]

    def by_promise(those: Iterable[ColumnElement[Any]]) -> ColumnElement[Any]:
        return case(*zip(mine, those, strict=True))

    verdicts = chosen(now - SPAN)
    return (
        select(
            by_promise(literal(place) for place in range(len(promises))).label("place"),
            by_promise(_least(one.table) for one in promises).label("score"),
            by_promise(events.c.at <= now - one.table.settles for one in promises).label("settled"),
            by_promise(KEY_AT.is_not(None) if _by_key(one) else false() for one in promises).label(
                "key"
            ),
            events.c.judged,
            leads.c.stage,
            leads.c.closed_at.is_not(None).label("closed"),
            leads.c.loss_reason.is_not(None).label("rejected"),
        )
        .join_from(
            verdicts,
            events,
            and_(  # all that finds it in the index of verdicts; of a bare id SQLite reads the row
                events.c.lead_id == verdicts.c.lead_id,
                events.c.id + 0 == verdicts.c.id,
                events.c.rules.is_not(None),
            ),
        )
        .join(leads, leads.c.id == events.c.lead_id)
        .where(events.c.gate.is_(None), or_(*mine))
    )


def _least(table: WinTable) -> ColumnElement[int]:
    """Of the band of a lead: leads are counted by it, of which there are far fewer."""
    score = events.c[table.score]
    ends = ((score >= band.least, band.least) for band in reversed(table.bands))
    return case(*ends, else_=table.bands[0].least)


def _by_key(promise: Promise) -> bool:
    return promise.table.target is Stage.KEY_STAGE


def _lot(
    score: int,
    settled: bool,
    key: bool,
    judged: str,
    stage: str,
    closed: bool,
    rejected: bool,
    many: int = 1,
) -> Lot:
    return Lot(score, settled, Fate(Stage(judged), Stage(stage), key, closed, rejected), many)
