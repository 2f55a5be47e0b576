"""What is typed of a hypothesis, part by part, → what was meant, or a question back. Pure.

Parts are told apart by a semicolon or a new line. Periods and filters are read as everywhere
(`reports.asking`), a figure by `aims`; whatever is left over is asked about, never skipped. Only
what begins with «ждём» may be anything: those are the author's own words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from reports.asking.asked import Asked, Doubt, NotClear, Unclear
from reports.asking.filters import EVERYTHING, Filters
from reports.asking.periods import Periods
from reports.asking.phrase import words
from reports.asking.reading import read
from reports.asking.registers import Registers
from reports.hypotheses.aims import (
    Amiss,
    NotUnderstood,
    names_a_measure,
    read_aim,
    speaks_of_a_figure,
)
from reports.hypotheses.hypothesis import Aim, Hypothesis

LONGEST_NAME = 100
LONGEST = 500
_PARTS = re.compile(r"[;\n]+")
_HOPED = re.compile(r"(?:жд\w+|ожида\w*|expect\w*|hop(?:e[ds]?|ing))\b[\s,:]*", re.IGNORECASE)
_OVER = re.compile(
    r"(?:(?:за)?конч\w+|заверш\w+|останов\w+|ended?|over|stopp?(?:ed)?|finished|done)\b[\s,:]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a hypothesis; None and "" where nothing was. `ended` alone ends it."""

    filters: Filters = EVERYTHING
    started: date | None = None
    ended: date | None = None
    aim: Aim | None = None
    expects: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    """A new hypothesis: its name, and what is said of it."""

    name: str
    said: Said


def parts_of(text: str) -> list[str]:
    """The parts that have something in them."""
    return [one.strip() for one in _PARTS.split(text) if one.strip()]


def read_noted(text: str, registers: Registers, today: date) -> Noted | Unclear | NotUnderstood:
    """A whole one: its name, then the parts."""
    name, *parts = parts_of(text) or [""]
    if not 0 < len(name) <= LONGEST_NAME:
        return NotUnderstood(Amiss.NAME, name)
    if not parts and (speaks_of_a_figure(name) or _names_a_period(name, today)):
        return NotUnderstood(Amiss.SEPARATE, name)
    said = read_said(parts, registers, today)
    return Noted(name, said) if isinstance(said, Said) else said


def read_said(
    parts: Sequence[str], registers: Registers, today: date
) -> Said | Unclear | NotUnderstood:
    """What the parts say together; each thing may be said once."""
    said = Said()
    for part in parts:
        try:
            found = _read(part, registers, today)
            said = _together(said, found, part)
        except NotUnderstood as amiss:
            return amiss
        except NotClear as unclear:
            return unclear.what
    return said


def said_of(hypothesis: Hypothesis, said: Said) -> Hypothesis:
    """The hypothesis as it is now said to be. Raises `NotUnderstood`."""
    ended = said.ended or hypothesis.ended
    found = replace(
        hypothesis,
        filters=_with(hypothesis.filters, said.filters),
        started=said.started or hypothesis.started,
        ended=ended,
        aim=said.aim or hypothesis.aim,
        expects=said.expects or hypothesis.expects,
    )
    if ended is not None and ended < found.started:
        raise NotUnderstood(Amiss.BACKWARDS, f"{ended:%d.%m.%Y}")
    return found


def _read(part: str, registers: Registers, today: date) -> Said:
    if hoped := _HOPED.match(part):
        return _hoped(part[hoped.end() :], part)
    if over := _OVER.match(part):
        return Said(ended=_last_day(_asked(part[over.end() :], registers, today), part, today))
    if speaks_of_a_figure(part):
        return _figure(part, registers, today)
    if names_a_measure(part):
        raise NotUnderstood(Amiss.FIGURE, part)
    if re.search(r"→|->|=>|%", part):
        raise NotUnderstood(Amiss.MEASURE, part)
    asked = _asked(part, registers, today)
    if asked.everything:
        raise NotUnderstood(Amiss.START, part)
    return _since(Said(_filters(asked, part)), asked, today)


def _figure(part: str, registers: Registers, today: date) -> Said:
    found = read_aim(part)
    asked = read(found.rest, registers, today)
    if isinstance(asked, Unclear):
        if asked.doubt is Doubt.CALENDAR_OR_ROLLING:
            raise NotUnderstood(Amiss.MONTHLY, part)
        raise NotClear(asked.doubt, asked.words, asked.options)
    if asked.period or asked.everything:
        raise NotUnderstood(Amiss.MONTHLY, part)
    return Said(_filters(asked, part), aim=found.aim, expects=part[:LONGEST])


def _hoped(words_: str, part: str) -> Said:
    """The author's own words; a figure among them is read where it can be nothing else."""
    if not speaks_of_a_figure(words_):
        return Said(expects=part[:LONGEST])
    found = read_aim(words_)
    if not found.plain:
        raise NotUnderstood(Amiss.APART, part)
    return Said(aim=found.aim, expects=part[:LONGEST])


def _since(said: Said, asked: Asked, today: date) -> Said:
    """A stretch that ends before today is over; a single day is when it began."""
    if asked.period is None:
        return said
    first, last = asked.period
    over = first < last < today
    return replace(said, started=first, ended=last if over else None)


def _last_day(asked: Asked, part: str, today: date) -> date:
    if asked.everything or asked.filters != EVERYTHING:
        raise NotUnderstood(Amiss.START, part)
    return asked.period.last if asked.period else today


def _asked(text: str, registers: Registers, today: date) -> Asked:
    found = read(text, registers, today)
    if isinstance(found, Unclear):
        raise NotClear(found.doubt, found.words, found.options)
    return found


def _filters(asked: Asked, part: str) -> Filters:
    if asked.filters.manager is not None:
        raise NotUnderstood(Amiss.SELLER, part)
    return asked.filters


def _together(before: Said, found: Said, part: str) -> Said:
    """Both; NotUnderstood where they say two of one thing."""
    pairs = [(getattr(before, one), getattr(found, one)) for one in ("started", "ended", "aim")]
    pairs += [
        (getattr(before.filters, one.name), getattr(found.filters, one.name))
        for one in fields(Filters)
    ]
    if any(None not in {old, new} and old != new for old, new in pairs):
        raise NotUnderstood(Amiss.TWICE, part)
    return Said(
        _with(before.filters, found.filters),
        found.started or before.started,
        found.ended or before.ended,
        found.aim or before.aim,
        "; ".join(filter(None, (before.expects, found.expects))),
    )


def _with(before: Filters, found: Filters) -> Filters:
    """The filters of `before`, and over them those that were found."""
    return Filters(
        found.product or before.product,
        found.channel or before.channel,
        found.temperature or before.temperature,
    )


def _names_a_period(text: str, today: date) -> bool:
    typed = words(text)
    periods = Periods(typed, today)
    try:
        return any(periods.read(at) for at in range(len(typed)))
    except NotClear:
        return True
