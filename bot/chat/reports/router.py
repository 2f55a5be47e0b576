"""Handlers of the commands of reports and of their buttons, in private and in the sales chat."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from bot.chat.access import Access
from bot.chat.answering import Answer, Answering, AnsweringUnitOfWork, saying
from bot.chat.callbacks import FaceButton, ReportButton
from bot.chat.filters import CommandWord, Payload
from bot.chat.people import locale_of, may_command, topic_of
from bot.chat.reports.scope import REPORTS, Place, Scope, Viewer
from bot.chat.router import Router
from bot.chat.taps import acknowledge
from bot.chat.texts import Texts

if TYPE_CHECKING:
    from bot.chat.reports.desk import ReportDesk, Screen
    from bot.chat.reports.faces.desk import FaceDesk


class Asking:
    """Who asks where, and what they are told: reports are read beside the writer. `desk` and
    `faces` are asked for with the first question."""

    def __init__(
        self,
        desk: Callable[[], ReportDesk],
        faces: Callable[[], FaceDesk],
        scope: Scope,
        access: Access,
        texts: Texts,
        default_locale: str,
    ) -> None:
        self._desk = desk
        self._faces = faces
        self._scope = scope
        self._access = access
        self._texts = texts
        self._default = default_locale

    async def command(self, message: Message, command: CommandObject, update_id: int) -> Answer:
        """The answer to a command. SkipHandler for one that means something else to them."""
        user = message.from_user
        locale = locale_of(user, self._default)
        if user is None or not may_command(message, self._access):
            return Answer(self._texts.render("access_denied", locale))
        viewer, word = self._scope.viewer(user.id), command.command
        if viewer is None and word == "offers":
            raise SkipHandler  # whoever gets no reports has the map alone
        if viewer is None:
            return Answer(self._texts.label("managers_only", locale))
        private = message.chat.type == "private"
        place = Place(update_id, message.chat.id, locale, topic_of(message), private)
        if word == "export":
            return self._faces().export(
                self._desk().export(command.args or "", locale), place, viewer
            )
        said = await self._said(word, command.args or "", viewer, locale)
        return self._faces().answer(said.text, said.report, place, said.keyboard)

    async def tap(self, query: CallbackQuery, button: ReportButton, update_id: int) -> str | None:
        """Shows in place what a button says; a toast where that can't be."""
        message, locale = query.message, locale_of(query.from_user, self._default)
        viewer = self.viewer(query)
        if message is None or viewer is None:
            return self._texts.toast("not_for_you", locale)
        place = Place(update_id, message.chat.id, locale, topic_of(message))
        try:
            said = await self._desk().tapped(button, viewer, locale)
        except (ValueError, KeyError):
            return self._texts.label("face_stale", locale)
        if said is None:
            return self._texts.toast("not_for_you", locale)
        await self._faces().change(said.text, said.report, place, said.keyboard, message.message_id)
        return None

    async def face(self, query: CallbackQuery, button: FaceButton, update_id: int) -> str:
        """What a toast says to a tap for a picture."""
        message, locale = query.message, locale_of(query.from_user, self._default)
        viewer = self.viewer(query)
        if message is None or viewer is None:
            return self._texts.toast("not_for_you", locale)
        place = Place(update_id, message.chat.id, locale, topic_of(message))
        return await self._faces().tap(button, place, viewer)

    def viewer(self, query: CallbackQuery) -> Viewer | None:
        """Who tapped, if reports are for them where they tapped."""
        user, message = query.from_user, query.message
        if message is None or not self._access.may_speak(user.id, message.chat.id):
            return None
        return self._scope.viewer(user.id)

    async def _said(self, word: str, words: str, viewer: Viewer, locale: str) -> Screen:
        match word:
            case "metric":
                return self._desk().metric(words, locale)
            case "reports":
                return self._desk().listed(viewer, locale)
        return await self._desk().answer(word, words, viewer, locale)


def reports_router(
    asking: Asking,
    answering: Answering[AnsweringUnitOfWork],
    wake: Callable[[], None],
) -> Router:
    """Reports are read before the turn that keeps the answer."""
    router = Router()

    @router.message(CommandWord("metric", "reports", "export", *REPORTS))
    async def report(message: Message, command: CommandObject, update_id: int) -> None:
        act = saying(await asking.command(message, command, update_id))
        await answering.answer(update_id, message.chat.id, act, thread=topic_of(message))

    @router.callback_query(Payload(ReportButton))
    async def tap(query: CallbackQuery, button: ReportButton, update_id: int) -> None:
        await acknowledge(query, await asking.tap(query, button, update_id))
        wake()

    @router.callback_query(Payload(FaceButton))
    async def picture(query: CallbackQuery, button: FaceButton, update_id: int) -> None:
        await acknowledge(query, await asking.face(query, button, update_id))
        wake()

    return router
