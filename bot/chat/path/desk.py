"""What /path answers, and what a tap that notes a touch does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from bot.chat.answering import Answer, AnsweringUnitOfWork
from bot.chat.by_number import read_number
from bot.chat.callbacks import PathButton
from bot.chat.messages import Button, Keyboard, Outgoing, in_rows
from bot.chat.texts import Texts
from leads import path
from leads.clock import Clock
from leads.consent import REPLY_BASIS, Purpose
from leads.contact import Contact
from leads.lead import Lead
from leads.selling import Seller

T = TypeVar("T")
LATEST = 20


class Contacts(path.Contacts, Protocol):
    """People."""

    async def get(self, contact_id: int) -> Contact | None: ...


class Leads(Protocol):
    """Leads."""

    async def get(self, lead_id: int) -> Lead | None: ...


class PathDeskUnitOfWork(AnsweringUnitOfWork, path.PathUnitOfWork, Protocol):
    """What the command and its buttons read and write."""

    @property
    def contacts(self) -> Contacts: ...
    @property
    def leads(self) -> Leads: ...


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(
        self,
        work: Callable[[PathDeskUnitOfWork], Awaitable[T]],
        *,
        update_ids: tuple[int, ...] = (),
    ) -> T: ...


class PathDesk:
    """Answers as texts with buttons."""

    def __init__(self, works: Works, texts: Texts, clock: Clock) -> None:
        self._works = works
        self._texts = texts
        self._clock = clock

    async def show(self, uow: PathDeskUnitOfWork, asked: str, by: Seller, locale: str) -> Answer:
        """The path of the lead with that number."""
        number = read_number(asked)
        found = None if number is None else await self._theirs(uow, number, by)
        if found is None:
            return Answer(self._texts.render("path_usage", locale))
        return await self._told(uow, *found, locale)

    async def note(
        self,
        update_id: int,
        chat_id: int,
        message_id: int | None,
        button: PathButton,
        by: Seller,
        locale: str,
    ) -> str:
        """Note a touch once; the toast that says so."""

        async def work(uow: PathDeskUnitOfWork) -> str:
            if not await uow.inbox.claim(update_id):
                return ""
            found = await self._theirs(uow, button.lead, by)
            if found is None or button.channel not in path.OFFLINE:
                return self._texts.toast("not_for_you", locale)
            lead, contact = found
            now = self._clock.now()
            seen = await path.note_touchpoint(uow, contact, lead.id, button.channel, by.id, now)
            told = await self._told(uow, lead, seen, locale)
            message = Outgoing(
                chat_id,
                told.text,
                Purpose.REPLY.value,
                str(REPLY_BASIS),
                told.keyboard,
                edits=message_id,
            )
            await uow.outbox.add(message.row(f"u{update_id}:path"))
            return self._texts.label("path_noted", locale)

        return await self._works.run(work, update_ids=(update_id,))

    async def _theirs(
        self, uow: PathDeskUnitOfWork, lead_id: int, by: Seller
    ) -> tuple[Lead, Contact] | None:
        """The lead and its person; None for one that is another salesperson's."""
        lead = await uow.leads.get(lead_id)
        contact = await uow.contacts.get(lead.contact_id) if lead else None
        if lead is None or contact is None or contact.erased_at is not None:
            return None
        return (lead, contact) if by.manager or lead.owner_id in {None, by.id} else None

    async def _told(
        self, uow: PathDeskUnitOfWork, lead: Lead, contact: Contact, locale: str
    ) -> Answer:
        steps = await path.path_of(uow, contact.id)
        first, last = contact.first_source, contact.last_source
        text = self._texts.render(
            "path",
            locale,
            lead_id=lead.id,
            steps=[
                {
                    "at": one.at,
                    "channel": self._channel(one.channel, locale),
                    "campaign": one.campaign or "",
                    "noted": one.noted,
                }
                for one in steps[-LATEST:]
            ],
            earlier=max(0, len(steps) - LATEST),
            first_source=self._channel(first.channel, locale) if first else "",
            last_source=self._channel(last.channel, locale) if last else "",
        )
        return Answer(text, self._buttons(lead.id, locale))

    def _channel(self, channel: str, locale: str) -> str:
        return self._texts.label(f"channel_{channel}", locale, channel)

    def _buttons(self, lead_id: int, locale: str) -> Keyboard:
        return in_rows(
            Button(f"+ {self._channel(one, locale)}", PathButton(lead=lead_id, channel=one).pack())
            for one in path.OFFLINE
        )
