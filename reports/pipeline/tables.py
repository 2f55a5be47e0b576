"""The funnel as tables: its steps, then who came to each by side and by grade. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from leads.company import Grade
from reports.asking.asked import Asked
from reports.pipeline.funnel import (
    STEPS,
    FunnelReader,
    FunnelReport,
    Side,
    Step,
    Those,
    behind,
    funnel,
)
from reports.source import Behind, Spot
from reports.tables import NOTHING, Cell, Column, Kind, Named, Report, Row, Table, cell_of

ID = "funnel"
UNKNOWN_GRADE = "unknown"
GRADES = frozenset({*Grade, UNKNOWN_GRADE})
STEP_COLUMNS = (Column("stage_reached"), Column("stage_conversion"), Column("time_in_stage"))


class Funnel:
    """`reports.source.Source` of /funnel."""

    def __init__(self, reader: FunnelReader, zone: ZoneInfo) -> None:
        self._reader = reader
        self._zone = zone

    async def report(self, asked: Asked, today: date) -> Report:
        """The funnel of what was asked."""
        return tables(await funnel(self._reader, asked, today, self._zone))

    async def behind(self, asked: Asked, today: date, spot: Spot) -> Behind | None:
        """The leads that a figure of it counts."""
        those = those_of(spot)
        if those is None:
            return None
        return await behind(self._reader, asked, today, self._zone, those)


def tables(found: FunnelReport) -> Report:
    """The figures of the report, unchanged."""
    sides = {one.value: found.sides[one] for one in Side if one in found.sides}
    grades = {one or UNKNOWN_GRADE: found.grades[one] for one in sorted(found.grades, key=_last)}
    return Report(
        ID,
        found.about,
        found.size,
        (
            Table("steps", Kind.METRIC, STEP_COLUMNS, tuple(_step(one) for one in found.steps)),
            _across("sides", Kind.SIDE, sides),
            _across("grades", Kind.GRADE, grades),
        ),
    )


def those_of(spot: Spot) -> Those | None:
    """Which leads a figure of `tables` counts; None where it has no such figure."""
    metric, group = spot.metric, spot.group
    if spot.row not in STEPS or metric not in {one.metric for one in STEP_COLUMNS}:
        return None
    if spot.table == "steps" and not group:
        first = spot.row == next(iter(STEPS))
        if metric == "stage_reached":
            return Those(spot.row)
        return None if first else Those(spot.row, passed=metric == "time_in_stage")
    if metric != "stage_reached":
        return None
    if spot.table == "sides" and group in set(Side):
        return Those(spot.row, side=Side(group))
    if spot.table == "grades" and group in GRADES:
        return Those(spot.row, grade="" if group == UNKNOWN_GRADE else group)
    return None


def _step(step: Step) -> Row:
    passed = step.passed
    spent = Cell(passed.median, passed.many) if passed and passed.median is not None else NOTHING
    share = cell_of(step.conversion) if step.conversion else NOTHING
    return Row(Named(Kind.METRIC, step.metric), (Cell(step.reached), share, spent))


def _across(id_: str, kind: Kind, groups: Mapping[str, Iterable[int]]) -> Table:
    """Steps down, groups across."""
    found = {name: tuple(reached) for name, reached in groups.items()}
    return Table(
        id_,
        Kind.METRIC,
        tuple(Column("stage_reached", Named(kind, name)) for name in found),
        tuple(
            Row(Named(Kind.METRIC, step), tuple(Cell(reached[at]) for reached in found.values()))
            for at, step in enumerate(STEPS)
        ),
    )


def _last(grade: str) -> tuple[bool, str]:
    """Unknown grades after the others."""
    return not grade, grade
