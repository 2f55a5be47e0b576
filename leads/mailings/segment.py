"""Whom a mailing is for: conditions on people and their leads, tapped or typed. Pure.

Finding the people is `storage.segments`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from leads.company import Grade
from leads.local_time import first_moment
from leads.reasons import LossReason, RejectReason
from leads.stage import Stage

LISTS = ("stage", "grade", "product", "channel", "reason", "language", "answer", "lacks")
LACKS = ("verdict", "product", "grade", "company", "city")
"""What may be unknown of a person, beside the answer to a question: no lead of theirs has it, nor
have they."""
SPANS = ("silent", "cohort")
FILTERS = (*LISTS, *SPANS)
ANY = "any"
"""What takes a condition away again."""
LONGEST_VALUE = 60
MOST_DAYS = 3650

KNOWN: Mapping[str, frozenset[str]] = {
    "stage": frozenset(stage.value for stage in Stage),
    "grade": frozenset(grade.value for grade in Grade),
    "reason": frozenset(reason.value for kind in (LossReason, RejectReason) for reason in kind),
}
"""Values of the conditions that have a closed list."""

_TYPED = re.compile(r"(?P<filter>[a-z]+)\s*=\s*(?P<value>\S+)", re.IGNORECASE)
_FORMS = {
    "answer": re.compile(r"[a-z][a-z0-9_]*\.[a-z0-9_]+"),
    "lacks": re.compile(r"[a-z][a-z0-9_]*"),
}
_MONTHS = re.compile(r"(\d{4})-(\d{2})(?:\.\.(\d{4})-(\d{2}))?")
_DECEMBER = 12


class BadFilter(ValueError):
    """A condition that can't be read; `about` is the word that is wrong."""

    def __init__(self, about: str) -> None:
        super().__init__(about)
        self.about = about


@dataclass(frozen=True, slots=True)
class Segment:
    """People for whom every condition holds; an empty one asks nothing.

    `stage` … `reason` are of one and the same lead of theirs, `language` is the person's. `answer`:
    choices as `slot.option`, of every question one of those named, in that lead too. `lacks`: at
    least one of these (`LACKS`, or a question's slot) is not known of them. `silent`: nothing heard
    for at least so many days. `cohort`: the first and the last month (YYYY-MM) in which they came.
    """

    stage: tuple[str, ...] = ()
    grade: tuple[str, ...] = ()
    product: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    reason: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    answer: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    silent: int | None = None
    cohort: tuple[str, str] | None = None

    def toggled(self, name: str, value: str) -> Segment:
        """With that value added, or taken away where it is there; `ANY` takes all away."""
        if name not in FILTERS:
            raise BadFilter(name)
        if value.lower() == ANY:
            return self._with(name, getattr(Segment(), name))
        if name in SPANS:
            read = _read(name, value)
            return self._with(name, None if read == getattr(self, name) else read)
        chosen: tuple[str, ...] = getattr(self, name)
        (one,) = _listed(name, value)
        rest = tuple(other for other in chosen if other != one)
        return self._with(name, rest if len(rest) < len(chosen) else (*chosen, one))

    def _with(self, name: str, value: Any) -> Segment:
        changed: dict[str, Any] = {name: value}
        return replace(self, **changed)

    def born(self, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
        """The span of the cohort, its end excluded; None where any is meant."""
        if self.cohort is None:
            return None
        first, last = (date.fromisoformat(f"{month}-01") for month in self.cohort)
        beyond = date(last.year + last.month // _DECEMBER, last.month % _DECEMBER + 1, 1)
        return first_moment(first, time(), zone), first_moment(beyond, time(), zone)

    def to_json(self) -> dict[str, Any]:
        """As it is stored; `from_json` gives an equal one back."""
        stored = {one.name: getattr(self, one.name) for one in fields(self)}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in stored.items()
            if value not in ((), None)
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Segment:
        """The inverse of `to_json`."""
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in stored.items()
        }
        return cls(**values)


def typed(text: str, segment: Segment) -> Segment:
    """The segment with conditions as they are typed: `stage=thinking,waiting grade=A silent=30
    cohort=2026-01..2026-03`. Each replaces what stood there; `any` takes it away.

    BadFilter for the first word that is none.
    """
    for word in re.sub(r"\s*([=,])\s*", r"\1", text).split():
        found = _TYPED.fullmatch(word)
        if found is None:
            raise BadFilter(word)
        name, value = found["filter"].lower(), found["value"]
        if name not in FILTERS:
            raise BadFilter(name)
        empty = value.lower() == ANY
        read: dict[str, Any] = {name: getattr(Segment(), name) if empty else _read(name, value)}
        segment = replace(segment, **read)
    return segment


def is_typed(text: str) -> bool:
    """Whether the text looks like conditions."""
    return _TYPED.match(text) is not None


def _read(name: str, value: str) -> Any:
    if name == "silent":
        return _days(value)
    return _months(value) if name == "cohort" else _listed(name, value)


def _listed(name: str, value: str) -> tuple[str, ...]:
    values = [one for one in value.split(",") if one]
    known = KNOWN.get(name)
    if name == "grade":
        values = [one.upper() for one in values]
    elif known or name in _FORMS:
        values = [one.lower() for one in values]
    for one in values:
        if len(one) > LONGEST_VALUE or (known is not None and one not in known):
            raise BadFilter(one)
        if name in _FORMS and not _FORMS[name].fullmatch(one):
            raise BadFilter(one)
    if not values:
        raise BadFilter(name)
    return tuple(dict.fromkeys(values))


def _days(value: str) -> int:
    if not (value.isascii() and value.isdecimal() and 0 < int(value[:6]) <= MOST_DAYS):
        raise BadFilter(value)
    return int(value)


def _months(value: str) -> tuple[str, str]:
    found = _MONTHS.fullmatch(value)
    if found is None:
        raise BadFilter(value)
    year, month, to_year, to_month = found.groups()
    first, last = f"{year}-{month}", f"{to_year or year}-{to_month or month}"
    months = (int(month), int(to_month or month))
    if first > last or not all(1 <= one <= _DECEMBER for one in months) or year == "0000":
        raise BadFilter(value)
    return first, last
