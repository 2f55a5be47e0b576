"""Every known word with its sign: the tables of words put into one."""

from collections.abc import Mapping
from decimal import Decimal

from dialogs.reading.dates import vocabulary as words
from dialogs.reading.dates.idioms import HOLIDAYS
from dialogs.reading.dates.signs import Kind, Sign
from dialogs.reading.dates.surroundings import HEDGES, NEGATIONS, NEUTRAL, VAGUE
from dialogs.reading.numerals import COUPLES, FRACTIONS, SMALL


def _table() -> dict[str, Sign]:
    """Every known word with its sign; where two tables share a word, the later one wins."""
    table: dict[str, Sign] = {}

    def add(kind: Kind, found: Mapping[str, int] | frozenset[str], *, sure: bool = True) -> None:
        numbers = found if isinstance(found, Mapping) else dict.fromkeys(found, 0)
        for word, number in numbers.items():
            table[word] = Sign(kind, word, Decimal(number), sure=sure)

    add(Kind.NEUTRAL, NEUTRAL)
    add(Kind.HEDGE, HEDGES)
    add(Kind.VAGUE, VAGUE)
    add(Kind.NEGATION, NEGATIONS)
    add(Kind.ORDINAL, words.ORDINALS)
    add(Kind.NOW, words.NOW)
    add(Kind.URGENT, words.URGENT)
    add(Kind.MONTH, words.MONTHS)
    add(Kind.WEEKDAY, words.WEEKDAYS)
    add(Kind.SEASON, words.SEASONS)
    add(Kind.NEAR_DAY, words.NEAR_DAYS)
    add(Kind.TURN, words.TURNS)
    add(Kind.TURN, dict.fromkeys(words.UNCLEAR_TURNS, 1), sure=False)
    add(Kind.NEAREST, words.NEAREST)
    add(Kind.LAST_OF, words.LAST_OF)
    add(Kind.WEEKEND, words.WEEKENDS)
    add(Kind.WORKING, words.WORKING)
    for name, found in words.PREPOSITIONS.items():
        add(Kind[name], found)
    for word, unit in words.UNITS.items():
        table[word] = Sign(Kind.UNIT, word, unit=unit)
    for word, edge in words.EDGES.items():
        table[word] = Sign(Kind.EDGE, word, edge=edge)
    for word, (value, _) in SMALL.items():
        table[word] = Sign(Kind.NUMBER, word, Decimal(value))
    for word, part in FRACTIONS.items():
        table[word] = Sign(Kind.NUMBER, word, part)
    for word, count in COUPLES.items():
        table[word] = Sign(Kind.NUMBER, word, Decimal(count), sure=False)
    for word in HOLIDAYS:
        table[word] = Sign(Kind.HOLIDAY, word)
    return table


WORDS = _table()
# Words that are put right when one letter is wrong.
CORRECTED = [
    word
    for word, sign in WORDS.items()
    if sign.kind
    in {Kind.MONTH, Kind.WEEKDAY, Kind.SEASON, Kind.NEAR_DAY, Kind.UNIT, Kind.TURN, Kind.EDGE}
]
