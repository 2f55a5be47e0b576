"""Nobody has written for long in a talk of staff and a person: the bot answers again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from dialogs.ports import Contacts as People
from dialogs.ports import DialogUnitOfWork
from dialogs.service import DialogService
from leads.contact import Contact
from leads.talk import Addressee, Talk, TalkUnitOfWork
from leads.touch import Touch


class Contacts(People, Protocol):
    """People, found by their number too."""

    async def get(self, contact_id: int) -> Contact | None: ...


class TalkingUnitOfWork(DialogUnitOfWork, TalkUnitOfWork, Protocol):
    """What a talk and the conversation under it read and write."""

    @property
    def contacts(self) -> Contacts: ...


@dataclass(frozen=True, slots=True)
class BotBack:
    """What the touch does that a talk waits for silence with."""

    talk: Talk
    service: DialogService

    async def __call__(self, uow: TalkingUnitOfWork, touch: Touch, now: datetime) -> None:
        """End the talk and show the question on hand; nothing where it has ended already."""
        lead = await uow.leads.get(int(str(touch.payload["lead_id"])))
        contact = await uow.contacts.get(int(str(touch.payload["contact_id"])))
        if contact is None or lead is None:
            return
        if await self.talk.give_back(uow, Addressee(contact, lead), "silence", None, now):
            # No update has this number: they are positive.
            await self.service.show_again(uow, contact, -touch.id)
