"""The funnel as text: steps with conversion and time, and who came by side and by grade."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.chat import wording
from bot.chat.reports.dictionary import DictionaryDesk
from bot.chat.reports.tables import table
from bot.chat.texts import Texts
from reports.pipeline.funnel import STEPS, FunnelReport, Side, Step

NO_GRADE = "?"


def funnel_values(
    report: FunnelReport, texts: Texts, dictionary: DictionaryDesk, locale: str
) -> dict[str, object]:
    """Values for the template."""
    sides = {texts.label(f"side_{one.value}", locale): report.sides.get(one) for one in Side}
    grades = {one or NO_GRADE: report.grades[one] for one in sorted(report.grades, key=_by_grade)}
    names = {one: dictionary.told(one, locale).name for one in STEPS}
    return {
        "size": report.size,
        "steps": [_step(one, names[one.metric], texts.spoken(locale)) for one in report.steps],
        "by_side": _matrix(sides, texts, locale),
        "by_grade": _matrix(grades, texts, locale),
    }


def _step(one: Step, name: str, locale: str) -> dict[str, object]:
    found, passed = one.conversion, one.passed
    return {
        "name": name,
        "reached": one.reached,
        "whole": found.whole if found else 0,
        "share": wording.share(found.value, locale) if found else "",
        "low": wording.share(found.low, locale) if found else "",
        "high": wording.share(found.high, locale) if found else "",
        "span": passed.median if passed else None,
    }


def _matrix(groups: Mapping[str, Iterable[int] | None], texts: Texts, locale: str) -> str:
    """Steps down, groups across; groups without anybody are left out."""
    found = {name: tuple(reached) for name, reached in groups.items() if reached is not None}
    rows = [
        [texts.label(f"step_{step}", locale), *(str(reached[at]) for reached in found.values())]
        for at, step in enumerate(STEPS)
    ]
    return table(["", *found], rows) if found else ""


def _by_grade(grade: str) -> tuple[bool, str]:
    return not grade, grade
