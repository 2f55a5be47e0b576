"""How many orders of a time no figure counts: those of nobody known, and in another currency."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, func, or_, select

from reports.purchases.reader import Taken
from storage.clients import CLIENT, NOBODY
from storage.reports.rolled import Rolled
from storage.reports.taken import wanted
from storage.tables import client_months, orders


def left_out(connection: Connection, taken: Taken, answer: Rolled | None) -> int:
    """Orders of the time that pass the filters and count nowhere."""
    if answer is None:
        return _counted(connection, taken, or_(orders.c.currency != taken.currency, NOBODY))
    found = _counted(connection, taken, NOBODY)
    # What is before and what is behind a currency are ranges of the key, mostly empty ones.
    currency = client_months.c.currency
    for others in (currency < taken.currency, currency > taken.currency):
        kept = select(func.coalesce(func.sum(client_months.c.orders), 0)).where(
            others,
            client_months.c.product == (taken.filters.product or ""),
            client_months.c.month.between(answer.first, answer.last),
        )
        found += int(connection.execute(kept).scalar_one())
    foreign = (orders.c.currency != taken.currency) & CLIENT.is_not(None)
    return found + sum(
        _counted(connection, Taken((one,), taken.currency, taken.filters), foreign)
        for one in answer.cut
    )


def _counted(connection: Connection, taken: Taken, which: ColumnElement[bool]) -> int:
    statement = select(func.count()).where(which, *_within(taken), *wanted(taken.filters))
    return int(connection.execute(statement).scalar_one())


def _within(taken: Taken) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    first, last = taken.slices[0], taken.slices[-1]
    return orders.c.paid_at >= first.since, orders.c.paid_at < last.until
