"""Filters in an address: every preset, own dates, the way back, and what means nothing."""

from datetime import date

import pytest

from bot.web.page.query import PRESETS, BadAddress, Query, read
from dialogs.reading.dates import Period
from leads.lead import Temperature
from reports.asking.asked import Asked
from reports.asking.filters import Filters

TODAY = date(2026, 5, 17)
LANGUAGES = ("ru", "en")
PERIODS = {
    "month": ((2026, 5, 1), (2026, 5, 17)),
    "last_month": ((2026, 4, 1), (2026, 4, 30)),
    "quarter": ((2026, 4, 1), (2026, 5, 17)),
    "last_quarter": ((2026, 1, 1), (2026, 3, 31)),
    "3m": ((2026, 2, 18), (2026, 5, 17)),
    "6m": ((2025, 11, 18), (2026, 5, 17)),
    "12m": ((2025, 5, 18), (2026, 5, 17)),
    "year": ((2026, 1, 1), (2026, 5, 17)),
    "last_year": ((2025, 1, 1), (2025, 12, 31)),
}


def test_every_preset_is_a_period() -> None:
    assert {*PERIODS, "all"} == set(PRESETS)
    for name, (first, last) in PERIODS.items():
        asked = read({"period": name}, LANGUAGES).asked(TODAY)
        assert asked == Asked(Period(date(*first), date(*last))), name
    assert read({"period": "all"}, LANGUAGES).asked(TODAY) == Asked(everything=True)
    assert read({}, LANGUAGES).asked(TODAY) == Asked()


def test_own_dates_go_before_a_preset_and_end_today() -> None:
    query = read({"period": "3m", "from": "2026-01-05", "to": "2026-12-31"}, LANGUAGES)
    assert query.asked(TODAY) == Asked(Period(date(2026, 1, 5), TODAY))
    assert query.text() == "?from=2026-01-05&to=2026-12-31"


def test_an_address_is_read_and_written_the_same() -> None:
    given = {
        "period": "6m",
        "product": "seo & ads",
        "channel": "вк",
        "temperature": "cold",
        "manager": "101",
        "lang": "en",
    }
    query = read(given, LANGUAGES)
    assert query.filters == Filters("seo & ads", "вк", Temperature.COLD, 101)
    assert read(given | {"utm": "x"}, LANGUAGES) == query, "strangers are let be"
    assert query.text(row="a") == (
        "?period=6m&product=seo+%26+ads&channel=%D0%B2%D0%BA&temperature=cold&manager=101"
        "&lang=en&row=a"
    )
    assert Query().text() == ""


def test_own_leads_alone_stay_own_whatever_the_address_says() -> None:
    asked = read({"manager": "102"}, LANGUAGES).only(101).asked(TODAY)
    assert asked.filters.manager == 101


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("period", "4m"),
        ("from", "yesterday"),
        ("to", "2026-02-30"),
        ("temperature", "hot"),
        ("manager", "-1"),
        ("manager", "٣"),
        ("manager", "9" * 30),
        ("lang", "de"),
        ("product", "x" * 101),
    ],
)
def test_what_means_nothing_is_named(name: str, value: str) -> None:
    with pytest.raises(BadAddress, match=name):
        read({name: value}, LANGUAGES)


def test_a_period_has_two_ends_in_their_order() -> None:
    with pytest.raises(BadAddress, match="to"):
        read({"from": "2026-01-01"}, LANGUAGES)
    with pytest.raises(BadAddress, match="from"):
        read({"to": "2026-01-01"}, LANGUAGES)
    with pytest.raises(BadAddress, match="to"):
        read({"from": "2026-02-01", "to": "2026-01-01"}, LANGUAGES)
