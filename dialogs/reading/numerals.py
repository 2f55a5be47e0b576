"""Number words of Russian and English: their values and how they combine.

Tables only. Russian words are listed in all cases, with the misspellings people really type.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

from dialogs.reading.tokens import word_set


class Order(IntEnum):
    """Place of a word inside a number below a thousand; it must fall from word to word."""

    ZERO = -1
    UNIT = 0
    TEEN = 1
    TENS = 2
    HUNDREDS = 3


@dataclass(frozen=True, slots=True)
class Scale:
    """A word that multiplies: тысяча, млн, hundred.

    `alone`: it counts as one of itself without a number ("тысяча"), unlike "тысячи".
    `short`: a letter or two, meaningful right after digits only ("5к").
    `sure`: slang and letters with a second meaning are read, but confirmed.
    `after`: written before its number the value is approximate ("тысяч пять").
    """

    factor: Decimal
    alone: bool = False
    short: bool = False
    sure: bool = True
    after: bool = False


def _table(order: Order, rows: dict[int, str]) -> dict[str, tuple[int, Order]]:
    return {word: (value, order) for value, words in rows.items() for word in words.split()}


SMALL: dict[str, tuple[int, Order]] = {
    **_table(Order.ZERO, {0: "ноль нуль ноля нуля нолю нулю нолем нулем zero нисколько"}),
    **_table(
        Order.UNIT,
        {
            1: "один одна одно одну одного одной одному одним одном one",
            2: "два две двух двум двумя двое two",
            3: "три трех трем тремя трое three",
            4: "четыре четырех четырем четырьмя четверо four",
            5: "пять пяти пятью пятеро five",
            6: "шесть шести шестью шестеро six",
            7: "семь семи семью семеро seven",
            8: "восемь восьми восемью восьмью eight",
            9: "девять девяти девятью nine",
        },
    ),
    **_table(
        Order.TEEN,
        {
            10: "десять десяти десятью ten",
            11: "одиннадцать одинадцать одиннадцати одиннадцатью eleven",
            12: "двенадцать двенадцати двенадцатью twelve",
            13: "тринадцать тринадцати тринадцатью thirteen",
            14: "четырнадцать четырнадцати четырнадцатью fourteen",
            15: "пятнадцать пятнадцати пятнадцатью fifteen",
            16: "шестнадцать шестнадцати шестнадцатью sixteen",
            17: "семнадцать семнадцати семнадцатью seventeen",
            18: "восемнадцать восемнадцати восемнадцатью eighteen",
            19: "девятнадцать девятнадцати девятнадцатью nineteen",
        },
    ),
    **_table(
        Order.TENS,
        {
            20: "двадцать двадцати двадцатью twenty",
            30: "тридцать тридцати тридцатью thirty",
            40: "сорок сорока forty fourty",
            50: "пятьдесят пятидесяти пятьюдесятью пятдесят fifty",
            60: "шестьдесят шестидесяти шестьюдесятью шестдесят sixty",
            70: "семьдесят семидесяти семьюдесятью семдесят seventy",
            80: "восемьдесят восьмидесяти восемьюдесятью восьмьюдесятью восемдесят eighty",
            90: "девяносто девяноста ninety ninty",
        },
    ),
    **_table(
        Order.HUNDREDS,
        {
            100: "сто ста",
            200: "двести двухсот двумстам двумястами двухстах",
            300: "триста трехсот тремстам тремястами трехстах",
            400: "четыреста четырехсот четыремстам четырьмястами четырехстах",
            500: "пятьсот пятисот пятистам пятьюстами пятистах пятсот",
            600: "шестьсот шестисот шестистам шестьюстами шестистах шестсот",
            700: "семьсот семисот семистам семьюстами семистах семсот",
            800: "восемьсот восьмисот восьмистам восемьюстами восьмьюстами восьмистах восемсот",
            900: "девятьсот девятисот девятистам девятьюстами девятистах девятсот",
        },
    ),
}

# Half a unit more: полторы тысячи. The second group counts only in front of a scale.
FRACTIONS = {word: Decimal("1.5") for word in ["полтора", "полторы", "полутора"]}
PARTS = {"пол": Decimal("0.5"), "half": Decimal("0.5")} | {
    word: Decimal("0.25") for word in ("четверть", "quarter")
}
COUPLES = {"пара": 2, "пару": 2, "пары": 2, "парой": 2, "парочка": 2, "парочку": 2, "couple": 2}

_THOUSAND, _MILLION, _BILLION = Decimal(10**3), Decimal(10**6), Decimal(10**9)
_TRILLION = Decimal(10**12)


def _scales(words: str, factor: Decimal, **marks: bool) -> dict[str, Scale]:
    return {word: Scale(factor, **marks) for word in words.split()}


SCALES: dict[str, Scale] = {
    **_scales("сотня сотню сотней", Decimal(100), alone=True),
    **_scales("сотни сотен сотням сотнями сотнях", Decimal(100), after=True),
    **_scales("hundred", Decimal(100)),
    **_scales("десяток", Decimal(10), alone=True),
    **_scales("десятка десятков десятками", Decimal(10), after=True),
    **_scales("дюжина дюжину dozen", Decimal(12), alone=True),
    **_scales("дюжины дюжин", Decimal(12)),
    **_scales("тысяча тысячу тысячей тысячью тыща тыщу тысяча", _THOUSAND, alone=True),
    **_scales("тысячи тысяч тысячам тысячами тысячах тыщ тыщи тысч тысячь", _THOUSAND, after=True),
    **_scales("тыс тысяче thousand thousands grand thou", _THOUSAND),
    **_scales("к k", _THOUSAND, short=True),
    **_scales("т", _THOUSAND, short=True, sure=False),
    **_scales("косарь косаря косарей кусок куска кусков", _THOUSAND, sure=False),
    **_scales("миллион милион лям million", _MILLION, alone=True),
    **_scales("миллиона миллиону миллионом миллионе милиона", _MILLION),
    **_scales("миллионы миллионов миллионам миллионами милионов", _MILLION, after=True),
    **_scales("ляма лямов млн mln mn millions", _MILLION),
    **_scales("лимон лимона лимонов mil mill", _MILLION, sure=False),
    **_scales("кк kk", _MILLION, short=True),
    **_scales("m", _MILLION, short=True),
    **_scales("м", _MILLION, short=True, sure=False),
    **_scales("миллиард billion", _BILLION, alone=True),
    **_scales("миллиарда миллиарду миллиардом", _BILLION),
    **_scales("миллиарды миллиардов", _BILLION, after=True),
    **_scales("млрд bln bn billions", _BILLION),
    **_scales("b", _BILLION, short=True, sure=False),
    **_scales("г", _BILLION, short=True, sure=False),
    **_scales("триллион trillion", _TRILLION, alone=True),
    **_scales("триллиона триллионов трлн", _TRILLION),
}

# One of itself after a bound: до тысячи, свыше миллиона. Elsewhere they mean several.
GENITIVES = word_set("тысячи миллиона миллиарда сотни десятка дюжины ляма")
BEFORE_GENITIVE = word_set(
    "до от около более менее больше меньше свыше выше ниже порядка не районе"
)

# «штука» is a thousand only where money is spoken of.
MONEY_SLANG: dict[str, Scale] = _scales("штука штуку штуки штук", _THOUSAND, sure=False)

# полмиллиона, полтысячи, пол-ляма, полсотни: one word that holds its scale.
GLUED_HALVES: dict[str, Decimal] = {
    **{f"пол{word}": _MILLION / 2 for word in ("миллиона", "милиона", "ляма", "лимона")},
    "полмиллиарда": _BILLION / 2,
    "полтысячи": _THOUSAND / 2,
    "полсотни": Decimal(50),
    "полтораста": Decimal(150),
    "полутораста": Decimal(150),
    "полдюжины": Decimal(6),
}

DECIMAL_POINTS = frozenset({"точка", "запятая", "point"})
WHOLES = frozenset({"целая", "целых", "целые"})
TENTHS: dict[str, Decimal] = {
    **{word: Decimal("0.1") for word in ("десятых", "десятая", "десятые")},
    **{word: Decimal("0.01") for word in ("сотых", "сотая", "сотые")},
    **{word: Decimal("0.001") for word in ("тысячных", "тысячная", "тысячные")},
}
# Parts of a whole that are not read: "две трети" must not become two.
BROKEN = word_set(
    "треть трети третей четверть четверти четвертей третьих четвертых восьмых половина половину "
    "половины третью third thirds quarter quarters half halves ½"
) | frozenset(TENTHS)

_ORDINAL_STEMS = (
    "перв втор четверт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат "
    "четырнадцат пятнадцат шестнадцат семнадцат восемнадцат девятнадцат двадцат тридцат "
    "сороков пятидесят шестидесят семидесят восьмидесят девяност сот двухсот трехсот тысячн "
    "двухтысячн миллионн"
)
_ORDINAL_ENDINGS = ["ый", "ой", "ая", "ое", "ые", "ого", "ому", "ым", "ом", "ую", "ых", "ыми"]
ORDINALS = frozenset(
    stem + ending for stem in _ORDINAL_STEMS.split() for ending in _ORDINAL_ENDINGS
) | word_set(
    "третий третья третье третьего third second first fourth fifth sixth seventh eighth ninth "
    "tenth eleventh twelfth twentieth hundredth"
)
