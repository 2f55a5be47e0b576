"""What prospects do in the private chat. Each handler parses, calls one service, presents."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from bot.chat.access import Access
from bot.chat.callbacks import AnswerButton, EditButton
from bot.chat.filters import CommandWord, InPrivate, Payload
from bot.chat.people import heard, pressed, reply_of, tapped_message
from bot.chat.router import Router
from bot.chat.taps import acknowledge
from dialogs.heard import Heard
from dialogs.replies import Edit, Pressed
from dialogs.service import DialogService
from leads.catalogue import Campaign, arrival
from leads.outbox import Claimed

Say = Callable[[Sequence[Claimed]], Awaitable[None]]


def prospects_router(
    service: DialogService,
    say: Say,
    campaigns: Mapping[str, Campaign],
    access: Access,
    *,
    default_locale: str,
) -> Router:
    """Handlers of the private chat, last in line: whatever nobody else took is an answer."""
    router = Router()

    def tapping(update_id: int, query: CallbackQuery, session: int) -> Heard:
        return heard(
            update_id,
            query.from_user,
            default_locale,
            session_id=session,
            tapped=tapped_message(query),
        )

    @router.message(InPrivate(), CommandWord("start"))
    async def open_conversation(message: Message, command: CommandObject, update_id: int) -> None:
        if message.from_user is None:
            return
        who = heard(update_id, message.from_user, default_locale)
        await say(await service.open(who, arrival(command.args, campaigns)))

    @router.message(InPrivate(), CommandWord("restart"))
    async def begin_anew(message: Message, update_id: int) -> None:
        if message.from_user is not None:
            await say(await service.restart(heard(update_id, message.from_user, default_locale)))

    @router.message(InPrivate())
    async def answer(message: Message, update_id: int) -> None:
        if message.from_user is None or message.from_user.is_bot:
            return
        who = heard(
            update_id,
            message.from_user,
            default_locale,
            message=message.message_id,
            staff=access.is_staff(message.from_user.id),
        )
        await say(await service.submit(who, reply_of(message)))

    @router.callback_query(Payload(AnswerButton))
    async def tap(query: CallbackQuery, button: AnswerButton, update_id: int) -> None:
        who = tapping(update_id, query, button.session)
        said = await service.submit(who, pressed(button))
        await acknowledge(query)
        await say(said)

    @router.callback_query(Payload(EditButton))
    async def change(query: CallbackQuery, button: EditButton, update_id: int) -> None:
        who = tapping(update_id, query, button.session)
        said = await service.submit(who, Pressed(-1, Edit(button.step)))
        await acknowledge(query)
        await say(said)

    return router
