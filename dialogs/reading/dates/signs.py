"""What the words and digits of a date mean, one by one.

The kinds of signs only; `scan` finds them in a text, `points` puts them together.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, auto

from dialogs.reading.dates.calendar import Edge


class Kind(Enum):
    """What a sign means; its number, unit, edge or day stands beside it."""

    NUMBER = auto()
    ORDINAL = auto()
    YEAR = auto()
    DATE = auto()  # a day with its year
    DAY_MONTH = auto()
    MONTH_YEAR = auto()
    MONTH = auto()
    WEEKDAY = auto()
    SEASON = auto()
    QUARTER = auto()
    HALF = auto()
    HOLIDAY = auto()
    NEAR_DAY = auto()
    NOW = auto()
    URGENT = auto()
    UNIT = auto()
    WORKING = auto()
    WEEKEND = auto()
    TURN = auto()
    NEAREST = auto()
    LAST_OF = auto()
    EDGE = auto()
    ON = auto()
    IN = auto()
    THROUGH = auto()
    WITHIN = auto()
    BY = auto()
    SINCE = auto()
    AFTER = auto()
    TO = auto()
    UNTIL = auto()  # по, до
    OR = auto()
    AND = auto()
    DASH = auto()
    AGO = auto()
    LATER = auto()
    OF_MONTH = auto()  # числа
    TIME = auto()
    NEUTRAL = auto()
    HEDGE = auto()
    NEGATION = auto()
    VAGUE = auto()
    NO_SUCH_DATE = auto()  # 32.01
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Sign:
    """One meaning.

    `number` counts what the kind counts: a month from 1, a weekday from 0 (Monday), a season
    from 1 (winter), a turn from -1 (last) to 1 (next), a near day in days from today. `other` is
    the month of a DAY_MONTH and the year of a MONTH_YEAR.
    """

    kind: Kind
    text: str = ""
    number: Decimal = Decimal(0)
    other: int = 0
    unit: str = ""
    edge: Edge | None = None
    day: date | None = None
    sure: bool = True
