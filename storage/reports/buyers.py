"""The clients and the orders behind a figure of a report over orders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Connection, Select, and_, func, or_, select

from reports.purchases.reader import Bought, Buyers, Taken
from reports.source import MOST_CASES, Behind, Case
from storage.clients import CLIENT, ids_of
from storage.columns import among
from storage.reports.cases import CLIENT_OF_LEAD, orders_behind
from storage.reports.names import client_names
from storage.reports.rolled import Rolled, client_sums
from storage.reports.taken import (
    counting,
    graded,
    in_months,
    months_of,
    per_client,
    wanted_leads,
)
from storage.secrets import KeyRing
from storage.tables import leads, orders


def buyers_behind(
    connection: Connection, keys: KeyRing, taken: Taken, answer: Rolled | None, those: Buyers
) -> Behind:
    """Clients, by their last order."""
    picked = _picked(client_sums(taken, answer), those)
    counted = select(func.count()).select_from(picked.subquery())
    many = connection.execute(counted).scalar_one()
    newest = picked.order_by(picked.selected_columns.last.desc(), picked.selected_columns.client)
    rows = connection.execute(newest.limit(MOST_CASES)).all()
    clients = [client for client, *_ in rows]
    names = client_names(connection, keys, clients)
    paid = _paid(connection, taken, clients)
    known = _latest_leads(connection, taken, clients)
    cases = [
        Case(
            known.get(client),
            names.get(client, ""),
            paid[client, last],
            int(amount),
            taken.currency,
        )
        for client, amount, last in rows
    ]
    return Behind(tuple(sorted(cases, key=lambda one: one.at, reverse=True)), int(many))


def bought_behind(connection: Connection, keys: KeyRing, taken: Taken, those: Bought) -> Behind:
    """Orders."""
    months = months_of(taken)
    statement = select(orders.c.id).select_from(in_months(months)).where(*counting(taken))
    if those.client is not None:
        statement = statement.where(CLIENT.in_([those.client]))
    if those.months is not None:
        statement = statement.where(months.c.month.in_(those.months))
    amount = orders.c.amount
    if those.discounted:
        amount = orders.c.discount
        statement = statement.where(amount != 0)
    return orders_behind(connection, keys, statement, amount)


def _picked(months: CTE, those: Buyers) -> Select[Any]:
    """client, amount and the month of the last order that counts."""
    clients = per_client(months)
    if those.grade is not None:
        clients = graded(clients)
    statement: Select[Any] = select(
        clients.c.client, clients.c.revenue.label("amount"), clients.c.last
    )
    if those.age is not None:
        age = months.c.month - clients.c.born
        statement = (
            select(
                clients.c.client,
                func.sum(months.c.revenue).label("amount"),
                func.max(months.c.month).label("last"),
            )
            .join_from(clients, months, clients.c.client == months.c.client)
            .where(age <= those.age if those.upto else age == those.age)
            .group_by(clients.c.client)
        )
    if those.born is not None:
        statement = statement.where(clients.c.born.between(*those.born))
    if those.grade is not None:
        statement = statement.where(clients.c.grade == those.grade.value)
    return statement.where(clients.c.orders >= those.orders)


def _paid(
    connection: Connection, taken: Taken, clients: Sequence[int]
) -> dict[tuple[int, int], datetime]:
    """The last order of each client in each month."""
    months = months_of(taken)
    statement = (
        select(CLIENT, months.c.month, func.max(orders.c.paid_at))
        .select_from(in_months(months))
        .where(*counting(taken), _of_clients())
        .group_by(CLIENT, months.c.month)
    )
    rows = connection.execute(statement, _ids(clients))
    return {(client, month): at for client, month, at in rows}


def _latest_leads(connection: Connection, taken: Taken, clients: Sequence[int]) -> dict[int, int]:
    """The newest lead of each client that passes the filters."""
    theirs = or_(
        among(leads.c.company_id, "companies"),
        and_(leads.c.company_id.is_(None), among(leads.c.contact_id, "contacts")),
    )
    statement = (
        select(CLIENT_OF_LEAD, func.max(leads.c.id))
        .where(theirs, *wanted_leads(taken.filters))
        .group_by(CLIENT_OF_LEAD)
    )
    given = _ids(clients)
    del given["people"]
    found = connection.execute(statement, given)
    return {row[0]: int(row[1]) for row in found}


def _of_clients() -> ColumnElement[bool]:
    """As `CLIENT` among them, but by indexes."""
    nobody = orders.c.company_id.is_(None)
    return or_(
        among(orders.c.company_id, "companies"),
        and_(nobody, among(orders.c.contact_id, "contacts")),
        and_(nobody, orders.c.contact_id.is_(None), among(orders.c.person_id, "people")),
    )


def _ids(clients: Sequence[int]) -> dict[str, list[int]]:
    kinds = ("companies", "contacts", "people")
    return {name: ids_of(clients, kind) for kind, name in enumerate(kinds)}
