"""Buttons about products that are gone or back, and the commands of staff. Parses, calls one
service, answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from bot.chat.access import Access
from bot.chat.answering import Answering
from bot.chat.callbacks import WaitButton
from bot.chat.documents import ConsentDocuments
from bot.chat.filters import CommandWord, Payload
from bot.chat.people import heard, tapped_message
from bot.chat.router import Router
from bot.chat.staff_commands import StaffCommands
from bot.chat.supply.desk import SeasonUnitOfWork, SupplyDesk
from bot.chat.supply.words import GO, WAIT
from bot.chat.taps import acknowledge
from bot.chat.texts import Texts
from dialogs.service import DialogService
from leads.documents import ConsentText
from leads.outbox import Claimed
from leads.selling import Seller

Say = Callable[[Sequence[Claimed]], Awaitable[None]]


def waiting_router(
    service: DialogService, documents: ConsentDocuments, say: Say, *, default_locale: str
) -> Router:
    """Handlers of the person's buttons, which work at any moment."""
    router = Router()

    def agreement(locale: str) -> ConsentText:
        return documents.text("consent_wait", locale)

    @router.callback_query(Payload(WaitButton))
    async def tap(query: CallbackQuery, button: WaitButton, update_id: int) -> None:
        tapped = tapped_message(query)
        who = heard(update_id, query.from_user, default_locale, tapped=tapped)
        if button.act == WAIT:
            said = await service.wait_for(who, button.product, agreement)
        elif button.act == GO:
            said = await service.go_on_with(who, button.product)
        else:
            said = await service.choose_another(who)
        await acknowledge(query)
        await say(said)

    return router


def supply_router(
    desk: SupplyDesk,
    answering: Answering[SeasonUnitOfWork],
    refresh: Callable[[], Awaitable[None]],
    access: Access,
    texts: Texts,
    *,
    default_locale: str,
) -> Router:
    """Handlers of the commands, in private and in the sales chat. `refresh` lets what was said
    count at once."""
    router, staff = Router(), StaffCommands(answering, access, texts, default_locale)

    @router.message(CommandWord("season", "supply"))
    async def about_supply(message: Message, command: CommandObject, update_id: int) -> None:
        async def act(uow: SeasonUnitOfWork, by: Seller, language: str) -> str:
            if command.command == "season":
                return await desk.season(uow, by.id, command.args or "", language)
            return await desk.supply(uow, language)

        await staff.answer(message, update_id, act)
        await refresh()

    return router
