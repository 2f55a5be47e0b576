"""Links and leads of the publisher in memory: the same rules as storage, no SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from crm_sync.mapping.values import Subject
from crm_sync.publishing.files import FileWords, NotFetched
from crm_sync.publishing.links import Busy, Link, Party, Tried, Written
from crm_sync.publishing.publisher import TaskWords
from leads.clock import Clock
from leads.crm_back.meeting import ToldMeeting


@dataclass
class Held:
    link: Link = field(default_factory=Link)
    by: str | None = None
    until: datetime | None = None

    def begun(self, now: datetime) -> Link:
        """The link as whoever begins now sees it: a holder who was cut off called until now."""
        return replace(self.link, tried_at=now, sent={}) if self.by else self.link


class MemoryLinks:
    def __init__(self) -> None:
        self.rows: dict[tuple[str, Party], Held] = {}

    async def begin(
        self, account: str, parties: Sequence[Party], by: str, now: datetime, until: datetime
    ) -> Mapping[Party, Link]:
        rows = {party: self.rows.get((account, party)) for party in parties}
        for row in rows.values():
            if row and row.link.ref is None and row.until and row.until > now and row.by != by:
                raise Busy
        found = {party: row.begun(now) if row else Link() for party, row in rows.items()}
        for party, link in found.items():
            if link.ref is None:
                self.rows[account, party] = Held(replace(link, tried_at=now), by, until)
        return found

    async def keep(self, account: str, written: Sequence[Written]) -> None:
        for one in written:
            before = self.rows.get((account, one.party))
            found = one.found or (before is not None and before.link.found)
            self.rows[account, one.party] = Held(Link(one.ref, dict(one.sent), found=found))

    async def give_up(self, account: str, tried: Sequence[Tried]) -> None:
        for one in tried:
            if self.rows[account, one.party].link.ref is None:
                link = Link(sent=dict(one.sent), tried_at=one.doubtful)
                self.rows[account, one.party] = Held(link)

    async def get(self, account: str, party: Party) -> Link:
        row = self.rows.get((account, party))
        return row.link if row else Link()

    async def forget(self, account: str, parties: Sequence[Party]) -> None:
        for party in parties:
            self.rows.pop((account, party), None)


class MemoryFiles:
    """Files by what they are fetched by; `failures` come first."""

    def __init__(self) -> None:
        self.rows: dict[str, bytes] = {}
        self.failures: list[NotFetched] = []
        self.fetched: list[str] = []

    async def __call__(self, file_id: str, at_most: int) -> bytes | None:
        if self.failures:
            raise self.failures.pop()
        self.fetched.append(file_id)
        content = self.rows.get(file_id)
        return content if content is not None and len(content) <= at_most else None


class MemorySubjects:
    """Leads by number; notes and tasks say their own names."""

    def __init__(self, clock: Clock) -> None:
        self.rows: dict[int, Subject] = {}
        self._clock = clock

    async def subject(self, lead_id: int) -> Subject | None:
        return self.rows.get(lead_id)

    async def note(self, lead_id: int, note: str) -> str:
        return f"note {note} of {lead_id}"

    async def task(self, lead_id: int, task: str) -> TaskWords | None:
        return TaskWords(task, f"of {lead_id}", self._clock.now() + timedelta(days=1))

    async def file(self, lead_id: int, message_id: int) -> FileWords | None:
        return FileWords(f"id-{message_id}", f"plan-{message_id}.pdf", f"plan-{message_id} is here")

    async def meeting(self, lead_id: int, meeting: ToldMeeting) -> TaskWords | None:
        words = f"{meeting.state.value} {meeting.mark}"
        return TaskWords(words, f"of {lead_id}", meeting.starts_at)
