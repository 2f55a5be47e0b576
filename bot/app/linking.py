"""Part of the composition root: links that staff make, and those of people of an existing base."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from aiogram import Bot

from bot.app.meetings import MeetingParts
from bot.app.sandbox import SANDBOX_TOKEN
from bot.app.settings import Settings
from bot.chat.access import Access
from bot.chat.answering import Answering
from bot.chat.book import Book
from bot.chat.linking.desk import LinkDesk, LinkUnitOfWork
from bot.chat.linking.router import PREFIX, linking_router
from bot.chat.links import Links, Opening
from bot.chat.router import Router
from dialogs.service import DialogService
from leads.outbox import Claimed
from leads.partners.partner import Register
from storage.secrets import KeyRing

PLACE = "links.person"
"""What signatures of links are made for, so that they fit nothing else."""


def links_of_people(keys: KeyRing) -> Links:
    """Links of people of a base."""
    return Links(lambda text: keys.indexes(PLACE, text), PREFIX, "person")


def opening_of(settings: Settings, bot: Bot) -> Opening:
    """Where links lead: to Telegram, or to the sandbox's page."""
    played = settings.bot_token.get_secret_value() == SANDBOX_TOKEN
    return Opening(bot, sandbox=settings.bot_api_url if played else "")


def linking(
    met: MeetingParts,
    bot: Bot,
    register: Register,
    book: Book,
    service: DialogService,
    answering: Answering[LinkUnitOfWork],
    say: Callable[[Sequence[Claimed]], Awaitable[None]],
    access: Access,
) -> Router:
    """The handlers of /link and of links of people of a base."""
    database, texts, locale = met.database, met.texts, met.settings.default_language
    links, opening = links_of_people(database.keys), opening_of(met.settings, bot)
    desk = LinkDesk(database, links, opening, register, book, texts, met.clock)
    return linking_router(desk, service, answering, say, access, texts, default_locale=locale)
