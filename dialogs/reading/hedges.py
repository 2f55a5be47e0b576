"""Words around a number that bound it, soften it or make it something else than an amount.

Tables and two matchers. What is listed here makes a reading "not sure"; it never changes a value.
"""

from itertools import pairwise

from dialogs.reading.numerals import ORDINALS
from dialogs.reading.tokens import word_set

UPPER = (
    "не более чем",
    "не больше чем",
    "не более",
    "не больше",
    "не выше",
    "не свыше",
    "не дороже",
    "не превышает",
    "не превышают",
    "менее чем",
    "меньше чем",
    "менее",
    "меньше",
    "ниже",
    "дешевле",
    "максимум",
    "макс",
    "в пределах",
    "до",
    "no more than",
    "not more than",
    "no greater than",
    "not exceeding",
    "less than",
    "fewer than",
    "at most",
    "up to",
    "or less",
    "or fewer",
    "under",
    "below",
    "maximum",
    "max",
    "tops",
    "within",
    "<",
    "≤",
)
LOWER = (
    "не менее чем",
    "не меньше чем",
    "не менее",
    "не меньше",
    "не ниже",
    "более чем",
    "больше чем",
    "более",
    "больше",
    "свыше",
    "выше",
    "как минимум",
    "минимум",
    "хотя бы",
    "с лишним",
    "с хвостиком",
    "с #",
    "от",
    "начиная",
    "no less than",
    "not less than",
    "no fewer than",
    "at least",
    "more than",
    "greater than",
    "or more",
    "and more",
    "upwards",
    "over",
    "above",
    "minimum",
    "min",
    "from",
    "starting",
    "plus",
    ">",
    "≥",
    "+",
)
SOFT = word_set(
    "около примерно приблизительно ориентировочно порядка почти гдето районе наверное "
    "наверно думаю кажется вроде может возможно видимо навскидку грубо плюс немного чуть близко "
    "под прим приблиз ок ориентир если раньше было будет будут хотим планируем хотелось хочу "
    "план планы скорее либо или иногда бывает сначала затем потом вместо кроме через назад "
    "спустя после перед лишь якобы ну где бы зависит сомневаюсь незнаю знаю каждый каждые каждого "
    "about around approximately approx roughly almost nearly circa some maybe probably perhaps "
    "think guess say possibly somewhere or so ish estimated estimate was were will would could "
    "should plan planning hope hoping ago last next unless if not never dont don't barely "
    "instead except every each none "
    "не ни нет без кроме минус ~ ± ? % № * = ^ процент процента процентов percent pct раз раза "
    "times пункт вариант номер number no option ½ минут минуты минуту секунд минуточку minute "
    "minutes час часа часов hours утра вечера ночи am pm дважды трижды вдвое втрое twice double "
    "ooo ооо oo оо версия версии version дом квартира офис кабинет подъезд этаж"
)
RATE_BEFORE = word_set("в за / per a an each every один одну")
RATES = word_set(
    "день сутки неделю час год квартал полугодие смену смена минуту секунду неделя дней "
    "лид лида лидов заявку заявки клик звонок штуку единицу шт человека сотрудника место "
    "пользователя метр квадрат кв тонну кг литр позицию "
    "day week hour year quarter minute night "
    "lead click call unit piece seat user person item head"
)
RATE_WORDS = word_set(
    "ежедневно еженедельно ежегодно ежеквартально ежечасно daily weekly yearly annually hourly "
    "quarterly годовых"
)
MONTHS = word_set(
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря "
    "january february march april may june july august september october november december"
)
YEAR_WORDS = word_set("год года году годом г гг")
_ADDING = frozenset({"и", "and", "плюс", "plus"})
_MAX_UNKNOWN_WORDS = 10
VAGUE = word_set("несколько десятки много мало several few many dozens hundreds lots")


def find_bounds(words: str) -> tuple[bool, bool, str]:
    """Whether `words` (single spaces, # for the number) name a lower and an upper bound.

    The third part is what is left of the words when the bounds are taken out.
    """
    rest = f" {words} "
    found = {"low": False, "high": False}
    phrases = [(phrase, "high") for phrase in UPPER] + [(phrase, "low") for phrase in LOWER]
    for phrase, side in sorted(phrases, key=lambda pair: -len(pair[0].split())):
        padded = f" {phrase} "
        if padded in rest:
            found[side] = True
            rest = rest.replace(padded, " # " if phrase.endswith("#") else " ")
    return found["low"], found["high"], rest.strip()


def is_hedged(rest: str) -> bool:
    """Whether the words left beside a number (# stands for it) make it doubtful."""
    words = rest.split()
    if any(word in SOFT or word in RATE_WORDS or word in ORDINALS for word in words):
        return True
    after = words[words.index("#") :] if "#" in words else []
    if any(word in _ADDING and following.isalpha() for word, following in pairwise(after)):
        # «3 менеджера и руководитель» are four.
        return True
    if any(before in RATE_BEFORE and word in RATES for before, word in pairwise(words)):
        return True
    return sum(word.isalpha() for word in words) > _MAX_UNKNOWN_WORDS
