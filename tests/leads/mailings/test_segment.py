"""Conditions of a segment, typed and tapped."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.mailings.segment import ANY, BadFilter, Segment, typed

MOSCOW = ZoneInfo("Europe/Moscow")
MONTHS = st.dates().map(lambda day: f"{max(day.year, 1):04}-{day.month:02}")


def test_conditions_are_read_as_people_type_them() -> None:
    said = "stage=thinking, WAITING grade = a silent=30 cohort=2026-01..2026-03 channel=site"
    read = typed(said.replace("WAITING", "waiting"), Segment())
    assert read == Segment(
        stage=("thinking", "waiting"),
        grade=("A",),
        channel=("site",),
        silent=30,
        cohort=("2026-01", "2026-03"),
    )
    assert typed("stage=any silent=any", read) == Segment(
        grade=("A",), channel=("site",), cohort=("2026-01", "2026-03")
    )


@pytest.mark.parametrize(
    ("said", "about"),
    [
        ("grade=D", "D"),
        ("stage=nowhere", "nowhere"),
        ("colour=red", "colour"),
        ("silent=0", "0"),
        ("silent=²", "²"),
        ("silent=99999", "99999"),
        ("cohort=2026-13", "2026-13"),
        ("cohort=2026-03..2026-01", "2026-03..2026-01"),
        ("stage", "stage"),
        ("reason=,", "reason"),
        ("answer=b2b", "b2b"),
        ("lacks=si-ze", "si-ze"),
    ],
)
def test_what_can_not_be_read_is_named(said: str, about: str) -> None:
    with pytest.raises(BadFilter) as caught:
        typed(said, Segment())
    assert caught.value.about == about


def test_a_tap_adds_and_takes_away() -> None:
    segment = Segment().toggled("stage", "thinking").toggled("stage", "waiting")
    assert segment.stage == ("thinking", "waiting")
    assert segment.toggled("stage", "thinking").stage == ("waiting",)
    assert segment.toggled("stage", ANY) == Segment()
    silent = Segment().toggled("silent", "30")
    assert silent.toggled("silent", "60").silent == 60
    assert silent.toggled("silent", "30").silent is None
    with pytest.raises(BadFilter):
        segment.toggled("colour", "red")


def test_a_cohort_is_months_of_our_clock() -> None:
    segment = Segment(cohort=("2025-12", "2025-12"))
    assert segment.born(MOSCOW) == (
        datetime(2025, 11, 30, 21, tzinfo=UTC),
        datetime(2025, 12, 31, 21, tzinfo=UTC),
    )
    assert Segment().born(MOSCOW) is None


@given(
    st.builds(
        Segment,
        stage=st.lists(st.sampled_from(["thinking", "lost"]), unique=True).map(tuple),
        channel=st.lists(st.text(max_size=9), max_size=3).map(tuple),
        silent=st.none() | st.integers(1, 99),
        cohort=st.none() | st.tuples(MONTHS, MONTHS),
    )
)
def test_it_is_stored_and_read_back(segment: Segment) -> None:
    assert Segment.from_json(segment.to_json()) == segment


@given(st.text(max_size=40))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    try:
        typed(text, Segment())
    except BadFilter:
        return
    assert not text.split() or "=" in text
