"""One of the free times of a calendar, tapped or typed: «завтра в 15:00», «во вторник», 3 pm."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from dialogs.appointments import at_time, free_times, short
from dialogs.judged import Given, Judged, Rejection, judged
from dialogs.reading import Reading, read_date, read_time
from dialogs.scenario import Slot

_PROPOSED = 4
_LONGEST = 12  # words


def appointment(given: Given) -> Judged:
    """A typed day and time; of a day or a time alone what is free then is told or proposed."""
    slot, now = given.slot, given.now
    if slot.grid is None:
        return Rejection("not_expected")
    free = free_times(slot.grid, now, notice=timedelta(0))
    today = slot.grid.local(now).date()
    both = day_and_time(given.text, today)
    if both is not None:
        day, hour, sure = both
        wanted = [at for at in free if (at.date(), at.time()) == (day, hour)]
        if wanted:
            return judged(_kept(wanted[0]), sure=sure)
        return _not_free([at for at in free if at.date() == day], free)
    hour_alone, day_alone = read_time(given.text), read_date(given.text, today)
    if isinstance(day_alone, Reading):
        then = [at for at in free if at.date() == day_alone.value]
        return _which(then) if then else _not_free([], free)
    if isinstance(hour_alone, Reading):
        then = [at for at in free if at.time() == hour_alone.value]
        return judged(_kept(then[0]), sure=False) if then else _not_free([], free)
    return Rejection("not_an_appointment")


def tapped(slot: Slot, option_id: str, now: datetime) -> Judged:
    """A button with a time that is still to come."""
    if slot.grid is None:
        return Rejection("not_expected")
    free = free_times(slot.grid, now, notice=timedelta(0))
    try:
        wanted = at_time(option_id, slot.grid.local(now).tzinfo)
    except ValueError:
        return Rejection("no_such_option")
    return _kept(wanted) if wanted in free else _not_free([], free)


def day_and_time(text: str, today: date) -> tuple[date, time, bool] | None:
    """The day and the time that are written («завтра в 15:00», Friday 3 pm), and whether they
    surely are; None for anything else."""
    both = list(_days_and_times(text, today))
    return next((one for one in both if one[2]), both[0]) if both else None


def _days_and_times(text: str, today: date) -> Iterator[tuple[date, time, bool]]:
    """Every way to cut the words into a day and a time, either of them first."""
    words = text.split()[:_LONGEST]
    for cut in range(1, len(words)):
        parts = " ".join(words[:cut]), " ".join(words[cut:])
        for day_part, time_part in (parts, parts[::-1]):
            day, hour = read_date(day_part, today), read_time(time_part)
            if isinstance(day, Reading) and isinstance(hour, Reading):
                yield day.value, hour.value, day.sure and hour.sure


def _not_free(near: Sequence[datetime], free: Sequence[datetime]) -> Rejection:
    proposed = (near or free)[:_PROPOSED]
    return Rejection("no_such_time", ", ".join(short(at) for at in proposed))


def _which(times: Sequence[datetime]) -> Rejection:
    return Rejection("which_time", ", ".join(short(at) for at in times))


def _kept(at: datetime) -> str:
    return at.isoformat(timespec="minutes")
