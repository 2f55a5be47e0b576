"""Commands of staff: /leads, /selfservice, /lead, /ab, /amount; and /help of everybody."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import CommandObject
from aiogram.types import Message

from bot.chat.access import Access, Role
from bot.chat.answering import Answering, AnsweringUnitOfWork, InWords, saying
from bot.chat.book import Book, BookUnitOfWork
from bot.chat.by_number import bare, read_number
from bot.chat.cards import card_values
from bot.chat.choosing import Choosers, choosing_in_words
from bot.chat.deals import DealDesk
from bot.chat.filters import CommandWord, FromStaff, InPrivate, UnknownCommand
from bot.chat.history_words import happened
from bot.chat.people import locale_of, may_command, topic_of
from bot.chat.router import Router
from bot.chat.staff_commands import StaffCommands
from bot.chat.texts import Texts
from leads.clock import Clock
from leads.contact import Contact
from leads.data_facts import LeadSeen
from leads.desk_ports import Contacts, DeskUnitOfWork
from leads.facts import Fact
from leads.order import Task
from leads.selling import Seller
from reports.particulars import of_lead

T = TypeVar("T")
LATEST = 20


@dataclass(frozen=True, slots=True)
class LatestLead:
    """One line of /leads."""

    id: int
    title: str
    product: str | None
    stage: str
    owner: str
    at: datetime | None


class LeadLister(Choosers, Protocol):
    """The newest leads."""

    async def latest(self, limit: int) -> tuple[Sequence[LatestLead], int]:
        """The newest `limit` leads and how many there are in all."""
        ...


class Events(Protocol):
    """History."""

    async def history(self, lead_id: int) -> Sequence[Fact]: ...
    async def add(self, fact: Fact) -> None: ...


class Tasks(Protocol):
    """What owners have to do."""

    async def open_of(self, lead_id: int) -> Sequence[Task]: ...


class LookingUnitOfWork(BookUnitOfWork, Protocol):
    """What looking a lead up reads, and that it was looked up."""

    @property
    def events(self) -> Events: ...
    @property
    def tasks(self) -> Tasks: ...


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(self, work: Callable[[LookingUnitOfWork], Awaitable[T]]) -> T: ...


class People(Contacts, Protocol):
    """People by who they are in Telegram."""

    async def by_telegram(self, telegram_id: int) -> Contact | None: ...


class StaffUnitOfWork(AnsweringUnitOfWork, DeskUnitOfWork, Protocol):
    """What a command of staff reads and writes."""

    @property
    def contacts(self) -> People: ...


class ManagerDesk:
    """Answers to commands, as texts."""

    def __init__(
        self,
        works: Works,
        lister: LeadLister,
        splits: InWords,
        book: Book,
        texts: Texts,
        clock: Clock,
        zone: ZoneInfo,
    ) -> None:
        self._works = works
        self._lister = lister
        self._splits = splits
        self._book = book
        self._texts = texts
        self._clock = clock
        self._zone = zone

    async def leads(self, locale: str) -> str:
        """The newest leads."""
        latest, total = await self._lister.latest(LATEST)
        items = [
            {
                "id": item.id,
                "title": item.title,
                "product": self._book.product(item.product, locale) if item.product else "",
                "stage": item.stage,
                "owner": item.owner,
                "at": item.at,
            }
            for item in latest
        ]
        return self._texts.render("leads", locale, items=items, total=total)

    async def choosing(self, locale: str) -> str:
        """Who chooses by themselves."""
        found, total = await self._lister.choosing(LATEST)
        return choosing_in_words(found, total, self._book, self._texts, locale)

    async def splits(self, locale: str) -> str:
        """The splits under way."""
        return await self._splits(locale)

    async def lead(self, asked: str, locale: str, *, by: int | None) -> str:
        """One lead with its history, which keeps that `by` looked."""
        if not bare(asked):
            return self._texts.render("lead_usage", locale)
        lead_id = read_number(asked)
        if lead_id is None:
            return self._texts.render("lead_not_found", locale, asked=asked)

        async def work(uow: LookingUnitOfWork) -> str:
            found = await self._book.look_up(uow, lead_id, self._clock.now())
            if found is None:
                return self._texts.render("lead_not_found", locale, asked=asked)
            shown, lead, history = found
            now = self._clock.now()
            await uow.events.add(
                LeadSeen(at=now, contact_id=lead.contact_id, lead_id=lead.id, by=by)
            )
            return self._texts.fitting(
                "lead",
                locale,
                **card_values(shown, self._texts, locale),
                stage_since=lead.stage_since or now,
                stage_age=of_lead(shown.card, now)["stage_age"].value or timedelta(),
                tasks=await uow.tasks.open_of(lead_id),
                history=happened(history, self._book.partners, self._texts, self._zone, locale),
            )

        return await self._works.run(work)


def managers_router(
    desk: ManagerDesk,
    deals: DealDesk,
    answering: Answering[StaffUnitOfWork],
    access: Access,
    texts: Texts,
    *,
    company: str,
    default_locale: str,
) -> Router:
    """Handlers of commands, in private and in the sales chat; roles go by numeric id."""
    router, staff = Router(), StaffCommands(answering, access, texts, default_locale)

    async def say_to_anybody(message: Message, name: str, update_id: int, **values: object) -> None:
        """In the language that the person chose, as everything else is said to them."""

        async def act(uow: StaffUnitOfWork) -> str:
            user = message.from_user
            contact = await uow.contacts.by_telegram(user.id) if user else None
            language = contact.language if contact else locale_of(user, default_locale)
            return texts.render(name, language, **values)

        await answering.answer(update_id, message.chat.id, act, thread=topic_of(message))

    @router.message(CommandWord("leads", "selfservice", "lead", "ab"))
    async def report(message: Message, command: CommandObject, update_id: int) -> None:
        language = locale_of(message.from_user, default_locale)
        by = message.from_user.id if message.from_user else None
        if not may_command(message, access):
            text = texts.render("access_denied", language)
        elif command.command == "leads":
            text = await desk.leads(language)
        elif command.command == "selfservice":
            text = await desk.choosing(language)
        elif command.command == "ab":
            text = await desk.splits(language)
        else:
            text = await desk.lead(command.args or "", language, by=by)
        thread = topic_of(message)
        await answering.answer(update_id, message.chat.id, saying(text), thread=thread)

    @router.message(CommandWord("amount"))
    async def price(message: Message, command: CommandObject, update_id: int) -> None:
        async def act(uow: StaffUnitOfWork, by: Seller, language: str) -> str:
            return await deals.price(uow, command.args or "", by, language)

        await staff.answer(message, update_id, act)

    @router.message(CommandWord("help"))
    async def give_help(message: Message, update_id: int) -> None:
        role = access.role(message.from_user.id) if message.from_user else Role.PROSPECT
        await say_to_anybody(message, f"help_{role.value}", update_id, company=company)

    @router.message(InPrivate(), CommandWord("start"), FromStaff(access))
    async def greet_staff(message: Message, command: CommandObject, update_id: int) -> None:
        if command.args:
            raise SkipHandler  # a link of a campaign, to be tried out as a prospect
        await give_help(message, update_id)

    @router.message(InPrivate(), UnknownCommand("start", "restart"))
    async def refuse(message: Message, update_id: int) -> None:
        await say_to_anybody(message, "unknown_command", update_id)

    return router
