"""Handlers of the commands of reports, for managers, in private and in the sales chat."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from aiogram import Router
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from bot.chat.access import Access, Role
from bot.chat.answering import Answer, Answering, AnsweringUnitOfWork
from bot.chat.callbacks import FaceButton
from bot.chat.filters import CommandWord, Payload
from bot.chat.people import locale_of, may_command
from bot.chat.reports.faces.desk import FaceDesk, Place
from bot.chat.taps import acknowledge
from bot.chat.texts import Texts

if TYPE_CHECKING:
    from bot.chat.reports.desk import ReportDesk

REPORTS = (
    "funnel",
    "channels",
    "products",
    "managers",
    "speed",
    "base",
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
    faces: FaceDesk,
    answering: Answering[AnsweringUnitOfWork],
    access: Access,
    texts: Texts,
    wake: Callable[[], None],
    *,
    default_locale: str,
) -> Router:
    """Reports read beside the writer, before the turn that keeps the answer. `desk` is asked for
    with the first command."""
    router = Router(name="reports")

    @router.message(CommandWord("metric", "export", *REPORTS))
    async def report(message: Message, command: CommandObject, update_id: int) -> None:
        user, words = message.from_user, command.args or ""
        language = locale_of(user, default_locale) if user else default_locale
        thread = message.message_thread_id if message.is_topic_message else None
        place = Place(update_id, message.chat.id, language, thread)
        if user is None or not may_command(message, access):
            answer = Answer(texts.render("access_denied", language))
        elif access.role(user.id) is not Role.MANAGER:
            answer = Answer(texts.label("managers_only", language))
        elif command.command == "metric":
            answer = Answer(desk().metric(words, language))
        elif command.command == "export":
            answer = faces.export(desk().export(words, language), place)
        else:
            answer = faces.answer(*await desk().answer(command.command, words, language), place)

        async def act(_: AnsweringUnitOfWork) -> Answer:
            return answer

        await answering.answer(update_id, message.chat.id, act, thread=thread)

    @router.callback_query(Payload(FaceButton))
    async def tap(query: CallbackQuery, button: FaceButton, update_id: int) -> None:
        user, message = query.from_user, query.message
        language = locale_of(user, default_locale)
        if message is None or not may_tap(query, access):
            await acknowledge(query, texts.toast("not_for_you", language))
            return
        thread = message.message_thread_id if isinstance(message, Message) else None
        place = Place(update_id, message.chat.id, language, thread)
        await acknowledge(query, await faces.tap(button, place))
        wake()

    return router


def may_tap(query: CallbackQuery, access: Access) -> bool:
    """Whether a manager tapped where staff commands work."""
    user, message = query.from_user, query.message
    if message is None or access.role(user.id) is not Role.MANAGER:
        return False
    return access.may_speak(user.id, message.chat.id)
