"""The command of staff about surveys: /resolved closes a loop."""

from __future__ import annotations

import re
from typing import Protocol

from aiogram.filters import CommandObject
from aiogram.types import Message

from bot.chat.access import Access
from bot.chat.answering import Answering, AnsweringUnitOfWork
from bot.chat.filters import CommandWord
from bot.chat.router import Router
from bot.chat.staff_commands import StaffCommands
from bot.chat.texts import Texts
from leads.clock import Clock
from leads.selling import NotYours, Seller
from leads.surveys.ports import SurveyUnitOfWork
from leads.surveys.surveying import AlreadyClosed, NoSuchSurvey, Surveying

_ASKED = re.compile(r"[#№\s]*(?P<survey>\d{1,18})[\s:,.]+(?P<done>\S.*)", re.DOTALL)
LONGEST_DONE = 1000


class StaffUnitOfWork(AnsweringUnitOfWork, SurveyUnitOfWork, Protocol):
    """What a command about surveys reads and writes."""


class StaffSurveys:
    """Answers to the command, as texts."""

    def __init__(self, surveying: Surveying, texts: Texts, clock: Clock) -> None:
        self._surveying = surveying
        self._texts = texts
        self._clock = clock

    async def resolved(self, uow: StaffUnitOfWork, args: str, by: Seller, locale: str) -> str:
        """Close a loop with what was done; the person hears it."""
        asked = _ASKED.fullmatch(args.strip())
        if asked is None:
            return self._texts.render("resolved_usage", locale, asked="")
        number, done = int(asked["survey"]), asked["done"].strip()[:LONGEST_DONE]
        try:
            survey = await self._surveying.resolve(uow, number, done, by, self._clock.now())
        except NoSuchSurvey:
            return self._texts.render("resolved_usage", locale, asked=str(number))
        except AlreadyClosed:
            return self._texts.label("loop_closed_before", locale)
        except NotYours:
            return self._texts.label("not_your_lead", locale)
        return self._texts.render("resolved", locale, number=survey.id, lead_id=survey.lead_id)


def staff_surveys_router(
    desk: StaffSurveys,
    answering: Answering[StaffUnitOfWork],
    access: Access,
    texts: Texts,
    *,
    default_locale: str,
) -> Router:
    """Its handler, in private and in the sales chat."""
    router, staff = Router(), StaffCommands(answering, access, texts, default_locale)

    @router.message(CommandWord("resolved"))
    async def command(message: Message, command: CommandObject, update_id: int) -> None:
        async def act(uow: StaffUnitOfWork, by: Seller, language: str) -> str:
            return await desk.resolved(uow, command.args or "", by, language)

        await staff.answer(message, update_id, act)

    return router
