"""The balance of surveys as one figure."""

from collections import Counter
from collections.abc import Collection
from datetime import UTC, date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from dialogs.reading.dates import Period
from leads.surveys.survey import Group, Scale
from reports.asking.asked import Asked
from reports.asking.filters import Filters
from reports.nps import balance_cell
from reports.results.surveys import BEFORE, COLUMNS, Many, Opinion, Opinions
from reports.slices import Came
from reports.source import Behind, Spot
from reports.tables import ALL, NOTHING

MOSCOW = ZoneInfo("Europe/Moscow")
TODAY = date(2026, 6, 20)


class Same:
    """A reader of the same opinion whatever the time."""

    async def began(self) -> datetime | None:
        return datetime(2026, 1, 1, tzinfo=UTC)

    async def opinions(self, came: Came, filters: Filters) -> Many:
        return {Opinion("seo", Scale.NPS, Group.PROMOTER, is_closed=False): 2}

    async def behind(self, came: Came, filters: Filters, those: Collection[Opinion]) -> Behind:
        return Behind((), 2 * len(those))


def test_a_balance_has_an_interval() -> None:
    groups: list[Group | None] = [Scale.NPS.group(grade) for grade in (10, 4, 9)]
    found = balance_cell(Counter([*groups, None]))
    assert (found.value, found.whole) == (Fraction(100, 3), 3)
    low, high = found.bounds or (0, 0)
    assert low < 0 and high > 33
    assert balance_cell({None: 1}) == NOTHING


async def test_before_all_time_there_is_nothing_to_compare_with() -> None:
    spring, ever = Asked(Period(date(2026, 3, 1), date(2026, 5, 31))), Asked(everything=True)
    spot, source = Spot(Scale.NPS.value, ALL.id, BEFORE), Opinions(Same(), MOSCOW)
    at = [one.id for one in COLUMNS].index(BEFORE)
    for asked, before in ((spring, 100), (ever, None)):
        (table,) = (await source.report(asked, TODAY)).tables
        assert table.total is not None
        assert table.total.cells[at].value == table.rows[0].cells[at].value == before
        assert bool(await source.behind(asked, TODAY, spot)) == bool(before)
