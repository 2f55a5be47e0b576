"""Where conversations stop and how long questions take; the order is the scenario's."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from importlib.resources import files
from zoneinfo import ZoneInfo

from reports.asking.asked import Asked
from reports.asking.filters import Filters
from reports.quiz import Passage, Quiz
from reports.source import Behind, Spot
from reports.tables import Report

MOSCOW = ZoneInfo("Europe/Moscow")
TODAY = date(2026, 6, 20)
AT = datetime(2026, 6, 2, 12, tzinfo=MOSCOW)
SECOND = timedelta(seconds=1)
BEGAN = int(AT.timestamp()) * 1_000_000


class Kept:
    """A reader of what it was given."""

    def __init__(self, *passages: Passage, text: str | None = None) -> None:
        self._passages = passages
        self._text = text

    async def began(self) -> datetime | None:
        return AT

    async def passages(
        self, since: datetime, until: datetime, filters: Filters, look: Callable[[Passage], None]
    ) -> None:
        for one in reversed(self._passages):
            look(one)

    async def text(self, digest: str) -> str | None:
        return self._text

    async def cases(self, those: Mapping[int, datetime]) -> Behind:
        return Behind((), len(those))


def passage(number: int, step: str | None, *answers: tuple[str, int], version: int = 2) -> Passage:
    said = {one: BEGAN + seconds * 1_000_000 for one, seconds in answers}
    return Passage(number, "agency-quiz", version, "d", BEGAN, step is None, step, said)


def row(report: Report, table: str, name: str) -> list[object]:
    (found,) = (one for one in report.tables if one.id == table)
    lines = (*found.rows, *((found.total,) if found.total else ()))
    (line,) = (one for one in lines if one.name.id == name)
    return [cell.value for cell in line.cells]


async def test_people_stop_at_the_question_they_stand_at() -> None:
    reader = Kept(
        passage(1, None, ("market", 10), ("product", 40)),
        passage(2, "product", ("market", 20)),
        passage(3, "market"),
        passage(4, "market", ("market", 30), version=1),  # an answer that is being changed
    )
    quiz = Quiz(reader, MOSCOW)
    report = await quiz.report(Asked(), TODAY)
    assert [one.id for one in report.tables] == ["versions", "agency-quiz@2", "agency-quiz@1"]
    assert row(report, "versions", "agency-quiz@2") == [3, Fraction(1, 3), 40 * SECOND]
    assert row(report, "versions", "all")[:2] == [4, Fraction(1, 4)]
    market, product = (
        row(report, "agency-quiz@2", f"agency-quiz.{one}") for one in ("market", "product")
    )
    assert market == [3, 2, Fraction(1, 3), 15 * SECOND]
    assert product == [2, 1, Fraction(1, 2), 30 * SECOND]
    assert row(report, "agency-quiz@1", "agency-quiz.market") == [1, 1, 0, 30 * SECOND]
    left = await quiz.behind(
        Asked(), TODAY, Spot("agency-quiz@2", "agency-quiz.product", "quiz_left")
    )
    assert left is not None
    assert left.many == 1


async def test_questions_stand_as_in_the_scenario() -> None:
    text = (files("dialogs") / "scenarios" / "agency-quiz.yaml").read_text(encoding="utf-8")
    # Two who changed their minds on the way, and one who stands at what asks nothing.
    passages = (
        passage(1, "site", ("product", 10), ("market", 40)),
        passage(2, "summary", ("product", 20), ("market", 50)),
    )

    async def names(of: str | None) -> list[str]:
        report = await Quiz(Kept(*passages, text=of), MOSCOW).report(Asked(), TODAY)
        return [one.name.id.partition(".")[2] for one in report.tables[1].rows]

    assert await names(text) == ["market", "product", "site"]
    assert await names(None) == ["product", "market", "site", "summary"]
    assert await names("scenario: {id: of another program}") == await names(None)
