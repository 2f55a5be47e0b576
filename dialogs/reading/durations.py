"""Typed text → a length of time: «полтора часа», `2-3 недели`, 1h 30m, «три с половиной месяца».

Days and dates are read by `dates`; what is counted here begins nowhere.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from dialogs.reading import hedges
from dialogs.reading.expressions import ExpressionReader
from dialogs.reading.numerals import BEFORE_GENITIVE, SCALES
from dialogs.reading.result import Reading, Unreadable
from dialogs.reading.small_numbers import Expression
from dialogs.reading.tokens import Kind, Token, fold, plain, tokenize, word_set

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_DAYS_IN_MONTH, _DAYS_IN_YEAR = 30, 365


@dataclass(frozen=True, slots=True)
class Duration:
    """Whole months (a year is twelve) and seconds (a day is 24 hours).

    A part of a month is counted in days of a thirty-day month: 3.5 months are 3 and 15 days.
    """

    months: int = 0
    seconds: int = 0

    @property
    def days(self) -> Decimal:
        """About how many days: years of 365 and months of 30."""
        years, months = divmod(self.months, 12)
        whole = years * _DAYS_IN_YEAR + months * _DAYS_IN_MONTH
        return whole + Decimal(self.seconds) / _DAY

    def __add__(self, other: "Duration") -> "Duration":
        return Duration(self.months + other.months, self.seconds + other.seconds)


@dataclass(frozen=True, slots=True)
class _Unit:
    """`alone`: without a number it is one of itself (неделя), unlike a plural (суток)."""

    months: int = 0
    seconds: int = 0
    alone: bool = False


def _units(
    words: str, months: int = 0, seconds: int = 0, *, alone: bool = False
) -> dict[str, _Unit]:
    return {word: _Unit(months, seconds, alone) for word in words.split()}


_UNITS: dict[str, _Unit] = {
    **_units("секунда секунду секундочку second", 0, 1, alone=True),
    **_units("секунды секунд сек seconds secs sec s", 0, 1),
    **_units("минута минуту минутка минутку минуточка минуточку minute", 0, 60, alone=True),
    **_units("минуты минут минутки минуток минуточки мин м minutes mins min m", 0, 60),
    **_units("час часик часок часочек hour", 0, _HOUR, alone=True),
    **_units("часа часов часиков часочков часика ч hours hrs hr h", 0, _HOUR),
    **_units("день сутки денек day", 0, _DAY, alone=True),
    **_units("дня дней суток дн д дни денька days d", 0, _DAY),
    **_units("неделя неделю неделька недельку week", 0, 7 * _DAY, alone=True),
    **_units("недели недель нед недельки weeks wks wk w", 0, 7 * _DAY),
    **_units("fortnight", 0, 14 * _DAY, alone=True),
    **_units("декада декаду", 0, 10 * _DAY, alone=True),
    **_units("месяц месяцок month", 1, alone=True),
    **_units("месяца месяцев мес months mths mos mo", 1),
    **_units("квартал quarter", 3, alone=True),
    **_units("квартала кварталов кв quarters", 3),
    **_units("полугодие", 6, alone=True),
    **_units("полугодия полугодий", 6),
    **_units("год годик year", 12, alone=True),
    **_units("года лет годика г years yrs yr y", 12),
}
_GENITIVES = word_set("секунды минуты часа дня суток недели месяца квартала полугодия года")
_BEFORE_ONE = BEFORE_GENITIVE | {"течение", "течении"}
_LONG_SCALES = {word: scale for word, scale in SCALES.items() if not scale.short}
_NEUTRAL = word_set(
    "ровно exactly в течение течении за на срок длительность нужно надо займет займёт уйдет это и "
    "and a an of the for takes take it will lasts last займут"
)
_PREPARED = (
    (r"\b(?:(\d+|три|three)\s+)?(?:четверт[ьи]|quarters?) (?:of an )?(?:часа|hour)\b", None),
    (
        r"\bпол-?\s?(?=(?:часа|часика|дня|дней|суток|недели|месяца|года|годика|минуты|квартала)\b)",
        "0.5 ",
    ),
    (r"\b(?:a |one )?half (?:an? )?(?=(?:hour|day|week|month|year|minute)\b)", "0.5 "),
    (r"\b(?:an? |one )?(hour|day|week|month|year|minute) and a half\b", r"1.5 \1"),
    (r"\b(час|день|неделя|неделю|месяц|год) с половиной\b", r"1.5 \1"),
    (r"(?<=\d)\s?[″\"](?!\w)", " сек "),
    (r"(?<=\d)\s?[′'](?!\w)", " мин "),
)


def read_duration(text: str) -> Reading[Duration] | Unreadable:
    """A length of time; several units are added up: 1 час 55 минут.

    Ranges and bounds as in `read_number`: the value of a range is its longer end, since nobody
    minds being done earlier. Working days are not sure, as they say nothing of weekends.
    """
    cleaned = plain(text)
    if isinstance(cleaned, Unreadable):
        return cleaned
    tokens = tokenize(_prepared(fold(cleaned)), frozenset(_UNITS), frozenset())
    found = _Parser(_split_glued(tokens)).read()
    return found if found is not None else Unreadable("not_a_duration")


def _prepared(text: str) -> str:
    for pattern, replacement in _PREPARED:
        if replacement is None:
            text = re.sub(pattern, _quarters, text)
        else:
            text = re.sub(pattern, replacement, text)
    return text


def _quarters(match: re.Match[str]) -> str:
    count = {"три": 3, "three": 3, None: 1}.get(match[1])
    return f"{15 * (count if count else int(match[1]))} мин"


def _split_glued(tokens: list[Token]) -> list[Token]:
    """1ч30м and 1h30m, which are names to the tokenizer."""
    result: list[Token] = []
    for token in tokens:
        pieces = re.findall(r"\d+|[^\W\d]+", token.text) if token.kind is Kind.NAME else []
        if len(pieces) > 1 and pieces[0].isdigit() and all(p in _UNITS for p in pieces[1::2]):
            for piece in pieces:
                kind = Kind.DIGITS if piece.isdigit() else Kind.WORD
                result.append(Token(kind, piece, piece, glued=False))
        else:
            result.append(token)
    return result


class _Parser:
    """Finds the amounts of time among tokens and what stands around them."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._numbers = ExpressionReader(tokens, _LONG_SCALES, frozenset(), english=False)
        self._rest: list[str] = []
        self._sure = True

    def read(self) -> Reading[Duration] | None:
        ends: list[Duration] = []
        at, joined = 0, False
        while at < len(self._tokens):
            amount = self._amount(at) or self._same_unit(at)
            if amount is None:
                joined = joined and self._text(at) in {"и", "and", "."}
                self._rest.append(self._text(at))
                at += 1
                continue
            (low, high), at = amount
            if ends and low == high and joined:
                ends[-1] += high
            else:
                ends += [low] if low == high else [low, high]
                self._rest.append("#")
            joined = True
        return self._result(ends)

    def _text(self, at: int) -> str:
        return self._tokens[at].text if 0 <= at < len(self._tokens) else ""

    def _amount(self, at: int) -> tuple[tuple[Duration, Duration], int] | None:
        number = self._numbers.read(at)
        if isinstance(number, Expression):
            return self._counted(number)
        unit = _UNITS.get(self._text(at))
        return None if unit is None else self._uncounted(at, unit)

    def _uncounted(self, at: int, unit: _Unit) -> tuple[tuple[Duration, Duration], int] | None:
        """A unit without a number before it: неделя, «до недели», «недели две», «месяц-полтора»."""
        one = Duration(unit.months, unit.seconds)
        dash = self._text(at + 1) == "-"
        following = self._numbers.read(at + 2 if dash else at + 1)
        if isinstance(following, Expression) and self._text(following.stop) not in _UNITS:
            self._sure = False
            amount = _times(following.value, unit)
            second = self._numbers.read(following.stop + 1)
            ranged = self._text(following.stop) == "-" and not dash
            if ranged and isinstance(second, Expression) and second.value > following.value:
                return (amount, _times(second.value, unit)), second.stop
            return (one if dash else amount, amount), following.stop
        bounded = self._text(at) in _GENITIVES and self._text(at - 1) in _BEFORE_ONE
        return ((one, one), at + 1) if unit.alone or bounded else None

    def _same_unit(self, at: int) -> tuple[tuple[Duration, Duration], int] | None:
        """«От недели до двух», a year or two: the second number counts the unit before it."""
        number = self._numbers.read(at)
        joined = self._text(at - 1) in {"до", "или", "or", "to"} and self._text(at - 2) in _UNITS
        if not joined or not isinstance(number, Expression) or self._text(number.stop) in _UNITS:
            return None
        self._sure = False
        amount = _times(number.value, _UNITS[self._text(at - 2)])
        return (amount, amount), number.stop

    def _counted(self, number: Expression) -> tuple[tuple[Duration, Duration], int] | None:
        at, low = number.stop, number
        if self._text(at) in {"-", "..", "или", "or", "до", "to"}:
            second = self._numbers.read(at + 1)
            if isinstance(second, Expression):
                at, number = second.stop, second
        elif isinstance(second := self._numbers.read(at), Expression):
            at, number = second.stop, second
        if self._text(at) in {"рабочих", "рабочие", "рабочий", "business", "working"}:
            self._sure, at = False, at + 1
        at += 1 if self._text(at) == "of" else 0
        unit = _UNITS.get(self._text(at))
        if unit is None or number.value < low.value or number.value < 0:
            return None
        self._sure = self._sure and number.sure and low.sure
        stop = at + 1
        stop += 1 if self._text(stop) == "." and self._text(at) not in {"s", "d"} else 0
        return (_times(low.value, unit), _times(number.value, unit)), stop

    def _result(self, ends: list[Duration]) -> Reading[Duration] | None:
        words = [word for word in self._rest if word not in {".", ",", "!", "(", ")"}]
        low, high, left = hedges.find_bounds(" ".join(words))
        others = [word for word in left.split() if word not in _NEUTRAL and word not in {"#", "-"}]
        strange = (
            hedges.is_hedged(left) or bool(others) or any(re.search(r"\d", word) for word in words)
        )
        sure = self._sure and not strange and not (low or high)
        if len(ends) == 1:
            named = ends[0]
            if low == high:
                return Reading(named, sure)
            return Reading(
                named, sure=False, low=named if low else None, high=named if high else None
            )
        if len(ends) == 2 and ends[0].days < ends[1].days:
            return Reading(ends[1], sure=False, low=ends[0], high=ends[1])
        return None


def _times(count: Decimal, unit: _Unit) -> Duration:
    months = count * unit.months
    whole = int(months)
    part = (months - whole) * _DAYS_IN_MONTH * _DAY
    return Duration(whole, int(count * unit.seconds + part))
