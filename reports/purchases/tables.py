"""Reports over orders as tables. Pure.

Every cohort has all its months here; how many of them a face has room for is the face's business.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from reports.asking.asked import Asked
from reports.purchases.behind import behind_cheque, behind_classes, behind_cohorts
from reports.purchases.cohorts import Cohort, retention_at, value_at
from reports.purchases.reader import ClientSum
from reports.purchases.reports import ChequeReport, ClassReport, CohortReport, PurchaseReports
from reports.slices import month_id
from reports.source import Behind, Spot
from reports.tables import ALL, NOTHING, Cell, Column, Kind, Named, Report, Row, Table, cell_of

CohortCell = Callable[[Cohort, int], Cell]


class Cohorts:
    """`reports.source.Source` of /cohorts."""

    def __init__(self, purchases: PurchaseReports) -> None:
        self._purchases = purchases

    async def report(self, asked: Asked, today: date) -> Report:
        """Retention by month of the first order."""
        found = await self._purchases.cohorts(asked, today)
        ages = _ages(found)
        columns = (Column("cohort_size"), *(Column("retention", _age(age)) for age in ages))
        every = [cell_of(retention_at(found.cohorts, age)) for age in ages]
        table = _by_month("retention", columns, found, _kept, every)
        return _report("cohorts", found, (table, _newcomers(found.clients)))

    async def behind(self, asked: Asked, today: date, spot: Spot) -> Behind | None:
        """The clients of a cohort."""
        return await behind_cohorts(self._purchases, asked, today, spot)


class LifetimeValue:
    """`reports.source.Source` of /ltv."""

    def __init__(self, purchases: PurchaseReports) -> None:
        self._purchases = purchases

    async def report(self, asked: Asked, today: date) -> Report:
        """Revenue per client by month of the first order and age."""
        found = await self._purchases.cohorts(asked, today)
        middle = await self._purchases.middle(found)
        ages = _ages(found)
        columns = (Column("cohort_size"), *(Column("ltv", _age(age)) for age in ages))
        every = [Cell(*value_at(found.cohorts, age)) for age in ages]
        of_all = (
            Cell(found.value, found.size) if found.size else NOTHING,
            Cell(middle, found.size) if found.size else NOTHING,
        )
        totals = Table(
            "totals", Kind.ALL, (Column("ltv"), Column("ltv_median")), (Row(ALL, of_all),)
        )
        table = _by_month("ltv", columns, found, _brought, every)
        return _report("ltv", found, (totals, table, _newcomers(found.clients)))

    async def behind(self, asked: Asked, today: date, spot: Spot) -> Behind | None:
        """The clients of a cohort, with what they brought."""
        return await behind_cohorts(self._purchases, asked, today, spot)


class Classes:
    """`reports.source.Source` of /abc."""

    def __init__(self, purchases: PurchaseReports) -> None:
        self._purchases = purchases

    async def report(self, asked: Asked, today: date) -> Report:
        """Clients and revenue of each class, and the largest clients."""
        found = await self._purchases.classes(asked, today)
        totals = found.totals
        columns = (
            Column("buyers"),
            Column("buyers_share"),
            Column("revenue"),
            Column("revenue_share"),
        )
        rows = tuple(
            Row(
                Named(Kind.GRADE, one.grade.value),
                (
                    Cell(one.clients),
                    _part(one.clients, totals.clients),
                    Cell(one.revenue),
                    _part(one.revenue, totals.revenue),
                ),
            )
            for one in found.classes
        )
        tables = (Table("classes", Kind.GRADE, columns, rows), _clients(found.clients))
        return replace(_report("abc", found, tables), curve=tuple(found.curve))

    async def behind(self, asked: Asked, today: date, spot: Spot) -> Behind | None:
        """The clients of a class, or the orders of a client."""
        return await behind_classes(self._purchases, asked, today, spot)


class AverageCheque:
    """`reports.source.Source` of /avg_cheque."""

    def __init__(self, purchases: PurchaseReports) -> None:
        self._purchases = purchases

    async def report(self, asked: Asked, today: date) -> Report:
        """The cheque of everybody, by month, and of the largest clients before and now."""
        found = await self._purchases.cheque(asked, today)
        totals = found.totals
        of_all = Row(
            ALL,
            (
                Cell(totals.orders),
                Cell(totals.revenue),
                Cell(found.average, totals.orders) if totals.orders else NOTHING,
                Cell(totals.discount),
            ),
        )
        columns = (Column("paid"), Column("revenue"), Column("avg_cheque"), Column("discount"))
        rows = tuple(
            Row(
                _month(one.month),
                (
                    Cell(one.orders),
                    Cell(one.revenue),
                    NOTHING if one.average is None else Cell(one.average, one.orders),
                    Cell(one.discount),
                ),
            )
            for one in found.months
        )
        return _report(
            "avg_cheque",
            found,
            (
                Table("months", Kind.MONTH, columns, rows, of_all),
                _moved(found),
                Table(
                    "repeat",
                    Kind.ALL,
                    (Column("repeat_share"),),
                    (Row(ALL, (cell_of(found.repeat),)),),
                ),
            ),
        )

    async def behind(self, asked: Asked, today: date, spot: Spot) -> Behind | None:
        """The orders that a figure is counted from, or who bought again."""
        return await behind_cheque(self._purchases, asked, today, spot)


def _report(
    id_: str, found: CohortReport | ClassReport | ChequeReport, tables: tuple[Table, ...]
) -> Report:
    size = found.size if isinstance(found, CohortReport) else found.totals.clients
    few = False if isinstance(found, ChequeReport) else found.few
    return Report(id_, found.about, size, tables, found.left_out, few)


def _ages(found: CohortReport) -> range:
    return range(max((len(one.active) for one in found.cohorts), default=0))


def _by_month(
    id_: str,
    columns: tuple[Column, ...],
    found: CohortReport,
    cell: CohortCell,
    every: Sequence[Cell],
) -> Table:
    """A line per cohort and one for all of them; the first column is the size."""
    ages = _ages(found)
    rows = tuple(
        Row(_month(one.born), (Cell(one.size), *(cell(one, age) for age in ages)))
        for one in found.cohorts
    )
    return Table(id_, Kind.MONTH, columns, rows, Row(ALL, (Cell(found.size), *every)))


def _kept(cohort: Cohort, age: int) -> Cell:
    return cell_of(cohort.retention(age)) if age < len(cohort.active) else NOTHING


def _brought(cohort: Cohort, age: int) -> Cell:
    return Cell(cohort.value[age], cohort.size) if age < len(cohort.revenue) else NOTHING


def _newcomers(found: Sequence[ClientSum]) -> Table:
    """Those who are named, by the month of their first order."""
    columns = (Column("first_order"), Column("paid"), Column("revenue"))
    rows = tuple(
        Row(_client(one), (Cell(_month(one.born).id), Cell(one.orders), Cell(one.revenue)))
        for one in sorted(found, key=lambda one: one.born)
    )
    return Table("clients", Kind.CLIENT, columns, rows)


def _clients(found: Sequence[ClientSum]) -> Table:
    """Those who are named."""
    columns = (Column("paid"), Column("revenue"), Column("avg_cheque"), Column("abc"))
    rows = tuple(
        Row(
            _client(one),
            (
                Cell(one.orders),
                Cell(one.revenue),
                Cell(Fraction(one.revenue, one.orders), one.orders),
                Cell(one.grade.value),
            ),
        )
        for one in found
    )
    return Table("clients", Kind.CLIENT, columns, rows)


def _moved(found: ChequeReport) -> Table:
    """The largest clients: their cheque over the first and the last half of their months."""
    columns = tuple(
        Column("cheque_movement", Named(Kind.WORDS, name)) for name in ("before", "now")
    )
    rows = tuple(
        Row(
            _client(client),
            tuple(NOTHING if one is None else Cell(one) for one in (moved.before, moved.now)),
        )
        for client, moved in found.clients
    )
    return Table("movements", Kind.CLIENT, columns, rows)


def _part(part: int, whole: int) -> Cell:
    """A share without an interval: of everybody there is, not of a sample."""
    return Cell(Fraction(part, whole), whole) if whole else NOTHING


def _age(age: int) -> Named:
    return Named(Kind.AGE, str(age))


def _month(month: int) -> Named:
    return Named(Kind.MONTH, month_id(month))


def _client(one: ClientSum) -> Named:
    return Named(Kind.CLIENT, str(one.id), one.name)
