"""Small pictures of tables: shades, bars and curves stay in their room, whatever the figures."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.page import charts
from reports.tables import ALL, NOTHING, Cell, Column, Kind, Named, Row, Table

AGES = tuple(Named(Kind.AGE, str(age)) for age in range(4))


def cohorts(metric: str, rows: list[list[int | None]]) -> Table:
    columns = (Column("cohort_size"), *(Column(metric, age) for age in AGES))
    lines = tuple(
        Row(
            Named(Kind.MONTH, f"2026-{number:02}"),
            (Cell(9), *(NOTHING if one is None else Cell(Fraction(one), 9) for one in row)),
        )
        for number, row in enumerate(rows, 1)
    )
    total = Row(ALL, (Cell(9), *(Cell(Fraction(5), 9 - 3 * age) for age in range(4))))
    return Table("ages", Kind.MONTH, columns, lines, total)


def test_a_heat_map_leaves_everybody_out_and_begins_at_nothing() -> None:
    table = cohorts("retention", [[100, 50, 0, None], [100, 25, None, None]])
    assert charts.heat(table) == {(0, 2): 9, (0, 3): 0, (1, 2): 4}


def test_sums_are_shaded_from_the_least_to_the_greatest() -> None:
    table = cohorts("ltv", [[10, 100, 110, None], [10, 105, None, None]])
    assert charts.heat(table) == {(0, 2): 0, (0, 3): 9, (1, 2): 4}


@pytest.mark.parametrize("rows", [[], [[None] * 4], [[7, 7, 7, 7]], [[0, 0, 0, 0]]])
def test_where_nothing_differs_nothing_is_shaded(rows: list[list[int | None]]) -> None:
    assert charts.heat(cohorts("ltv", rows)) == {}


def test_curves_end_where_there_are_no_figures_and_few_clients() -> None:
    table = cohorts("ltv", [[1, 2, 3, 4], [1, 2, 3, None], [1, None, None, None]])
    names = [(one.name, len(one.points.split())) for one in charts.lines(table)]
    assert names == [(0, 4), (1, 3), (None, 3)]
    assert charts.lines(cohorts("retention", [[1, 2, 3, 4]])) == []


def test_bars_are_of_the_first_count_beside_the_greatest() -> None:
    columns = (Column("stage_conversion"), Column("stage_reached"))
    rows = tuple(Row(Named(Kind.METRIC, str(many)), (NOTHING, Cell(many))) for many in (200, 50, 0))
    assert charts.bars(Table("steps", Kind.METRIC, columns, rows)) == {0: 100, 1: 25, 2: 0}
    assert charts.bars(Table("steps", Kind.METRIC, columns, rows[:1])) == {}, "nothing to compare"
    groups = (Column("stage_reached", Named(Kind.SIDE, "cold")),) * 2
    assert charts.bars(Table("sides", Kind.METRIC, groups, rows)) == {}


@given(st.lists(st.integers(-(10**12), 10**12), min_size=2, max_size=40))
def test_upright_bars_stay_in_their_room(sums: list[int]) -> None:
    columns = (Column("paid"), Column("revenue"), Column("avg_cheque"))
    rows = tuple(
        Row(Named(Kind.MONTH, str(at)), (Cell(1), Cell(7), Cell(one)))
        for at, one in enumerate(sums)
    )
    found = charts.columns(Table("months", Kind.MONTH, columns, rows))
    if max(sums) <= 0:
        assert found is None
        return
    assert found is not None
    at, drawn = found
    assert at == 2, "the cheque goes before the revenue"
    assert len(drawn) == len(sums)
    for one in drawn:
        assert 0 <= one.x <= one.x + one.width <= charts.WIDE + 0.2
        assert 0 <= one.y <= one.y + one.height <= charts.HIGH + 0.2
