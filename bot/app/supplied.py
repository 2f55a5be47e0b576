"""Part of the composition root: what supply is made of. All construction, no logic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.app.settings import Settings, SettingsError
from bot.app.supplying import Supplying
from bot.chat.access import Access
from bot.chat.answering import Answering
from bot.chat.book import Book
from bot.chat.documents import ConsentDocuments
from bot.chat.router import Router
from bot.chat.supply.desk import SeasonUnitOfWork, SupplyDesk
from bot.chat.supply.router import Say, supply_router, waiting_router
from bot.chat.supply.words import SupplyVoice
from bot.chat.texts import Texts
from crm_sync.supply.source import SupplySource
from dialogs.service import DialogService
from dialogs.shelf import Shelf
from leads.clock import Clock
from leads.supply.selling import Selling
from leads.supply.watching import Watching
from storage.database import Database


@dataclass(frozen=True, slots=True)
class SupplyParts:
    """What keeps supply up, what touches ask of it, and what commands about it answer."""

    supply: Supplying
    selling: Selling
    desk: SupplyDesk
    access: Access
    texts: Texts

    def routers(
        self,
        service: DialogService,
        documents: ConsentDocuments,
        answering: Answering[SeasonUnitOfWork],
        say: Say,
        *,
        default_locale: str,
    ) -> tuple[Router, Router]:
        """The handlers of people's buttons and of staff's commands."""
        refresh, access, texts = self.supply.refresh, self.access, self.texts
        return (
            waiting_router(service, documents, say, default_locale=default_locale),
            supply_router(
                self.desk, answering, refresh, access, texts, default_locale=default_locale
            ),
        )


async def supply_parts(
    settings: Settings,
    database: Database,
    shelf: Shelf,
    texts: Texts,
    access: Access,
    book: Book,
    clock: Clock,
) -> SupplyParts:
    """The parts for these settings, with what is known already on the shelf.

    SettingsError for articles that can't be read.
    """
    source, locale = source_of(settings, clock), settings.default_language
    one = (settings.supply_chat_id,) if settings.supply_chat_id else ()
    voice = SupplyVoice(texts, book, locale, one or settings.manager_ids or access.card_chats())
    stale = timedelta(hours=settings.supply_stale_hours)
    watching = Watching(settings.zone, stale, voice.staff, expected=source is not None)
    every = timedelta(minutes=settings.supply_every_minutes)
    shared = not settings.database_url.startswith("sqlite")
    supply = Supplying(database, shelf, watching, clock, source, every, shared=shared)
    await supply.refresh()
    desk = SupplyDesk(watching, book, texts, clock, settings.zone)
    return SupplyParts(supply, Selling(supply.supply, watching, voice.back), desk, access, texts)


def source_of(settings: Settings, clock: Clock) -> SupplySource | None:
    """The source that the settings name, None for none. Only that one is imported."""
    if settings.supply_file:
        from crm_sync.supply.file import SupplyFile

        return SupplyFile(Path(settings.supply_file))
    if settings.supply_url:
        from crm_sync.supply.http import SupplyService

        return SupplyService(settings.supply_url, settings.supply_key.get_secret_value(), clock)
    if not settings.supply_1c_url:
        return None
    from crm_sync.supply.onec import Names, SupplyOneC, read_articles

    try:
        articles = read_articles(settings.supply_1c_articles)
    except ValueError as error:
        raise SettingsError(f"SUPPLY_1C_ARTICLES: {error}") from error
    return SupplyOneC(
        settings.supply_1c_url,
        settings.supply_1c_user,
        settings.supply_1c_password.get_secret_value(),
        articles,
        Names(settings.supply_1c_register, settings.supply_1c_stock, settings.supply_1c_reserved),
        clock,
    )
