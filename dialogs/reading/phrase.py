"""A whole typed text → the numbers in it and how they belong together.

Shared by `numbers` and `money`. It knows ranges, bounds and hedges; of currencies it only knows
which tokens name one. When two numbers do not clearly belong together, nothing is read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from dialogs.reading import hedges
from dialogs.reading.currencies import LOWER_CODES, NAMES
from dialogs.reading.expressions import ExpressionReader
from dialogs.reading.numerals import BROKEN, MONEY_SLANG, ORDINALS, SCALES, Scale
from dialogs.reading.result import Reading, Unreadable
from dialogs.reading.small_numbers import Expression, share_scale
from dialogs.reading.tokens import Kind, Token, plain, tokenize, word_set

_CURRENCY_WORDS = frozenset(NAMES) | LOWER_CODES
_UNITS = word_set("шт чел человек лет мес кг км штук визитов чел ish plus")
_SUFFIXES = frozenset(SCALES) | _CURRENCY_WORDS | _UNITS | frozenset({"тр", "тыр", "us"})
_PREFIXES = (_CURRENCY_WORDS | {"us"}) - frozenset({"р", "c", "ц"})
_CARDINAL_ENDINGS = frozenset({"ти", "х", "ми", "и", "тью", "ю", "ть", "та"})
_OPENERS = frozenset({"от", "с", "между", "from", "between"})
_MINUS_WORDS = ("минус", "minus", "negative")
_DASHES = frozenset({"-", ".."})
_JOINERS = frozenset({"-", "..", "до", "или", "либо", "to", "or", "till", "until", "~"})
_LARGEST = Decimal(10**15)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens of a text, the numbers found in it in order, and whether they are doubtful."""

    tokens: tuple[Token, ...]
    numbers: tuple[Expression, ...]
    doubtful: bool

    def between(self, left: int) -> tuple[Token, ...]:
        """Tokens between number `left` and the next one."""
        return self.tokens[self.numbers[left].stop : self.numbers[left + 1].start]

    def words(self, shown: Sequence[Expression]) -> str:
        """The tokens outside the numbers, # for each of `shown`."""
        starts = {number.start for number in shown}
        inside = {at for number in self.numbers for at in range(number.start, number.stop)}
        parts: list[str] = []
        for at, token in enumerate(self.tokens):
            if at in starts:
                parts.append("#")
            if at not in inside and token.text not in {".", ",", "!", '"', "(", ")", ";"}:
                parts.append("№" if token.text == "#" else token.text)
        return " ".join(parts)


def read_phrase(text: str, *, money: bool) -> Phrase | Unreadable:
    """Find every number of a text. At least one is found, or the result is Unreadable."""
    cleaned = plain(text)
    if isinstance(cleaned, Unreadable):
        return cleaned
    tokens = _with_thousand_roubles(tokenize(cleaned, _SUFFIXES, _PREFIXES))
    scales = {**SCALES, **MONEY_SLANG} if money else SCALES
    english = _is_english(cleaned)
    numbers = _numbers(tokens, scales, english=english)
    if isinstance(numbers, Unreadable):
        return numbers
    repeat = _repeat(numbers, tokens)
    if repeat is not None:
        tokens = tokens[: repeat.start] + tokens[repeat.stop :]
        numbers = _numbers(tokens, scales, english=english)
        if isinstance(numbers, Unreadable):
            return numbers
    if not numbers:
        return Unreadable("not_a_number")
    if any(abs(number.value) > _LARGEST for number in numbers):
        return Unreadable("too_large")
    broken = _broken(tokens, numbers)
    if broken:
        return Unreadable(broken)
    if len(numbers) > 2 and sum(char.isdigit() for char in cleaned) >= 10 and not money:
        return Unreadable("looks_like_phone" if len(cleaned) < 30 else "too_many_numbers")
    return Phrase(tuple(tokens), tuple(numbers), _has_name(tokens))


def single(phrase: Phrase, number: Expression, *, decimal: bool = False) -> Reading[Decimal]:
    """The reading of the only amount of a phrase, with the bounds its words give.

    `decimal` tells that a fraction was asked for, so that 5.12 is no day of December.
    """
    low, high, rest = hedges.find_bounds(phrase.words([number]))
    for minus in _MINUS_WORDS:
        rest = rest.removeprefix(f"{minus} #")
    sure = number.sure and not (low or high or phrase.doubtful) and not hedges.is_hedged(rest)
    sure = sure and (decimal or not (number.as_date and not rest.replace("#", "").strip()))
    value = shortest(number.value)
    if low == high:
        return Reading(value, sure)
    return Reading(value, sure=False, low=value if low else None, high=value if high else None)


def paired(
    phrase: Phrase, currency_words: frozenset[str] = frozenset()
) -> Reading[Decimal] | Unreadable:
    """Two numbers that make a range: 10-20, от 10 до 20 тысяч. The value is the middle."""
    left, right = phrase.numbers
    if not _is_range(phrase, currency_words):
        return Unreadable("too_many_numbers")
    ends = share_scale(left, right)
    if ends is None:
        return Unreadable("ambiguous")
    low, high = ends
    middle = shortest((low + high) / 2)
    return Reading(middle, sure=False, low=shortest(low), high=shortest(high))


def shortest(value: Decimal) -> Decimal:
    """The same value without zeros after the point: 1500.0 → 1500."""
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize()


def _is_english(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    latin = bool(letters) and all(char.isascii() for char in letters)
    return latin or "$" in text or "£" in text


def _with_thousand_roubles(tokens: list[Token]) -> list[Token]:
    """тр, тыр and т.р. stand for тыс р."""
    result: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        after = at + 1
        if after < len(tokens) and tokens[after].text == ".":
            after += 1
        abbreviation = (
            token.text == "т"
            and after < len(tokens)
            and tokens[after].text in NAMES
            and NAMES[tokens[after].text].code == "RUB"
        )
        if token.text in {"тр", "тыр"} and at and tokens[at - 1].kind is Kind.DIGITS:
            result.append(replace(token, text="тыс"))
            result.append(Token(Kind.WORD, "р", "р", glued=True))
        elif abbreviation:
            result.append(replace(token, text="тыс"))
        else:
            result.append(token)
        at += 1
    return result


def _signed(
    number: Expression, tokens: Sequence[Token], earlier: Sequence[Expression]
) -> Expression:
    before = tokens[number.start - 1] if number.start else None
    if before is None or (earlier and earlier[-1].stop >= number.start - 1):
        return number
    before_that = tokens[number.start - 2].text if number.start > 1 else ""
    minus_money = (
        before.glued
        and before.text in NAMES
        and before_that == "-"
        and not (earlier or tokens[number.start - 2].glued)
    )
    minus_word = before.text in _MINUS_WORDS and before_that not in {"плюс", "-"}
    minus_sign = (
        before.text == "-"
        and tokens[number.start].glued
        and (not before.glued or not (earlier or before_that.isalnum()))
    )
    if minus_word or minus_money:
        return replace(number, value=-number.value)
    if minus_sign:
        # In "visits -5000" the dash may well be punctuation.
        return replace(number, value=-number.value, sure=number.sure and number.start == 1)
    return number


def _broken(tokens: Sequence[Token], numbers: Sequence[Expression]) -> str | None:
    """A code when some word shows that the numbers are no amount."""
    inside = {at for number in numbers for at in range(number.start, number.stop)}
    loose = [(at, token) for at, token in enumerate(tokens) if at not in inside]
    for number in numbers:
        if number.start and tokens[number.start - 1].text == "ни":
            return "ambiguous"
        after = tokens[number.stop].text if number.stop < len(tokens) else ""
        year = number.digits and 1900 <= number.value <= 2100
        if after in hedges.MONTHS or (year and after in hedges.YEAR_WORDS):
            return "looks_like_date"
    for at, token in loose:
        digits_around = (
            0 < at < len(tokens) - 1
            and tokens[at - 1].kind is Kind.DIGITS
            and tokens[at + 1].kind is Kind.DIGITS
        )
        if token.text in {"/", ":"} and digits_around:
            return "looks_like_date"
        if token.text in {"*", "^", "=", "+", "x", "х"} and digits_around:
            return "ambiguous"
        if token.text == "+" and at + 1 < len(tokens) and _phone_follows(tokens[at + 1 :]):
            return "looks_like_phone"
        if token.text in BROKEN:
            return "fraction"
        scale = SCALES.get(token.text)
        if (scale and not scale.short) or token.text in hedges.VAGUE:
            return "ambiguous"
        if token.text in ORDINALS and (at - 1 in inside or at + 1 in inside):
            return "ambiguous"
    return None


def _phone_follows(tokens: Sequence[Token]) -> bool:
    return sum(len(token.text) for token in tokens if token.kind is Kind.DIGITS) >= 10


def _numbers(
    tokens: Sequence[Token], scales: Mapping[str, Scale], *, english: bool
) -> list[Expression] | Unreadable:
    reader = ExpressionReader(tokens, scales, _CURRENCY_WORDS, english=english)
    numbers: list[Expression] = []
    at = 0
    while at < len(tokens):
        found = reader.read(at)
        if isinstance(found, Unreadable):
            return found
        if found is None:
            at += 1
            continue
        numbers.append(_signed(found, tokens, numbers))
        at = found.stop
    return numbers


def _repeat(numbers: Sequence[Expression], tokens: Sequence[Token]) -> slice | None:
    """Where the second telling of 5000 (пять тысяч) stands, brackets included."""
    for number, again in pairwise(numbers):
        opened = tokens[again.start - 1].text == "("
        closed = again.stop < len(tokens) and tokens[again.stop].text == ")"
        if opened and closed and number.value == again.value:
            return slice(again.start - 1, again.stop + 1)
    return None


def _has_name(tokens: Sequence[Token]) -> bool:
    """Whether letters and digits are tied together: b2b, COVID-19, 10-летний."""
    for at, token in enumerate(tokens):
        if token.kind is Kind.NAME:
            return True
        if token.text != "-" or not token.glued or not 0 < at < len(tokens) - 1:
            continue
        left, right = tokens[at - 1], tokens[at + 1]
        if not right.glued:
            continue
        if left.kind is Kind.WORD and right.kind is Kind.DIGITS:
            return left.text not in _CURRENCY_WORDS and left.text not in SCALES
        if left.kind is Kind.DIGITS and right.kind is Kind.WORD:
            return right.text not in _CARDINAL_ENDINGS
    return False


def _is_range(phrase: Phrase, currency_words: frozenset[str]) -> bool:
    left = phrase.numbers[0]
    before = [token.text for token in phrase.tokens[: left.start]]
    opened = any(word in _OPENERS for word in before)
    gap = [
        token.text
        for token in phrase.between(0)
        if token.text not in {".", ",", "%"} and token.text not in currency_words
    ]
    if gap and gap[0] == "-" and len(gap) == 1:
        return left.value >= 0
    joiners = [word for word in gap if word in _JOINERS]
    if "между" in before or "between" in before:
        joiners += [word for word in gap if word in {"и", "and"}]
    if len(joiners) == 1 and (len(gap) == 1 or (opened and joiners[0] not in _DASHES)):
        return len(gap) <= 4
    first_low, first_high, _ = hedges.find_bounds(" ".join(before))
    low, high, _ = hedges.find_bounds(" ".join(gap))
    return first_low and not first_high and high and not low
