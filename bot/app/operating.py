"""Part of the composition root: operator mode, paths, links to the bot. No logic."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from aiogram import Bot

from bot.app.cold import links_of_leads
from bot.app.linking import linking, opening_of
from bot.app.meetings import MeetingParts
from bot.chat.access import Access
from bot.chat.answering import Answering
from bot.chat.book import Book
from bot.chat.operator.desk import OperatorDesk
from bot.chat.operator.router import operator_router
from bot.chat.path.desk import PathDesk
from bot.chat.path.router import path_router
from bot.chat.router import Router
from dialogs.service import DialogService
from leads.outbox import Claimed
from leads.partners.partner import Register
from storage.calls import call_of
from storage.database import Database
from storage.unit_of_work import UnitOfWork


class StoredCalls:
    """`bot.chat.operator.desk.CallReader` over the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def caller(self, by: int) -> int | None:
        """For whom the member of staff answers."""
        return await self._database.read(lambda connection: call_of(connection, by))


def operating(
    met: MeetingParts,
    bot: Bot,
    register: Register,
    book: Book,
    service: DialogService,
    answering: Answering[UnitOfWork],
    say: Callable[[Sequence[Claimed]], Awaitable[None]],
    access: Access,
    wake: Callable[[], None],
) -> list[Router]:
    """The handlers of operator mode, and those of paths and links."""
    database, texts, settings = met.database, met.texts, met.settings
    desk = OperatorDesk(
        database,
        StoredCalls(database),
        links_of_leads(database.keys),
        opening_of(settings, bot),
        texts,
    )
    operator = operator_router(
        desk,
        service,
        answering,
        say,
        access,
        texts,
        wake,
        default_locale=settings.default_language,
    )
    path = path_router(
        PathDesk(database, texts, met.clock),
        answering,
        access,
        texts,
        wake,
        default_locale=settings.default_language,
    )
    links = linking(met, bot, register, book, service, answering, say, access)
    return [operator, path, links]
