"""Handlers of operator mode: /call, /hangup, and whatever staff answer for a caller meanwhile."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

from aiogram.filters import CommandObject, Filter
from aiogram.types import CallbackQuery, Message, User

from bot.chat.access import Access
from bot.chat.answering import Answering, AnsweringUnitOfWork, saying
from bot.chat.callbacks import AnswerButton, EditButton
from bot.chat.filters import CommandWord, InPrivate, Payload, is_command
from bot.chat.operator.desk import OperatorDesk, told
from bot.chat.people import heard, locale_of, pressed, reply_of, tapped_message
from bot.chat.router import Router
from bot.chat.taps import acknowledge
from bot.chat.texts import Texts
from dialogs.heard import Caller, Heard
from dialogs.replies import Edit, Pressed, Reply, SharedContact, Typed
from dialogs.service import DialogService
from leads.calls.calling import InChat, NoCaller
from leads.outbox import Claimed

Say = Callable[[Sequence[Claimed]], Awaitable[None]]


class OnCall(Filter):
    """A member of staff who answers for a caller did it; gives `caller`."""

    def __init__(self, desk: OperatorDesk, access: Access) -> None:
        self._desk = desk
        self._access = access

    async def __call__(self, event: Message | CallbackQuery) -> bool | dict[str, Any]:
        user = event.from_user
        if user is None or not self._access.is_staff(user.id):
            return False
        if isinstance(event, Message) and (event.chat.type != "private" or is_command(event)):
            return False
        contact_id = await self._desk.caller(user.id)
        return False if contact_id is None else {"caller": Caller(contact_id)}


class StaffInPrivate(InPrivate):
    """A member of staff wrote it in private."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def __call__(self, message: Message) -> bool:
        user = message.from_user
        staff = user is not None and self._access.is_staff(user.id)
        return staff and await super().__call__(message)


def operator_router(
    desk: OperatorDesk,
    service: DialogService,
    answering: Answering[AnsweringUnitOfWork],
    say: Say,
    access: Access,
    texts: Texts,
    wake: Callable[[], None],
    *,
    default_locale: str,
) -> Router:
    """The handlers. Whoever answers a call stands before those who answer for themselves."""
    router = Router()
    on_call = OnCall(desk, access)

    async def answer(update_id: int, user: User, text: str) -> None:
        await answering.answer(update_id, user.id, saying(text))

    async def submit(who: Heard, user: User, reply: Reply | Pressed) -> None:
        try:
            await say(await service.submit(who, reply))
        except NoCaller:
            await desk.end(user.id, at_once=True)
        else:
            await desk.end(user.id, at_once=False)
        wake()

    @router.message(StaffInPrivate(access), CommandWord("call"))
    async def call(message: Message, command: CommandObject, update_id: int) -> None:
        assert message.from_user is not None
        user, caller = message.from_user, told(command.args or "")
        locale = locale_of(user, default_locale)
        who = replace(heard(update_id, user, default_locale), caller=caller)
        try:
            begun = desk.begun(update_id, user.id, caller, locale)
            await say(await service.answer_call(who, begun))
        except InChat as found:
            await answer(update_id, user, desk.in_chat(found.contact, locale))

    @router.message(StaffInPrivate(access), CommandWord("hangup"))
    async def hang_up(message: Message, update_id: int) -> None:
        assert message.from_user is not None
        user = message.from_user
        ended = await desk.end(user.id, at_once=True)
        if ended:
            wake()
        else:
            await answer(update_id, user, desk.none(locale_of(user, default_locale)))

    @router.message(on_call)
    async def reply(message: Message, caller: Caller, update_id: int) -> None:
        assert message.from_user is not None
        said = reply_of(message)
        if isinstance(said, SharedContact):  # the caller's card, handed on by staff
            said = Typed(said.phone)
        who = heard(update_id, message.from_user, default_locale, message=message.message_id)
        await submit(replace(who, caller=caller), message.from_user, said)

    @router.callback_query(Payload(AnswerButton), on_call)
    async def tap(
        query: CallbackQuery, button: AnswerButton, caller: Caller, update_id: int
    ) -> None:
        who = _tapping(update_id, query, button.session, caller, default_locale)
        await acknowledge(query)
        await submit(who, query.from_user, pressed(button))

    @router.callback_query(Payload(EditButton), on_call)
    async def change(
        query: CallbackQuery, button: EditButton, caller: Caller, update_id: int
    ) -> None:
        who = _tapping(update_id, query, button.session, caller, default_locale)
        await acknowledge(query)
        await submit(who, query.from_user, Pressed(-1, Edit(button.step)))

    return router


def _tapping(
    update_id: int, query: CallbackQuery, session: int, caller: Caller, locale: str
) -> Heard:
    tapped = tapped_message(query)
    who = heard(update_id, query.from_user, locale, session_id=session, tapped=tapped)
    return replace(who, caller=caller)
