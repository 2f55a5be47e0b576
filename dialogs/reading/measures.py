"""Typed text → an amount in the measure that was asked for: `500 кг` where tonnes are asked is 0.5.

Length, area, mass, volume and power; and how often: «5 в день» where «визитов в месяц» are asked
is confirmed. Of a unit that is no measure (визитов) the number is read as it stands.
"""

import functools
import re
from dataclasses import replace
from decimal import Decimal

from dialogs.reading.numbers import read_decimal
from dialogs.reading.phrase import shortest
from dialogs.reading.result import Reading, Unreadable
from dialogs.reading.tokens import fold, plain

_Measure = tuple[str, Decimal]  # dimension, and how many of its base unit it is


def _measures(dimension: str, rows: dict[str, str]) -> dict[str, _Measure]:
    return {
        word: (dimension, Decimal(factor))
        for factor, words in rows.items()
        for word in words.split("|")
    }


# Base units: metre, square metre, kilogram, litre, kilowatt.
_MEASURES: dict[str, _Measure] = {
    **_measures(
        "length",
        {
            "0.001": "мм|миллиметр|миллиметра|миллиметров|mm|millimetres|millimeters",
            "0.01": "см|сантиметр|сантиметра|сантиметров|cm|centimetres|centimeters",
            "1": "м|метр|метра|метров|m|metre|metres|meter|meters|пог м|погонных метров|п м",
            "1000": "км|километр|километра|километров|km|kilometres|kilometers|kilometre|kilometer",
            "1609.344": "миля|мили|миль|mile|miles",
            "0.0254": "дюйм|дюйма|дюймов|inch|inches|''|\"",
            "0.3048": "фут|фута|футов|foot|feet|ft|'",
            "0.9144": "ярд|ярда|ярдов|yard|yards|yd",
        },
    ),
    **_measures(
        "area",
        {
            "1": "м2|кв м|кв|квм|кв метр|кв метров|квадратных метров|квадратов|m2|sqm|sq m",
            "100": "сотка|сотки|соток",
            "10000": "га|гектар|гектара|гектаров|ha|hectare|hectares",
            "1000000": "км2|кв км|квадратных километров|km2|sq km",
            "0.09290304": "sqft|sq ft|square feet",
        },
    ),
    **_measures(
        "mass",
        {
            "0.000001": "мг|миллиграмм|миллиграмма|mg",
            "0.001": "г|гр|грамм|грамма|граммов|g|gram|grams",
            "1": "кг|кило|килограмм|килограмма|килограммов|kg|kilo|kilos|kilogram|kilograms",
            "100": "ц|центнер|центнера|центнеров",
            "1000": "т|тн|тонн|тонна|тонну|тонны|ton|tons|tonne|tonnes",
            "0.45359237": "фунт|фунта|фунтов|lb|lbs|pound|pounds",
            "0.028349523125": "унция|унции|унций|oz|ounce|ounces",
        },
    ),
    **_measures(
        "volume",
        {
            "0.001": "мл|миллилитр|миллилитра|миллилитров|ml",
            "1": "л|литр|литра|литров|l|litre|litres|liter|liters",
            "100": "гл|гектолитр|гектолитра|гектолитров",
            "1000": "м3|куб|куба|кубов|куб м|кубометр|кубометра|кубометров|кубических метров|m3",
            "3.785411784": "галлон|галлона|галлонов|gallon|gallons",
        },
    ),
    **_measures(
        "power",
        {
            "0.001": "вт|ватт|w|watts",
            "1": "квт|киловатт|kw|kilowatts",
            "1000": "мвт|мегаватт|mw",
            "0.73549875": "лс|л с|лошадиных сил",
            "0.745699872": "hp|horsepower",
        },
    ),
}
_RATE = re.compile(
    r"(?:\b(?:в|за|на|каждый|каждую|per|an?|every)\s+|/\s?)(?P<time>час|день|сутки|смену|неделю|нед"
    r"|месяц|мес|квартал|год|hour|day|week|month|mo|quarter|year)\b\.?"
    r"|\b(?P<often>ежедневно|еженедельно|ежемесячно|ежегодно|daily|weekly|monthly|yearly)\b"
)
_RATES = {
    word: number
    for number, words in enumerate(
        (
            "час hour",
            "день сутки ежедневно day daily",
            "смену",
            "неделю нед еженедельно week weekly",
            "месяц мес ежемесячно month mo monthly",
            "квартал quarter",
            "год ежегодно year yearly",
        )
    )
    for word in words.split()
}
_ONE = frozenset({"", "a", "an"})
_SQUARED = str.maketrans({"²": "2", "³": "3"})


@functools.cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A unit, and the half glued to one (пол-литра); built when the first unit is typed."""
    words = "|".join(
        r"\.?\s?".join(map(re.escape, word.split())) for word in sorted(_MEASURES, key=len)[::-1]
    )
    unit = re.compile(rf"(?<![^\W\d_])(?P<unit>{words})\.?(?!\w)")
    return unit, re.compile(rf"\b(?:пол[- ]?|half an? )(?=(?:{words})(?!\w))")


def measure_of(unit: str) -> _Measure | None:
    """The dimension of a unit and its factor to the base unit; None when it is no measure.

    «Тонн в день» are tonnes.
    """
    return _MEASURES.get(_plain_unit(_RATE.sub(" ", fold(unit))))


def read_quantity(text: str, unit: str) -> Reading[Decimal] | Unreadable:
    """The number of `unit`s in a text, by the rules of `read_decimal`.

    Another unit of the same dimension is converted and not sure; one of another dimension is
    Unreadable("other_unit"). A day where a month was asked for is not sure either.
    """
    asked, said = _rate(unit), _rate(text)
    if said is None or asked is None:
        return _read(text, unit)
    if said == asked:
        return _read(_RATE.sub(" ", fold(text)), unit)
    found = _read(text, unit)
    return found if isinstance(found, Unreadable) else replace(found, sure=False)


def _rate(text: str) -> int | None:
    match = _RATE.search(fold(text))
    return _RATES[match["time"] or match["often"]] if match else None


def _read(text: str, unit: str) -> Reading[Decimal] | Unreadable:
    wanted = measure_of(unit)
    if wanted is None:
        return read_decimal(text)
    cleaned = plain(text)
    if isinstance(cleaned, Unreadable):
        return cleaned
    one_unit, half = _patterns()
    folded = half.sub("0.5 ", fold(text.translate(_SQUARED)))
    named = list(one_unit.finditer(folded))
    measures = {_MEASURES[_plain_unit(match["unit"])] for match in named}
    if not measures:
        return read_decimal(text)
    if len(measures) > 1:
        return Unreadable("ambiguous")
    dimension, factor = measures.pop()
    if dimension != wanted[0]:
        return Unreadable("other_unit")
    number = re.sub(r"\s+", " ", one_unit.sub(" ", folded)).strip(" .")
    found = read_decimal(number) if number not in _ONE else Reading(Decimal(1), sure=True)
    if isinstance(found, Unreadable) or factor == wanted[1]:
        return found
    return _converted(found, factor / wanted[1])


def _plain_unit(unit: str) -> str:
    return " ".join(fold(unit.translate(_SQUARED)).replace(".", " ").split())


def _converted(found: Reading[Decimal], ratio: Decimal) -> Reading[Decimal]:
    def ends(value: Decimal | None) -> Decimal | None:
        return None if value is None else shortest(value * ratio)

    value = shortest(found.value * ratio)
    return replace(found, value=value, sure=False, low=ends(found.low), high=ends(found.high))
