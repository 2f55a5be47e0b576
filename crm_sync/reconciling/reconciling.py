"""Both sides of one account beside each other, lead by lead; and brought in line where a rule says
how.

What is ours goes out by an outbox row like any other; what was changed there comes in by the rules
of `crm_sync.back`. What only a person can decide stays.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from crm_sync.back.asking import Asking
from crm_sync.back.following import Following
from crm_sync.back.hearing import Ear
from crm_sync.back.known import Known
from crm_sync.back.ports import Standing
from crm_sync.capabilities import Capability
from crm_sync.cards import CrmRef, Entity
from crm_sync.errors import CrmRefused
from crm_sync.events import Change, CrmEvent
from crm_sync.mapping.values import Subject
from crm_sync.publishing.connection import Connection
from crm_sync.publishing.drafting import parties_of, rules_of
from crm_sync.publishing.links import Link, Party, Sent, Written, plain
from crm_sync.publishing.publisher import Subjects
from crm_sync.reconciling.comparing import CARD, Difference, Side, compare
from leads.crm_rows import lead_again
from leads.lead import Lead
from leads.outbox import OutboxMessage
from leads.stage import Funnel

T = TypeVar("T")

MISSING, UNKNOWN, GONE = "is not there", "nobody knows it here", "was deleted"
DOUBLE, REFUSED = "is twice", "can't be read"
"""What can be wrong with a whole card."""


class CardLinks(Protocol):
    """Where cards of ours are."""

    async def get(self, account: str, party: Party) -> Link: ...
    async def standing(self, account: str, ref: CrmRef) -> Standing | None: ...
    async def followed(self, account: str, party: Party, sent: Sent, known: Known) -> None: ...
    async def keep(self, account: str, written: Sequence[Written]) -> None: ...
    async def forget(self, account: str, parties: Sequence[Party]) -> None: ...


class Outbox(Protocol):
    """What must be delivered."""

    async def add(self, message: OutboxMessage) -> object: ...


class ReconcilingUnitOfWork(Protocol):
    """What bringing in line reads and writes."""

    @property
    def crm_links(self) -> CardLinks: ...
    @property
    def outbox(self) -> Outbox: ...


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(self, work: Callable[[ReconcilingUnitOfWork], Awaitable[T]]) -> T: ...


class Reconciling:
    """Compares leads of one account with their cards."""

    def __init__(
        self,
        crm: Connection,
        works: Works,
        subjects: Subjects,
        funnel_of: Callable[[Lead], Funnel],
        asking: Asking,
    ) -> None:
        self._crm = crm
        self._works = works
        self._subjects = subjects
        self._funnel_of = funnel_of
        self._asking = asking

    async def lead(self, lead_id: int, seen: set[Party] | None = None) -> list[Difference]:
        """What differs in the cards of a lead, its person and its company. Raises a `CrmError`
        when the CRM can't be asked. People and companies that were `seen` with another lead are
        passed over, those of this one are added."""
        subject = await self._subjects.subject(lead_id)
        parties = parties_of(self._crm.adapter, subject) if subject else []
        known = frozenset(seen or ())
        found: list[Difference] = []
        for party in parties:
            if subject is not None and party not in known:
                found += await self._compared(subject, party)
        if seen is not None:
            seen.update(party for party in parties if party.entity is not Entity.LEAD)
        return found

    async def _compared(self, subject: Subject, party: Party) -> list[Difference]:
        """A card that the CRM refuses to show holds up no other."""
        try:
            return await self._party(subject, party)
        except CrmRefused as error:
            return [_card(subject, party, REFUSED, str(error), Side.NOBODY)]

    async def _party(self, subject: Subject, party: Party) -> list[Difference]:
        crm, adapter = self._crm, self._crm.adapter
        link = await self._works.run(lambda uow: uow.crm_links.get(crm.name, party))
        found = None
        if Capability.LOOKUP in adapter.capabilities and (
            link.ref is None or party.entity is Entity.LEAD
        ):
            found = await self._asking(crm, lambda: adapter.find(party.entity, party.key))
        if link.ref is None:
            if found is None:
                return [_card(subject, party, MISSING, "", Side.OURS)]
            return [_card(subject, party, UNKNOWN, _where(found), Side.OURS)]
        ref = link.ref
        snapshot = await self._asking(crm, lambda: adapter.read(ref))
        if snapshot is None:
            side = Side.NOBODY if party.entity is Entity.LEAD else Side.OURS
            return [_card(subject, party, GONE, _where(ref), side)]
        ear = Ear(crm.plan, self._funnel_of(subject.lead), adapter.capabilities, fresh=True)
        rules = rules_of(crm, party, link)
        differences = compare(ear, rules, subject, party, link.sent, snapshot)
        if found is not None and found.id != ref.id:
            where = f"{_where(ref)} and {_where(found)}"
            differences.append(_card(subject, party, DOUBLE, where, Side.NOBODY))
        return differences


class Repairing:
    """Brings in line what a rule tells how."""

    def __init__(
        self, crm: Connection, works: Works, reconciling: Reconciling, following: Following
    ) -> None:
        self._crm = crm
        self._works = works
        self._reconciling = reconciling
        self._following = following

    async def lead(self, found: Sequence[Difference], now: datetime) -> list[Difference]:
        """Repair what differs of one lead; what a person has to look at is returned."""
        left = [one for one in found if one.side is Side.NOBODY]
        theirs = [one for one in found if one.side is Side.THEIRS]
        mine = [one for one in found if one.side is Side.OURS]
        if theirs:
            await self._follow(theirs[0], now)
            after = await self._reconciling.lead(theirs[0].lead_id)
            what = {(one.party, one.what) for one in theirs}
            left += [one for one in after if (one.party, one.what) in what]
        if mine:
            refs = await self._unknown(mine)
            await self._works.run(lambda uow: self._again(uow, mine, refs, now))
        return left

    async def _follow(self, one: Difference, now: datetime) -> None:
        link = await self._works.run(lambda uow: uow.crm_links.get(self._crm.name, one.party))
        if link.ref is not None:
            mark = f"reconciled:{link.ref.id}:{now.timestamp():.0f}"
            await self._following.take(self._crm, CrmEvent(mark, Change.CHANGED, link.ref))

    async def _unknown(self, mine: Sequence[Difference]) -> Mapping[Party, CrmRef]:
        """Cards with our key that nobody knew here."""
        found = {}
        for one in mine:
            if one.what == CARD and one.ours == UNKNOWN:
                ref = await self._crm.adapter.find(one.party.entity, one.party.key)
                if ref is not None:
                    found[one.party] = ref
        return found

    async def _again(
        self,
        uow: ReconcilingUnitOfWork,
        mine: Sequence[Difference],
        refs: Mapping[Party, CrmRef],
        now: datetime,
    ) -> None:
        """Let the next push see what stands there, and have it pushed."""
        account, links = self._crm.name, uow.crm_links
        await links.keep(account, [Written(party, ref, {}) for party, ref in refs.items()])
        for one in mine:
            if one.what == CARD and one.ours == GONE:
                await links.forget(account, [one.party])
            elif one.is_field:
                await self._as_it_stands(uow, one)
        await uow.outbox.add(lead_again(account, mine[0].lead_id, now))

    async def _as_it_stands(self, uow: ReconcilingUnitOfWork, one: Difference) -> None:
        link = await uow.crm_links.get(self._crm.name, one.party)
        standing = link.ref and await uow.crm_links.standing(self._crm.name, link.ref)
        if standing and one.what in standing.sent:
            sent = {**standing.sent, one.what: plain(one.stands)}
            await uow.crm_links.followed(self._crm.name, one.party, sent, standing.known)


def _card(subject: Subject, party: Party, what: str, where: str, side: Side) -> Difference:
    return Difference(subject.lead.id, party, CARD, what, where, side, "the key of the card")


def _where(ref: CrmRef) -> str:
    return ref.url or f"{ref.entity.value} {ref.id}"
