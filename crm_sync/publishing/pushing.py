"""Bringing one lead into one CRM: what is known, what is to be written, and what came of it.

Claim, call, keep: two short transactions around calls with none. Nothing is created that may be
there already: an attempt whose end nobody knows is looked up by our key first, and whoever has no
card of ours is recognised among those that the CRM had before us.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from crm_sync.capabilities import Capability
from crm_sync.cards import CrmRef, CrmSnapshot, Entity
from crm_sync.errors import CrmAmbiguous, CrmError, CrmNotYet, CrmRefused
from crm_sync.mapping.values import Subject
from crm_sync.publishing.connection import Connection
from crm_sync.publishing.drafting import Draft, draft, parties_of
from crm_sync.publishing.links import TIES, Busy, Link, Links, Party, Sent, Tried, Written
from crm_sync.publishing.recognising import recognised
from leads.clock import Clock

HELD_FOR = timedelta(minutes=5)
BUSY_FOR = 1.0  # seconds until one asks again for a card that another creates


class Pusher:
    """Brings leads into CRMs."""

    def __init__(self, links: Links, clock: Clock) -> None:
        self._links = links
        self._clock = clock

    async def push(self, crm: Connection, subject: Subject, delivery: str) -> CrmRef:
        """Write what has changed of the lead, its person and its company; where the lead is.

        `delivery` is the same for every attempt. Raises a `CrmError`; what is known by then is
        kept, and what surely was not created may be tried again without a look. Cut off in the
        middle of a call, the marks stay: the call may still arrive, and nobody creates meanwhile.
        """
        links = await self.begin(crm, parties_of(crm.adapter, subject), delivery)
        plan: Draft | None = None
        try:
            links = await self._looked_up(crm, links)
            seen = await recognised(crm, subject, links, self._clock.now())
            links = await self._found(crm, links, seen)
            plan = await draft(crm, subject, links, delivery, seen)
            made = await crm.batches.upsert(plan.bundle) if plan.says_something else plan.refs
        except CrmError as error:
            await self._failed(crm, links, plan, error)
            if isinstance(error, CrmRefused) and await self._forgot_gone(crm, links):
                raise CrmNotYet("a card that was deleted is made anew") from error
            raise
        await self._keep(crm, plan, made)
        return made[Entity.LEAD]

    async def begin(
        self, crm: Connection, parties: Sequence[Party], delivery: str
    ) -> Mapping[Party, Link]:
        """The links of parties that nobody else creates now, marked as being created."""
        now = self._clock.now()
        try:
            return await self._links.begin(crm.name, parties, delivery, now, now + HELD_FOR)
        except Busy:
            raise CrmNotYet("a card is being created", retry_after=BUSY_FOR) from None

    async def look_up(
        self, crm: Connection, party: Party, link: Link, at: CrmRef | None = None
    ) -> CrmRef | None:
        """What an attempt whose end nobody knows has created; None when nothing is there.

        A CRM may find it only after a while: until then `CrmNotYet` with the time left. One
        that finds nothing at all knows a repeated delivery by itself.
        """
        if link.tried_at is None or Capability.LOOKUP not in crm.adapter.capabilities:
            return None
        settled = link.tried_at + timedelta(seconds=crm.adapter.limits.lookup_lag)
        left = (settled - self._clock.now()).total_seconds()
        if left > 0:
            raise CrmNotYet("an earlier attempt is not to be seen yet", retry_after=left)
        return await crm.adapter.find(party.entity, party.key, at)

    async def _looked_up(
        self, crm: Connection, links: Mapping[Party, Link]
    ) -> Mapping[Party, Link]:
        found = dict(links)
        for party, link in links.items():
            if link.ref is None and link.tried_at is not None:
                ref = await self.look_up(crm, party, link)
                found[party] = Link() if ref is None else Link(ref, link.sent)
                if ref is not None:
                    await self._links.keep(crm.name, [Written(party, ref, link.sent)])
        return found

    async def _found(
        self, crm: Connection, links: Mapping[Party, Link], seen: Mapping[Party, CrmSnapshot]
    ) -> Mapping[Party, Link]:
        """Keep which cards were there before us, ere anything is written into them."""
        written = [Written(party, card.ref, {}, found=True) for party, card in seen.items()]
        if written:
            await self._links.keep(crm.name, written)
        found = {party: Link(card.ref, found=True) for party, card in seen.items()}
        return {**links, **found}

    async def _keep(self, crm: Connection, plan: Draft, made: Mapping[Entity, CrmRef]) -> None:
        written = [
            Written(party, made[party.entity], sent)
            for party, sent in plan.sent.items()
            if party.entity in made
        ]
        await self._links.keep(crm.name, written)

    async def _failed(
        self, crm: Connection, links: Mapping[Party, Link], plan: Draft | None, error: CrmError
    ) -> None:
        """Keep what is known: what was written, and what may be there or not."""
        sent = plan.sent if plan else {}
        written = [
            Written(party, error.made[party.entity], _untied(wanted, links[party]))
            for party, wanted in sent.items()
            if party.entity in error.made
        ]
        if written:
            await self._links.keep(crm.name, written)
        called = sent if isinstance(error, CrmAmbiguous) else {}
        now = self._clock.now()
        # What was not looked up is in doubt since the attempt before, not since this one.
        tried = [
            Tried(party, now, _untied(called[party], link))
            if party in called and party.entity not in error.untried
            else Tried(party, link.tried_at, link.sent)
            for party, link in links.items()
            if link.ref is None and party.entity not in error.made
        ]
        if tried:
            await self._links.give_up(crm.name, tried)

    async def _forgot_gone(self, crm: Connection, links: Mapping[Party, Link]) -> bool:
        """Whether somebody deleted the person's or the company's card: the next attempt makes it
        anew. Some CRMs say that a value is refused where a card is to be tied to it. A lead that
        was deleted stays so."""
        if Capability.READ not in crm.adapter.capabilities:
            return False
        gone = False
        for party, link in links.items():
            if party.entity is Entity.LEAD or link.ref is None:
                continue
            if await crm.adapter.read(link.ref) is None:
                await self._links.forget(crm.name, [party])
                gone = True
        return gone


def _untied(wanted: Sent, link: Link) -> Sent:
    """What was written of a card; of its ties only what was known before."""
    return {name: value for name, value in wanted.items() if name != TIES} | {
        name: link.sent[name] for name in (TIES,) if name in link.sent
    }
