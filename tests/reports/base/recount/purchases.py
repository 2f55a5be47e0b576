"""/cohorts, /ltv, /abc and /avg_cheque, order by order."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pandas as pd

from tests.reports.base.making import CURRENCY, TODAY
from tests.reports.base.recount.figures import (
    LEFT_OUT,
    NOTHING,
    SIZE,
    Figures,
    Wanted,
    day_of,
    leads_of,
    month,
    part,
    within,
)
from tests.reports.base.rows import Rows

FEW = 50
LARGEST = 10


def filtered(base: Rows, wanted: Wanted) -> pd.DataFrame:
    """The orders that the filters leave, with their client; NA where that is nobody."""
    orders = base.frame("orders")
    if wanted.product is not None:
        orders = orders[orders["product"] == wanted.product]
    if wanted.channel or wanted.temperature or wanted.manager:
        leads = leads_of(base, wanted, product=False)
        orders = orders[orders.lead_id.isin(leads.id)]
    client = (orders.company_id * 3).fillna(orders.contact_id * 3 + 1)
    return orders.assign(client=client.fillna(orders.person_id * 3 + 2))


def taken(base: Rows, wanted: Wanted) -> tuple[pd.DataFrame, int]:
    """Orders of the period that count, with their months, and how many do not."""
    orders = filtered(base, wanted)
    orders = orders[within(orders.paid_at, wanted)]
    counts = (orders.currency == CURRENCY) & orders.client.notna()
    found = orders[counts]
    return found.assign(month=month(found.paid_at)), int((~counts).sum())


def began(base: Rows) -> Any:
    """The day of the first order of all."""
    return day_of(base.frame("orders").paid_at.min())


def ranked(orders: pd.DataFrame) -> pd.DataFrame:
    """Clients by what they brought, with their classes."""
    clients = orders.groupby("client").agg(
        paid=("amount", "size"), revenue=("amount", "sum"), born=("month", "min")
    )
    clients = clients.reset_index().sort_values(["revenue", "client"], ascending=[False, True])
    brought = clients.revenue.clip(lower=0)
    before, total = brought.cumsum() - brought, brought.sum()
    grade = pd.Series("C", index=clients.index)
    grade[before * 100 < total * 95] = "B"
    grade[before * 100 < total * 80] = "A"
    grade[clients.revenue <= 0] = "C"
    return clients.assign(grade=grade)


def listed(clients: pd.DataFrame) -> Figures:
    """The table of clients."""
    found: Figures = {}
    for one in clients.itertuples():
        place = ("clients", str(one.client))
        found[*place, "paid"] = (int(one.paid), None)
        found[*place, "revenue"] = (int(one.revenue), None)
        found[*place, "avg_cheque"] = (Fraction(int(one.revenue), int(one.paid)), int(one.paid))
        found[*place, "abc"] = (one.grade, None)
    return found


def _of_cohorts(base: Rows, wanted: Wanted) -> tuple[pd.DataFrame, int, int, int, Figures]:
    """Orders of clients born in the period, with the months of birth and of the period's ends."""
    since = began(base)
    begin, end = (wanted.first or since).replace(day=1), wanted.last or TODAY
    wanted = replace(wanted, first=begin, last=end)
    orders, _ = taken(base, replace(wanted, first=min(since, begin)))
    first, last = (day.year * 12 + day.month - 1 for day in (begin, end))
    born = orders.groupby("client").month.transform("min")
    mine = orders.assign(born=born)[born >= first]
    everybody = ranked(orders)
    here = everybody[everybody.born >= first]
    _, left_out = taken(base, wanted)
    found: Figures = {SIZE: (len(here), None), LEFT_OUT: (left_out, None)}
    if len(here) <= FEW:
        for one in here.itertuples():
            place = ("clients", str(one.client))
            found[*place, "first_order"] = (_name(int(one.born)), None)
            found[*place, "paid"] = (int(one.paid), None)
            found[*place, "revenue"] = (int(one.revenue), None)
    return mine, first, last, len(here), found


def _name(number: int) -> str:
    return f"{number // 12}-{number % 12 + 1:02}"


def cohorts(base: Rows, wanted: Wanted) -> Figures:
    """Who came back at what age."""
    orders, _, last, size, found = _of_cohorts(base, wanted)
    cells = orders.groupby(["born", "month"]).client.nunique().to_dict()
    born = sorted({one for one, _ in cells})
    grown: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for one in born:
        many = cells[one, one]
        found["retention", _name(one), "cohort_size"] = (many, None)
        for age in range(last - born[0] + 1):
            place = ("retention", _name(one), f"retention-{age}")
            found[place] = NOTHING
            if one + age <= last:
                active = cells.get((one, one + age), 0)
                grown[age].append((active, many))
                found[place] = part(active, many)
    found["retention", "all", "cohort_size"] = (size, None)
    for age, pairs in grown.items():
        active, many = (sum(each) for each in zip(*pairs, strict=True))
        found["retention", "all", f"retention-{age}"] = part(active, many)
    return found


def ltv(base: Rows, wanted: Wanted) -> Figures:
    """What they brought up to what age."""
    orders, _, last, size, found = _of_cohorts(base, wanted)
    sizes = orders.groupby("born").client.nunique().to_dict()
    cells = orders.groupby(["born", "month"]).amount.sum().to_dict()
    grown: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for one, many in sizes.items():
        found["ltv", _name(one), "cohort_size"] = (many, None)
        revenue = 0
        for age in range(last - min(sizes) + 1):
            place = ("ltv", _name(one), f"ltv-{age}")
            found[place] = NOTHING
            if one + age <= last:
                revenue += int(cells.get((one, one + age), 0))
                grown[age].append((revenue, many))
                found[place] = (Fraction(revenue, many), many)
    found["ltv", "all", "cohort_size"] = (size, None)
    for age, pairs in grown.items():
        revenue, many = (sum(each) for each in zip(*pairs, strict=True))
        found["ltv", "all", f"ltv-{age}"] = (Fraction(revenue, many), many)
    of_each = sorted(int(one) for one in orders.groupby("client").amount.sum())
    half = len(of_each) // 2
    found["totals", "all", "ltv"] = found["totals", "all", "ltv_median"] = NOTHING
    if size:
        twice = of_each[half] * 2 if size % 2 else of_each[half - 1] + of_each[half]
        found["totals", "all", "ltv"] = (Fraction(sum(of_each), size), size)
        found["totals", "all", "ltv_median"] = (Fraction(twice, 2), size)
    return found


def abc(base: Rows, wanted: Wanted) -> Figures:
    """Classes of clients."""
    orders, left_out = taken(base, wanted.or_months(12, began(base)))
    clients = ranked(orders)
    many, revenue = len(clients), int(clients.revenue.sum())
    found: Figures = {SIZE: (many, None), LEFT_OUT: (left_out, None)}
    for grade, those in clients.groupby("grade"):
        place = ("classes", str(grade))
        found[*place, "buyers"] = (len(those), None)
        found[*place, "buyers_share"] = part(len(those), many)
        found[*place, "revenue"] = (int(those.revenue.sum()), None)
        found[*place, "revenue_share"] = part(int(those.revenue.sum()), revenue)
    return found | listed(clients.head(FEW if many <= FEW else LARGEST))


def avg_cheque(base: Rows, wanted: Wanted) -> Figures:
    """The average cheque by month, and of the largest clients before and now."""
    orders, left_out = taken(base, wanted.or_months(12, began(base)))
    clients = ranked(orders)
    found: Figures = {SIZE: (len(clients), None), LEFT_OUT: (left_out, None)}
    months = [(_name(number), those) for number, those in orders.groupby("month")]
    for name, those in [*months, ("all", orders)]:
        paid, revenue = len(those), int(those.amount.sum())
        found["months", name, "paid"] = (paid, None)
        found["months", name, "revenue"] = (revenue, None)
        found["months", name, "avg_cheque"] = (Fraction(revenue, paid), paid) if paid else NOTHING
        found["months", name, "discount"] = (int(those.discount.sum()), None)
    again = int((clients.paid > 1).sum())
    found["repeat", "all", "repeat_share"] = part(again, len(clients))
    for client in clients.client.head(LARGEST):
        own = orders[orders.client == client]
        bought = sorted(own.month.unique())
        half = len(bought) // 2
        for name, those in (("before", bought[:half]), ("now", bought[len(bought) - half :])):
            of = own[own.month.isin(those)]
            average = Fraction(int(of.amount.sum()), len(of)) if half else None
            found["movements", str(client), f"cheque_movement-{name}"] = (average, None)
    return found
