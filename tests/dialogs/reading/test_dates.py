"""Dates and periods as people type them: the corpus phrase by phrase, and what holds for any text.

The expected days of the corpus count from its `as_of` column; `sure` no means that the reading
must be shown to the person, an empty `expected` that nothing may be read.
"""

import csv
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.reading import Period, Reading, Unreadable, read_date, read_period
from dialogs.reading.dates.vocabulary import EDGES, MONTHS, PREPOSITIONS, TURNS, UNITS, WEEKDAYS
from dialogs.reading.tokens import word_set

CORPUS = Path(__file__).parent / "corpora" / "dates.csv"
ROWS = list(csv.DictReader(CORPUS.read_text(encoding="utf-8").splitlines()))
WEDNESDAY = date(2026, 11, 25)


def test_the_corpus_is_large_enough() -> None:
    assert len(ROWS) >= 300
    assert len({tuple(row.values()) for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['as_of']} {row['text']}")
def test_phrase(row: dict[str, str]) -> None:
    today = date.fromisoformat(row["as_of"])
    found: Reading[date] | Reading[Period] | Unreadable = (
        read_date(row["text"], today) if row["kind"] == "date" else read_period(row["text"], today)
    )
    if not row["expected"]:
        assert isinstance(found, Unreadable)
        return
    ends = [date.fromisoformat(day) for day in row["expected"].split("..")]
    expected = ends[0] if row["kind"] == "date" else Period(*ends)
    assert found == Reading(expected, sure=row["sure"] == "yes")


CODES = {
    "": "empty",
    "x" * 301: "too_long",
    "31.02": "no_such_date",
    "31 июня": "no_such_date",
    "в марте": "not_one_day",
    "с 5 по 10 декабря": "not_one_day",
    "привет": "not_a_date",
    "не в пятницу": "ambiguous",
    "5 декабря и 3 марта и 7 мая": "ambiguous",
}


@pytest.mark.parametrize(("text", "code"), CODES.items())
def test_unreadable_says_why(text: str, code: str) -> None:
    assert read_date(text, WEDNESDAY) == Unreadable(code)


any_day = st.dates(date(2020, 1, 1), date(2090, 12, 31))
PIECES = sorted(
    {*MONTHS, *WEEKDAYS, *UNITS, *EDGES, *TURNS, *(w for ws in PREPOSITIONS.values() for w in ws)}
    | word_set("первых первая вторая второго последних последняя половине числах декада q4 зимой")
    | word_set("выходные рабочих назад ближайшая новыйгод майские срочно -го 20-х mid halfmore")
    | word_set("5 15 31 2 05.12 1/6 2027 q1 12:30 - – , полтора две пару сегодня не asap 29.02")
)
phrases = st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join)


@given(st.one_of(st.text(max_size=310), phrases), st.dates())
def test_nothing_is_raised_and_a_period_never_ends_before_it_begins(text: str, today: date) -> None:
    day = read_date(text, today)
    assert isinstance(day, Reading | Unreadable)
    period = read_period(text, today)
    if isinstance(period, Reading):
        assert period.value.first <= period.value.last
        if isinstance(day, Reading):
            assert period.value == (day.value, day.value)
            assert period.sure or not day.sure
    else:
        assert isinstance(day, Unreadable)


@given(phrases, any_day)
def test_what_is_over_is_never_sure(text: str, today: date) -> None:
    period = read_period(text, today)
    if isinstance(period, Reading) and period.sure:
        assert period.value.last >= today


MONTH_NAMES = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
NAMES = MONTH_NAMES.split()
Formatter = Callable[[date], str]
WITH_YEAR: list[Formatter] = [
    lambda day: f"{day:%d.%m.%Y}",
    lambda day: f"{day:%d.%m.%y}",
    lambda day: f"{day.day}.{day.month}.{day.year} г.",
    lambda day: day.isoformat(),
    lambda day: f"{day.day} {NAMES[day.month - 1]} {day.year} года",
    lambda day: f"{day:%B} {day.day}, {day.year}",
    lambda day: f"{day.day} {day:%b} {day.year}",
]


@given(any_day, st.integers(0, 3000), st.sampled_from(WITH_YEAR))
def test_a_written_date_comes_back(today: date, ahead: int, write: Formatter) -> None:
    day = today + timedelta(days=ahead)
    if day.year < 2100:
        assert read_date(write(day), today) == Reading(day, sure=True)


@given(any_day, st.integers(0, 240), st.sampled_from(["{d}.{m:02}", "{d} {name}", "{d}-го {name}"]))
def test_a_date_without_its_year_comes_back(today: date, ahead: int, frame: str) -> None:
    day = today + timedelta(days=ahead)
    written = frame.format(d=day.day, m=day.month, name=NAMES[day.month - 1])
    found = read_date(written, today)
    assert isinstance(found, Reading)
    assert found.value == day


@given(
    any_day,
    st.sampled_from(sorted(WEEKDAYS)),
    st.sampled_from(["{}", "в {}", "в следующий {}", "next {}", "в ближайшую {}", "{} next week"]),
)
def test_a_weekday_lies_within_two_weeks(today: date, weekday: str, frame: str) -> None:
    found = read_date(frame.format(weekday), today)
    assert isinstance(found, Reading)
    assert found.value.weekday() == WEEKDAYS[weekday]
    assert 0 < (found.value - today).days <= 14


@given(any_day, st.integers(1, 400), st.sampled_from([("дней", 1), ("недель", 7), ("weeks", 7)]))
def test_days_and_weeks_are_counted_from_today(
    today: date, count: int, unit: tuple[str, int]
) -> None:
    word, days = unit
    opening = "in" if word.isascii() else "через"
    found = read_date(f"{opening} {count} {word}", today)
    assert isinstance(found, Reading)
    assert found.value == today + timedelta(days=count * days)


@given(any_day, st.integers(1, 4), st.integers(0, 9))
def test_a_written_quarter_comes_back(today: date, quarter: int, ahead: int) -> None:
    year = today.year + ahead
    readings = {
        read_period(text, today)
        for text in (f"Q{quarter} {year}", f"{quarter} квартал {year}", f"{quarter} кв. {year} г.")
    }
    assert len(readings) == 1
    found = readings.pop()
    assert isinstance(found, Reading)
    assert found.value.first == date(year, quarter * 3 - 2, 1)
    assert (found.value.last + timedelta(days=1)).day == 1
