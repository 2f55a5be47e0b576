"""Part of the composition root: what answers staff in their chats."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.app.exclusivity import Exclusivity
from bot.app.latest import StoredLeads
from bot.app.settings import Settings
from bot.chat.access import Access
from bot.chat.answering import Answering
from bot.chat.book import Book
from bot.chat.company_desk import CompanyDesk, companies_router
from bot.chat.deals import DealDesk
from bot.chat.finding import FindDesk, find_router
from bot.chat.handing import HandingDesk
from bot.chat.managers import ManagerDesk, managers_router
from bot.chat.outbox import OutboxDesk, outbox_router
from bot.chat.router import Router
from bot.chat.talk import talk_router
from bot.chat.talk_desk import TalkDesk
from bot.chat.team import TeamDesk, team_router
from bot.chat.texts import Texts
from dialogs.service import DialogService
from dialogs.shelf import ScenarioTexts, Shelf
from leads.clock import Clock
from leads.desk import Desk
from leads.grading.grading import Grading
from leads.handing.handing import Handing
from leads.policy import Policy
from leads.roster import Roster
from leads.talk import Talk
from storage.database import Database
from storage.finding import Finder
from storage.listing import Listing
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class StaffDesks:
    """What every desk of staff works with."""

    settings: Settings
    database: Database
    policy: Policy
    book: Book
    texts: Texts
    clock: Clock
    answering: Answering[UnitOfWork]
    access: Access
    wake: Callable[[], None]

    def routers(
        self,
        sales: Desk,
        exclusive: Exclusivity,
        grading: Grading,
        roster: Roster | None,
        service: DialogService,
        shelf: Shelf,
        versions: ScenarioTexts,
    ) -> Sequence[Router]:
        """Talks with people through the bot, companies, the team, what has not arrived, leads."""
        locale = self.settings.default_language

        async def splits(language: str) -> str:
            from bot.app.splitting import StoredSplits
            from bot.chat.splits import splits_in_words

            under_way = await StoredSplits(self.database, shelf, versions).under_way()
            return splits_in_words(under_way, self.texts, language)

        managers = ManagerDesk(
            self.database,
            StoredLeads(Listing(self.database, self.database.keys)),
            splits,
            self.book,
            self.texts,
            self.clock,
            self.settings.zone,
        )
        companies = CompanyDesk(self.policy, grading, exclusive.watch, self.texts, self.clock)
        return (
            find_router(
                FindDesk(Finder(self.database), self.book, self.texts),
                managers,
                companies,
                self.answering,
                self.access,
                self.texts,
                default_locale=locale,
            ),
            talk_router(
                TalkDesk(
                    self.database,
                    Talk(self.policy),
                    sales,
                    service,
                    self.texts,
                    self.clock,
                    locale=locale,
                ),
                managers,
                self.answering,
                self.access,
                self.texts,
                self.wake,
                locale=locale,
            ),
            companies_router(
                companies,
                self.answering,
                self.access,
                default_locale=locale,
            ),
            team_router(
                TeamDesk(roster, self.texts, self.clock, currency=self.settings.potential_currency),
                HandingDesk(Handing(sales, roster), self.texts, self.clock),
                self.answering,
                self.access,
                self.texts,
                default_locale=locale,
            ),
            outbox_router(
                OutboxDesk(self.texts),
                self.answering,
                self.access,
                self.texts,
                default_locale=locale,
            ),
            managers_router(
                managers,
                DealDesk(sales, self.texts, self.clock),
                self.answering,
                self.access,
                self.texts,
                company=self.settings.company_name,
                default_locale=locale,
            ),
        )
