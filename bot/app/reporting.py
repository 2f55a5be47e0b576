"""Part of the composition root: the reports of managers. All construction, no logic.

What reads periods and counts orders is imported when a manager first asks: no start needs it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from aiogram import Router

from bot.app.settings import Settings
from bot.chat.access import Access
from bot.chat.answering import Answering, AnsweringUnitOfWork
from bot.chat.book import Book
from bot.chat.reports.router import reports_router
from bot.chat.texts import Texts
from leads.catalogue import UNKNOWN_LINK, Campaign
from leads.clock import Clock
from leads.contact import DIRECT
from leads.team import Team
from storage.database import Database

if TYPE_CHECKING:
    from bot.chat.reports.desk import ReportDesk
    from reports.source import Sources


def reporting(
    settings: Settings,
    database: Database,
    book: Book,
    campaigns: Mapping[str, Campaign],
    team: Team | None,
    answering: Answering[AnsweringUnitOfWork],
    access: Access,
    texts: Texts,
    clock: Clock,
) -> Router:
    """The handlers of reports over one database."""

    @cache
    def desk() -> ReportDesk:
        from bot.chat.reports.desk import Known, ReportDesk

        channels = {DIRECT, UNKNOWN_LINK, *(one.channel for one in campaigns.values())}
        known = Known(
            channels=frozenset(channels),
            managers={one.id: one.name for one in team.members} if team else {},
        )
        return ReportDesk(sources(settings, database), book, known, texts, clock, settings.zone)

    return reports_router(desk, answering, access, texts, default_locale=settings.default_language)


def sources(settings: Settings, database: Database) -> Sources:
    """Every report that can be shown as tables, by id."""
    from reports.pipeline.channels import Channels
    from reports.pipeline.lead_tables import Bundled
    from reports.pipeline.products import Products
    from reports.pipeline.tables import Funnel
    from reports.purchases.reports import PurchaseReports
    from reports.purchases.tables import AverageCheque, Classes, Cohorts, LifetimeValue
    from reports.sellers.managers import Managers
    from reports.thinking.reasons import Reasons
    from reports.thinking.thinkers import Thinkers
    from storage.reports.bundles import Bundles
    from storage.reports.funnel import FunnelCounts
    from storage.reports.purchases import Purchases
    from storage.reports.sellers import Sellers
    from storage.reports.sold import SoldOrders
    from storage.reports.thinking import StoredReasons, StoredThinkers

    zone, currency = settings.zone, settings.potential_currency
    purchases = PurchaseReports(Purchases(database), zone, currency)
    bundled = Bundled(Bundles(database), zone, currency)
    return {
        "funnel": Funnel(FunnelCounts(database), zone),
        "channels": Channels(bundled),
        "products": Products(bundled, SoldOrders(database), zone),
        "managers": Managers(bundled, Sellers(database), zone),
        "cohorts": Cohorts(purchases),
        "ltv": LifetimeValue(purchases),
        "abc": Classes(purchases),
        "avg_cheque": AverageCheque(purchases),
        "reasons": Reasons(StoredReasons(database), zone),
        "thinkers": Thinkers(StoredThinkers(database), zone),
    }
