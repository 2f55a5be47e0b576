"""The yardstick as a row, and what it is measured from: read by a work, or beside the writer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, case, func, select

from leads.grading.chance import Ended, bands_from
from leads.grading.pareto import Borders
from leads.grading.potential import Bought, Potential, of_answers
from leads.grading.yardstick import Yardstick
from leads.stage import Stage
from storage.figures import NO_DUPLICATES
from storage.orders import bought_from
from storage.scope import Scope
from storage.tables import companies, leads, orders, yardsticks

# People without a company get negative numbers: even ones who wrote to us, odd ones of a base.
# Orders of nobody (left by people who were erased) make no customer.
_CUSTOMER = case(
    (orders.c.company_id.is_not(None), orders.c.company_id),
    (orders.c.contact_id.is_not(None), -2 * orders.c.contact_id),
    else_=-2 * orders.c.person_id - 1,
)
_SUMS = (
    func.count().label("orders"),
    func.sum(orders.c.amount).label("revenue"),
    func.min(orders.c.paid_at).label("first_at"),
)
_BOUGHT = (
    select(*_SUMS)
    .where(orders.c.currency == bindparam("currency"), _CUSTOMER.is_not(None))
    .group_by(_CUSTOMER)
)
_REVENUE = (
    select(_CUSTOMER.label("customer"), func.sum(orders.c.amount).label("revenue"))
    .where(
        orders.c.currency == bindparam("currency"),
        orders.c.paid_at >= bindparam("since"),
        _CUSTOMER.is_not(None),
    )
    .group_by(_CUSTOMER)
)
# Closed by sales: paid, lost, or sent back; what a rule turned away never came to them.
_ENDED = select(leads.c.fit, leads.c.intent, leads.c.stage).where(
    leads.c.closed_at.is_not(None),
    leads.c.fit.is_not(None),
    leads.c.intent.is_not(None),
    NO_DUPLICATES,
    (leads.c.stage.in_([Stage.PAYMENT.value, Stage.LOST.value]))
    | ((leads.c.stage == Stage.DISQUALIFIED.value) & leads.c.loss_reason.is_not(None)),
)
_LAST = select(yardsticks).order_by(yardsticks.c.id.desc()).limit(1)
_PAGE = (
    select(companies.c.id)
    .where(companies.c.id > bindparam("after"))
    .order_by(companies.c.id)
    .limit(bindparam("most"))
)
_BOUGHT_BY = (
    select(orders.c.company_id.label("company"), *_SUMS)
    .where(
        orders.c.company_id.in_(bindparam("ids", expanding=True)),
        orders.c.currency == bindparam("currency"),
    )
    .group_by(orders.c.company_id)
)
_TOLD = (
    select(leads.c.company_id, leads.c.id, leads.c.potential)
    .where(
        leads.c.company_id.in_(bindparam("ids", expanding=True)),
        leads.c.potential_currency == bindparam("currency"),
        leads.c.potential.is_not(None),
    )
    .order_by(leads.c.potential, leads.c.id.desc())
)


@dataclass(frozen=True, slots=True)
class ClientBase:
    """What a yardstick is measured from: revenue of customers since a moment, all that each ever
    bought, and the leads that sales have closed."""

    revenue: Mapping[int, int]
    bought: Sequence[Bought]
    ended: Sequence[Ended]


def client_base(connection: Connection, currency: str, since: datetime) -> ClientBase:
    """Companies are customers, and so are people without one, under a negative number."""
    values = {"currency": currency, "since": since}
    revenue = connection.execute(_REVENUE, values).mappings()
    bought = [bought_from(row) for row in connection.execute(_BOUGHT, values).mappings()]
    won = Stage.PAYMENT.value
    return ClientBase(
        {row["customer"]: int(row["revenue"]) for row in revenue},
        [one for one in bought if one is not None],
        [
            Ended(row["fit"], row["intent"], row["stage"] == won)
            for row in connection.execute(_ENDED).mappings()
        ],
    )


def last_yardstick(connection: Connection) -> Yardstick | None:
    """The one that was measured last."""
    row = connection.execute(_LAST).mappings().one_or_none()
    return None if row is None else _yardstick_from(row)


class Yardsticks:
    """Yardsticks, and the companies to be measured anew, as one work sees them."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def last(self) -> Yardstick | None:
        """The one that was measured last."""
        return await self._scope.query(last_yardstick)

    async def base(self, currency: str, since: datetime) -> ClientBase:
        """What the next one is measured from; long, so that only a start may wait for it."""
        return await self._scope.query(lambda c: client_base(c, currency, since))

    async def keep(self, yardstick: Yardstick) -> None:
        """Add one; it is the last from now on."""
        number = await self._scope.number(yardsticks)
        row = {
            "id": number,
            "at": yardstick.at,
            "currency": yardstick.currency,
            "months": yardstick.months,
            "a_from": yardstick.borders.a_from,
            "b_from": yardstick.borders.b_from,
            "clients": yardstick.clients,
            "assumed": yardstick.assumed,
            "pace": yardstick.pace,
            "bands": yardstick.bands.to_json(),
        }
        self._scope.insert(yardsticks, number, row)

    async def page(self, after: int, most: int) -> list[int]:
        """Ids of companies behind that one, in order."""
        rows = await self._scope.fetch(_PAGE, {"after": after, "most": most})
        return [row["id"] for row in rows]

    async def bought_by(self, ids: Sequence[int], currency: str) -> Mapping[int, Bought]:
        """What each of these companies bought; those that never did are left out."""
        rows = await self._scope.fetch(_BOUGHT_BY, {"ids": ids, "currency": currency})
        found = {row["company"]: bought_from(row) for row in rows}
        return {company: bought for company, bought in found.items() if bought is not None}

    async def told_by(
        self, ids: Sequence[int], currency: str, months: int
    ) -> Mapping[int, Potential]:
        """The most that answers of each of these companies' leads promise."""
        rows = await self._scope.fetch(_TOLD, {"ids": ids, "currency": currency})
        return {
            row["company_id"]: of_answers(row["potential"], currency, row["id"], months=months)
            for row in rows
        }


def _yardstick_from(row: Mapping[Any, Any]) -> Yardstick:
    return Yardstick(
        at=row["at"],
        currency=row["currency"],
        months=row["months"],
        borders=Borders(row["a_from"], row["b_from"]),
        clients=row["clients"],
        assumed=row["assumed"],
        pace=row["pace"],
        bands=bands_from(row["bands"]),
    )
