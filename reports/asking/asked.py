"""What was asked of a report, or why it is not clear. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dialogs.reading.dates import Period
from reports.asking.filters import EVERYTHING, Filters


class Doubt(StrEnum):
    """Why the words are asked back rather than guessed at."""

    UNKNOWN = "unknown"  # a word that means nothing here
    WHICH = "which"  # a word of several products, channels or people: `options`
    TWICE = "twice"  # two periods, two products …
    NEGATION = "negation"  # everything but something
    FUTURE = "future"
    BACKWARDS = "backwards"  # ends before it begins
    NO_SUCH_DATE = "no_such_date"
    DAY_OR_MONTH = "day_or_month"  # 03/04
    NO_START = "no_start"  # until a day, from when?
    INCLUDED = "included"  # until March: with March?
    CALENDAR_OR_ROLLING = "calendar_or_rolling"  # «последний квартал», «месяц»


@dataclass(frozen=True, slots=True)
class Asked:
    """`period` has both days in it; None where none was named. `everything`: all the time there
    is."""

    period: Period | None = None
    everything: bool = False
    filters: Filters = EVERYTHING


@dataclass(frozen=True, slots=True)
class About:
    """What a report is about: the period it covers, the filters, the currency of its sums."""

    period: Period
    filters: Filters
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Unclear:
    """To be asked back: about which words, with what they may mean."""

    doubt: Doubt
    words: str
    options: tuple[str, ...] = ()


class NotClear(Exception):
    """Ends a reading; `read` gives its `what` back."""

    def __init__(self, doubt: Doubt, words: str, options: tuple[str, ...] = ()) -> None:
        super().__init__(doubt.value)
        self.what = Unclear(doubt, words, options)
