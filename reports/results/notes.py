"""What is said beside the figures of what was done: by whom, and what is left to do. Pure."""

from __future__ import annotations

from collections.abc import Sequence
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
from reports.tables import Note, Report

LOOPS = 5
"""So many of the discontent whom nobody has answered are told of, who wait longest."""
LISTED = 8
"""So many mailings are told of, the newest."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Who gave which grade (name and words "" where not known), on which lead; `number` is that of
    the survey."""

    number: int
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
        self, since: datetime, until: datetime, filters: Filters
    ) -> Sequence[tuple[int, int]]:
        """Surveys of the discontent whom nobody has answered, with their leads, oldest first."""
        ...


class OpinionNotes:
    """Beside /nps: on a small base one person moves the balance by many points, so names are
    given; and whom to answer."""

    def __init__(self, reader: VoiceReader, zone: ZoneInfo) -> None:
        self._reader = reader
        self._zone = zone

    async def __call__(self, report: Report) -> Sequence[Note]:
        """Who said what on each scale, and who waits."""
        since, until = instants(report.about.period, self._zone)
        filters = report.about.filters
        voices = await self._reader.voices(since, until, filters, FEW)
        waiting = await self._reader.waiting(since, until, filters)
        notes = [
            Note("voices", {"voices": [asdict(one) for one in those]}, scale.value)
            for scale in Scale
            if (those := [one for one in voices if one.scale is scale])
        ]
        if waiting:
            loops = [{"number": number, "lead": lead} for number, lead in waiting[:LOOPS]]
            notes.append(Note("loops", {"loops": loops, "more": len(waiting) - len(loops)}))
        return notes


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
