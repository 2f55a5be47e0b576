"""Paid orders, and the tasks of those who sell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select, update

from leads.grading.potential import Bought
from leads.order import Order, Task
from storage.scope import Scope
from storage.tables import contacts, leads, orders, tasks

_OF_LEAD = select(orders).where(orders.c.lead_id == bindparam("lead_id")).order_by(orders.c.id)
_BOUGHT = (
    select(orders.c.id)
    .where(
        or_(
            orders.c.contact_id == bindparam("contact_id"),
            orders.c.company_id.in_(
                select(contacts.c.company_id).where(contacts.c.id == bindparam("contact_id"))
            ),
        )
    )
    .limit(1)
)
_BOUGHT_BY = select(
    func.count().label("orders"),
    func.sum(orders.c.amount).label("revenue"),
    func.min(orders.c.paid_at).label("first_at"),
).where(orders.c.company_id == bindparam("company"), orders.c.currency == bindparam("currency"))
_HISTORY = (
    select(orders.c.paid_at, orders.c.product)
    .where(
        or_(
            orders.c.contact_id == bindparam("contact"), orders.c.company_id == bindparam("company")
        )
    )
    .order_by(orders.c.paid_at, orders.c.id)
)
_TASKS = (
    select(tasks)
    .where(tasks.c.lead_id == bindparam("lead_id"), tasks.c.closed_at.is_(None))
    .order_by(tasks.c.due_at, tasks.c.id)
)
_DUE_OF = (
    select(tasks)
    .join(leads, leads.c.id == tasks.c.lead_id)
    .where(
        leads.c.owner_id == bindparam("owner"),
        leads.c.closed_at.is_(None),
        tasks.c.closed_at.is_(None),
        tasks.c.due_at < bindparam("until"),
    )
    .order_by(tasks.c.due_at, tasks.c.id)
)
_CLOSE = (
    update(tasks)
    .where(tasks.c.lead_id == bindparam("lead"), tasks.c.closed_at.is_(None))
    .values(closed_at=bindparam("at"))
)


class Orders:
    """Paid orders as one work sees them."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, order: Order) -> Order:
        """Write an order; returns it with its id."""
        order = replace(order, id=await self._scope.number(orders))
        self._scope.known.newcomers[order.contact_id] = False
        self._scope.insert(
            orders,
            order.id,
            {
                "id": order.id,
                "lead_id": order.lead_id,
                "contact_id": order.contact_id,
                "company_id": order.company_id,
                "person_id": None,
                "product": order.product,
                "amount": order.amount,
                "discount": order.discount,
                "currency": order.currency,
                "paid_at": order.paid_at,
            },
        )
        return order

    async def of_lead(self, lead_id: int) -> list[Order]:
        """What was paid on a lead, in order."""
        rows = await self._scope.fetch(_OF_LEAD, {"lead_id": lead_id})
        return [order_from(row) for row in rows]

    async def bought_by(self, company_id: int, currency: str) -> Bought | None:
        """What the company has paid for in that currency; None for nothing."""
        values = {"company": company_id, "currency": currency}
        row = (await self._scope.fetch(_BOUGHT_BY, values))[0]
        return bought_from(row)

    async def history(
        self, contact_id: int, company_id: int | None
    ) -> list[tuple[datetime, str | None]]:
        """When the person, or anybody of that company, paid for which product, oldest first."""
        rows = await self._scope.fetch(_HISTORY, {"contact": contact_id, "company": company_id})
        return [(row["paid_at"], row["product"]) for row in rows]

    async def bought(self, contact_id: int) -> bool:
        """Whether the person, or the company they belong to, ever paid."""
        if self._scope.known.newcomers.get(contact_id):
            return False
        return await self._scope.scalar(_BOUGHT, {"contact_id": contact_id}) is not None


class Tasks:
    """Tasks as one work sees them."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, task: Task) -> Task:
        """Write a task; returns it with its id."""
        task = replace(task, id=await self._scope.number(tasks))
        self._scope.insert(
            tasks,
            task.id,
            {
                "id": task.id,
                "lead_id": task.lead_id,
                "owner_id": task.owner_id,
                "title": task.title,
                "due_at": task.due_at,
                "created_at": task.created_at,
                "closed_at": task.closed_at,
            },
        )
        return task

    async def close_of(self, lead_id: int, now: datetime) -> None:
        """End every open task of a lead."""
        for number, row in self._scope.waiting(tasks).items():
            if row["lead_id"] == lead_id and row["closed_at"] is None:
                self._scope.update(tasks, number, {"closed_at": now})
        self._scope.sweep(tasks, _CLOSE, {"lead": lead_id, "at": now})

    async def open_of(self, lead_id: int) -> list[Task]:
        """What is still to do on a lead, the earliest first."""
        rows = await self._scope.fetch(_TASKS, {"lead_id": lead_id})
        return [_task_from(row) for row in rows]

    async def due_of(self, owner_id: int, until: datetime) -> list[Task]:
        """What that owner of open leads has to do before `until`, the earliest first."""
        rows = await self._scope.fetch(_DUE_OF, {"owner": owner_id, "until": until})
        return [_task_from(row) for row in rows]


def bought_from(row: Mapping[Any, Any]) -> Bought | None:
    """What a row that sums orders up holds; None where it sums up none."""
    if not row["orders"]:
        return None
    return Bought(int(row["orders"]), int(row["revenue"]), row["first_at"])


def order_from(row: Mapping[Any, Any]) -> Order:
    """The order that a row holds."""
    return Order(
        id=row["id"],
        lead_id=row["lead_id"],
        contact_id=row["contact_id"],
        company_id=row["company_id"],
        product=row["product"],
        amount=row["amount"],
        discount=row["discount"],
        currency=row["currency"],
        paid_at=row["paid_at"],
    )


def _task_from(row: Mapping[Any, Any]) -> Task:
    return Task(
        id=row["id"],
        lead_id=row["lead_id"],
        owner_id=row["owner_id"],
        title=row["title"],
        due_at=row["due_at"],
        created_at=row["created_at"],
        closed_at=row["closed_at"],
    )
