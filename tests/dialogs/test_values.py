"""Every value of an answer survives the database, and nothing else is taken for one."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.values import (
    Attachment,
    Blank,
    Day,
    Other,
    Range,
    Value,
    value_from_json,
    value_to_json,
)

WORDS = st.text(max_size=40)
ENDS = st.one_of(st.none(), st.integers(-(10**12), 10**12))
DATES = st.dates(date(1990, 1, 1), date(2100, 1, 1))
VALUES: st.SearchStrategy[Value] = st.one_of(
    st.booleans(),
    st.integers(),
    WORDS,
    st.decimals(allow_nan=False, allow_infinity=False, places=2),
    st.builds(Range, ENDS, ENDS),
    st.builds(Day, DATES, DATES, DATES),
    st.builds(Attachment, WORDS, WORDS, WORDS, st.integers(0, 10**9)),
    st.builds(Other, WORDS),
    st.frozensets(st.one_of(WORDS, st.builds(Other, WORDS)), max_size=5),
    st.sampled_from(Blank),
)


@given(VALUES)
def test_a_value_survives_the_database(value: Value) -> None:
    stored = json.loads(json.dumps(value_to_json(value)))
    again = value_from_json(stored)
    assert again == value
    assert type(again) is type(value)


@pytest.mark.parametrize(
    "raw",
    [
        *(None, 1.5, {}, {"blank": "no"}, {"decimal": 1}, {"range": [1]}, {"day": ["2026-01-01"]}),
        *({"file": {"kind": "photo"}}, {"other": 5}, [1], [{"blank": "skipped"}]),
    ],
)
def test_what_is_no_value_is_refused(raw: object) -> None:
    with pytest.raises(ValueError, match="not a"):
        value_from_json(raw)


def test_a_date_is_counted_from_the_day_it_was_said() -> None:
    day = Day(date(2026, 12, 1), date(2026, 12, 1), date(2026, 11, 25))
    assert day.ahead == 6
    assert value_to_json(Decimal("1.50")) == {"decimal": "1.50"}
