"""Numbers, dates and spans as people write them, in Russian and English.

Pure functions of their arguments; the templates use them as filters. Which words surround them is
for the templates.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import NamedTuple

from dialogs import shown
from dialogs.plurals import plural_form
from dialogs.shown import MINUS, NO_BREAK_SPACE
from leads.birthday import Birthday

_MONTHS = {
    "ru": (
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}
_WEEKDAYS = {
    "ru": (
        "в понедельник",
        "во вторник",
        "в среду",
        "в четверг",
        "в пятницу",
        "в субботу",
        "в воскресенье",
    ),
    "en": (
        "on Monday",
        "on Tuesday",
        "on Wednesday",
        "on Thursday",
        "on Friday",
        "on Saturday",
        "on Sunday",
    ),
}
_SHORT_WEEKDAYS = {
    "ru": ("пн", "вт", "ср", "чт", "пт", "сб", "вс"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}


_NEAR_DAYS = {"ru": ("сегодня", "завтра"), "en": ("today", "tomorrow")}


class _Spans(NamedTuple):
    second: str
    minute: str
    hour: str
    day: str


_SPANS = {"ru": _Spans("с", "мин", "ч", "дн."), "en": _Spans("s", "min", "h", "d")}
_LESS_THAN_A_MINUTE = {"ru": "меньше минуты", "en": "less than a minute"}


def number(value: int | str) -> str:
    """Digits in groups of three: 12345 → «12 345». A text that is no whole number stays."""
    if isinstance(value, str):
        digits = value.strip().removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 30):
            return value
        value = int(value)
    return shown.number(value)


def decimal(value: Decimal, locale: str) -> str:
    """«1 234,5» in Russian, «1 234.5» in English; zeros at the end are left out."""
    whole, _, places = f"{abs(value):f}".partition(".")
    places = places.rstrip("0")
    point = "," if locale == "ru" else "."
    sign = MINUS if value < 0 else ""
    return f"{sign}{number(whole)}{point}{places}" if places else f"{sign}{number(whole)}"


def percent(value: Decimal, locale: str) -> str:
    """«15 %» in Russian, «15%» in English."""
    gap = NO_BREAK_SPACE if locale == "ru" else ""
    return f"{decimal(value, locale)}{gap}%"


def share(value: float, locale: str) -> str:
    """A share between 0 and 1 in whole per cent: 0.346 → «35 %»."""
    return percent(Decimal(f"{value * 100:.0f}"), locale)


def change(value: int) -> str:
    """A difference with its sign: «+3», «−2», and «±0» when nothing changed."""
    if value == 0:
        return "±0"
    return f"+{number(value)}" if value > 0 else number(value)


def plural(count: int, one: str, few: str, many: str, locale: str) -> str:
    """The form of a word that goes with `count`; English knows only `one` and `many`."""
    forms = (one, few, many) if locale == "ru" else (one, many)
    return forms[plural_form(count, locale)]


def day(value: date, locale: str, zone: tzinfo) -> str:
    """«22 февраля 2027». A moment is taken in `zone` first; it must be aware."""
    if isinstance(value, datetime):
        value = value.astimezone(zone).date()
    return _plain_day(value, locale)


def day_of_year(birthday: Birthday, locale: str) -> str:
    """«22 февраля»."""
    return f"{birthday.day}{NO_BREAK_SPACE}{_month(birthday, locale)}"


def period(first: date, last: date, locale: str) -> str:
    """«1–31 марта 2027», «1 января – 31 марта 2027», and a single day as `day` writes it."""
    if first == last:
        return _plain_day(first, locale)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{_plain_day(last, locale)}"
    if first.year == last.year:
        begun = f"{first.day}{NO_BREAK_SPACE}{_month(first, locale)}"
        return f"{begun} – {_plain_day(last, locale)}"
    return f"{_plain_day(first, locale)} – {_plain_day(last, locale)}"


def appointment(value: datetime, locale: str) -> str:
    """«вт 1 дек, 10:00» on the clock that the value is of: short enough for a button."""
    name = _SHORT_WEEKDAYS.get(locale, _SHORT_WEEKDAYS["en"])[value.weekday()]
    month = _month(value, locale)[:3]
    return f"{name} {value.day}{NO_BREAK_SPACE}{month}, {value:%H:%M}"


def near(value: datetime, locale: str, now: datetime) -> str:
    """«завтра, 10:00», further away «вт 1 дек, 10:00», on the clock that `value` is of."""
    word = near_word(value, locale, now)
    return f"{word}, {value:%H:%M}" if word else appointment(value, locale)


def near_day(value: datetime, locale: str, now: datetime) -> str:
    """«завтра», further away «вт 1 дек»."""
    word = near_word(value, locale, now)
    return word or appointment(value, locale).partition(",")[0]


def near_word(value: datetime, locale: str, now: datetime) -> str:
    """«сегодня», «завтра», "" for any other day."""
    ahead = (value.date() - now.astimezone(value.tzinfo).date()).days
    words = _NEAR_DAYS.get(locale, _NEAR_DAYS["en"])
    return words[ahead] if 0 <= ahead < len(words) else ""


def moment(value: datetime, locale: str, zone: tzinfo) -> str:
    """«24 ноября, 22:28» in `zone`."""
    local = value.astimezone(zone)
    return f"{local.day}{NO_BREAK_SPACE}{_month(local, locale)}, {local:%H:%M}"


def weekday(value: datetime, locale: str, zone: tzinfo) -> str:
    """«в понедельник, 30 ноября» in `zone`."""
    local = value.astimezone(zone)
    name = _WEEKDAYS.get(locale, _WEEKDAYS["en"])[local.weekday()]
    return f"{name}, {local.day}{NO_BREAK_SPACE}{_month(local, locale)}"


def clock(value: datetime, zone: tzinfo) -> str:
    """«09:30» in `zone`."""
    return f"{value.astimezone(zone):%H:%M}"


def duration(value: timedelta | int, locale: str) -> str:
    """A span in its two largest units: «45 с», «12 мин», «2 ч 5 мин», «3 дн. 4 ч».

    An `int` is seconds; a negative span counts as none.
    """
    seconds = int(value.total_seconds()) if isinstance(value, timedelta) else value
    seconds = max(seconds, 0)
    names = _SPANS.get(locale, _SPANS["en"])
    if seconds < 60:
        return f"{seconds}{NO_BREAK_SPACE}{names.second}"
    minutes, hours, days = seconds // 60 % 60, seconds // 3600 % 24, seconds // 86400
    if days:
        parts = [(days, names.day), (hours, names.hour)]
    else:
        parts = [(hours, names.hour), (minutes, names.minute)]
    return " ".join(f"{number(n)}{NO_BREAK_SPACE}{name}" for n, name in parts if n)


def waited(value: timedelta | int, locale: str) -> str:
    """How long somebody has waited: as `duration`, and «меньше минуты» below one."""
    seconds = int(value.total_seconds()) if isinstance(value, timedelta) else value
    short = _LESS_THAN_A_MINUTE.get(locale, _LESS_THAN_A_MINUTE["en"])
    return short if seconds < 60 else duration(seconds, locale)


def opening(value: str) -> str:
    """The text as it begins a sentence: «поговорили» → «Поговорили»."""
    return value[:1].upper() + value[1:]


def clip(value: str, length: int) -> str:
    """At most `length` characters, cut at a word where one ends near, with an ellipsis."""
    value = value.strip()
    if len(value) <= length:
        return value
    cut = value[: max(length - 1, 0)]
    head, _, tail = cut.rpartition(" ")
    if head and len(tail) < 20:
        cut = head
    return f"{cut.rstrip(' .,;:')}…"


def _plain_day(value: date, locale: str) -> str:
    return f"{value.day}{NO_BREAK_SPACE}{_month(value, locale)} {value.year}"


def _month(value: date | Birthday, locale: str) -> str:
    return _MONTHS.get(locale, _MONTHS["en"])[value.month - 1]
