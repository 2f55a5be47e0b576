"""Commands about the team and what waits for it: /team, /away, /back, /queue, /give."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Protocol

from aiogram.filters import CommandObject
from aiogram.types import Message

from bot.chat.access import Access
from bot.chat.answering import Answering, AnsweringUnitOfWork
from bot.chat.filters import CommandWord
from bot.chat.handing import HandingDesk
from bot.chat.router import Router
from bot.chat.staff_commands import StaffCommands
from bot.chat.texts import Texts
from leads import desk_ports
from leads.clock import Clock
from leads.handing.handing import HandingUnitOfWork
from leads.lead import Lead
from leads.roster import NotInTeam, Roster
from leads.selling import Seller
from leads.team import Away

MOST_DAYS = 2
MOST_WAITING = 20


class Leads(desk_ports.Leads, Protocol):
    """Leads; `queue` are those that wait for a salesperson, what is worth most first."""

    async def queue(self, most: int) -> Sequence[Lead]: ...


class TeamUnitOfWork(AnsweringUnitOfWork, HandingUnitOfWork, Protocol):
    """What a command about the team reads and writes."""

    @property
    def leads(self) -> Leads: ...


def read_away(args: str, today: date) -> Away | None:
    """The days of `/away`: none is from today on, one is that day, two are the first and the
    last. None for anything else, and for days that are over."""
    words = args.replace("..", " ").split()
    if not words:
        return Away(today, None)
    try:
        days = [date.fromisoformat(word) for word in words]
    except ValueError:
        return None
    away = Away(days[0], days[-1])
    good = len(days) <= MOST_DAYS and away.first <= days[-1] and today <= days[-1]
    return away if good else None


class TeamDesk:
    """Answers to commands about the team, as texts; `roster` is None where there is none."""

    def __init__(self, roster: Roster | None, texts: Texts, clock: Clock, *, currency: str) -> None:
        self._roster = roster
        self._currency = currency
        self._texts = texts
        self._clock = clock

    async def team(self, uow: TeamUnitOfWork, locale: str) -> str:
        """Who carries how much, and who is away."""
        if self._roster is None:
            return self._no_team(locale)
        seats = [
            {
                "name": seat.member.name,
                "open": seat.open,
                "capacity": seat.member.capacity,
                "away": seat.away is not None,
                "back": seat.away.last if seat.away else None,
            }
            for seat in await self._roster.seats(uow, self._clock.now())
        ]
        return self._texts.render("team", locale, seats=seats)

    async def queue(self, uow: TeamUnitOfWork, locale: str) -> str:
        """Who waits for a salesperson, the most valuable first."""
        now = self._clock.now()
        items = []
        for lead in await uow.leads.queue(MOST_WAITING):
            company = await uow.companies.get(lead.company_id) if lead.company_id else None
            contact = await uow.contacts.get(lead.contact_id)
            title = (company.title if company else "") or (contact.name if contact else "")
            items.append(
                {
                    "id": lead.id,
                    "title": title or f"№ {lead.id}",
                    "grade": lead.grade.value if lead.grade else "",
                    "worth": lead.worth,
                    "waiting": lead.waiting(now) or timedelta(),
                }
            )
        return self._texts.render("queue", locale, items=items, currency=self._currency)

    async def away(self, uow: TeamUnitOfWork, member_id: int, args: str, locale: str) -> str:
        """Note the days somebody says they are away."""
        if self._roster is None:
            return self._no_team(locale)
        away = read_away(args, self._roster.today(self._clock.now()))
        if away is None:
            return self._texts.render("away_usage", locale)
        try:
            await self._roster.go_away(uow, member_id, away)
        except NotInTeam:
            return self._no_team(locale)
        return self._texts.render("away_set", locale, first=away.first, last=away.last)

    async def back(self, uow: TeamUnitOfWork, member_id: int, locale: str) -> str:
        """Note that somebody is back."""
        if self._roster is None:
            return self._no_team(locale)
        try:
            left = await self._roster.come_back(uow, member_id, self._clock.now())
        except NotInTeam:
            return self._no_team(locale)
        still, last = left is not None, left.last if left else None
        return self._texts.render("back_set", locale, still=still, last=last)

    def _no_team(self, locale: str) -> str:
        return self._texts.render("no_team", locale, known=self._roster is not None)


def team_router(
    desk: TeamDesk,
    handing: HandingDesk,
    answering: Answering[TeamUnitOfWork],
    access: Access,
    texts: Texts,
    *,
    default_locale: str,
) -> Router:
    """Handlers of the commands, in private and in the sales chat; /team is for managers."""
    router, staff = Router(), StaffCommands(answering, access, texts, default_locale)

    @router.message(CommandWord("team", "away", "back", "queue", "give"))
    async def about_team(message: Message, command: CommandObject, update_id: int) -> None:
        args = command.args or ""

        async def act(uow: TeamUnitOfWork, by: Seller, language: str) -> str:
            if command.command == "team" and not by.manager:
                return texts.label("managers_only", language)
            if command.command == "team":
                return await desk.team(uow, language)
            if command.command == "queue":
                return await desk.queue(uow, language)
            if command.command == "give":
                return await handing.told(uow, args, by, language)
            if command.command == "away":
                return await desk.away(uow, by.id, args, language)
            return await desk.back(uow, by.id, language)

        await staff.answer(message, update_id, act)

    return router
