"""Reading what a person typed, in Russian or English: numbers, money, dates, contacts, choices.

Pure functions of text. A bad answer is a value (`Unreadable`), never an exception, and a doubtful
one says so (`Reading.sure`). What a question expects and how it is asked again lives outside.
"""

from dialogs.reading.contacts import read_email, read_phone, read_url
from dialogs.reading.dates import Period, read_date, read_period, read_time
from dialogs.reading.money import Money, read_money
from dialogs.reading.numbers import read_decimal, read_integer, read_number
from dialogs.reading.percents import read_percent
from dialogs.reading.ranges import Bounds, read_range
from dialogs.reading.result import Reading, Unreadable
from dialogs.reading.words import match_option, read_yes_no

__all__ = [
    "Bounds",
    "Money",
    "Period",
    "Reading",
    "Unreadable",
    "match_option",
    "read_date",
    "read_decimal",
    "read_email",
    "read_integer",
    "read_money",
    "read_number",
    "read_percent",
    "read_period",
    "read_phone",
    "read_range",
    "read_time",
    "read_url",
    "read_yes_no",
]
