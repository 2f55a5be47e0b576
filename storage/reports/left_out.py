"""How many orders of a time no figure counts: those of nobody known, and in another currency."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select

from reports.asking.filters import Filters
from reports.purchases.reader import Taken
from storage.clients import CLIENT, NOBODY
from storage.reports.rolled import Rolled
from storage.reports.taken import wanted
from storage.tables import cohort_months, orders


def left_out(connection: Connection, taken: Taken, answer: Rolled | None) -> int:
    """Orders of the time that pass the filters and count nowhere."""
    first, last = taken.slices[0], taken.slices[-1]
    found = _nobodys(connection, first.since, last.until, taken.filters)
    if answer is None:
        foreign = _foreign(connection, first.since, last.until, taken.currency, taken.filters)
        return found + foreign
    kept = select(func.coalesce(func.sum(cohort_months.c.orders), 0)).where(
        cohort_months.c.currency != taken.currency,
        cohort_months.c.product == (taken.filters.product or ""),
        cohort_months.c.month.between(answer.first, answer.last),
    )
    found += int(connection.execute(kept).scalar_one())
    return found + sum(
        _foreign(connection, one.since, one.until, taken.currency, taken.filters)
        for one in answer.cut
    )


def _nobodys(connection: Connection, since: datetime, until: datetime, filters: Filters) -> int:
    return _many(connection, NOBODY, *_paid(since, until), *wanted(filters))


def _foreign(
    connection: Connection, since: datetime, until: datetime, currency: str, filters: Filters
) -> int:
    """Of somebody, in another currency."""
    conditions = (CLIENT.is_not(None), *_paid(since, until), *wanted(filters))
    # Before it and behind it: ranges of an index, mostly empty ones.
    others = (orders.c.currency < currency, orders.c.currency > currency)
    return sum(_many(connection, one, *conditions) for one in others)


def _paid(since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    return orders.c.paid_at >= since, orders.c.paid_at < until


def _many(connection: Connection, *conditions: ColumnElement[bool]) -> int:
    statement = select(func.count()).select_from(orders).where(*conditions)
    return int(connection.execute(statement).scalar_one())
