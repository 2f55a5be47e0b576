"""Numbers, dates and spans as Russian and English readers expect them."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from bot.chat import wording
from dialogs import shown

MOSCOW = timezone(timedelta(hours=3))
LATE = datetime(2026, 12, 31, 22, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (999, "999"),
        (5000, "5\u202f000"),
        (-1234567, "\u22121\u202f234\u202f567"),
        ("12000", "12\u202f000"),
        ("-5", "\u22125"),
        ("5\u00a0000 ₽", "5\u00a0000 ₽"),
        ("²", "²"),
        ("", ""),
    ],
)
def test_number(value: int | str, shown: str) -> None:
    assert wording.number(value) == shown


def test_money() -> None:
    assert shown.amount(150_000, "RUB") == "150\u202f000\u00a0₽"
    assert shown.amount(5, "AED") == "5\u00a0AED"
    assert shown.amount(5, "") == "5"


@pytest.mark.parametrize(("value", "shown"), [(3, "+3"), (-2, "\u22122"), (0, "±0")])
def test_change(value: int, shown: str) -> None:
    assert wording.change(value) == shown


@pytest.mark.parametrize(
    ("count", "form"),
    [
        (0, "лидов"),
        (1, "лид"),
        (2, "лида"),
        (5, "лидов"),
        (11, "лидов"),
        (12, "лидов"),
        (21, "лид"),
        (22, "лида"),
        (111, "лидов"),
        (-1, "лид"),
    ],
)
def test_russian_plurals(count: int, form: str) -> None:
    assert wording.plural(count, "лид", "лида", "лидов", "ru") == form


@pytest.mark.parametrize(("count", "form"), [(0, "leads"), (1, "lead"), (2, "leads")])
def test_english_plurals(count: int, form: str) -> None:
    assert wording.plural(count, "lead", "leads", "leads", "en") == form


def test_moments_are_shown_in_the_readers_zone() -> None:
    assert wording.day(LATE, "ru", UTC) == "31\u00a0декабря 2026"
    assert wording.day(LATE, "ru", MOSCOW) == "1\u00a0января 2027"
    assert wording.day(date(2027, 2, 22), "en", MOSCOW) == "22\u00a0February 2027"
    assert wording.moment(LATE, "ru", MOSCOW) == "1\u00a0января, 01:05"
    assert wording.clock(LATE, MOSCOW) == "01:05"
    assert wording.weekday(LATE, "ru", MOSCOW) == "в пятницу, 1\u00a0января"
    assert wording.weekday(LATE, "en", UTC) == "on Thursday, 31\u00a0December"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0 с"),
        (-5, "0 с"),
        (59, "59 с"),
        (60, "1 мин"),
        (3600, "1 ч"),
        (7500, "2 ч 5 мин"),
        (timedelta(days=3, hours=4, minutes=50), "3 дн. 4 ч"),
    ],
)
def test_duration(value: timedelta | int, shown: str) -> None:
    assert wording.duration(value, "ru").replace("\u00a0", " ") == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "меньше минуты"), (timedelta(seconds=59), "меньше минуты"), (60, "1 мин")],
)
def test_waiting_is_not_told_in_seconds(value: timedelta | int, shown: str) -> None:
    assert wording.waited(value, "ru").replace("\u00a0", " ") == shown


def test_words_begin_a_sentence() -> None:
    assert wording.opening("поговорили с ООО") == "Поговорили с ООО"
    assert wording.opening("") == ""


@pytest.mark.parametrize(
    ("value", "length", "shown"),
    [
        ("коротко", 7, "коротко"),
        ("  коротко ", 7, "коротко"),
        ("два слова, и ещё", 12, "два слова…"),
        ("а" * 50, 10, "а" * 9 + "…"),
        ("", 5, ""),
        ("абв", 0, "…"),
    ],
)
def test_clip(value: str, length: int, shown: str) -> None:
    assert wording.clip(value, length) == shown
