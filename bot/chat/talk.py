"""Handlers of the talk between staff and a person: words, files, edits; /brief, /bot, /close."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import CommandObject, Filter
from aiogram.types import Message

from bot.chat.access import Access
from bot.chat.answering import Answering, saying
from bot.chat.filters import CommandWord, InPrivate, is_command
from bot.chat.managers import ManagerDesk
from bot.chat.people import author_of, locale_of, may_command, seller_of, topic_of
from bot.chat.router import Router
from bot.chat.staff_commands import StaffCommands
from bot.chat.talk_desk import TalkDesk, TalkDeskUnitOfWork, Written
from bot.chat.texts import Texts
from leads.selling import Seller
from leads.talk import Spot

NOTE = "//"
"""Words of staff that begin so are for colleagues only."""

PASSED_ON = frozenset(
    {"text", "photo", "document", "voice", "audio", "video", "video_note", "animation", "sticker",
     "location", "venue", "contact"}
)  # fmt: skip


def spot_of(message: Message) -> Spot:
    """Where a message of staff was written."""
    reply = message.reply_to_message
    return Spot(
        message.chat.id,
        topic_of(message),
        reply.message_id if reply is not None else None,
    )


def written_of(message: Message) -> Written:
    """A message of staff as the desk takes it."""
    what = getattr(message.content_type, "value", str(message.content_type))
    html = message.html_text if message.text or message.caption else ""
    return Written(message.message_id, what, html, message.edit_date or 0)


class ToPerson(Filter):
    """A member of staff writes where a person may be spoken with: in a topic, or in reply to us."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def __call__(self, message: Message) -> bool | dict[str, Any]:
        user = message.from_user
        if user is None or message.sender_chat is not None or is_command(message):
            return False
        if not self._access.may_speak(user.id, message.chat.id):
            return False
        written = written_of(message)
        words = message.text or message.caption or ""
        if written.what not in PASSED_ON or words.startswith(NOTE):
            return False
        spot = spot_of(message)
        in_topic = spot.thread_id is not None and message.chat.id == self._access.sales_chat_id
        if not in_topic and spot.reply_to is None:
            return False
        return {"spot": spot, "written": written}


def talk_router(
    desk: TalkDesk,
    managers: ManagerDesk,
    answering: Answering[TalkDeskUnitOfWork],
    access: Access,
    texts: Texts,
    wake: Callable[[], None],
    *,
    locale: str,
) -> Router:
    """Handlers of staff. Words where nobody is spoken with are for other routers."""
    router, staff = Router(), StaffCommands(answering, access, texts, locale)

    @router.message(ToPerson(access))
    async def write(message: Message, spot: Spot, written: Written, update_id: int) -> None:
        if message.from_user is None:
            return
        by = seller_of(message.from_user, access)
        if not await desk.pass_on(update_id, spot, written, by):
            raise SkipHandler
        wake()

    @router.edited_message(ToPerson(access))
    async def correct(message: Message, spot: Spot, written: Written, update_id: int) -> None:
        await desk.correct(update_id, spot, written)
        wake()

    @router.edited_message(InPrivate())
    async def corrected(message: Message, update_id: int) -> None:
        if message.from_user is not None:
            await desk.corrected(update_id, message.from_user.id, written_of(message))
            wake()

    @router.message(CommandWord("bot", "close"))
    async def command(message: Message, command: CommandObject, update_id: int) -> None:
        spot, args = spot_of(message), command.args or ""

        async def act(uow: TalkDeskUnitOfWork, by: Seller, _: str) -> str:
            if command.command == "bot":
                return await desk.bot(uow, update_id, spot, args, by)
            return await desk.close(uow, spot, args, by)

        await staff.answer(message, update_id, act)

    @router.message(CommandWord("brief"))
    async def brief(message: Message, update_id: int) -> None:
        spot, user = spot_of(message), author_of(message)
        if user is None or not may_command(message, access):
            text = texts.render("access_denied", locale_of(message.from_user, locale))
        elif (lead_id := await desk.lead_at(spot)) is None:
            text = texts.render("nobody_here", locale)
        else:
            text = await managers.lead(str(lead_id), locale, by=user.id)
        await answering.answer(update_id, message.chat.id, saying(text), thread=spot.thread_id)

    return router
