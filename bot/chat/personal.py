"""Commands and buttons about a person's own settings and data. Parses, calls one desk, wakes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from aiogram import Router
from aiogram.types import CallbackQuery, Message, User

from bot.chat.callbacks import OwnButton
from bot.chat.filters import CommandWord, InPrivate, Payload
from bot.chat.own import Asker
from bot.chat.own_settings import SettingsDesk
from bot.chat.people import locale_of, tapped_message
from bot.chat.taps import acknowledge

Act = Callable[[Asker, str], Awaitable[None]]


def personal_router(
    settings: SettingsDesk, wake: Callable[[], None], *, default_locale: str
) -> Router:
    """Handlers of the private chat. `wake` lets the relay answer at once."""
    router = Router(name="personal")

    acts: Mapping[str, Act] = {
        "lang": settings.speak,
        "quiet": settings.keep_quiet,
        "about": settings.toggle,
        "agree": settings.agree,
        "stop": settings.stop,
    }

    def asker(user: User, update_id: int, tapped: int | None = None) -> Asker:
        locale = locale_of(user, default_locale)
        return Asker(update_id, user.id, user.full_name[:200], user.username, locale, tapped)

    @router.message(InPrivate(), CommandWord("settings"))
    async def show_settings(message: Message, update_id: int) -> None:
        if message.from_user is not None:
            await settings.show(asker(message.from_user, update_id))
            wake()

    @router.message(InPrivate(), CommandWord("stop"))
    async def stop(message: Message, update_id: int) -> None:
        if message.from_user is not None:
            await settings.stop(asker(message.from_user, update_id))
            wake()

    @router.callback_query(Payload(OwnButton))
    async def tap(query: CallbackQuery, button: OwnButton, update_id: int) -> None:
        who = asker(query.from_user, update_id, tapped_message(query))
        act = acts.get(button.act)
        await (settings.show(who) if act is None else act(who, button.arg))
        wake()
        await acknowledge(query)

    return router
