"""What /invite answers, and what opening a personal link does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from bot.chat.answering import AnsweringUnitOfWork
from bot.chat.by_number import bare, read_number
from bot.chat.linking.known import KnownPeople, KnownUnitOfWork
from bot.chat.links import Links, Opening
from bot.chat.texts import Texts
from dialogs.heard import Person
from leads.clock import Clock
from leads.cold.inviting import ColdUnitOfWork, Inviting
from leads.lead import Lead
from leads.selling import Seller

T = TypeVar("T")
LONGEST_NAME = 100


class InviteUnitOfWork(AnsweringUnitOfWork, ColdUnitOfWork, KnownUnitOfWork, Protocol):
    """What the command reads and writes."""


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(
        self, work: Callable[[ColdUnitOfWork], Awaitable[T]], *, chat_ids: tuple[int, ...] = ()
    ) -> T: ...


class InviteDesk:
    """Answers to the command as texts, and the binding of chats."""

    def __init__(
        self,
        works: Works,
        inviting: Inviting,
        links: Links,
        opening: Opening,
        known: KnownPeople,
        texts: Texts,
        clock: Clock,
    ) -> None:
        self._works = works
        self._known = known
        self._inviting = inviting
        self._links = links
        self._opening = opening
        self._texts = texts
        self._clock = clock

    async def invite(self, uow: InviteUnitOfWork, args: str, by: Seller, locale: str) -> str:
        """The link of a new cold lead, of one that is there, or of somebody of a base."""
        asked = args.strip()
        if not asked:
            return self._texts.render("invite_usage", locale)
        if place := await self._known.link_of(uow, asked):
            return self._texts.render("invite_known", locale, asked=asked, place=place)
        if not bare(asked).isdecimal():
            lead = await self._inviting.begin(uow, asked[:LONGEST_NAME], by, self._clock.now())
            return await self._link(lead, asked, locale)
        number = read_number(asked)
        found = None if number is None else await uow.leads.get(number)
        contact = await uow.contacts.get(found.contact_id) if found else None
        if found is None or contact is None or not (by.manager or found.owner_id == by.id):
            return self._texts.render("invite_usage", locale)
        if contact.has_chat or contact.erased_at is not None:
            return self._texts.render("invite_open", locale, lead_id=found.id)
        return await self._link(found, contact.name or "", locale)

    async def open(self, parameter: str, person: Person) -> bool:
        """Bind the person's chat to the lead of their link; False for a link that is not theirs."""
        lead_id = self._links.number_of(parameter)
        if lead_id is None:
            return False

        async def work(uow: ColdUnitOfWork) -> bool:
            bound = await self._inviting.bind(uow, lead_id, person.stranger, self._clock.now())
            return bound is not None

        return await self._works.run(work, chat_ids=(person.telegram_id,))

    async def _link(self, lead: Lead, title: str, locale: str) -> str:
        return self._texts.render(
            "invite_link",
            locale,
            lead_id=lead.id,
            title=title,
            place=await self._opening.to(self._links.parameter(lead.id)),
        )
