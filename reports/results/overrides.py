"""How often people decided otherwise than the verdict, rule by rule. Pure; counting verdicts is
storage's. A verdict belongs to the day on which it was reached.

Which rules a verdict rests on is told in `leads.verdict`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from reports.asking.asked import About, Asked
from reports.asking.filters import Filters
from reports.grouping import grouped
from reports.intervals import share
from reports.pipeline.funnel import Began, period_of
from reports.slices import instants
from reports.source import Behind, Spot
from reports.tables import ALL, Cell, Column, Kind, Named, Report, Row, Table, cell_of
from reports.tally import CaseReader

ID = "overrides"
RULES, STAGES, REASONS = "rules", "stages", "reasons"
VERDICTS = Column("verdicts")
SHARES = (VERDICTS, Column("override_share"))
COUNTS = (Column("verdicts_overridden"),)


@dataclass(frozen=True, slots=True)
class Overridden:
    """A verdict by its number, reached at that moment by those rules (as scenario.rule), that
    somebody decided otherwise: to that stage, and why."""

    id: int
    at: datetime
    rules: tuple[str, ...]
    to: str
    reason: str


class VerdictReader(Began, CaseReader, Protocol):
    """Verdicts reached in [since, until); cases are verdicts."""

    async def reached(
        self, since: datetime, until: datetime, filters: Filters
    ) -> Mapping[tuple[str, ...], int]:
        """How many, by the rules that they rest on together."""
        ...

    async def overridden(
        self, since: datetime, until: datetime, filters: Filters
    ) -> Sequence[Overridden]:
        """Those decided otherwise, whenever that was."""
        ...

    async def resting_on(
        self, since: datetime, until: datetime, filters: Filters, rule: str | None
    ) -> Behind:
        """The leads of the verdicts that rest on a rule, or of all."""
        ...


class Overrides:
    """`reports.source.Source` of /overrides."""

    def __init__(self, reader: VerdictReader, zone: ZoneInfo) -> None:
        self._reader = reader
        self._zone = zone

    async def report(self, asked: Asked, today: date) -> Report:
        """All verdicts, by rule; what they were overridden to, and why."""
        period = await period_of(self._reader, asked, today, self._zone)
        since, until = instants(period, self._zone)
        reached = await self._reader.reached(since, until, asked.filters)
        over = await self._reader.overridden(since, until, asked.filters)
        size = sum(reached.values())
        tables = (
            Table(RULES, Kind.RULE, SHARES, _by_rule(reached, over), _shares(ALL, size, len(over))),
            _counts(STAGES, Kind.STAGE, over, lambda one: one.to),
            _counts(REASONS, Kind.REASON, over, lambda one: one.reason),
        )
        return Report(ID, About(period, asked.filters), size, tables)

    async def behind(self, asked: Asked, today: date, spot: Spot) -> Behind | None:
        """The verdicts behind a figure."""
        known = {RULES: SHARES, STAGES: COUNTS, REASONS: COUNTS}
        if spot.column not in {one.id for one in known.get(spot.table, ())}:
            return None
        period = await period_of(self._reader, asked, today, self._zone)
        since, until = instants(period, self._zone)
        if spot.column == VERDICTS.id:
            rule = None if spot.row == ALL.id else spot.row
            return await self._reader.resting_on(since, until, asked.filters, rule)
        over = await self._reader.overridden(since, until, asked.filters)
        return await self._reader.cases({one.id: one.at for one in over if _is_told(one, spot)})


def _by_rule(reached: Mapping[tuple[str, ...], int], over: Sequence[Overridden]) -> tuple[Row, ...]:
    """Rules that were overridden at least once, the most often overridden first."""
    fired: Counter[str] = Counter()
    for rules, many in reached.items():
        fired.update(dict.fromkeys(rules, many))
    decided = Counter(rule for one in over for rule in one.rules)
    return tuple(
        _shares(Named(Kind.RULE, rule), fired[rule], decided[rule])
        for rule in sorted(decided, key=lambda one: (-decided[one], one))
    )


def _shares(name: Named, many: int, over: int) -> Row:
    return Row(name, (Cell(many), cell_of(share(over, many))))


def _counts(
    id_: str, kind: Kind, over: Sequence[Overridden], key: Callable[[Overridden], str]
) -> Table:
    rows = (
        Row(Named(kind, name), (Cell(len(those)),)) for name, those in grouped(over, key).items()
    )
    return Table(id_, kind, COUNTS, tuple(rows))


def _is_told(one: Overridden, spot: Spot) -> bool:
    """Whether it is counted in that row of overridden ones."""
    match spot.table:
        case "stages":
            return one.to == spot.row
        case "reasons":
            return one.reason == spot.row
    return spot.row == ALL.id or spot.row in one.rules
