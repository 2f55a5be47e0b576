"""Which times an appointment offers, and which typed ones it takes."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.answers import Judged, NeedsConfirmation, Rejection, read_answer
from dialogs.appointments import Grid, free_times, time_id
from dialogs.engine import prompt, start
from dialogs.replies import Chose, Reply, Typed
from dialogs.scenario import Slot, SlotType, Step
from dialogs.session import Pending
from dialogs.shelf import Shelf
from leads.calendar import Calendar
from tests.dialogs.rich_scenario import said, scenario_of

GRID = Grid(3, time(10), time(18), timedelta(hours=1), "Europe/Moscow")
SLOT = Slot("meeting", SlotType.APPOINTMENT, said("Встреча"), grid=GRID)
SATURDAY = date(2026, 11, 28)
FRIDAY = datetime(2026, 11, 27, 10, 30, tzinfo=UTC)  # 13:30 in Moscow


class NoTexts:
    """No scenario text was kept."""

    async def text(self, digest: str) -> str | None:
        return None


def read(reply: Reply, now: datetime = FRIDAY) -> Judged:
    return read_answer(reply, Step("meeting", said("?"), slot="meeting"), SLOT, now=now)


def test_working_days_with_time_to_prepare() -> None:
    times = free_times(GRID, FRIDAY)
    assert [f"{at:%a %H:%M}" for at in times[:3]] == ["Fri 16:00", "Fri 17:00", "Mon 10:00"]
    assert sorted({at.day for at in times}) == [1, 27, 30]
    assert len(times) == 2 + 8 + 8


def test_a_day_that_is_over_is_none_of_the_days() -> None:
    times = free_times(GRID, FRIDAY + timedelta(hours=6))
    assert [at.day for at in times[::8]] == [30, 1, 2]


def test_holidays_are_left_out_and_moved_days_are_not() -> None:
    shelf = Shelf(
        [scenario_of((SLOT,), (Step("meeting", said("?"), slot="meeting"),))],
        calendar=Calendar(off=frozenset({date(2026, 11, 30)}), worked=frozenset({SATURDAY})),
    )
    scenario = asyncio.run(shelf.pinned("d" * 64, NoTexts()))
    shown = prompt(scenario, start(scenario, now=FRIDAY).session)
    assert shown is not None
    assert shown.slot is not None
    assert sorted({option.id[:8] for option in shown.slot.options}) == [
        "20261127",
        "20261128",
        "20261201",
    ]


@given(
    st.integers(0, 8_760).map(lambda hours: FRIDAY + timedelta(hours=hours)),
    st.integers(1, 10),
    st.integers(15, 240),
)
def test_every_time_is_to_come_on_a_working_day(now: datetime, days: int, minutes: int) -> None:
    grid = Grid(days, time(9), time(18, 30), timedelta(minutes=minutes), "Asia/Yekaterinburg")
    times = free_times(grid, now)
    assert list(times) == sorted(set(times))
    assert len({at.date() for at in times}) == days
    for at in times:
        assert at > now
        assert at.weekday() < 5
        assert time(9) <= at.time()
        assert (at + timedelta(minutes=minutes)).time() <= time(18, 30)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("в понедельник в 11", "2026-11-30T11:00+03:00"),
        ("30 ноября 15:00", "2026-11-30T15:00+03:00"),
        ("15:00 30 ноября", "2026-11-30T15:00+03:00"),
        ("сегодня в 17:00", "2026-11-27T17:00+03:00"),
        ("on Monday at 4 pm", "2026-11-30T16:00+03:00"),
    ],
)
def test_a_day_and_a_time_are_understood(text: str, value: str) -> None:
    assert read(Typed(text)) == value


@pytest.mark.parametrize(
    ("text", "code", "detail"),
    [
        ("завтра в 11", "no_such_time", "27.11 14:00, 27.11 15:00, 27.11 16:00, 27.11 17:00"),
        ("в понедельник в 20:00", "no_such_time", "30.11 10:00, 30.11 11:00, 30.11 12:00"),
        ("сегодня в 9 утра", "no_such_time", "27.11 14:00"),
        ("в понедельник", "which_time", "30.11 10:00, 30.11 11:00"),
        ("в воскресенье", "no_such_time", "27.11 14:00"),
        ("когда-нибудь", "not_an_appointment", ""),
        ("", "not_an_appointment", ""),
    ],
)
def test_what_is_not_free_is_met_with_what_is(text: str, code: str, detail: str) -> None:
    rejected = read(Typed(text))
    assert isinstance(rejected, Rejection)
    assert rejected.code == code
    assert rejected.detail.startswith(detail)


def test_an_hour_alone_is_proposed_for_the_next_day_that_has_it() -> None:
    assert read(Typed("11:00")) == NeedsConfirmation(Pending("2026-11-30T11:00+03:00"))


def test_a_button_counts_until_its_time_comes() -> None:
    at = free_times(GRID, FRIDAY)[0]
    assert read(Chose(time_id(at))) == "2026-11-27T16:00+03:00"
    assert read(Chose(time_id(at)), at - timedelta(minutes=1)) == "2026-11-27T16:00+03:00"
    late = read(Chose(time_id(at)), at + timedelta(minutes=1))
    assert late == Rejection("no_such_time", "27.11 17:00, 30.11 10:00, 30.11 11:00, 30.11 12:00")
    assert read(Chose("2026")) == Rejection("no_such_option")
