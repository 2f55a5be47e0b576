"""Handlers of a partner's people, in private. Who they are is asked of the register each time."""

from __future__ import annotations

from collections.abc import Callable

from aiogram.filters import CommandObject, Filter
from aiogram.types import CallbackQuery, Message, User

from bot.chat.access import Access, Role
from bot.chat.callbacks import PartnerButton
from bot.chat.filters import CommandWord, InPrivate, Payload, is_command
from bot.chat.partners.buttons import LISTS
from bot.chat.partners.cabinet import Asker, Cabinet
from bot.chat.people import LONGEST_TEXT, locale_of, tapped_message
from bot.chat.router import Router
from bot.chat.taps import acknowledge
from bot.chat.texts import Texts


class OwnWords(Filter):
    """Anything that is no command."""

    async def __call__(self, message: Message) -> bool:
        return not is_command(message)


class FromPartner(InPrivate):
    """A partner's person wrote it in private."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def __call__(self, message: Message) -> bool:
        user = message.from_user
        if user is None or self._access.role(user.id) is not Role.PARTNER:
            return False
        return await super().__call__(message)


def partners_router(
    cabinet: Cabinet,
    access: Access,
    texts: Texts,
    wake: Callable[[], None],
    *,
    default_locale: str,
) -> Router:
    """The partner's own bot. `wake` lets the relay answer at once."""
    router = Router()

    def asker(user: User, update_id: int, tapped: int | None = None) -> Asker:
        return Asker(update_id, user.id, locale_of(user, default_locale), tapped)

    @router.message(FromPartner(access), CommandWord("start", "help", *LISTS))
    async def command(message: Message, command: CommandObject, update_id: int) -> None:
        assert message.from_user is not None
        who = asker(message.from_user, update_id)
        if command.command in LISTS:
            await cabinet.listed(who, command.command)
        elif command.command == "help":
            await cabinet.help(who)
        else:
            await cabinet.menu(who)
        wake()

    @router.message(FromPartner(access), OwnWords())
    async def words(message: Message, update_id: int) -> None:
        assert message.from_user is not None
        await cabinet.words(
            asker(message.from_user, update_id), (message.text or "")[:LONGEST_TEXT]
        )
        wake()

    @router.callback_query(Payload(PartnerButton))
    async def tap(query: CallbackQuery, button: PartnerButton, update_id: int) -> None:
        who = asker(query.from_user, update_id, tapped_message(query))
        if access.role(who.id) is not Role.PARTNER:
            await acknowledge(query, texts.toast("partner_not_theirs", who.locale))
            return
        toast = await cabinet.tap(who, button)
        wake()
        await acknowledge(query, toast or None)

    return router
