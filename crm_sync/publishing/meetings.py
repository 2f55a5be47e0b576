"""One meeting in one CRM: put there, moved, ended or called off, whatever it is by now."""

from __future__ import annotations

from crm_sync.cards import CrmTask, Entity
from crm_sync.errors import CrmNotFound, CrmNotYet
from crm_sync.mapping.values import Subject
from crm_sync.publishing.beside import Beside
from crm_sync.publishing.connection import Connection
from crm_sync.publishing.links import MEETING, Links, Party, Written, meeting_word
from leads.crm_back.meeting import MeetingState, ToldMeeting


class Meetings:
    """Shows meetings in CRMs that can show them."""

    def __init__(self, links: Links, beside: Beside) -> None:
        self._links = links
        self._beside = beside

    async def show(
        self, crm: Connection, subject: Subject, delivery: str, told: ToldMeeting, task: CrmTask
    ) -> None:
        """Bring the meeting there, or what is there to what it is now; nothing where it is so.

        One that was called off before anybody saw it there stays away. One that somebody deleted
        there although it takes place is made anew.
        """
        party = Party(Entity.TASK, subject.lead.id, told.mark)
        sent = {MEETING: meeting_word(task.due_at, task.minutes, task.state)}
        link = await self._links.get(crm.name, party)
        unseen = link.ref is None and link.tried_at is None
        if unseen and task.state is MeetingState.CANCELLED:
            return
        planned = task.state is MeetingState.PLANNED
        lying = await self._beside.put(
            crm,
            subject,
            delivery,
            party,
            lambda at: crm.adapter.add_task(at, task),
            sent if planned else {},  # that it is over is yet to be said
        )
        if (lying.sent is None and planned) or lying.sent == sent:
            return
        try:
            await crm.adapter.change_meeting(lying.ref, lying.at, task, delivery)
        except CrmNotFound:
            if not planned:
                return
            await self._links.forget(crm.name, [party])
            raise CrmNotYet("a meeting that was deleted is made anew") from None
        await self._links.keep(crm.name, [Written(party, lying.ref, sent)])
