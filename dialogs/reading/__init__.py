"""Reading what a person typed, in Russian or English: numbers, money, contacts, choices.

Pure functions of text. A bad answer is a value (`Unreadable`), never an exception, and a doubtful
one says so (`Reading.sure`). What a question expects and how it is asked again lives outside.
"""

from dialogs.reading.contacts import read_email, read_phone, read_url
from dialogs.reading.money import Money, read_money
from dialogs.reading.numbers import read_integer, read_number
from dialogs.reading.result import Reading, Unreadable
from dialogs.reading.words import match_option, read_yes_no

__all__ = [
    "Money",
    "Reading",
    "Unreadable",
    "match_option",
    "read_email",
    "read_integer",
    "read_money",
    "read_number",
    "read_phone",
    "read_url",
    "read_yes_no",
]
