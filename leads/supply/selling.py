"""Touches about products: asked again, right before one is sent, whether it may speak of its
product now; and telling whoever waited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from leads.consent import Audience, Basis, ConsentEntry, basis_for
from leads.contact import Contact
from leads.due import Drop, Later
from leads.handoff import BOT_BACK
from leads.lead import Lead
from leads.outbox import OutboxMessage, Priority
from leads.supply.availability import State, Supply
from leads.supply.waits import BACK, Wait
from leads.supply.watching import SupplyRecord, Watching
from leads.surveys.planning import ASK, INVITE
from leads.touch import Touch

LOOK_AGAIN = timedelta(days=1)
"""When a touch about a product that is gone is looked at again."""

WHILE_UNSURE = timedelta(minutes=30)
AFTER_THOSE_WHO_WAIT = timedelta(minutes=10)
OF_THE_PERSON = frozenset({BACK, BOT_BACK, "notice", ASK, INVITE, "anniversary"})
"""Kinds that speak of what was agreed with the person, whatever becomes of the product."""


class Supplies(Protocol):
    """What is kept of supply."""

    async def record(self) -> SupplyRecord: ...


class Waits(Protocol):
    """Who waits."""

    async def get(self, wait_id: int) -> Wait | None: ...
    async def untold(self, product: str) -> Sequence[Wait]: ...
    async def save(self, wait: Wait) -> None: ...


class Contacts(Protocol):
    """People."""

    async def get(self, contact_id: int) -> Contact | None: ...


class Consents(Protocol):
    """The ledger."""

    async def of(self, contact_id: int) -> Sequence[ConsentEntry]: ...


class Outbox(Protocol):
    """What must be delivered; a key written before changes nothing."""

    async def add(self, message: OutboxMessage) -> object: ...


class SellingUnitOfWork(Protocol):
    """What a touch about a product reads and writes; committed as a whole or not at all."""

    @property
    def supply(self) -> Supplies: ...
    @property
    def waits(self) -> Waits: ...
    @property
    def contacts(self) -> Contacts: ...
    @property
    def consents(self) -> Consents: ...
    @property
    def outbox(self) -> Outbox: ...


def product_of(touch: Touch, lead: Lead | None) -> str | None:
    """The product that the touch speaks of to a person, None for none."""
    if touch.audience is not Audience.PERSON or touch.kind in OF_THE_PERSON:
        return None
    named = touch.payload.get("product")
    return str(named) if named else (lead.product if lead else None)


class Selling:
    """What may be said of products now. `supply` gives what this process knows at the moment,
    `say` the message to whoever waited."""

    def __init__(
        self,
        supply: Callable[[], Supply],
        watching: Watching,
        say: Callable[[Contact, Wait, str, Basis], OutboxMessage],
    ) -> None:
        self._supply = supply
        self._watching = watching
        self._say = say

    async def hold(
        self, uow: SellingUnitOfWork, touch: Touch, lead: Lead | None, now: datetime
    ) -> Drop | Later | None:
        """Why the touch is not sent now, None when it may be.

        A broadcast about a product that is gone is dropped, a follow-up waits for the product.
        Those who waited for it hear first.
        """
        product, supply = product_of(touch, lead), self._supply()
        if product is None or (product not in supply.items and product not in supply.marks):
            return None
        state = supply.of(product, now).state
        mass = touch.priority is Priority.BROADCAST
        if state is State.GONE:
            return Drop("not_on_sale") if mass else Later(now + LOOK_AGAIN)
        if state is State.UNSURE and mass:
            return Later(now + WHILE_UNSURE)
        if touch.priority >= Priority.FOLLOW_UP and await uow.waits.untold(product):
            return Later(now + AFTER_THOSE_WHO_WAIT)
        return None

    async def tell(self, uow: SellingUnitOfWork, touch: Touch, now: datetime) -> datetime | None:
        """Tell whoever waited that the product is back, if it still is; a moment means: then.

        When it is gone once more they wait on, and are told when it comes back the next time.
        """
        wait = await uow.waits.get(int(str(touch.payload["wait_id"])))
        if wait is None or wait.told_at is not None:
            return None
        # Another process may have settled it, so it is what is stored that counts.
        supply = self._watching.supply(await uow.supply.record())
        state = supply.of(wait.product, now).state
        if state is State.UNSURE:
            return now + WHILE_UNSURE
        contact = await uow.contacts.get(wait.contact_id)
        if state is State.GONE or contact is None:
            return None
        basis = basis_for(touch.purpose, await uow.consents.of(contact.id), now)
        await uow.outbox.add(self._say(contact, wait, touch.key, basis))
        await uow.waits.save(replace(wait, told_at=now))
        return None
