"""Why leads do not buy: the seller's word beside the person's own, stage by stage. Pure.

A side's word about a lead is its last one; at a stage, the last one said there. Both name what
holds a decision up in the same codes, so that they can be compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from leads.stage import Stage
from reports.asking.asked import About, Asked
from reports.asking.filters import Filters
from reports.pipeline.funnel import Began, period_of
from reports.slices import instants
from reports.source import Spot
from reports.tables import ALL, Column, Kind, Named, Report, Table
from reports.tally import CaseReader, Counted, Tallied, Tally, Those, count, part

ID = "reasons"
COLUMNS = (Column("reason_seller"), Column("reason_person"))


class Said(NamedTuple):
    """A reason that somebody named for a lead that stood at `stage`: the person, or staff."""

    lead: int
    stage: Stage
    reason: str
    by_person: bool
    at: datetime


class ReasonReader(Began, CaseReader, Protocol):
    """Reasons named for losing, sending back and not deciding."""

    async def said(self, since: datetime, until: datetime, filters: Filters) -> Sequence[Said]:
        """Everything said in [since, until), in order; duplicates are left out."""
        ...


Words = Mapping[int, Said]
"""The last word by lead."""


@dataclass(frozen=True, slots=True)
class Sides:
    """What both sides said last of the same leads."""

    seller: Words
    person: Words

    @property
    def both(self) -> frozenset[int]:
        """The leads of which both spoke."""
        return frozenset(self.seller.keys() & self.person.keys())


class Reasons(Tallied):
    """`reports.source.Source` of /reasons."""

    def __init__(self, reader: ReasonReader, zone: ZoneInfo) -> None:
        super().__init__(reader)
        self._reader = reader
        self._zone = zone

    async def tallied(self, asked: Asked, today: date) -> tuple[Report, Mapping[Spot, Those]]:
        """Reasons named in the period: of all, stage by stage, and how often both agree."""
        period = await period_of(self._reader, asked, today, self._zone)
        said = await self._reader.said(*instants(period, self._zone), asked.filters)
        every, tally = _sides(said), Tally()
        stages = {stage: _sides(those) for stage, those in _by_stage(said).items()}
        tables = (
            _table(tally, "reasons", every),
            *(_table(tally, f"stage_{stage.value}", sides) for stage, sides in stages.items()),
            tally.table(
                "agreed",
                Kind.STAGE,
                (Column("reasons_agreed"),),
                [(_stage(one), (_agreed(sides),)) for one, sides in stages.items()],
                (ALL, (_agreed(every),)),
            ),
        )
        leads = len(every.seller.keys() | every.person.keys())
        return Report(ID, About(period, asked.filters), leads, tables), tally.behind


def _sides(said: Iterable[Said]) -> Sides:
    seller: dict[int, Said] = {}
    person: dict[int, Said] = {}
    for one in said:
        (person if one.by_person else seller)[one.lead] = one
    return Sides(seller, person)


def _by_stage(said: Iterable[Said]) -> Mapping[Stage, Sequence[Said]]:
    """In the order of `Stage`. A reason corrected after the loss is about the stage before it."""
    found: dict[Stage, list[Said]] = {}
    lost_at: dict[int, Stage] = {}
    for one in said:
        stage = one.stage
        if stage is Stage.LOST:
            stage = lost_at.get(one.lead, stage)
        elif not one.by_person:
            lost_at[one.lead] = stage
        found.setdefault(stage, []).append(one)
    return {stage: found[stage] for stage in Stage if stage in found}


def _table(tally: Tally, id_: str, sides: Sides) -> Table:
    """Reasons by how many leads they were named for, the most frequent first."""
    words = (sides.seller, sides.person)
    named: dict[str, tuple[dict[int, datetime], ...]] = defaultdict(lambda: ({}, {}))
    for place, side in enumerate(words):
        for lead, word in side.items():
            named[word.reason][place][lead] = word.at
    leads = {reason: sum(map(len, those)) for reason, those in named.items()}
    lines = [
        (Named(Kind.REASON, reason), tuple(map(count, named[reason])))
        for reason in sorted(named, key=lambda one: (-leads[one], one))
    ]
    total = (ALL, tuple(count(_at(side.values())) for side in words))
    return tally.table(id_, Kind.REASON, COLUMNS, lines, total)


def _agreed(sides: Sides) -> Counted:
    same = (one for one in sides.both if sides.seller[one].reason == sides.person[one].reason)
    return part(_at(sides.person[one] for one in same), len(sides.both))


def _at(said: Iterable[Said]) -> Those:
    return {one.lead: one.at for one in said}


def _stage(stage: Stage) -> Named:
    return Named(Kind.STAGE, stage.value)
