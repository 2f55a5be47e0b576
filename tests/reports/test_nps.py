"""The figures of surveys: by product, how they moved, names on a small base."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from leads.surveys.survey import Scale, Survey
from reports.nps import FEW, Asked, balance_cell, nps
from reports.tables import NOTHING

NOW = datetime(2026, 11, 24, tzinfo=UTC)


class Reader:
    def __init__(self, asked: Sequence[Asked]) -> None:
        self.asked = asked

    async def since(self, moment: datetime) -> Sequence[Asked]:
        return [one for one in self.asked if one.survey.asked_at >= moment]


def asked(product: str, grade: int | None, days_ago: int, name: str = "Анна") -> Asked:
    at = NOW - timedelta(days=days_ago)
    answered = None if grade is None else at
    return Asked(Survey(1, 7, product, Scale.NPS, at, grade, answered), name)


async def test_a_product_moves_and_says_by_whom() -> None:
    people = [asked("seo", 10, 5), asked("seo", 4, 6, "Пётр"), asked("seo", None, 7)]
    before = [asked("seo", 9, 100), asked("seo", 10, 120), asked("seo", 1, 200)]
    seo, crm = await nps(Reader([*before, *people, asked("crm", 7, 1)]), NOW)
    assert (seo.product, seo.now.asked, seo.now.answered, seo.now.value) == ("seo", 3, 2, 0)
    assert seo.before.value == 100, "what was asked half a year ago counts no more"
    assert [voice.name for voice in seo.voices] == ["Пётр", "Анна"], "the lowest grade first"
    assert len(seo.open_loops) == 1
    assert crm.now.value == 0 and crm.before.value is None


async def test_nobody_is_named_on_a_large_base() -> None:
    (seo,) = await nps(Reader([asked("seo", 9, 1) for _ in range(FEW + 1)]), NOW)
    assert seo.voices == () and seo.now.value == 100


def test_a_balance_has_an_interval() -> None:
    groups = [Scale.NPS.group(grade) for grade in (10, 4, 9)]
    found = balance_cell([*groups, None])
    assert (found.value, found.whole) == (Fraction(100, 3), 3)
    low, high = found.bounds or (0, 0)
    assert low < 0 and high > 33
    assert balance_cell([None]) == NOTHING
