"""What was asked comes back from its word as it was, and nothing else is taken for one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.reading.dates import Period
from leads.lead import Temperature
from reports.asking.asked import Asked
from reports.asking.code import APART, coded, decoded
from reports.asking.filters import Filters

IDS = st.none() | st.text(min_size=1, max_size=20).filter(lambda text: APART not in text)
PERIODS = st.none() | st.lists(st.dates(max_value=date(4000, 1, 1)), min_size=2, max_size=2).map(
    lambda days: Period(*sorted(days))
)


@given(PERIODS, IDS, IDS, st.none() | st.sampled_from(Temperature), st.none() | st.integers())
def test_what_was_asked_comes_back(
    period: Period | None,
    product: str | None,
    channel: str | None,
    temperature: Temperature | None,
    manager: int | None,
) -> None:
    asked = Asked(period, filters=Filters(product, channel, temperature, manager))
    assert decoded(coded(asked)) == asked


def test_it_is_short() -> None:
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    assert coded(Asked()) == ""
    assert coded(Asked(everything=True)) == "*"
    assert len(coded(Asked(year))) == 8
    assert len(coded(Asked(year, filters=Filters("seo", "ads", Temperature.COLD, 1234567890)))) < 33


@pytest.mark.parametrize("word", ["1", "*~~~hot", "*~~~~x", "~~~~~", "........"])
def test_anything_else_is_refused(word: str) -> None:
    with pytest.raises(ValueError):
        decoded(word)


def test_an_id_that_would_break_it_is_refused() -> None:
    with pytest.raises(ValueError, match="apart"):
        coded(Asked(filters=Filters(product="a~b")))
