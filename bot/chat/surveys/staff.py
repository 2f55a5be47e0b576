"""Commands of staff about surveys: /resolved closes a loop, /nps shows what people think."""

from __future__ import annotations

import re
from typing import Protocol

from aiogram.filters import CommandObject
from aiogram.types import Message

from bot.chat.access import Access, Role
from bot.chat.answering import Answering, AnsweringUnitOfWork
from bot.chat.book import Book
from bot.chat.filters import CommandWord
from bot.chat.people import locale_of, may_command, seller_of
from bot.chat.router import Router
from bot.chat.texts import Texts
from leads.clock import Clock
from leads.selling import NotYours, Seller
from leads.surveys.ports import SurveyUnitOfWork
from leads.surveys.surveying import AlreadyClosed, NoSuchSurvey, Surveying
from reports.nps import AskedReader, Balance, OfProduct, nps

_ASKED = re.compile(r"[#№\s]*(?P<survey>\d{1,18})[\s:,.]+(?P<done>\S.*)", re.DOTALL)
LONGEST_DONE = 1000


class StaffUnitOfWork(AnsweringUnitOfWork, SurveyUnitOfWork, Protocol):
    """What a command about surveys reads and writes."""


class StaffSurveys:
    """Answers to the commands, as texts."""

    def __init__(
        self, surveying: Surveying, reader: AskedReader, book: Book, texts: Texts, clock: Clock
    ) -> None:
        self._surveying = surveying
        self._reader = reader
        self._book = book
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

    async def nps(self, locale: str) -> str:
        """The figures by product."""
        found = await nps(self._reader, self._clock.now())
        return self._texts.fitting(
            "nps", locale, measured=[self._measured(one, locale) for one in found]
        )

    def _measured(self, one: OfProduct, locale: str) -> dict[str, object]:
        return {
            "name": self._book.product(one.product, locale) if one.product else "",
            "scale": one.scale.value,
            **_figures(one.now),
            "before": one.before.value,
            "voices": [
                {
                    "name": voice.name,
                    "lead_id": voice.survey.lead_id,
                    "grade": voice.survey.grade,
                    "reason": voice.survey.reason or "",
                }
                for voice in one.voices
            ],
            "open": [{"number": loop.id, "lead_id": loop.lead_id} for loop in one.open_loops],
        }


def _figures(balance: Balance) -> dict[str, object]:
    return {
        "value": balance.value,
        "asked": balance.asked,
        "answered": balance.answered,
        "promoters": balance.promoters,
        "passives": balance.passives,
        "detractors": balance.detractors,
    }


def staff_surveys_router(
    desk: StaffSurveys,
    answering: Answering[StaffUnitOfWork],
    access: Access,
    texts: Texts,
    *,
    default_locale: str,
) -> Router:
    """Handlers of the commands, in private and in the sales chat; the figures for managers."""
    router = Router()

    @router.message(CommandWord("resolved", "nps"))
    async def command(message: Message, command: CommandObject, update_id: int) -> None:
        user = message.from_user
        language = locale_of(user, default_locale) if user else default_locale

        async def act(uow: StaffUnitOfWork) -> str:
            if user is None or not may_command(message, access):
                return texts.render("access_denied", language)
            if command.command == "resolved":
                by = seller_of(user, access)
                return await desk.resolved(uow, command.args or "", by, language)
            if access.role(user.id) is not Role.MANAGER:
                return texts.label("managers_only", language)
            return await desk.nps(language)

        thread = message.message_thread_id if message.is_topic_message else None
        await answering.answer(update_id, message.chat.id, act, thread=thread)

    return router
