"""Reports of four sizes for pictures and files: empty, tiny, ordinary, huge; always the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cache
from random import Random
from typing import Any, cast

from dialogs.reading.dates import Period
from leads.company import Grade
from leads.grading.pareto import class_sums, curve
from leads.lead import Temperature
from reports.asking.asked import About, Asked
from reports.asking.filters import Filters
from reports.dictionary import FEW_CLIENTS
from reports.intervals import share
from reports.pipeline.funnel import STEPS, FunnelReport, Passed, Side, Step
from reports.pipeline.tables import tables as of_funnel
from reports.purchases.cheque import Cheque, Movement
from reports.purchases.cohorts import Cohort
from reports.purchases.reader import ClassSum, ClientSum, Totals
from reports.purchases.reports import ChequeReport, ClassReport, CohortReport, PurchaseReports
from reports.purchases.tables import AverageCheque, Classes, Cohorts, LifetimeValue
from reports.slices import month_of
from reports.tables import ALL, Cell, Column, Kind, Named, Report, Row, Table

TODAY = date(2026, 11, 24)
MADE = datetime(2026, 11, 24, 19, 28, tzinfo=UTC)
SIZES = ("empty", "tiny", "ordinary", "huge")
_MANY = {"empty": 0, "tiny": 12, "ordinary": 3_412, "huge": 1_200_000}
_MONTHS = {"empty": 0, "tiny": 4, "ordinary": 14, "huge": 60}
_CLIENTS = {"empty": 0, "tiny": 9, "ordinary": 860, "huge": 48_200}
_NAMES = (
    "Ромашка",
    "ООО «Лютик и партнёры по оптовой торговле кормами для животных»",
    "=cmd|' /C calc'!A0",
    "Старый дуб",
    "ACME Industrial",
    "",
    "ИП Константинопольский Вячеслав",
    "Техносфера",
    "Øresund A/S",
    "Донаудампфшифффартсгезельшафт",
    "Северсталь-Проект",
    "Вега",
    "Қазақ Тас",
    "Альфа 7",
    "Щи да каша",
)


def about(size: str) -> About:
    """A year with filters in some, without in others."""
    filters = Filters(product="seo", temperature=Temperature.WARM) if size == "tiny" else Filters()
    return About(Period(date(2026, 1, 1), TODAY), filters, "RUB")


def funnel(size: str) -> Report:
    """Steps that lose most at the second and the last."""
    many = _MANY[size]
    kept = (1.0, 0.62, 0.41, 0.3, 0.21, 0.083)
    reached = [round(many * one) for one in kept]
    parts = {Side.COLD: 0.55, Side.WARM: 0.3, Side.REPEAT: 0.15}
    sides: dict[Side, tuple[int, ...]] = {}
    for side, part in parts.items():
        grow = {Side.COLD: 0.92, Side.WARM: 1.05, Side.REPEAT: 1.2}[side]
        sides[side] = tuple(round(one * part * grow**at) for at, one in enumerate(reached))
    rest = tuple(
        total - sides[Side.WARM][at] - sides[Side.REPEAT][at] for at, total in enumerate(reached)
    )
    sides[Side.COLD] = rest
    spans = [timedelta(hours=1), timedelta(minutes=25), timedelta(days=2), timedelta(days=6)]
    steps = [
        Step(
            metric,
            reached[at],
            share(reached[at], reached[at - 1]) if at else None,
            Passed(reached[at], (spans[(at - 1) % 4] * at) if many else None) if at else None,
        )
        for at, metric in enumerate(STEPS)
    ]
    grades = {"A": tuple(one // 5 for one in reached), "": tuple(one - one // 5 for one in reached)}
    return of_funnel(FunnelReport(about(size), tuple(steps), sides if many else {}, grades))


def clients(size: str) -> list[ClientSum]:
    """The largest of them, as the reports give them."""
    total = _CLIENTS[size]
    few = total <= FEW_CLIENTS
    found, revenue = [], 9_400_000 if size == "huge" else 1_900_000
    for at in range(total if few else 10):
        revenue = round(revenue * (0.55 if few else 0.83))
        grade = Grade.A if at < 3 else Grade.B if at < 6 else Grade.C
        name = _NAMES[at % len(_NAMES)]
        found.append(
            ClientSum(at + 1, name, month_of(TODAY) - at % 4, 1 + at * 7 % 5, revenue, grade)
        )
    return found


def _cohort_report(size: str) -> CohortReport:
    random = Random(7)
    last = month_of(TODAY)
    cohorts = []
    for back in range(_MONTHS[size] - 1, -1, -1):
        each = max(1, _CLIENTS[size] // _MONTHS[size] + random.randint(-3, 9))
        active, revenue, keep = [each], [each * 21_000], random.uniform(0.26, 0.48)
        for age in range(1, back + 1):
            now = min(each, round(each * keep * 0.93**age * random.uniform(0.75, 1.25)))
            active.append(now)
            revenue.append(now * random.randint(14_000, 26_000))
        cohorts.append(Cohort(last - back, tuple(active), tuple(revenue)))
    left_out = 14 if size == "ordinary" else 0
    named = clients(size) if _CLIENTS[size] <= FEW_CLIENTS else []
    return CohortReport(about(size), tuple(cohorts), named, left_out)


@cache
def _class_report(size: str) -> ClassReport:
    """Some bring much, most bring little."""
    chance, total = Random(5), _CLIENTS[size]
    revenues = sorted(
        (round(9_000 * chance.paretovariate(0.95)) for _ in range(total)), reverse=True
    )
    alike = [(one, 1) for one in revenues]
    revenue = sum(revenues)
    sums = [ClassSum(grade, *found) for grade, found in class_sums(alike, revenue).items()]
    named = [
        replace(one, revenue=amount) for one, amount in zip(clients(size), revenues, strict=False)
    ]
    totals = Totals(total, total // 3, total * 3, revenue, revenue // 25)
    return ClassReport(about(size), totals, sums, named, 0, curve(alike))


def _cheque_report(size: str) -> ChequeReport:
    random = Random(11)
    total, last = _CLIENTS[size], month_of(TODAY)
    months = tuple(
        Cheque(last - back, 30 + back, (30 + back) * random.randint(61_000, 98_000), 40_000)
        for back in range(_MONTHS[size] - 1, -1, -1)
    )
    largest = clients(size)[:10]
    moved = [
        (
            one,
            Movement(
                one.id,
                tuple(
                    Cheque(last - 6 + at, 2, round(one.revenue * random.uniform(0.1, 0.3)), 0)
                    for at in range(4 if one.id % 5 else 1)
                ),
            ),
        )
        for one in largest
    ]
    totals = Totals(total, total // 3, total * 3, total * 240_000, total * 9_000)
    return ChequeReport(about(size), totals, months, moved, 0)


class _Bought:
    """What the sources over orders ask, answered from the samples."""

    def __init__(self, size: str) -> None:
        self._size = size

    async def cohorts(self, asked: Asked, today: date) -> CohortReport:
        return _cohort_report(self._size)

    async def middle(self, report: CohortReport) -> Fraction:
        return Fraction(31_500)

    async def classes(self, asked: Asked, today: date) -> ClassReport:
        return _class_report(self._size)

    async def cheque(self, asked: Asked, today: date) -> ChequeReport:
        return _cheque_report(self._size)


def _bought(source: Callable[[PurchaseReports], Any], size: str) -> Report:
    """The report of a source, which waits for nothing here."""
    asking = source(cast(PurchaseReports, _Bought(size))).report(Asked(), TODAY)
    try:
        asking.send(None)
    except StopIteration as ended:
        return cast(Report, ended.value)
    raise AssertionError("a sample waits for nothing")


def nps(size: str) -> Report:
    """What clients think of some products, of many where it is huge."""
    columns = ("survey_asked", "promoters", "passives", "detractors")
    many = {"empty": 0, "tiny": 1, "ordinary": 4, "huge": 14}[size]
    rows = [_opinion(f"product-{at}" if at else "seo", at, size) for at in range(many)]
    totals = [sum(cast(int, row.cells[at].value) for row in rows) for at in range(len(columns))]
    total = _opinion_row(ALL, totals, Fraction(31), Fraction(24))
    every = tuple(Column(one) for one in (*columns, "survey_balance", "survey_balance_before"))
    table = Table("nps", Kind.PRODUCT, every, tuple(rows), total if rows else None)
    return Report("nps", about(size), totals[0], (table,) if rows else ())


def _opinion(product: str, at: int, size: str) -> Row:
    scale = 1 if size == "tiny" else 7 * (at + 2)
    counts = [10 * scale, (4 + at % 3) * scale, 2 * scale, (1 + at % 4) * scale]
    balance = Fraction(100 * (counts[1] - counts[3]), sum(counts[1:]))
    before = None if at == 2 else balance + (17 if at % 2 else -23)
    return _opinion_row(Named(Kind.PRODUCT, product), counts, balance, before)


def _opinion_row(
    name: Named, counts: Sequence[int], balance: Fraction, before: Fraction | None
) -> Row:
    cells = [*(Cell(one) for one in counts), Cell(balance, sum(counts[1:])), Cell(before)]
    return Row(name, tuple(cells))


REPORTS: Mapping[str, Callable[[str], Report]] = {
    "funnel": funnel,
    "cohorts": lambda size: _bought(Cohorts, size),
    "ltv": lambda size: _bought(LifetimeValue, size),
    "abc": lambda size: _bought(Classes, size),
    "avg_cheque": lambda size: _bought(AverageCheque, size),
    "nps": nps,
}
"""The report with that id in one of `SIZES`."""
