"""Three questions to salespeople once a quarter, and /feedback, by which answers reach managers."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from aiogram.filters import CommandObject
from aiogram.types import Message

from bot.chat.access import Access
from bot.chat.answering import Answering, AnsweringUnitOfWork
from bot.chat.filters import CommandWord
from bot.chat.messages import Outgoing
from bot.chat.router import Router
from bot.chat.staff_commands import StaffCommands
from bot.chat.texts import Texts
from leads.clock import Clock
from leads.consent import STAFF_BASIS, Purpose
from leads.outbox import OutboxMessage
from leads.policy import Policy
from leads.selling import Seller
from leads.surveys.quarter import quarter_to_ask
from leads.working_time import next_working

T = TypeVar("T")
LONGEST = 1500
_SAID = re.compile(r"(?P<question>[1-3])[\s.,:)]+(?P<words>\S.*)", re.DOTALL)


class Outbox(Protocol):
    """What must be delivered; a key written before changes nothing."""

    async def add(self, message: OutboxMessage) -> object: ...


class QuestionsUnitOfWork(Protocol):
    """What asking writes."""

    @property
    def outbox(self) -> Outbox: ...


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(self, work: Callable[[QuestionsUnitOfWork], Awaitable[T]]) -> T: ...


@dataclass(frozen=True)
class Quarterly:
    """Asks `sellers`, each once a quarter in private, and tells `managers` what they say."""

    works: Works
    policy: Policy
    texts: Texts
    clock: Clock
    sellers: Sequence[int]
    managers: Sequence[int]
    locale: str

    async def ask(self) -> None:
        """Called every night: the questions of a quarter that has just begun, for the morning."""
        now = self.clock.now()
        quarter = quarter_to_ask(now.astimezone(self.policy.zone).date())
        if quarter is None or not self.managers:
            return
        text = self.texts.render("quarterly", self.locale)
        morning = next_working(now, self.policy)

        async def work(uow: QuestionsUnitOfWork) -> None:
            for seller in self.sellers:
                key = f"quarterly:{quarter}:{seller}"
                # In a lane of its own: what waits for the morning must hold up nothing else.
                await uow.outbox.add(replace(_to(seller, text, key), lane=key, not_before=morning))

        await self.works.run(work)

    async def answer(
        self, uow: AnsweringUnitOfWork, update_id: int, args: str, name: str, locale: str
    ) -> str:
        """Tell every manager what a salesperson answers to one of the questions."""
        said = _SAID.fullmatch(args.strip())
        if said is None:
            return self.texts.render("quarterly", locale)
        text = self.texts.render(
            "quarterly_answer",
            self.locale,
            number=int(said["question"]),
            owner=name,
            text=said["words"][:LONGEST],
        )
        for manager in self.managers:
            await uow.outbox.add(_to(manager, text, f"feedback:{update_id}:{manager}"))
        return self.texts.label("feedback_passed_on", locale)


def _to(person: int, text: str, key: str) -> OutboxMessage:
    return Outgoing(person, text, Purpose.SERVICE.value, str(STAFF_BASIS)).row(key)


def quarterly_router(
    desk: Quarterly,
    answering: Answering[AnsweringUnitOfWork],
    access: Access,
) -> Router:
    """The command of staff, in private and in the sales chat."""
    router, staff = Router(), StaffCommands(answering, access, desk.texts, desk.locale)

    @router.message(CommandWord("feedback"))
    async def tell(message: Message, command: CommandObject, update_id: int) -> None:
        async def act(uow: AnsweringUnitOfWork, by: Seller, language: str) -> str:
            return await desk.answer(uow, update_id, command.args or "", by.name, language)

        await staff.answer(message, update_id, act)

    return router
