"""/company, /join, /unjoin: companies as staff see them, joined and split."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import CommandObject
from aiogram.types import Message

from bot.chat import answering
from bot.chat.access import Access
from bot.chat.answering import Answering, AnsweringUnitOfWork
from bot.chat.cards import evidence_words
from bot.chat.filters import CommandWord
from bot.chat.grade_words import grade_values
from bot.chat.people import locale_of, may_command, seller_of, topic_of
from bot.chat.router import Router
from bot.chat.texts import Texts
from leads import recording
from leads.clock import Clock
from leads.companies import colleagues, joining
from leads.companies.colleagues import colleagues_of
from leads.companies.joining import CannotJoin, JoiningUnitOfWork, join, split
from leads.companies.ties import Belongings, Tie, TieStatus
from leads.company import Company
from leads.exclusivity.watch import Watch
from leads.grading import grading
from leads.grading.again import weigh_again
from leads.grading.grading import Grading
from leads.history import owner_name
from leads.policy import Policy
from leads.selling import Seller

LATEST = 10
NOBODY = 0
_NUMBERS = re.compile(r"(?<!\d)\d{1,18}(?!\d)")


class Companies(joining.Companies, colleagues.Companies, grading.Companies, Protocol):
    """Companies; `parts` are those that were joined into one."""

    async def get(self, company_id: int) -> Company | None: ...
    async def parts(self, company_id: int) -> Sequence[Company]: ...


class Ties(joining.Ties, colleagues.Ties, Protocol):
    """Ties between companies."""

    async def of(self, company_id: int) -> Sequence[Tie]: ...


class Leads(joining.Leads, colleagues.Leads, Protocol):
    """Leads."""


class Outbox(answering.Outbox, recording.Outbox, Protocol):
    """What must be delivered."""


class CompanyUnitOfWork(JoiningUnitOfWork, AnsweringUnitOfWork, Protocol):
    """What the commands about companies read and write."""

    @property
    def companies(self) -> Companies: ...
    @property
    def ties(self) -> Ties: ...
    @property
    def leads(self) -> Leads: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def orders(self) -> grading.Orders: ...
    @property
    def yardsticks(self) -> grading.Known: ...


class CompanyDesk:
    """Companies, as texts."""

    def __init__(
        self, policy: Policy, grading: Grading, watch: Watch | None, texts: Texts, clock: Clock
    ) -> None:
        self._policy = policy
        self._watch = watch
        self._grading = grading
        self._texts = texts
        self._clock = clock

    async def act(
        self, uow: CompanyUnitOfWork, command: str, args: str, by: Seller, locale: str
    ) -> str:
        """What the command does, answered in words."""
        numbers = [int(found) for found in _NUMBERS.findall(args)]
        if len(numbers) != (2 if command == "join" else 1):
            return self._texts.render("company_usage", locale)
        if command != "company" and not by.manager:
            return self._texts.render("managers_only", locale)
        try:
            if command == "join":
                return await self._join(uow, numbers[0], numbers[1], by, locale)
            if command == "unjoin":
                return await self._split(uow, numbers[0], by, locale)
            return await self._show(uow, numbers[0], locale)
        except CannotJoin as refused:
            return self._texts.label(f"join_refused_{refused.reason}", locale)

    async def _join(
        self, uow: CompanyUnitOfWork, company_id: int, into_id: int, by: Seller, locale: str
    ) -> str:
        company, into = await join(uow, company_id, into_id, by.id, self._policy, self._clock.now())
        await self._weigh(uow, company, into)
        values = {"company_id": company.id, "into_id": into.id, "title": _title(into)}
        return self._texts.render("company_joined", locale, **values)

    async def _split(self, uow: CompanyUnitOfWork, company_id: int, by: Seller, locale: str) -> str:
        company, into = await split(uow, company_id, by.id, self._policy, self._clock.now())
        await self._weigh(uow, into, company)
        values = {"company_id": company.id, "into_id": into.id, "title": _title(company)}
        return self._texts.render("company_split", locale, **values)

    async def _weigh(self, uow: CompanyUnitOfWork, left: Company, now_in: Company) -> None:
        """Both are graded by what belongs to them now, and so are the leads that went over."""
        now = self._clock.now()
        await self._grading.grade(uow, (left.id, now_in.id), now)
        leads = (await uow.companies.belongings(now_in.id)).leads
        await weigh_again(uow, self._grading, leads, self._policy, now, self._watch)

    async def _show(self, uow: CompanyUnitOfWork, company_id: int, locale: str) -> str:
        company = await uow.companies.get(company_id)
        if company is None:
            raise CannotJoin("no_such_company")
        beside = await colleagues_of(uow, company, NOBODY)
        belongings = await uow.companies.belongings(company.id)
        into = await uow.companies.get(company.joined_to) if company.joined_to else None
        ties = await uow.ties.of(company.id)
        return self._texts.render(
            "company",
            locale,
            company_id=company.id,
            title=_title(company),
            inn=company.inn or "",
            site=company.domain or "",
            into_id=into.id if into else 0,
            into=_title(into) if into else "",
            standing=grade_values(
                company.potential,
                company.grade,
                self._grading.yardstick,
                self._texts,
                locale,
            ),
            people=beside.others,
            account=beside.account,
            bought=beside.client,
            items=await self._leads(uow, belongings),
            parts=[
                {"id": part.id, "title": _title(part), "evidence": self._why(part, ties, locale)}
                for part in await uow.companies.parts(company.id)
            ],
            maybes=await self._maybes(uow, company, ties, locale),
        )

    async def _leads(
        self, uow: CompanyUnitOfWork, belongings: Belongings
    ) -> list[dict[str, object]]:
        items: list[dict[str, object]] = []
        for lead_id in sorted(belongings.leads, reverse=True)[:LATEST]:
            lead = await uow.leads.get(lead_id)
            if lead is not None:
                owner = owner_name(await uow.events.history(lead.id)) if lead.owner_id else ""
                items.append({"id": lead.id, "stage": lead.stage.value, "owner": owner})
        return items

    async def _maybes(
        self, uow: CompanyUnitOfWork, company: Company, ties: Sequence[Tie], locale: str
    ) -> list[dict[str, object]]:
        found: list[dict[str, object]] = []
        for tie in ties:
            other_id = tie.into_id if tie.company_id == company.id else tie.company_id
            other = await uow.companies.get(other_id)
            if tie.status is TieStatus.SUGGESTED and other is not None:
                why = evidence_words(tie, self._texts, locale)
                pair = {"id": tie.company_id, "into_id": tie.into_id}
                found.append({**pair, "title": _title(other), "evidence": why})
        return found

    def _why(self, part: Company, ties: Sequence[Tie], locale: str) -> str:
        tie = next((one for one in ties if one.company_id == part.id), None)
        return evidence_words(tie, self._texts, locale)


def companies_router(
    desk: CompanyDesk,
    answers: Answering[CompanyUnitOfWork],
    access: Access,
    *,
    default_locale: str,
) -> Router:
    """Handlers of the commands about companies, for staff; others are answered elsewhere."""
    router = Router()

    @router.message(CommandWord("company", "join", "unjoin"))
    async def command(message: Message, command: CommandObject, update_id: int) -> None:
        user = message.from_user
        if user is None or not may_command(message, access):
            raise SkipHandler
        by, locale = seller_of(user, access), locale_of(user, default_locale)

        async def act(uow: CompanyUnitOfWork) -> str:
            return await desk.act(uow, command.command, command.args or "", by, locale)

        await answers.answer(update_id, message.chat.id, act, thread=topic_of(message))

    return router


def _title(company: Company) -> str:
    return company.name or company.domain or company.inn or f"№ {company.id}"
