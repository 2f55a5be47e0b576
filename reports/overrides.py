"""How often people decide otherwise than the rules, rule by rule. Pure; counting over verdicts that
storage reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from leads.verdict import Verdict
from reports.intervals import Share, share


@dataclass(frozen=True, slots=True)
class JudgedVerdict:
    """A verdict and, where somebody overrode it, the stage that it was overridden to and why."""

    verdict: Verdict
    to: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RuleOverrides:
    """One rule of a scenario: of the verdicts in which it fired, the share that was overridden.

    `why` is its sentence by locale, as it stood in the latest verdict.
    """

    scenario: str
    rule: str
    why: Mapping[str, str]
    overridden: Share


@dataclass(frozen=True, slots=True)
class OverrideReport:
    """All verdicts of a span, those overridden among them, and the rules that were overridden at
    least once: the most doubtful first, by the lower end of the interval."""

    overridden: Share
    to: Mapping[str, int]
    reasons: Mapping[str, int]
    rules: tuple[RuleOverrides, ...]


class OverrideReader(Protocol):
    """Verdicts of the last `days` days, each with what became of it."""

    async def judged(self, days: int) -> Sequence[JudgedVerdict]: ...


@dataclass(slots=True)
class _Counted:
    fired: int = 0
    overridden: int = 0
    why: Mapping[str, str] = field(default_factory=dict)


def overrides(judged: Iterable[JudgedVerdict]) -> OverrideReport:
    """The report. A gate decides alone, so the points beside it are not counted as its reasons."""
    rules: dict[tuple[str, str], _Counted] = {}
    to: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    total = 0
    for one in judged:
        total += 1
        if one.to is not None:
            to[one.to] += 1
            reasons[one.reason] += 1
        for rule, why in deciding(one.verdict):
            counted = rules.setdefault((one.verdict.scenario_id, rule), _Counted())
            counted.fired += 1
            counted.overridden += one.to is not None
            counted.why = why
    found = [
        RuleOverrides(scenario, rule, one.why, share(one.overridden, one.fired))
        for (scenario, rule), one in rules.items()
        if one.overridden
    ]
    found.sort(key=lambda one: (-one.overridden.low, one.scenario, one.rule))
    return OverrideReport(
        share(to.total(), total), dict(to.most_common()), dict(reasons.most_common()), tuple(found)
    )


def deciding(verdict: Verdict) -> Iterable[tuple[str, Mapping[str, str]]]:
    """The rules that a verdict rests on, with their sentences: a gate alone, else its rows."""
    if verdict.gate is not None:
        return [(verdict.gate, verdict.reason or {})]
    return [(row.id, row.why) for row in verdict.rows]
