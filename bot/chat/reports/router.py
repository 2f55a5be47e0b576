"""Handlers of the commands of reports, for managers, in private and in the sales chat."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from aiogram import Router
from aiogram.filters import CommandObject
from aiogram.types import Message

from bot.chat.access import Access, Role
from bot.chat.answering import Answering, AnsweringUnitOfWork
from bot.chat.filters import CommandWord
from bot.chat.people import locale_of, may_command
from bot.chat.texts import Texts

if TYPE_CHECKING:
    from bot.chat.reports.desk import ReportDesk

REPORTS = (
    "funnel",
    "channels",
    "products",
    "managers",
    "cohorts",
    "ltv",
    "abc",
    "avg_cheque",
    "reasons",
    "thinkers",
)
"""The command of each report that the desk has."""


def reports_router(
    desk: Callable[[], ReportDesk],
    answering: Answering[AnsweringUnitOfWork],
    access: Access,
    texts: Texts,
    *,
    default_locale: str,
) -> Router:
    """Reports read beside the writer, before the turn that keeps the answer. `desk` is asked for
    with the first command."""
    router = Router(name="reports")

    @router.message(CommandWord("metric", *REPORTS))
    async def report(message: Message, command: CommandObject, update_id: int) -> None:
        user, words = message.from_user, command.args or ""
        language = locale_of(user, default_locale) if user else default_locale
        if user is None or not may_command(message, access):
            text = texts.render("access_denied", language)
        elif access.role(user.id) is not Role.MANAGER:
            text = texts.label("managers_only", language)
        elif command.command == "metric":
            text = desk().metric(words, language)
        else:
            text = await desk().answer(command.command, words, language)

        async def act(_: AnsweringUnitOfWork) -> str:
            return text

        thread = message.message_thread_id if message.is_topic_message else None
        await answering.answer(update_id, message.chat.id, act, thread=thread)

    return router
