"""Part of the composition root: the reports of managers. All construction, no logic.

What reads periods and counts orders is imported when a manager first asks: no start needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING

from bot.app.chances import ChancesWatch
from bot.app.digesting import Digesting, unwanted
from bot.app.hypotheses import HypothesisParts
from bot.app.settings import Settings
from bot.app.watching import Watch
from bot.app.worth import WorthWatch
from bot.chat.access import Access
from bot.chat.answering import Answering
from bot.chat.book import Book
from bot.chat.map_of_offers import OfferMap
from bot.chat.reports.faces import EXPORT, REPORT_FACE
from bot.chat.reports.router import Asking, reports_router
from bot.chat.reports.scope import Scope
from bot.chat.router import Router
from bot.chat.sender import Sender
from bot.chat.texts import Texts
from leads.catalogue import UNKNOWN_LINK, Campaign
from leads.clock import Clock
from leads.contact import DIRECT
from leads.outbox import Claimed
from leads.partners.partner import Register
from leads.policy import Policy
from leads.roster import Roster
from leads.team import Member, Team
from scheduler.dispatch import Own
from scheduler.relay import Deliver, Outcome
from storage.database import Database
from storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from bot.chat.reports.desk import Known, ReportDesk
    from bot.chat.reports.faces.delivery import Faces
    from bot.chat.reports.faces.desk import FaceDesk
    from bot.chat.reports.naming import Naming
    from reports.chances import ChancesReader
    from reports.plan.months import Plan
    from reports.source import Sources
    from reports.tables import Report

DRAWS = "PIL"
"""What the extra `charts` brings."""


@dataclass(frozen=True, slots=True)
class Filed:
    """What files say that reports tell of; `names` are those of staff where no team is filed."""

    campaigns: Mapping[str, Campaign]
    team: Team | None
    plan: Plan
    partners: Register
    names: Mapping[int, str]


class Reporting:
    """The reports of one database: their figures, their words, and what they are shown as."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        policy: Policy,
        book: Book,
        filed: Filed,
        chances: ChancesReader,
        texts: Texts,
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._database = database
        self._policy = policy
        self._book = book
        self._filed = filed
        self._chances = chances
        self._texts = texts
        self._clock = clock
        team = filed.team
        sellers = team or Team(tuple(Member(one, "") for one in settings.sales_ids))
        self._digesting = Digesting(
            settings,
            database,
            Roster(sellers, policy),
            lambda: self.sources,
            lambda: self.naming,
            chances,
            texts,
            clock,
        )
        self._hypotheses = HypothesisParts(
            settings,
            database,
            policy,
            lambda: self.desk,
            lambda: self.naming,
            texts,
            clock,
        )
        self._managers = {one.id: one.name for one in team.members} if team else filed.names

    @cached_property
    def faces(self) -> Faces:
        """What makes pictures and files."""
        from bot.chat.reports.faces.delivery import Faces
        from storage.reports.lead_lines import LeadLines

        settings = self._settings
        return Faces(
            self.sources,
            self.naming,
            LeadLines(self._database),
            self._texts,
            self._clock,
            settings.zone,
            settings.picture_theme,
        )

    @cached_property
    def face_desk(self) -> FaceDesk:
        """What says which of them stand under a report."""
        from bot.chat.reports.faces.desk import FaceDesk

        drawable = find_spec(DRAWS) is not None
        return FaceDesk(
            self._database,
            self.faces.keep,
            self._texts,
            self._clock,
            self._settings.zone,
            drawable=drawable,
        )

    def rows_by(self, sender: Sender) -> Mapping[str, Deliver]:
        """What delivers rows of pictures, files, digests and hypotheses, by their kind."""

        async def face(row: Claimed) -> Outcome:
            return await self.faces.deliver(sender, row)

        digests, hypotheses = self._digesting.rows_by(sender), self._hypotheses.rows_by(sender)
        return {REPORT_FACE: face, **digests, **hypotheses}

    @cached_property
    def sources(self) -> Sources:
        """Every report by id."""
        from bot.app.report_sources import sources

        return sources(
            self._settings,
            self._database,
            self._policy,
            self._chances,
            self._filed.plan,
            self._filed.partners,
            self._clock,
        )

    @cached_property
    def naming(self) -> Naming:
        """What ids are called."""
        from bot.chat.reports.naming import Naming

        return Naming(self._texts, self._book, self._managers)

    def told(self, report: Report, locale: str) -> str:
        """A report as a message."""
        from bot.chat.reports.shown import ShownReport

        return ShownReport(self._texts, self.naming).text(report, locale)

    @cached_property
    def known(self) -> Known:
        """What filters may name besides products."""
        from bot.chat.reports.desk import Known

        channels = {DIRECT, UNKNOWN_LINK, *(one.channel for one in self._filed.campaigns.values())}
        return Known(channels=frozenset(channels), managers=self._managers)

    @cached_property
    def desk(self) -> ReportDesk:
        """What answers commands."""
        from bot.chat.reports.desk import ReportDesk

        zone = self._settings.zone
        return ReportDesk(
            self.sources,
            self._book,
            self.known,
            self.naming,
            OfferMap(self._policy.repeat, self._book, self._texts),
            self._texts,
            self._clock,
            zone,
        )

    @property
    def watches(self) -> tuple[Watch, ...]:
        """What looks at figures by night, and warns managers."""
        settings, database = self._settings, self._database
        managers, locale = settings.manager_ids, settings.default_language
        told = managers, self._texts, self._clock, settings.zone
        return (
            ChancesWatch(database, self._chances, self.told, *told, locale=locale),
            WorthWatch(database, *told, locale=locale),
        )

    def scope(self, access: Access) -> Scope:
        """Who sees what."""
        return Scope(access, own=self._settings.sales_reports == "own")

    async def scheduled(self, access: Access) -> Mapping[str, Own[UnitOfWork]]:
        """What touches make files and digests by themselves, and tell of hypotheses.
        `SettingsError`, OSError."""
        digests, hypotheses = await self._digesting.touches(), self._hypotheses.touches
        return {EXPORT: await self._files(access), **digests, **hypotheses}

    async def _files(self, access: Access) -> Own[UnitOfWork]:
        """Each file of EXPORTS_FILE has its touch from now on."""
        settings, locale = self._settings, self._settings.default_language
        if not settings.exports_file:
            return unwanted
        from bot.app.exports_file import load_exports
        from bot.chat.reports.faces.scheduled import ScheduledFiles

        found = load_exports(
            settings.exports_file,
            self.desk.files,
            settings.manager_ids,
            lambda words: self.desk.understood(words, locale),
        )
        files = ScheduledFiles(found, access, self._clock, settings.zone, locale)
        await self._database.run(files.plan)
        return files.due

    def routers(
        self, answering: Answering[UnitOfWork], access: Access, wake: Callable[[], None]
    ) -> tuple[Router, ...]:
        """The handlers."""
        asking = Asking(
            lambda: self.desk,
            lambda: self.face_desk,
            self.scope(access),
            access,
            self._texts,
            self._settings.default_language,
        )
        return (
            reports_router(asking, answering, wake),
            self._hypotheses.router(answering, access),
        )
