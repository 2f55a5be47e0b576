"""The command menus that Telegram shows: everybody's, that of staff, that of partners."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from aiogram.exceptions import TelegramAPIError
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    BotCommandScopeDefault,
    BotCommandScopeUnion,
)

from bot.app.app import App
from bot.chat.access import Role

PUBLIC_COMMANDS = ("start", "human", "help", "settings", "privacy", "mydata", "delete", "stop")
MANAGER_COMMANDS = ("status", "leads", "find", "funnel", "reports", "help")
SALES_COMMANDS = ("leads", "find", "queue", "meetings", "team", "help")
SALES_WITH_REPORTS = ("leads", "find", "queue", "meetings", "reports", "help")
"""Six a role: the others are told of by /reports and /help."""
PARTNER_COMMANDS = ("start", "new", "work", "closed", "link", "help")


async def show_commands(app: App) -> None:
    """Set the menus; whoever has not started the bot yet gets theirs at the next start."""
    await _set(app, PUBLIC_COMMANDS, BotCommandScopeDefault())
    for person in {*app.access.sales_ids, *app.access.manager_ids, *app.access.partner_ids}:
        await _set(app, commands_of(app, person), BotCommandScopeChat(chat_id=person))


def commands_of(app: App, person: int) -> Sequence[str]:
    """The menu of somebody of the staff or of a partner."""
    match app.access.role(person):
        case Role.MANAGER:
            return MANAGER_COMMANDS
        case Role.SALES:
            return SALES_WITH_REPORTS if app.settings.sales_reports == "own" else SALES_COMMANDS
    return PARTNER_COMMANDS


async def _set(app: App, commands: Sequence[str], scope: BotCommandScopeUnion) -> None:
    """In every language: Telegram shows each person that of their own."""
    default = app.settings.default_language
    with suppress(TelegramAPIError):
        for locale in app.texts.locales:
            await app.bot.set_my_commands(
                _menu(app, commands, locale),
                scope=scope,
                language_code=None if locale == default else locale,
            )


def _menu(app: App, names: Sequence[str], locale: str) -> list[BotCommand]:
    return [
        BotCommand(command=name, description=app.texts.label(f"command_{name}", locale))
        for name in names
    ]
