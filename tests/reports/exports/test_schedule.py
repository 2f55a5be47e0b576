"""Files come when they are due, and each period has one, without gap or overlap."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.reading.dates import Period
from reports.exports.schedule import DAY, Every, Schedule

ZONES = [ZoneInfo(name) for name in ("Europe/Moscow", "America/New_York", "UTC")]
MOSCOW = ZONES[0]
TUESDAY = datetime(2026, 11, 24, 11, tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("every", "due", "period"),
    [
        (Every.DAY, date(2026, 11, 25), Period(date(2026, 11, 24), date(2026, 11, 24))),
        (Every.WEEK, date(2026, 11, 30), Period(date(2026, 11, 23), date(2026, 11, 29))),
        (Every.MONTH, date(2026, 12, 1), Period(date(2026, 11, 1), date(2026, 11, 30))),
    ],
)
def test_a_file_is_about_what_has_ended(every: Every, due: date, period: Period) -> None:
    schedule = Schedule(every, time(9))
    moment = schedule.next(TUESDAY, MOSCOW)
    assert moment == datetime.combine(due, time(9), MOSCOW)
    assert schedule.period(moment, MOSCOW) == period


@given(
    st.sampled_from(Every),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(ZONES),
)
def test_periods_follow_one_another(
    every: Every, at: time, start: datetime, zone: ZoneInfo
) -> None:
    schedule = Schedule(every, at)
    moments = [schedule.next(start, zone)]
    for _ in range(5):
        moments.append(schedule.next(moments[-1], zone))
    assert start < moments[0] <= start + timedelta(days=33)
    assert all(schedule.meets(one, zone) for one in moments)
    assert not schedule.meets(moments[0] + timedelta(minutes=1), zone)
    for one, other in pairwise(schedule.period(moment, zone) for moment in moments):
        assert one.first <= one.last
        assert other.first == one.last + DAY
