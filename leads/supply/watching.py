"""What a reading of the source, a seller's mark or a new day changes: facts, and what they cause.

| Fact | Causes |
|---|---|
| ProductGone | staff are told, once |
| ProductBack | staff are told, once; whoever waits is told, in the order of waiting |
| SourceFailed, SourceBack | staff are told, once |

The caller's transaction makes it one; asking the source is done before, outside of any.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from leads.caused import stamp
from leads.consent import ConsentEntry
from leads.contact import Contact
from leads.outbox import OutboxMessage
from leads.supply.availability import Condition, Item, Mark, State, Supply
from leads.supply.facts import ProductBack, ProductGone, SourceBack, SourceFailed, SupplyFact
from leads.supply.waits import Wait, tellings
from leads.touch import Touch


@dataclass(frozen=True, slots=True)
class SupplyRecord:
    """What is kept: the last reading, since when it fails, which products staff know to be gone,
    and the marks. `version` grows with every change."""

    items: Mapping[str, Item] = field(default_factory=dict)
    read_at: datetime | None = None
    failing_since: datetime | None = None
    gone: Mapping[str, datetime] = field(default_factory=dict)
    marks: Mapping[str, Mark] = field(default_factory=dict)
    version: int = 0


class Supplies(Protocol):
    """What is kept of supply; `record` holds it for writing."""

    async def record(self) -> SupplyRecord: ...
    async def keep(self, items: Sequence[Item], read_at: datetime) -> None: ...
    async def fails(self, since: datetime) -> None: ...
    async def set_gone(self, product: str, since: datetime | None) -> None: ...
    async def set_mark(self, product: str, mark: Mark | None) -> None: ...


class Waits(Protocol):
    """Who waits; `untold` are those who have not heard yet that the product is back, `awaited`
    the products that there are such people for."""

    async def awaited(self) -> Sequence[str]: ...
    async def untold(self, product: str) -> Sequence[Wait]: ...
    async def drop(self, wait: Wait) -> None: ...


class Contacts(Protocol):
    """People."""

    async def get(self, contact_id: int) -> Contact | None: ...


class Consents(Protocol):
    """The ledger."""

    async def of(self, contact_id: int) -> Sequence[ConsentEntry]: ...


class Touches(Protocol):
    """Planned contacts."""

    async def plan(self, touch: Touch) -> object: ...


class Outbox(Protocol):
    """What must be delivered; a key written before changes nothing."""

    async def add(self, message: OutboxMessage) -> object: ...


class WatchingUnitOfWork(Protocol):
    """What watching supply reads and writes; committed as a whole or not at all."""

    @property
    def supply(self) -> Supplies: ...
    @property
    def waits(self) -> Waits: ...
    @property
    def contacts(self) -> Contacts: ...
    @property
    def consents(self) -> Consents: ...
    @property
    def touches(self) -> Touches: ...
    @property
    def outbox(self) -> Outbox: ...


class Watching:
    """The use cases. `expected` says that there is a source, `tell` puts facts into words for
    staff."""

    def __init__(
        self,
        zone: ZoneInfo,
        stale_after: timedelta,
        tell: Callable[[SupplyFact], Sequence[OutboxMessage]],
        *,
        expected: bool,
    ) -> None:
        self._zone = zone
        self._stale_after = stale_after
        self._tell = tell
        self._expected = expected

    def supply(self, record: SupplyRecord) -> Supply:
        """What the record says of products."""
        return Supply(
            zone=self._zone,
            stale_after=self._stale_after,
            expected=self._expected,
            items=record.items,
            marks=record.marks,
            read_at=record.read_at,
        )

    def unsettled(self, record: SupplyRecord, now: datetime) -> tuple[ProductGone | str, ...]:
        """What has changed since staff were told last: products that went, ids of those back."""
        supply = self.supply(record)
        found: list[ProductGone | str] = []
        for product in sorted({*record.items, *record.marks, *record.gone}):
            here, known = supply.of(product, now), product in record.gone
            if here.state is State.GONE and not known:
                condition = here.condition or Condition.STOCK
                found.append(ProductGone(product, condition, now, here.returns))
            elif here.state is State.SOLD and known and self._tells_of(record, product):
                found.append(product)
        return tuple(found)

    async def take_in(
        self,
        uow: WatchingUnitOfWork,
        items: Sequence[Item],
        now: datetime,
        as_of: datetime | None = None,
    ) -> None:
        """The source has answered with `items`, which are all that it knew `as_of` then."""
        record = await uow.supply.record()
        await uow.supply.keep(items, min(as_of or now, now))
        if record.failing_since is not None:
            await self._say(uow, SourceBack(now))
        await self.settle(uow, now)

    async def missed(self, uow: WatchingUnitOfWork, reason: str, now: datetime) -> None:
        """The source could not be read; staff hear of it the first time."""
        record = await uow.supply.record()
        if record.failing_since is None:
            await uow.supply.fails(now)
            await self._say(uow, SourceFailed(reason, now))

    async def mark(
        self, uow: WatchingUnitOfWork, product: str, mark: Mark | None, now: datetime
    ) -> None:
        """A seller says when the product is sold; None takes back what was said."""
        await uow.supply.record()
        await uow.supply.set_mark(product, mark)
        await self.settle(uow, now)

    async def settle(self, uow: WatchingUnitOfWork, now: datetime) -> None:
        """Turn what has changed into facts, and let them cause what they cause.

        Whoever began to wait while the product was coming back is told as well.
        """
        record = await uow.supply.record()
        supply = self.supply(record)
        for change in self.unsettled(record, now):
            if isinstance(change, ProductGone):
                await uow.supply.set_gone(change.product, now)
                await self._say(uow, change)
            else:
                await uow.supply.set_gone(change, None)
                waiting = await self._tell_waiting(uow, change, now, stamp(now))
                await self._say(uow, ProductBack(change, now, waiting))
        for product in await uow.waits.awaited():
            if product not in record.gone and supply.of(product, now).state is State.SOLD:
                await self._tell_waiting(uow, product, now, 0)

    async def _tell_waiting(
        self, uow: WatchingUnitOfWork, product: str, now: datetime, mark: int
    ) -> int:
        """Plan that everybody who waits is told; how many they are."""
        waiting: list[Wait] = []
        for wait in await uow.waits.untold(product):
            contact = await uow.contacts.get(wait.contact_id)
            reached = contact is not None and contact.can_be_written_to
            if reached and wait.lasts(await uow.consents.of(wait.contact_id)):
                waiting.append(wait)
            else:
                await uow.waits.drop(wait)
        for touch in tellings(waiting, now, mark):
            await uow.touches.plan(touch)
        return len(waiting)

    async def _say(self, uow: WatchingUnitOfWork, fact: SupplyFact) -> None:
        for message in self._tell(fact):
            await uow.outbox.add(message)

    def _tells_of(self, record: SupplyRecord, product: str) -> bool:
        """Without a source its last words say nothing, not even that a product is back."""
        return self._expected or product not in record.items
