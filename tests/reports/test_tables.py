"""Reports as tables: shape, ids, and the funnel's figures unchanged."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from dialogs.reading.dates import Period
from reports.asking.asked import About
from reports.asking.filters import EVERYTHING
from reports.dictionary import METRICS
from reports.intervals import share
from reports.pipeline.funnel import FunnelReport, Passed, Side, Step
from reports.pipeline.tables import tables
from reports.tables import ALL, NOTHING, Cell, Column, Kind, Named, Report, Row, Table, cell_of

ABOUT = About(Period(date(2026, 1, 1), date(2026, 3, 31)), EVERYTHING)
DAY = timedelta(days=1)


def found() -> FunnelReport:
    return FunnelReport(
        ABOUT,
        (
            Step("enquiries", 10, None, None),
            Step("leads", 6, share(6, 10), Passed(6, DAY)),
            Step("qualified", 0, share(0, 6), Passed(0, None)),
            Step("key_stage", 0, share(0, 0), Passed(0, None)),
        ),
        {Side.WARM: (7, 5, 0, 0, 0, 0), Side.REPEAT: (3, 1, 0, 0, 0, 0)},
        {"": (9, 5, 0, 0, 0, 0), "B": (1, 1, 0, 0, 0, 0)},
    )


def cells(report: Report, table: str) -> dict[str, tuple[Cell, ...]]:
    (one,) = [each for each in report.tables if each.id == table]
    return {row.name.id: row.cells for row in one.rows}


def test_steps_hold_counts_conversions_and_spans() -> None:
    report = tables(found())
    assert report.size == 10
    steps = cells(report, "steps")
    assert steps["enquiries"] == (Cell(10), NOTHING, NOTHING)
    assert steps["leads"] == (Cell(6), Cell(Fraction(6, 10), 10, share(6, 10)), Cell(DAY, 6))
    assert steps["qualified"] == (Cell(0), Cell(Fraction(0), 6, share(0, 6)), NOTHING)
    assert steps["key_stage"][1] == NOTHING, "of nobody there is no share"


def test_groups_stand_beside_each_other() -> None:
    report = tables(found())
    by_side = next(one for one in report.tables if one.id == "sides")
    assert [one.group.id for one in by_side.columns] == ["warm", "repeat"]
    assert cells(report, "sides")["leads"] == (Cell(5), Cell(1))
    by_grade = next(one for one in report.tables if one.id == "grades")
    assert [one.group.id for one in by_grade.columns] == ["B", "unknown"]


def test_every_figure_is_in_the_dictionary() -> None:
    assert set(tables(found()).metrics) <= set(METRICS)


def test_columns_have_ids_of_their_own() -> None:
    plain, aged = Column("retention"), Column("retention", Named(Kind.AGE, "3"))
    assert (plain.id, aged.id) == ("retention", "retention-3")


def test_a_line_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match="all has 1 cells, not 2"):
        columns = (Column("paid"), Column("revenue"))
        Table("months", Kind.MONTH, columns, (), Row(ALL, (Cell(1),)))


def test_a_share_of_nobody_is_nothing() -> None:
    assert cell_of(share(0, 0)) == NOTHING
