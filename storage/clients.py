"""Who a paid order is counted for: one number per client, as every sum over orders has it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import and_, func

from storage.tables import orders

KINDS = 3

CLIENT = func.coalesce(
    orders.c.company_id * KINDS, orders.c.contact_id * KINDS + 1, orders.c.person_id * KINDS + 2
).label("client")
"""One number per client: ids of companies, contacts and imported people overlap."""

NOBODY = and_(
    orders.c.company_id.is_(None), orders.c.contact_id.is_(None), orders.c.person_id.is_(None)
)
"""Orders of no client; few, and with an index of their own."""


def ids_of(clients: Iterable[int], kind: int) -> list[int]:
    """The ids of those clients that are companies (0), contacts (1) or imported people (2)."""
    return [client // KINDS for client in clients if client % KINDS == kind]
