"""Which clients or orders a figure of a report over orders rests on. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from leads.company import Grade
from reports.asking.asked import Asked
from reports.purchases.cheque import movements
from reports.purchases.reader import Bought, Buyers
from reports.purchases.reports import PurchaseReports
from reports.slices import month_of
from reports.source import Behind, Spot
from reports.tables import ALL

OF_ORDERS = frozenset({"first_order", "paid", "revenue", "avg_cheque", "discount", "abc"})
HALVES = ("before", "now")


async def behind_cohorts(
    purchases: PurchaseReports, asked: Asked, today: date, spot: Spot
) -> Behind | None:
    """Of /cohorts and /ltv."""
    ever, period = await purchases.followed(asked, today)
    first, last = month_of(period.first), month_of(period.last)
    if spot.table == "clients":
        bought = _of_client(spot)
        return await purchases.reader.bought(ever, bought) if bought else None
    if spot.metric == "ltv_median" or (spot.table, spot.metric) == ("totals", "ltv"):
        buyers: Buyers | None = Buyers(born=(first, last))
    else:
        buyers = _of_cohort(spot, first, last)
    return await purchases.reader.buyers(ever, buyers) if buyers else None


def _of_cohort(spot: Spot, first: int, last: int) -> Buyers | None:
    """A line of cohorts, or the one under them; at an age only those that have come to it."""
    if spot.row != ALL.id:
        born = _month(spot.row)
        if born is None or not first <= born <= last:
            return None
        first, until = born, born
    else:
        until = last
    if spot.metric == "cohort_size":
        return Buyers(born=(first, until))
    if not spot.group.isdecimal() or spot.metric not in {"retention", "ltv"}:
        return None
    age = int(spot.group)
    until = min(until, last - age)
    if until < first:
        return None
    return Buyers(born=(first, until), age=age, upto=spot.metric == "ltv")


async def behind_classes(
    purchases: PurchaseReports, asked: Asked, today: date, spot: Spot
) -> Behind | None:
    """Of /abc."""
    taken = await purchases.taken(asked, today)
    if spot.table == "classes" and spot.row in set(Grade):
        return await purchases.reader.buyers(taken, Buyers(grade=Grade(spot.row)))
    bought = _of_client(spot) if spot.table == "clients" else None
    return await purchases.reader.bought(taken, bought) if bought else None


async def behind_cheque(
    purchases: PurchaseReports, asked: Asked, today: date, spot: Spot
) -> Behind | None:
    """Of /avg_cheque."""
    taken = await purchases.taken(asked, today)
    if spot.table == "repeat" and spot.metric == "repeat_share":
        return await purchases.reader.buyers(taken, Buyers(orders=2))
    bought = None
    if spot.table == "months" and spot.metric in OF_ORDERS:
        month, discounted = _month(spot.row), spot.metric == "discount"
        if month is not None:
            bought = Bought(months=(month,), discounted=discounted)
        elif spot.row == ALL.id:
            bought = Bought(discounted=discounted)
    elif spot.table == "movements" and spot.group in HALVES and spot.row.isdecimal():
        client = int(spot.row)
        moved = movements(await purchases.reader.of_clients(taken, [client])).get(client)
        bought = Bought(client=client, months=_half(moved.months if moved else (), spot.group))
    return await purchases.reader.bought(taken, bought) if bought else None


def _of_client(spot: Spot) -> Bought | None:
    if spot.metric not in OF_ORDERS or not spot.row.isdecimal():
        return None
    return Bought(client=int(spot.row))


def _half(months: Sequence[int], which: str) -> tuple[int, ...]:
    half = len(months) // 2
    return tuple(months[:half] if which == "before" else months[len(months) - half :])


def _month(text: str) -> int | None:
    """The number of a month written YYYY-MM."""
    try:
        return month_of(date.fromisoformat(f"{text}-01"))
    except ValueError:
        return None
