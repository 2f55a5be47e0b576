"""Commands and buttons about a person's own settings and data. Parses, calls one desk, wakes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message, User

from bot.chat.birthdays import BirthdayDesk
from bot.chat.callbacks import OwnButton
from bot.chat.filters import CommandWord, InPrivate, Payload
from bot.chat.own import Asker
from bot.chat.own_data import DataDesk
from bot.chat.own_settings import SettingsDesk
from bot.chat.people import locale_of, tapped_message
from bot.chat.router import Router
from bot.chat.taps import acknowledge

Act = Callable[[Asker, OwnButton], Awaitable[None]]
COMMANDS = ("settings", "stop", "privacy", "mydata", "delete")


def personal_router(
    settings: SettingsDesk,
    data: DataDesk,
    birthdays: BirthdayDesk,
    wake: Callable[[], None],
    *,
    default_locale: str,
) -> Router:
    """Handlers of the private chat. `wake` lets the relay answer at once."""
    router = Router()

    acts: Mapping[str, Act] = {
        "settings": lambda who, _: settings.show(who),
        "lang": lambda who, button: settings.speak(who, button.arg),
        "quiet": lambda who, button: settings.keep_quiet(who, button.arg),
        "about": lambda who, button: settings.toggle(who, button.arg),
        "agree": lambda who, button: settings.agree(who, button.arg),
        "stop": lambda who, button: settings.stop(who, button.arg),
        "privacy": lambda who, _: data.privacy(who),
        "withdraw": lambda who, button: data.withdraw(who, button.arg, button.partner),
        "mydata": lambda who, _: data.hand_out(who),
        "delete": lambda who, _: data.explain_erasure(who),
        "erase": lambda who, _: data.erase(who),
        "keep": lambda who, _: data.keep(who),
        "birthday": lambda who, button: birthdays.own(who, button.arg),
    }

    def asker(user: User, update_id: int, tapped: int | None = None) -> Asker:
        locale = locale_of(user, default_locale)
        return Asker(update_id, user.id, user.full_name[:200], user.username, locale, tapped)

    @router.message(InPrivate(), CommandWord(*COMMANDS))
    async def ask(message: Message, command: CommandObject, update_id: int) -> None:
        if message.from_user is not None:
            await acts[command.command](
                asker(message.from_user, update_id), OwnButton(act=command.command)
            )
            wake()

    @router.message(InPrivate(), CommandWord("birthday"))
    async def told(message: Message, command: CommandObject, update_id: int) -> None:
        if message.from_user is not None:
            await birthdays.own(asker(message.from_user, update_id), command.args or "")
            wake()

    @router.callback_query(Payload(OwnButton))
    async def tap(query: CallbackQuery, button: OwnButton, update_id: int) -> None:
        who = asker(query.from_user, update_id, tapped_message(query))
        await acts.get(button.act, acts["settings"])(who, button)
        wake()
        await acknowledge(query)

    return router
