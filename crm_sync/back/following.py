"""One event of a CRM: the card is read where its event does not show it, and the lead follows.

Reading happens outside of any transaction; claiming the event, the lead with everything that its
step causes, and what is known of the card afterwards are one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from crm_sync.back.asking import Asking
from crm_sync.back.hearing import Ear, Heard, as_followed, hear
from crm_sync.back.known import GONE, STAGE, Word
from crm_sync.back.meetings import MeetingEars
from crm_sync.back.names import Names
from crm_sync.back.ports import ListeningUnitOfWork, Standing, Told, Works
from crm_sync.capabilities import Capability
from crm_sync.cards import CrmSnapshot, Entity
from crm_sync.errors import CrmNotYet
from crm_sync.events import CrmEvent
from crm_sync.publishing.connection import Connection
from leads.clock import Clock
from leads.crm_back.applying import CrmBack
from leads.crm_back.owning import NEVER_FROM_A_CRM
from leads.crm_back.saying import Said
from leads.lead import Lead
from leads.meetings.booking import Meetings

ONE_SECOND = timedelta(seconds=3)
"""CRMs stamp changes by the second: in a second that is hardly over there may be another one."""

AT_MOST = 3


class Following:
    """Lets leads follow what CRMs tell of them."""

    def __init__(
        self,
        works: Works,
        meetings: Meetings,
        asking: Asking,
        names: Names,
        told: Told,
        clock: Clock,
    ) -> None:
        self._works = works
        self._steps = meetings.steps
        self._back = CrmBack(meetings.steps)
        self._meetings = MeetingEars(works, meetings, asking, clock)
        self._asking = asking
        self._names = names
        self._told = told
        self._clock = clock

    async def take(self, crm: Connection, event: CrmEvent) -> None:
        """Deal with one event; once, however often it is told. Raises a `CrmError` when the card
        could not be read: then nothing has changed."""
        once = self._meetings.once if event.ref.entity is Entity.TASK else self._once
        for _ in range(AT_MOST):
            if await once(crm, event):
                return
        raise CrmNotYet("the card is being written to")

    async def _once(self, crm: Connection, event: CrmEvent) -> bool:
        """False when we wrote to the card meanwhile."""
        seen = await self._works.run(lambda uow: self._expected(uow, crm, event))
        if seen is None:
            return True
        fresh = Capability.READ in crm.adapter.capabilities
        snapshot = event.snapshot
        if fresh:
            snapshot = await self._asking(crm, lambda: crm.adapter.read(event.ref))
        name = await self._names.of(crm, snapshot.owner) if snapshot else ""
        return await self._works.run(
            lambda uow: self._follow(uow, crm, event, snapshot, seen, name)
        )

    async def _expected(
        self, uow: ListeningUnitOfWork, crm: Connection, event: CrmEvent
    ) -> Standing | None:
        """The card, when it is of ours and the event is new and says anything."""
        if event.ref.entity is not Entity.LEAD:
            return None
        if await uow.crm_calls.heard(crm.name, event.id):
            return None
        standing = await uow.crm_links.standing(crm.name, event.ref)
        if standing is None or Capability.READ not in crm.adapter.capabilities:
            return standing
        lead = await uow.leads.get(standing.party.number)
        if lead is None or event.snapshot is None:
            return standing
        if self._hear(crm, lead, event, event.snapshot, standing).news:
            return standing
        await self._note(uow, crm, event)
        return None

    async def _follow(
        self,
        uow: ListeningUnitOfWork,
        crm: Connection,
        event: CrmEvent,
        snapshot: CrmSnapshot | None,
        seen: Standing,
        name: str,
    ) -> bool:
        """False when we have written to the card since it was read: it has to be read again."""
        if await uow.crm_calls.heard(crm.name, event.id):
            return True
        standing = await uow.crm_links.standing(crm.name, event.ref)
        if standing is None:
            return True
        if standing.written_at != seen.written_at:
            return False
        await self._note(uow, crm, event)
        lead = await uow.leads.get(standing.party.number)
        contact = await uow.contacts.get(lead.contact_id) if lead else None
        if lead is None or contact is None or contact.erased_at is not None:
            return True
        if snapshot is None:
            await self._gone(uow, crm, lead, standing)
            return True
        heard = self._hear(crm, lead, event, snapshot, standing, name)
        known, sent = dict(heard.known), standing.sent
        known.pop(GONE, None)
        if heard.news:
            followed = await self._back.follow(uow, lead, crm.name, heard.said, self._clock.now())
            stage = heard.said.stage
            if stage is not None and stage.stage not in NEVER_FROM_A_CRM:
                known[STAGE] = replace(known[STAGE], later=followed.later)
            sent = as_followed(self._ear(crm, lead), followed.lead, heard.said, sent)
            await self._told(uow, crm.name, followed.vain)
        await uow.crm_links.followed(crm.name, standing.party, sent, known)
        return True

    async def _gone(
        self, uow: ListeningUnitOfWork, crm: Connection, lead: Lead, standing: Standing
    ) -> None:
        """Somebody deleted the card: said once, and nothing of ours is deleted."""
        if GONE in standing.known:
            return
        now = self._clock.now()
        followed = await self._back.follow(uow, lead, crm.name, Said(deleted=True), now)
        await self._told(uow, crm.name, followed.vain)
        known: Mapping[str, Word] = {**standing.known, GONE: Word(value=True)}
        await uow.crm_links.followed(crm.name, standing.party, standing.sent, known)

    def _hear(
        self,
        crm: Connection,
        lead: Lead,
        event: CrmEvent,
        snapshot: CrmSnapshot,
        standing: Standing,
        name: str = "",
    ) -> Heard:
        return hear(
            self._ear(crm, lead),
            lead,
            snapshot,
            standing.sent,
            standing.known,
            at=snapshot.changed_at or event.at,
            event=event.id,
            name=name,
        )

    def _ear(self, crm: Connection, lead: Lead) -> Ear:
        able, funnel = crm.adapter.capabilities, self._steps.funnel(lead)
        return Ear(crm.plan, funnel, able, fresh=Capability.READ in able)

    async def _note(self, uow: ListeningUnitOfWork, crm: Connection, event: CrmEvent) -> None:
        readable = Capability.READ in crm.adapter.capabilities
        if readable and event.at is not None and self._clock.now() - event.at < ONE_SECOND:
            return
        await uow.crm_calls.note(crm.name, event.id)
