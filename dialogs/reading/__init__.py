"""Reading what a person typed, in Russian or English: numbers, money, dates, contacts, choices.

Pure functions of text. A bad answer is a value (`Unreadable`), never an exception, and a doubtful
one says so (`Reading.sure`). What a question expects and how it is asked again lives outside.
"""

from dialogs.reading.companies import Company, read_company
from dialogs.reading.contacts import read_email, read_phone
from dialogs.reading.dates import Period, read_date, read_period, read_time
from dialogs.reading.durations import Duration, read_duration
from dialogs.reading.measures import measure_of, read_quantity
from dialogs.reading.money import Money, read_money
from dialogs.reading.numbers import read_decimal, read_integer, read_number, whole
from dialogs.reading.percents import read_percent
from dialogs.reading.places import City, find_city, read_city
from dialogs.reading.ranges import Bounds, read_range
from dialogs.reading.ratings import read_rating
from dialogs.reading.result import Reading, Unreadable
from dialogs.reading.sites import read_domain, read_url, shown_url
from dialogs.reading.words import match_option, read_yes_no

__all__ = [
    "Bounds",
    "City",
    "Company",
    "Duration",
    "Money",
    "Period",
    "Reading",
    "Unreadable",
    "find_city",
    "match_option",
    "measure_of",
    "read_city",
    "read_company",
    "read_date",
    "read_decimal",
    "read_domain",
    "read_duration",
    "read_email",
    "read_integer",
    "read_money",
    "read_number",
    "read_percent",
    "read_period",
    "read_phone",
    "read_quantity",
    "read_range",
    "read_rating",
    "read_time",
    "read_url",
    "read_yes_no",
    "shown_url",
    "whole",
]
