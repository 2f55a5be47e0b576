"""A mailing's touch whose time has come: whether it may still leave, and what it says; and the
touches that take messages away again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from leads.caused import row_key
from leads.consent import Basis, ConsentEntry, basis_for
from leads.contact import Contact
from leads.due import Drop, Later
from leads.mailings.mailing import KIND, Mailing, MailingState, touches_of
from leads.outbox import OutboxMessage, Priority, Topic, lane_to
from leads.touch import Touch

WHILE_PAUSED = timedelta(minutes=10)
TAKE_AWAY = "take_away"
"""The kind of rows that delete a message."""


class Mailings(Protocol):
    """Mailings."""

    async def known(self, mailing_id: int) -> Mailing | None: ...


class Contacts(Protocol):
    """People."""

    async def get(self, contact_id: int) -> Contact | None: ...


class Consents(Protocol):
    """The ledger."""

    async def of(self, contact_id: int) -> Sequence[ConsentEntry]: ...


class Outbox(Protocol):
    """What must be delivered, and where it is on the screen once it was."""

    async def add(self, message: OutboxMessage) -> object: ...
    async def sent_ref(self, key: str) -> int | None: ...


class SendingUnitOfWork(Protocol):
    """What a touch of a mailing reads and writes; committed as a whole or not at all."""

    @property
    def mailings(self) -> Mailings: ...
    @property
    def contacts(self) -> Contacts: ...
    @property
    def consents(self) -> Consents: ...
    @property
    def outbox(self) -> Outbox: ...


def mailing_of(touch: Touch) -> int:
    """The number of the mailing that a touch belongs to."""
    return int(str(touch.payload["mailing"]))


async def held_back(uow: SendingUnitOfWork, touch: Touch, now: datetime) -> Drop | Later | None:
    """Why a touch of a mailing is not sent now; None when it may be, and for other touches."""
    if touch.kind != KIND:
        return None
    mailing = await uow.mailings.known(mailing_of(touch))
    if mailing is None or mailing.state is MailingState.STOPPED:
        return Drop("stopped")
    return Later(now + WHILE_PAUSED) if mailing.state is MailingState.PAUSED else None


@dataclass(frozen=True, slots=True)
class Mailer:
    """Hands messages of mailings on; `say` makes them."""

    say: Callable[[Mailing, Contact, Basis, str], OutboxMessage]

    async def send(self, uow: SendingUnitOfWork, touch: Touch, now: datetime) -> datetime | None:
        """Hand the message to one person on. Never put off: None."""
        mailing = await uow.mailings.known(mailing_of(touch))
        contact = await uow.contacts.get(touch.contact_id or 0)
        if mailing is not None and contact is not None:
            basis = basis_for(touch.purpose, await uow.consents.of(contact.id), now)
            await uow.outbox.add(self.say(mailing, contact, basis, touch.key))
        return None

    async def take_away(self, uow: SendingUnitOfWork, touch: Touch, _: datetime) -> datetime | None:
        """Have the message taken away from one person's chat, where it arrived."""
        number = touch.key.rpartition(":")[2]
        sent = await uow.outbox.sent_ref(row_key(f"{touches_of(mailing_of(touch))}{number}"))
        contact = await uow.contacts.get(int(number))
        if sent is None or contact is None or contact.erased_at is not None:
            return None
        payload = {"kind": TAKE_AWAY, "v": 1, "chat_id": contact.telegram_id, "message_id": sent}
        await uow.outbox.add(
            OutboxMessage(
                topic=Topic.CHAT,
                key=row_key(touch.key),
                lane=lane_to(contact.telegram_id, Priority.BROADCAST),
                payload=payload,
                priority=Priority.BROADCAST,
            )
        )
        return None
