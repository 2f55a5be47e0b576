"""The page built: its command in the chat, and its application for the bot's HTTP server.

What counts reports is imported when somebody first looks: no start needs it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from aiohttp import web

from bot.app.page.address import PageAddress
from bot.app.page.doors import PageDoors
from bot.app.reporting import Reporting
from bot.app.settings import Settings
from bot.chat.access import Access
from bot.chat.answering import Answering
from bot.chat.book import Book
from bot.chat.page.desk import PageDesk, PageUnitOfWork
from bot.chat.page.router import page_router
from bot.chat.router import Router
from bot.chat.texts import Texts
from bot.web.page.cookies import PATH, Cookies
from bot.web.page.entry import Entry
from bot.web.page.guessing import Guesses
from bot.web.page.rendering import Rendering
from bot.web.page.server import page_routes
from bot.web.page.shield import Shield
from leads.clock import Clock
from storage.database import Database

if TYPE_CHECKING:
    from bot.web.page.pages import Pages

BASE = f"{PATH}/"


@dataclass(frozen=True, slots=True)
class OpenPage:
    """The page of a program: `router` answers /page, `routes` are what its server serves; none
    where there is no public address."""

    router: Router
    routes: Sequence[web.RouteDef]


def page_of(
    told: Reporting,
    settings: Settings,
    database: Database,
    book: Book,
    answering: Answering[PageUnitOfWork],
    access: Access,
    texts: Texts,
    clock: Clock,
    wake: Callable[[], None],
) -> OpenPage:
    """The page of the reports of one database."""
    locale, address = settings.default_language, PageAddress(settings.public_url)
    doors = PageDoors(database, told.scope(access), texts, clock, wake, default_locale=locale)
    desk = PageDesk(database, address, texts, clock)
    router = page_router(desk, answering, doors.may_see, texts, wake, default_locale=locale)
    if not address.origin:
        return OpenPage(router, ())
    cookies, rendering = Cookies(secure=address.secure), Rendering(BASE, settings.company_name)
    guesses, token = Guesses(time.monotonic), settings.bot_token.get_secret_value()
    entry = Entry(
        doors, cookies, rendering, guesses, token, clock.now, BASE, proxies=settings.trusted_proxies
    )

    @cache
    def pages() -> Pages:
        from bot.app.page.stories import LeadStories
        from bot.app.page.words import PageWords
        from bot.web.page.fresh import Fresh
        from bot.web.page.pages import Pages
        from storage.reports.stamp import ChangeStamp

        stamp = ChangeStamp(database)
        return Pages(
            doors,
            cookies,
            rendering,
            Fresh(told.sources, stamp, time.monotonic),
            stamp,
            PageWords(texts, book, told.naming, told.known),
            LeadStories(database, book, texts, clock, settings.zone),
            clock.now,
            settings.zone,
            BASE,
        )

    shield = Shield(address.origin, secure=address.secure)
    return OpenPage(router, page_routes(entry, pages, shield))
