"""Putting something beside a lead's card, once, however often it is tried."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from crm_sync.cards import CrmRef, Entity
from crm_sync.errors import CrmAmbiguous, CrmError
from crm_sync.mapping.values import Subject
from crm_sync.publishing.connection import Connection
from crm_sync.publishing.links import Links, Party, Sent, Tried, Written
from crm_sync.publishing.pushing import Pusher
from leads.clock import Clock


@dataclass(frozen=True, slots=True)
class Lying:
    """Where it lies now: at which card, and what was known to stand there before this attempt;
    None where this attempt has just put it there."""

    ref: CrmRef
    at: CrmRef
    sent: Sent | None


class Beside:
    """Notes, tasks, meetings and files of leads."""

    def __init__(self, links: Links, pusher: Pusher, clock: Clock) -> None:
        self._links = links
        self._pusher = pusher
        self._clock = clock

    async def put(
        self,
        crm: Connection,
        subject: Subject,
        delivery: str,
        party: Party,
        add: Callable[[CrmRef], Awaitable[CrmRef]],
        sent: Sent | None = None,
    ) -> Lying:
        """Put it there unless it is there; the lead is brought there first. `sent` is what it says
        when it was put there now."""
        lead = await self._links.get(crm.name, Party(Entity.LEAD, subject.lead.id))
        at = lead.ref or await self._pusher.push(crm, subject, f"{delivery}:lead")
        link = (await self._pusher.begin(crm, [party], delivery))[party]
        if link.ref is not None:
            return Lying(link.ref, at, link.sent)
        doubtful = link.tried_at
        try:
            found = await self._pusher.look_up(crm, party, link, at)
            ref = found
            if ref is None:
                doubtful = None
                ref = await add(at)
        except CrmError as error:
            if isinstance(error, CrmAmbiguous):
                doubtful = self._clock.now()
            await self._links.give_up(crm.name, [Tried(party, doubtful)])
            raise
        known = sent or {} if found is None else {}
        await self._links.keep(crm.name, [Written(party, ref, known)])
        return Lying(ref, at, None if found is None else known)
