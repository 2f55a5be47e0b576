"""Orders that a report takes, client by client and month by month: what every sum is made of."""

from __future__ import annotations

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Integer,
    Join,
    Select,
    case,
    column,
    func,
    select,
    values,
)

from leads.company import Grade
from leads.grading.pareto import A_PERCENT, B_PERCENT
from reports.asking.filters import Filters
from reports.purchases.reader import Taken
from storage.clients import CLIENT
from storage.columns import Instant
from storage.tables import leads, orders

SUMS = ("orders", "revenue", "discount")


def client_months(taken: Taken) -> CTE:
    """client, month, orders, revenue and discount of everybody known."""
    months = months_of(taken)
    counted = (
        select(
            CLIENT,
            months.c.month,
            func.count().label("orders"),
            func.sum(orders.c.amount).label("revenue"),
            func.sum(orders.c.discount).label("discount"),
        )
        .select_from(in_months(months))
        .where(*counting(taken))
        .group_by(CLIENT, months.c.month)
    )
    return counted.cte("counted")


def per_client(of_months: CTE) -> CTE:
    """client, born (month of the first order), last (month of the last), orders, revenue and
    discount."""
    summed: Select[tuple[object, ...]] = select(
        of_months.c.client,
        func.min(of_months.c.month).label("born"),
        func.max(of_months.c.month).label("last"),
        func.sum(of_months.c.orders).label("orders"),
        func.sum(of_months.c.revenue).label("revenue"),
        func.sum(of_months.c.discount).label("discount"),
    ).group_by(of_months.c.client)
    return summed.cte("per_client")


def graded(clients: FromClause) -> CTE:
    """Clients with their class: the convention of `leads.grading.pareto`, in SQL."""
    positive = case((clients.c.revenue > 0, clients.c.revenue), else_=0)
    order = (clients.c.revenue.desc(), clients.c.client)
    upto = func.sum(positive).over(order_by=order, rows=(None, 0))
    summed = select(
        clients,
        (upto - positive).label("before"),
        func.sum(positive).over().label("total"),
    ).cte("summed")
    before, total = summed.c.before * 100, summed.c.total
    grade = case(
        (summed.c.revenue <= 0, Grade.C.value),
        (before < total * A_PERCENT, Grade.A.value),
        (before < total * B_PERCENT, Grade.B.value),
        else_=Grade.C.value,
    )
    found: CTE = select(summed, grade.label("grade")).cte("graded")
    return found


def wanted(filters: Filters) -> list[ColumnElement[bool]]:
    """The filters as conditions on orders."""
    found: list[ColumnElement[bool]] = []
    if filters.product is not None:
        found.append(orders.c.product == filters.product)
    if filters.of_lead:
        found.append(orders.c.lead_id.in_(select(leads.c.id).where(*wanted_leads(filters))))
    return found


def wanted_leads(filters: Filters) -> list[ColumnElement[bool]]:
    """The filters, but for the product, as conditions on leads."""
    found: list[ColumnElement[bool]] = []
    if filters.channel is not None:
        found.append(leads.c.channel == filters.channel)
    if filters.temperature is not None:
        found.append(leads.c.temperature == filters.temperature.value)
    if filters.manager is not None:
        found.append(leads.c.owner_id == filters.manager)
    return found


def of_leads(filters: Filters) -> list[ColumnElement[bool]]:
    """All filters as conditions on leads."""
    found = wanted_leads(filters)
    if filters.product is not None:
        found.append(leads.c.product == filters.product)
    return found


def counting(taken: Taken) -> list[ColumnElement[bool]]:
    """Which orders count, whenever they were paid."""
    return [orders.c.currency == taken.currency, *wanted(taken.filters), CLIENT.is_not(None)]


def in_months(months: CTE) -> Join:
    """Orders of these months."""
    return months.join(
        orders, (orders.c.paid_at >= months.c.since) & (orders.c.paid_at < months.c.until)
    )


def months_of(taken: Taken) -> CTE:
    """month, since, until."""
    rows = values(column("month", Integer), column("since", Instant), column("until", Instant))
    listed = [(one.month, one.since, one.until) for one in taken.slices]
    return rows.data(listed).cte("months")
