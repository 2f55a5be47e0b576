"""What is said beside the figures of what was done: by whom, and what is left to do. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from leads.mailings.mailing import Mailing
from leads.partners.partner import Register
from leads.surveys.survey import Scale
from reports.asking.filters import Filters
from reports.nps import FEW
from reports.slices import instants
from reports.tables import Cell, Note, Report, Row, Table

LOOPS = 5
"""So many of the discontent whom nobody has answered are told of, who wait longest."""
LISTED = 8
"""So many mailings are told of, the newest."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Who gave which grade (name and words "" where not known), on which lead."""

    lead: int
    scale: Scale
    grade: int
    name: str
    reason: str


class VoiceReader(Protocol):
    """Answers to surveys asked in [since, until)."""

    async def voices(
        self, since: datetime, until: datetime, filters: Filters, few: int
    ) -> Sequence[Voice]:
        """Those about products that at most `few` people graded, the lowest grades first."""
        ...

    async def waiting(
        self, since: datetime, until: datetime, filters: Filters, most: int
    ) -> Sequence[tuple[int, int]]:
        """Surveys of the discontent whom nobody has answered, with their leads: the oldest."""
        ...


class OpinionNotes:
    """Beside /nps: on a small base one person moves the balance by many points, so names are
    given; and whom to answer."""

    def __init__(self, reader: VoiceReader, zone: ZoneInfo) -> None:
        self._reader = reader
        self._zone = zone

    async def __call__(self, report: Report) -> Sequence[Note]:
        """Who said what on each scale, and who waits; nobody is read whom the figures exclude."""
        asked = (*instants(report.about.period, self._zone), report.about.filters)
        notes = []
        products = _cells(report, "survey_balance", lambda table: table.rows)
        if any(0 < (one.whole or 0) <= FEW for one in products):
            voices = await self._reader.voices(*asked, FEW)
            notes += [
                Note("voices", {"voices": [asdict(one) for one in those]}, scale.value)
                for scale in Scale
                if (those := [one for one in voices if one.scale is scale])
            ]
        totals = _cells(report, "loops_open", lambda table: [table.total] if table.total else [])
        if many := sum(one.value for one in totals if isinstance(one.value, int)):
            waiting = await self._reader.waiting(*asked, LOOPS)
            loops = [{"number": number, "lead": lead} for number, lead in waiting]
            notes.append(Note("loops", {"loops": loops, "more": many - len(loops)}))
        return notes


def _cells(report: Report, column: str, rows: Callable[[Table], Iterable[Row]]) -> Iterator[Cell]:
    """Of these rows of every table."""
    for table in report.tables:
        at = [one.id for one in table.columns].index(column)
        yield from (row.cells[at] for row in rows(table))


class PartnerNotes:
    """Beside /partners: whom nobody was offered, and who is a partner no more."""

    def __init__(self, register: Register) -> None:
        self._register = register

    async def __call__(self, report: Report) -> Sequence[Note]:
        """A note for both together; none where every partner was offered."""
        told = {row.name.id: row.name.text for table in report.tables for row in table.rows}
        unoffered = [one.name for one in self._register.partners if one.id not in told]
        gone = [name for one, name in told.items() if self._register.get(one) is None]
        if not unoffered and not gone and told:
            return ()
        return (Note("partners", {"unoffered": unoffered, "gone": gone}),)


class NewestMailings(Protocol):
    """Mailings."""

    async def newest(self, most: int) -> Sequence[Mailing]:
        """The newest of them, begun or not."""
        ...


class MailingNotes:
    """Beside /mailings: what the newest say and how far they are, begun or not."""

    def __init__(self, mailings: NewestMailings) -> None:
        self._mailings = mailings

    async def __call__(self, _: Report) -> Sequence[Note]:
        """One note."""
        mailings = [
            {
                "number": one.id,
                "state": one.state.value,
                "begins_at": one.begins_at,
                "offer": one.text,
            }
            for one in await self._mailings.newest(LISTED)
        ]
        return (Note("mailings", {"mailings": mailings}),)
