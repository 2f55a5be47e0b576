"""Words of dates in Russian and English, in all cases and with the usual abbreviations.

Tables only; digits are read by `signs`, and what the words mean together by `points`.
"""

from collections.abc import Mapping
from typing import TypeVar

from dialogs.reading.dates.calendar import Edge, Grain
from dialogs.reading.tokens import word_set


def _numbered(rows: str, start: int) -> dict[str, int]:
    """Rows divided by |, numbered from `start`."""
    return {
        word: number
        for number, words in enumerate(rows.split("|"), start)
        for word in words.split()
    }


T = TypeVar("T")


def _grouped(groups: Mapping[T, str]) -> dict[str, T]:
    """Words of every group → what they mean."""
    return {word: meaning for meaning, words in groups.items() for word in words.split()}


MONTHS = _numbered(
    "январь января январю январем январе янв january jan"
    "|февраль февраля февралю февралем феврале фев февр february feb"
    "|март марта марту мартом марте мар march mar"
    "|апрель апреля апрелю апрелем апреле апр april apr"
    "|май мая маю маем мае may"
    "|июнь июня июню июнем июне июн june jun"
    "|июль июля июлю июлем июле июл july jul"
    "|август августа августу августом августе авг august aug"
    "|сентябрь сентября сентябрю сентябрем сентябре сен сент september sept sep"
    "|октябрь октября октябрю октябрем октябре окт october oct"
    "|ноябрь ноября ноябрю ноябрем ноябре ноя нояб november nov"
    "|декабрь декабря декабрю декабрем декабре дек december dec",
    1,
)
WEEKDAYS = _numbered(
    "понедельник понедельника понедельнику понедельником понедельнике пн пон monday mon mondays"
    "|вторник вторника вторнику вторником вторнике вт tuesday tue tues"
    "|среда среду среды среде средой ср wednesday wed wensday"
    "|четверг четверга четвергу четвергом четверге чт чет thursday thu thur thurs"
    "|пятница пятницу пятницы пятнице пятницей пт friday fri"
    "|суббота субботу субботы субботе субботой сб saturday sat"
    "|воскресенье воскресенья воскресенью воскресеньем вс воскр sunday sun",
    0,
)
SEASONS = _numbered(
    "зима зиму зимы зиме зимой зимою winter wintertime"
    "|весна весну весны весне весной весною spring springtime"
    "|лето лета лету летом лете summer summertime"
    "|осень осени осенью autumn fall",
    1,
)
# Shifts in days from today; English says "the day after tomorrow" in several words.
NEAR_DAYS = _grouped(
    {
        0: "сегодня сегодняшний сегодняшнего сегодняшнему today tonight",
        1: "завтра завтрашний завтрашнего завтрашнему tomorrow tmrw tmr tomorow завтро",
        2: "послезавтра overmorrow послезавтро",
        3: "послепослезавтра",
        -1: "вчера вчерашний yesterday",
        -2: "позавчера",
    }
)
NOW = word_set("сейчас немедленно now immediately")
URGENT = word_set("срочно asap скорее побыстрее быстрее urgently soonest вчерашний горит")

UNITS = _grouped(
    {
        "day": "день дня дней дню днем дни денек денька деньков дн day days d сутки суток суткам",
        "week": "неделя неделю недели неделе недель неделей неделям неделями неделях нед неделька "
        "недельку недельки неделек week weeks wk wks weeks' week's w",
        "month": "месяц месяца месяцу месяцем месяце месяцы месяцев месяцам месяцами месяцах мес "
        "месяцок месяцочек month months months' mth mths mo mos",
        "quarter": "квартал квартала кварталу кварталом квартале кварталы кварталов кв квартл "
        "quarter quarters qtr qtrs",
        "half": "полугодие полугодия полугодию полугодием полугодии полуг",
        "year": "год года году годом годе годы лет г гг годик годика годиков year years yr yrs",
        "fortnight": "fortnight fortnights",
        "decade": "декада декаде декаду декады",
    }
)
GRAINS = {
    "day": Grain.DAY,
    "week": Grain.WEEK,
    "month": Grain.MONTH,
    "quarter": Grain.QUARTER,
    "half": Grain.HALF,
    "year": Grain.YEAR,
}
# полгода: one word that holds the half and its unit.
GLUED_HALVES = {
    "полгода": "year",
    "полугода": "year",
    "полгодика": "year",
    "полмесяца": "month",
    "полнедели": "week",
    "полквартала": "quarter",
    "полдня": "day",
}

EDGES = _grouped(
    {
        Edge.START: "начало начала началу началом начале beginning start early",
        Edge.MIDDLE: "середина середину середины середине серединой середке middle mid",
        Edge.END: "конец конца концу концом конце end late",
    }
)
_ADJECTIVE = ["ий", "ый", "ой", "ая", "ое", "ее", "ие", "ые", "его", "ого", "ей", "ему", "ому"]
_ADJECTIVE += ["им", "ым", "ем", "ом", "ую", "юю", "их", "ых", "яя"]


def _adjectives(stems: str, turn: int) -> dict[str, int]:
    return {stem + ending: turn for stem in stems.split() for ending in _ADJECTIVE}


# This, next and last: how many of the unit away.
TURNS = {
    **_adjectives("следующ будущ грядущ", 1),
    **_adjectives("текущ нынешн", 0),
    **_adjectives("прошл прошедш минувш предыдущ", -1),
    **_grouped(
        {
            1: "next coming following след следущий следущей следущем следущую",
            0: "этот эта эту этой этом этого эти этих этим сей this current",
            -1: "last past previous",
        }
    ),
}
NEAREST = frozenset(f"ближайш{ending}" for ending in _ADJECTIVE) | {"upcoming", "nearest"}
# "That week" is the next one to some and the last one to others.
UNCLEAR_TURNS = word_set("той тот том ту новом новый новой новую")
_ORDINAL_STEMS = (
    "перв втор третий четверт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат "
    "четырнадцат пятнадцат шестнадцат семнадцат восемнадцат девятнадцат двадцат"
)
_THIRD = "третий третья третье третьего третьему третьим третьем третьей третью третьи третьих"
ORDINALS = {
    stem + ending: value
    for value, stem in enumerate(_ORDINAL_STEMS.split(), 1)
    for ending in _ADJECTIVE
    if value != 3
}
ORDINALS |= dict.fromkeys(_THIRD.split(), 3)
ORDINALS |= {f"тридцат{ending}": 30 for ending in _ADJECTIVE}
ORDINALS |= _numbered(
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth"
    "|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth",
    1,
)
ORDINALS["thirtieth"] = 30
HALVES = word_set("половина половине половину половины half")

LAST_OF = frozenset(f"последн{ending}" for ending in _ADJECTIVE)
WEEKENDS = word_set("выходные выходных выходным weekend weekends уикенд")

PREPOSITIONS = {
    "ON": word_set("в во на on at of the г ровно именно exactly календарных календарные же то"),
    "IN": word_set("in"),
    "THROUGH": word_set("через спустя чз"),
    "WITHIN": word_set("within during за throughout"),
    "BY": word_set("к ко by before due раньше ранее"),
    "SINCE": word_set("с со от from since starting начиная между between"),
    "AFTER": word_set("после after"),
    "TO": word_set("to through thru"),
    "UNTIL": word_set("по до until till"),
    "OR": word_set("или либо or"),
    "AND": word_set("и and &"),
    "AGO": word_set("назад ago"),
    "LATER": word_set("later hence"),
    "OF_MONTH": word_set("числа число числу числе числах числам"),
}
WORKING = frozenset(f"рабоч{ending}" for ending in _ADJECTIVE) | word_set("business working")


def is_unit(word: str) -> bool:
    """Whether a word counts time, so that a number before it is an amount."""
    return word in UNITS or word in WORKING or word in {"ч", "час", "часа", "часов", "hours"}
