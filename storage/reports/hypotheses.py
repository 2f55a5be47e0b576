"""`reports.hypotheses.earned.HypothesisReader` over the database: leads and their money counted in
the windows of hypotheses, one statement for the leads of each and one for its orders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Float,
    Select,
    and_,
    case,
    cast,
    func,
    select,
)

from reports.asking.filters import Filters
from reports.hypotheses.earned import Counted, Sum, Wanted, Window
from reports.hypotheses.hypothesis import Hypothesis, Measure
from reports.pipeline.funnel import STEPS
from reports.plan.worth import WORTHY
from reports.source import Behind
from storage.database import Database
from storage.hypotheses import hypothesis_of
from storage.reports.cases import leads_behind, orders_behind
from storage.reports.funnel import came_to_steps
from storage.reports.of_leads import counting_leads, enquired
from storage.tables import hypotheses, leads, orders

ENQUIRY = Measure.ENQUIRIES.value
COUNTS = tuple(one for one in Measure if one is not Measure.REVENUE)
REGISTER = select(hypotheses).order_by(hypotheses.c.started.desc(), hypotheses.c.id.desc())


class HypothesisLeads:
    """Hypotheses of one database, and the leads that they touch."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def register(self) -> Sequence[Hypothesis]:
        """All of them, the latest first."""
        rows = await self._database.read(lambda c: c.execute(REGISTER).mappings().all())
        return [hypothesis_of(row) for row in rows]

    async def counted(self, wanted: Sequence[Wanted], currency: str) -> Sequence[Sequence[Counted]]:
        """All of them in one state of the database."""
        return await self._database.read(
            lambda connection: [_counted(connection, one, currency) for one in wanted]
        )

    async def behind(
        self, filters: Filters, window: Window, measure: Measure, currency: str
    ) -> Behind:
        """The leads, or the orders of those that came, with names."""
        wanted, keys = Wanted(filters, (window,)), self._database.keys
        if measure is Measure.REVENUE:
            paid = _paid(wanted, case((_in_money(window, currency), orders.c.id)))
            return await self._database.read(lambda c: orders_behind(c, keys, paid))
        came = _came(wanted)
        statement = select(came.c.lead, came.c[_step(measure)].label("at")).where(
            _in(came, window, measure)
        )
        return await self._database.read(lambda c: leads_behind(c, keys, statement))


def _counted(connection: Connection, wanted: Wanted, currency: str) -> list[Counted]:
    came = _came(wanted)
    counts = [
        func.count(case((_in(came, window, measure), 1)))
        for window in wanted.windows
        for measure in COUNTS
    ]
    sums = [one for window in wanted.windows for one in _sums(window, currency)]
    many = iter(connection.execute(select(*counts).select_from(came)).one())
    paid = iter(connection.execute(_paid(wanted, *sums)).one())
    return [{**_of_leads(many), Measure.REVENUE: _of_money(paid)} for _ in wanted.windows]


def _of_leads(numbers: Iterator[Any]) -> Counted:
    found = ((measure, int(next(numbers))) for measure in COUNTS)
    return {measure: Sum(many, many, many) for measure, many in found}


def _of_money(numbers: Iterator[Any]) -> Sum:
    return Sum(int(next(numbers)), int(next(numbers)), float(next(numbers)))


def _came(wanted: Wanted) -> CTE:
    """A row per lead of any of the windows: its grade, when it came to what."""
    steps = [one.value for one in COUNTS if one.value in STEPS]
    since, until = _range(wanted)
    return came_to_steps(since, until, wanted.filters, steps, of_whom=(leads.c.grade,))


def _range(wanted: Wanted) -> tuple[datetime, datetime]:
    """From the first of the windows to the last."""
    return min(one.since for one in wanted.windows), max(one.until for one in wanted.windows)


def _in(came: CTE, window: Window, measure: Measure) -> ColumnElement[bool]:
    then = _within(came.c[ENQUIRY], window)
    if measure is Measure.WORTHY:
        return and_(then, came.c.grade.in_(sorted(WORTHY)))
    return then if measure is Measure.ENQUIRIES else and_(then, came.c[measure] < window.ripe)


def _within(at: ColumnElement[datetime], window: Window) -> ColumnElement[bool]:
    return and_(at >= window.since, at < window.until)


def _in_money(window: Window, currency: str) -> ColumnElement[bool]:
    paid = and_(orders.c.paid_at < window.ripe, orders.c.currency == currency)
    return and_(_within(leads.c.enquired_at, window), paid)


def _sums(window: Window, currency: str) -> tuple[ColumnElement[Any], ...]:
    """As `Sum`. Squares of large sums are more than a whole number of a database holds."""
    paid, amount = _in_money(window, currency), orders.c.amount
    squared = cast(amount, Float) * amount
    return (
        func.coalesce(func.sum(case((paid, amount))), 0),
        func.count(case((paid, 1))),
        func.coalesce(func.sum(case((paid, squared))), 0.0),
    )


def _paid(wanted: Wanted, *what: ColumnElement[Any]) -> Select[Any]:
    """Of the orders of the leads of any of the windows, in any currency: as a condition it would be
    searched for among all orders that have no lead."""
    return (
        select(*what)
        .join_from(leads, orders, orders.c.lead_id == leads.c.id)
        .where(*enquired(_range(wanted)), *counting_leads(wanted.filters))
    )


def _step(measure: Measure) -> str:
    return measure.value if measure.value in STEPS else ENQUIRY
