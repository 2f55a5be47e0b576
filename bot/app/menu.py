"""The command menus that Telegram shows: everybody's, that of staff, that of partners."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from aiogram.exceptions import TelegramAPIError
from aiogram.types import BotCommand, BotCommandScopeChat

from bot.app.app import App

PUBLIC_COMMANDS = ("start", "human", "help", "settings", "privacy", "mydata", "delete", "stop")
STAFF_COMMANDS = (
    "status",
    "leads",
    "selfservice",
    "lead",
    "why",
    "override",
    "overrides",
    "calibration",
    "amount",
    "company",
    "conflict",
    "exclusive",
    "team",
    "queue",
    "away",
    "back",
    "season",
    "supply",
    "wait",
    "cadences",
    "meet",
    "meetings",
    "invite",
    "link",
    "outbox",
    "ab",
    "resolved",
    "nps",
    "offers",
    "birthday",
    "feedback",
    "partners",
    "mailing",
    "mailings",
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
    "metric",
    "export",
    "help",
)
PARTNER_COMMANDS = ("start", "new", "work", "closed", "link", "help")


async def show_commands(app: App) -> None:
    """Set the menus; whoever has not started the bot yet gets theirs at the next start."""
    locale = app.settings.default_language
    with suppress(TelegramAPIError):
        for each in app.texts.locales:
            await app.bot.set_my_commands(
                _menu(app, PUBLIC_COMMANDS, each), language_code=None if each == locale else each
            )
    staff = {*app.access.sales_ids, *app.access.manager_ids}
    for person in {*staff, *app.access.partner_ids}:
        commands = STAFF_COMMANDS if person in staff else PARTNER_COMMANDS
        with suppress(TelegramAPIError):
            await app.bot.set_my_commands(
                _menu(app, commands, locale), scope=BotCommandScopeChat(chat_id=person)
            )


def _menu(app: App, names: Sequence[str], locale: str) -> list[BotCommand]:
    return [
        BotCommand(command=name, description=app.texts.label(f"command_{name}", locale))
        for name in names
    ]
