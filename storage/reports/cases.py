"""The cases behind a figure, with names: leads, or orders, that a statement picked.

What the figure is and whom it counts is told by the statements of the reports.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, literal, null, select

from reports.source import MOST_CASES, Behind, Case
from reports.tally import Those
from storage.clients import CLIENT, KINDS
from storage.columns import among
from storage.reports.names import client_names
from storage.secrets import KeyRing
from storage.tables import leads, orders

CLIENT_OF_LEAD = func.coalesce(leads.c.company_id * KINDS, leads.c.contact_id * KINDS + 1)
"""As `CLIENT`, of a lead."""


def leads_behind(
    connection: Connection,
    keys: KeyRing,
    picked: Select[Any],
    amount: ColumnElement[int | None] = leads.c.amount,
) -> Behind:
    """Leads, of a statement that selects `lead` (its id) and `at`, with their amount or another."""
    found = picked.cte("picked")
    statement = (
        select(found.c.lead, CLIENT_OF_LEAD, found.c.at, amount, leads.c.currency)
        .join_from(found, leads, leads.c.id == found.c.lead)
        .order_by(found.c.at.desc(), found.c.lead.desc())
    )
    return cases_behind(connection, keys, statement)


def listed(connection: Connection, keys: KeyRing, those: Those, of: Select[Any]) -> Behind:
    """Cases that were counted one by one: their ids, lead, client, amount and currency are what
    `of` selects, in that order."""
    newest = sorted(those, key=lambda one: (those[one], one), reverse=True)[:MOST_CASES]
    found = of.where(among(of.selected_columns[0], "ids"))
    rows = {one: rest for one, *rest in connection.execute(found, {"ids": newest})}
    names = client_names(connection, keys, list({client for _, client, *_ in rows.values()}))
    return Behind(
        tuple(
            Case(lead, names.get(client, ""), those[one], amount, currency)
            for one in newest
            for lead, client, amount, currency in [rows[one]]
        ),
        len(those),
    )


def people_behind(connection: Connection, keys: KeyRing, picked: Select[Any]) -> Behind:
    """People, of a statement that selects `contact_id` and `at`, each with their newest lead."""
    found = picked.cte("picked")
    newest = select(func.max(leads.c.id)).where(leads.c.contact_id == found.c.contact_id)
    statement = select(
        newest.scalar_subquery(), found.c.contact_id * KINDS + 1, found.c.at, null(), literal("")
    ).order_by(found.c.at.desc(), found.c.contact_id)
    return cases_behind(connection, keys, statement)


def orders_behind(
    connection: Connection,
    keys: KeyRing,
    picked: Select[Any],
    amount: ColumnElement[int] = orders.c.amount,
) -> Behind:
    """Orders, of a statement that selects `id`, with their amount or another."""
    statement = (
        select(orders.c.lead_id, CLIENT, orders.c.paid_at, amount, orders.c.currency)
        .where(orders.c.id.in_(picked))
        .order_by(orders.c.paid_at.desc(), orders.c.id.desc())
    )
    return cases_behind(connection, keys, statement)


def cases_behind(connection: Connection, keys: KeyRing, statement: Select[Any]) -> Behind:
    """Of a statement that selects lead, client, time, amount and currency, the newest first."""
    counted = select(func.count()).select_from(statement.order_by(None).subquery())
    many = connection.execute(counted).scalar_one()
    rows = connection.execute(statement.limit(MOST_CASES)).all()
    names = client_names(connection, keys, list({client for _, client, *_ in rows}))
    return Behind(
        tuple(
            Case(lead, names.get(client, ""), at, None if amount is None else int(amount), currency)
            for lead, client, at, amount, currency in rows
        ),
        int(many),
    )
