"""How often people decided otherwise than the verdict, rule by rule. Pure; a case is a verdict by
its number, which belongs to the day on which it was reached.

Which rules a verdict rests on is told in `reports.overrides`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from reports.asking.asked import About, Asked
from reports.asking.filters import Filters
from reports.overrides import JudgedVerdict, deciding
from reports.pipeline.funnel import Began, period_of
from reports.slices import instants
from reports.source import Spot
from reports.tables import ALL, Column, Kind, Named, Report
from reports.tally import CaseReader, Counted, Line, Tallied, Tally, Those, count, grouped, part

ID = "overrides"
SHARES = (Column("verdicts"), Column("override_share"))
COUNTS = (Column("verdicts_overridden"),)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A verdict reached at that moment, and what became of it."""

    id: int
    at: datetime
    judged: JudgedVerdict

    @property
    def rules(self) -> frozenset[str]:
        """The rules that it rests on, as scenario.rule."""
        verdict = self.judged.verdict
        return frozenset(f"{verdict.scenario_id}.{rule}" for rule, _ in deciding(verdict))


class VerdictReader(Began, CaseReader, Protocol):
    """Verdicts."""

    async def verdicts(
        self, since: datetime, until: datetime, filters: Filters
    ) -> Sequence[Numbered]:
        """Those reached in [since, until), whenever they were overridden."""
        ...


class Overrides(Tallied):
    """`reports.source.Source` of /overrides."""

    def __init__(self, reader: VerdictReader, zone: ZoneInfo) -> None:
        super().__init__(reader)
        self._reader = reader
        self._zone = zone

    async def tallied(self, asked: Asked, today: date) -> tuple[Report, Mapping[Spot, Those]]:
        """All verdicts, by rule; what they were overridden to, and why."""
        period = await period_of(self._reader, asked, today, self._zone)
        found = await self._reader.verdicts(*instants(period, self._zone), asked.filters)
        tally, over = Tally(), [one for one in found if one.judged.to is not None]
        tables = (
            tally.table("rules", Kind.RULE, SHARES, _by_rule(found), (ALL, _shares(found))),
            tally.table(
                "stages", Kind.STAGE, COUNTS, _counts(Kind.STAGE, over, lambda one: one.to or "")
            ),
            tally.table(
                "reasons", Kind.REASON, COUNTS, _counts(Kind.REASON, over, lambda one: one.reason)
            ),
        )
        return Report(ID, About(period, asked.filters), len(found), tables), tally.behind


def _by_rule(found: Sequence[Numbered]) -> list[Line]:
    """Rules that were overridden at least once, the most often overridden first."""
    fired: dict[str, list[Numbered]] = {}
    for one in found:
        for rule in one.rules:
            fired.setdefault(rule, []).append(one)
    over = Counter(rule for one in found if one.judged.to is not None for rule in one.rules)
    return [
        (Named(Kind.RULE, rule), _shares(fired[rule]))
        for rule in sorted(over, key=lambda one: (-over[one], one))
    ]


def _shares(found: Sequence[Numbered]) -> tuple[Counted, ...]:
    over = _at(one for one in found if one.judged.to is not None)
    return (count(_at(found)), part(over, len(found)))


def _counts(
    kind: Kind, over: Sequence[Numbered], key: Callable[[JudgedVerdict], str]
) -> list[Line]:
    groups = grouped(over, lambda one: key(one.judged))
    return [(Named(kind, name), (count(_at(those)),)) for name, those in groups.items()]


def _at(found: Iterable[Numbered]) -> Those:
    return {one.id: one.at for one in found}
