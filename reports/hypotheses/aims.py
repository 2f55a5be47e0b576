"""Words → what is expected as a figure: «лиды A/B с 12 до 20 в месяц», "qualified → key stage 40%".

Everything is accounted for: what is left of the words goes back to whoever asked, to be read as
filters. Pure.
"""

from __future__ import annotations

import re
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from dialogs.reading.numbers import read_decimal
from dialogs.reading.result import Unreadable
from reports.hypotheses.hypothesis import Aim, Measure

_MEASURES = {
    Measure.WORTHY: r"(?:лид\w* |leads? )?(?:с оценк\w+ |класса |(?:of )?grades? )?"
    r"\b[aа] ?(?:/|и|\+|and|&|or|или) ?[bвб]\b",
    Measure.ENQUIRIES: r"\bзаяв(?:к\w*|ок)\b|\bобращени\w*|\b[ei]nquir(?:y|ies)\b",
    Measure.QUALIFIED: r"\bквал\w*\.?(?: лид\w*)?|\bqualified(?: leads?)?",
    Measure.KEY_STAGE: r"\bключев\w+ (?:встреч\w*|этап\w*)|\bвстреч\w*|\bкэв\b"
    r"|\bkey (?:meetings?|stages?)\b|\bmeetings?\b",
    Measure.SALES: r"\bпродаж\w*|\bсдел(?:к\w*|ок)\b|\bsales?\b|\bdeals?\b",
    Measure.REVENUE: r"\bвыручк\w*|\bоборот\w*|\brevenue\b",
}
_MEASURE = re.compile("|".join(f"(?P<{one}>{words})" for one, words in _MEASURES.items()))
_UNIT = r"тыс\w*\.?|млн\.?|миллион\w*|т(?!\w)|к(?!\w)|k\b|m\b|mln\b|thousand\b|million\b"
_NUMBER = rf"\d+(?: \d{{3}}(?!\d))*(?:[.,]\d+)?(?: ?(?:{_UNIT}))?"
_SIGN = r"(?P<{}> ?(?:%|процент\w*|per ?cent))?"
_MONEY = r"(?: ?(?:₽|руб\w*\.?|р\.|rub\b|roubles?\b))?"
_FIGURE = re.compile(
    rf"(?:(?:\b(?:с|со|от|from) )?(?P<was>{_NUMBER}){_SIGN.format('of_was')}{_MONEY} ?"
    rf"(?:→|->|=>|\bдо\b|\bto\b|\bна\b) ?)?"
    rf"(?:\b(?:до|up to|to) )?(?P<to>{_NUMBER}){_SIGN.format('of_to')}{_MONEY}"
    r"(?: ?(?P<monthly>/ ?мес\w*\.?|в мес\w*\.?|ежемесячно|per month|a month|/ ?month|monthly))?"
)
_ROUND = re.compile(
    r"→|->|=>|\b(?:конверси\w*|дол[яюи]|conversion|share|rate|из|of|to|в|во|выраст\w+|раст\w+|рост"
    r"|станет|будет|grows?|rises?|will|be|per month|в месяц)\b"
)
_HUNDRED = 100


class Amiss(StrEnum):
    """Why words are asked back."""

    NAME = "name"  # none, or too long a one
    SEPARATE = "separate"  # a period or a figure stands in the name
    MEASURE = "measure"  # a figure of what?
    FIGURE = "figure"  # no number, several, or one that can't be read
    APART = "apart"  # a bare number among the author's own words
    AMONG = "among"  # a share of what?
    PERCENT = "percent"  # a share without per cent, or beyond a whole
    GROWS = "grows"  # not more than before
    MONTHLY = "monthly"  # a figure of another span of time
    SELLER = "seller"  # the leads of one salesperson
    START = "start"  # all the time there is is no beginning
    TWICE = "twice"  # two figures, two beginnings, two products …
    BACKWARDS = "backwards"  # over before it began


class NotUnderstood(Exception):
    """Ends a reading: why, and about which words."""

    def __init__(self, amiss: Amiss, words: str) -> None:
        super().__init__(amiss.value)
        self.amiss = amiss
        self.words = words


class ReadAim(NamedTuple):
    """What is expected, and the words around it. `plain`: it can be nothing but an expectation,
    as a bare number may be."""

    aim: Aim
    rest: str
    plain: bool


def folded(text: str) -> str:
    """In small letters and with plain spaces."""
    return re.sub(r"\s+", " ", text.lower().replace("ё", "е")).strip()


def speaks_of_a_figure(text: str) -> bool:
    """Whether a measure of ours and a number stand in the words."""
    small = folded(text)
    return bool(_MEASURE.search(small) and re.search(r"\d", _MEASURE.sub(" ", small)))


def names_a_measure(text: str) -> bool:
    """Whether a measure of ours stands in the words."""
    return bool(_MEASURE.search(folded(text)))


def read_aim(text: str) -> ReadAim:
    """The figure that the words expect. Raises `NotUnderstood`."""
    small = folded(text)
    measures = [Measure(str(found.lastgroup)) for found in _MEASURE.finditer(small)]
    if not measures:
        raise NotUnderstood(Amiss.MEASURE, text)
    bare = _MEASURE.sub(" ", small)
    figures = list(_FIGURE.finditer(re.sub(r" +", " ", bare)))
    if len(figures) != 1:
        raise NotUnderstood(Amiss.FIGURE, text)
    (figure,) = figures
    if figure["of_was"] and not figure["of_to"]:
        raise NotUnderstood(Amiss.PERCENT, text)
    of, among = _about(measures, text, share=bool(figure["of_to"]))
    if among is not None and figure["monthly"]:
        raise NotUnderstood(Amiss.MONTHLY, text)
    to, was = _value(figure["to"], text), None
    if figure["was"]:
        was = _value(figure["was"], text)
    if among is not None:
        to, was = to / _HUNDRED, None if was is None else was / _HUNDRED
        if to > 1:
            raise NotUnderstood(Amiss.PERCENT, text)
    if to <= (was or 0):
        raise NotUnderstood(Amiss.GROWS, text)
    rest = figure.string[: figure.start()] + " " + figure.string[figure.end() :]
    plain = bool(among or figure["was"] or figure["monthly"])
    return ReadAim(Aim(of, to, was, among), _ROUND.sub(" ", rest).strip(), plain)


def _about(measures: list[Measure], text: str, *, share: bool) -> tuple[Measure, Measure | None]:
    """What is counted; of a share also among what: the earlier step stands first."""
    if not share:
        if len(measures) > 1:
            raise NotUnderstood(Amiss.PERCENT, text)
        return measures[0], None
    if measures == [Measure.WORTHY]:
        return Measure.WORTHY, Measure.ENQUIRIES
    among, *others = sorted(measures, key=list(Measure).index)
    graded = Measure.WORTHY in measures and among is not Measure.ENQUIRIES
    if len(others) != 1 or others == [among] or Measure.REVENUE in measures or graded:
        raise NotUnderstood(Amiss.AMONG, text)
    return others[0], among


def _value(number: str, text: str) -> Fraction:
    found = read_decimal(number)
    if isinstance(found, Unreadable):
        raise NotUnderstood(Amiss.FIGURE, text)
    return Fraction(found.value)
