"""Outbox rows of the topic CRM → calls to the account that they name, and what came of each.

| Row | The CRM gets |
|---|---|
| crm_lead | the lead with its person and company, as they are at that moment |
| crm_note | a note beside the lead's card; nothing where the CRM has no notes |
| crm_task | a task there; a note where it has no tasks |
| crm_meeting | a meeting there as it is now; a note where it has none, or can't change one |
| crm_file | a file there; a note with its name where it has none, or for a file too large |
| crm_erase | the cards of an erased person emptied |

What the words are is told by whoever is injected; when a row is tried again, by the relay.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from crm_sync.capabilities import Capability
from crm_sync.cards import CrmNote, CrmTask, Entity
from crm_sync.errors import (
    CrmAccountError,
    CrmError,
    CrmRefused,
    CrmUnavailable,
    CrmUnsupported,
)
from crm_sync.mapping.values import Subject
from crm_sync.publishing.beside import Beside
from crm_sync.publishing.connection import Connection
from crm_sync.publishing.files import Fetch, Files, FileWords
from crm_sync.publishing.links import Links, Party
from crm_sync.publishing.meetings import Meetings
from crm_sync.publishing.pushing import Pusher
from leads.clock import Clock
from leads.crm_back.meeting import MeetingState, ToldMeeting
from leads.crm_rows import ERASE, FILE, LEAD, MEETING, NOTE, TASK
from leads.outbox import Claimed

log = logging.getLogger(__name__)

MEETINGS = Capability.MEETINGS | Capability.MEETING_MOVES
AGAIN_SOON = 3.0  # seconds until a CRM that was not there is tried again
AGAIN_AFTER_A_PERSON = 120.0  # and one that somebody has to mend first


@dataclass(frozen=True, slots=True)
class Done:
    """It is in the CRM, or there was nothing to do."""


@dataclass(frozen=True, slots=True)
class Later:
    """Not now. With `seconds` the row itself is not to blame: it waits so long and is never given
    up."""

    reason: str
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Never:
    """Not without a person; `reason` begins with the kind of failure and a colon."""

    reason: str


Outcome = Done | Later | Never


@dataclass(frozen=True, slots=True)
class TaskWords:
    """A task in words, and until when."""

    title: str
    text: str
    due_at: datetime

    @property
    def note(self) -> str:
        """The same as a note, for a CRM without such tasks."""
        return f"{self.title}\n{self.text}".strip()


class Subjects(Protocol):
    """Leads as CRMs are told of them, in words where words are needed; each call reads once."""

    async def subject(self, lead_id: int) -> Subject | None:
        """The lead; None when its person was erased or it never was."""
        ...

    async def note(self, lead_id: int, note: str) -> str:
        """The words of a note, "" when there is nothing to say."""
        ...

    async def task(self, lead_id: int, task: str) -> TaskWords | None:
        """The words of a task, None when there is nothing to do."""
        ...

    async def meeting(self, lead_id: int, meeting: ToldMeeting) -> TaskWords | None:
        """The words of a meeting, None when its person was erased."""
        ...

    async def file(self, lead_id: int, message_id: int) -> FileWords | None:
        """The file that came in that message, None when it is known no more."""
        ...


Alarm = Callable[[str, CrmError], Awaitable[None]]
"""Tells managers that an account needs somebody."""


class Publisher:
    """Delivers rows to the accounts they name."""

    def __init__(
        self,
        connections: Mapping[str, Connection],
        links: Links,
        subjects: Subjects,
        clock: Clock,
        alarm: Alarm,
        fetch: Fetch,
    ) -> None:
        self._connections = connections
        self._links = links
        self._subjects = subjects
        self._clock = clock
        self._alarm = alarm
        self._pusher = Pusher(links, clock)
        self._beside = Beside(links, self._pusher, clock)
        self._meetings = Meetings(links, self._beside)
        self._files = Files(links, self._beside, fetch)

    async def deliver(self, row: Claimed) -> Outcome:
        """One row. Whatever the CRM does is an outcome."""
        account = str(row.payload.get("account"))
        crm = self._connections.get(account)
        if crm is None:
            return Never(f"config: there is no account {account!r} any more")
        began = self._clock.now()
        rest = crm.breaker.rest(began)
        if rest is not None:
            return Later(f"unavailable: {account} rests", rest.total_seconds())
        try:
            await self._publish(crm, row)
        except CrmError as error:
            return await self._failed(crm, row, error, began)
        except BaseException:
            crm.breaker.let_go()
            raise
        crm.breaker.succeeded()
        return Done()

    async def _failed(
        self, crm: Connection, row: Claimed, error: CrmError, began: datetime
    ) -> Outcome:
        opened = crm.breaker.met(error, began, self._clock.now())
        reason = f"{error.kind.value}: {error}"
        log.warning("CRM %s, row %s: %s", crm.name, row.key, reason)
        if opened or isinstance(error, CrmRefused):
            await self._alarm(crm.name, error)
        match error:
            case CrmRefused():
                return Never(reason)
            case CrmAccountError():
                return Later(reason, AGAIN_AFTER_A_PERSON)
            case CrmUnavailable():
                return Later(reason, error.retry_after or AGAIN_SOON)
            case _:
                return Later(reason)

    async def _publish(self, crm: Connection, row: Claimed) -> None:
        payload = row.payload
        if payload["kind"] == ERASE:
            await self._erase(crm, payload)
            return
        lead_id = int(payload["lead_id"])
        subject = await self._subjects.subject(lead_id)
        if subject is None:
            return
        match payload["kind"]:
            case kind if kind == LEAD:
                await self._pusher.push(crm, subject, row.key)
            case kind if kind == NOTE:
                text = await self._subjects.note(lead_id, str(payload["note"]))
                await self._note(crm, subject, row, text)
            case kind if kind == TASK:
                words = await self._subjects.task(lead_id, str(payload["task"]))
                await self._task(crm, subject, row, words)
            case kind if kind == MEETING:
                await self._meeting(crm, subject, row)
            case kind if kind == FILE:
                file = await self._subjects.file(lead_id, int(payload["message"]))
                await self._file(crm, subject, row, file)
            case kind:
                raise CrmUnsupported(f"nothing here knows the row {kind!r}")

    async def _note(self, crm: Connection, subject: Subject, row: Claimed, text: str) -> None:
        if Capability.NOTES not in crm.adapter.capabilities or not text:
            return
        party = Party(Entity.NOTE, subject.lead.id, str(row.payload["mark"]))
        note = CrmNote(party.key, text, self._clock.now())
        await self._beside.put(
            crm, subject, row.key, party, lambda at: crm.adapter.add_note(at, note)
        )

    async def _task(
        self, crm: Connection, subject: Subject, row: Claimed, words: TaskWords | None
    ) -> None:
        if words is None:
            return
        if Capability.TASKS not in crm.adapter.capabilities:
            await self._note(crm, subject, row, words.note)
            return
        owner = crm.plan.user_of(subject.lead.owner_id)
        party = Party(Entity.TASK, subject.lead.id, str(row.payload["mark"]))
        task = CrmTask(party.key, words.title, words.text, words.due_at, owner)
        await self._beside.put(
            crm, subject, row.key, party, lambda at: crm.adapter.add_task(at, task)
        )

    async def _meeting(self, crm: Connection, subject: Subject, row: Claimed) -> None:
        told = _told_meeting(row.payload)
        words = await self._subjects.meeting(subject.lead.id, told)
        if words is None:
            return
        if MEETINGS not in crm.adapter.capabilities:
            await self._note(crm, subject, row, words.note)
            return
        task = CrmTask(
            Party(Entity.TASK, subject.lead.id, told.mark).key,
            words.title,
            words.text,
            told.starts_at,
            crm.plan.user_of(subject.lead.owner_id),
            told.minutes,
            told.state,
        )
        await self._meetings.show(crm, subject, row.key, told, task)

    async def _file(
        self, crm: Connection, subject: Subject, row: Claimed, words: FileWords | None
    ) -> None:
        if words is None:
            return
        if Capability.FILES in crm.adapter.capabilities:
            mark = str(row.payload["mark"])
            if await self._files.put(crm, subject, row.key, mark, words):
                return
        await self._note(crm, subject, row, words.note)

    async def _erase(self, crm: Connection, payload: Mapping[str, Any]) -> None:
        """Empty the person's card, then those of their leads. A card that was there before us holds
        what others know of the person: what of it has to go, a person decides."""
        parties = [Party(Entity.CONTACT, int(payload["contact_id"]))]
        parties += [Party(Entity.LEAD, int(lead_id)) for lead_id in payload["lead_ids"]]
        by_hand: list[str] = []
        for party in parties:
            link = await self._links.get(crm.name, party)
            if link.ref is None:
                continue
            if link.found or Capability.ERASE not in crm.adapter.capabilities:
                by_hand.append(link.ref.url or f"{party.entity.value} {link.ref.id}")
                continue
            await crm.adapter.erase(link.ref)
            await self._links.forget(crm.name, [party])
        if by_hand:
            raise CrmUnsupported(f"erase the person by hand: {', '.join(by_hand)}")


def _told_meeting(payload: Mapping[str, Any]) -> ToldMeeting:
    return ToldMeeting(
        mark=str(payload["meeting"]),
        starts_at=datetime.fromisoformat(payload["starts_at"]),
        minutes=int(payload["minutes"]),
        state=MeetingState(payload["state"]),
        place=str(payload["place"]),
    )
