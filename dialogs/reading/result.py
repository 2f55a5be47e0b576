"""What reading a typed answer gives: a value, or the reason why there is none.

Only the two result types live here; no parsing.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """A value that was read.

    `sure` False means: show the value and ask the person to confirm it before it is used.
    `low` and `high` are the bounds the person named ("10-20", "up to 5000"), inclusive;
    a bound that was not named is None. `suggestion` is what the person probably meant
    ("name@gmail.com" for "name@gmial.com"), when that differs from `value`.
    """

    value: T
    sure: bool
    low: T | None = None
    high: T | None = None
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Nothing usable was read; `code` says why, and picks the words shown to the person.

    Codes: empty, too_long, not_a_number, too_many_numbers, ambiguous, looks_like_phone,
    looks_like_date, fraction, negative, too_large, many_currencies, unknown_currency,
    not_a_phone, not_an_email, not_a_url, not_yes_or_no, no_such_option, not_a_date, not_one_day,
    no_such_date, not_a_period, not_a_time, not_a_duration, not_a_company, wrong_inn, not_a_city,
    not_a_rating, other_scale, other_unit.
    """

    code: str
    suggestion: str | None = None
