"""The doors of the page over the database, and the question in the chat about a new browser."""

from __future__ import annotations

from collections.abc import Callable

from bot.chat.page.desk import question_row
from bot.chat.people import locale_of_code
from bot.chat.reports.scope import Scope
from bot.chat.texts import Texts
from leads.clock import Clock
from leads.page import doors
from leads.page.doors import Handed
from leads.page.keys import KeyKind, KeyState, PageKey, digest_of
from storage.database import Database
from storage.page_visits import PageVisits
from storage.unit_of_work import UnitOfWork


class PageDoors:
    """`bot.web.page.ports.Doors`: who sees what is the same as in the chat."""

    def __init__(
        self,
        database: Database,
        scope: Scope,
        texts: Texts,
        clock: Clock,
        wake: Callable[[], None],
        *,
        default_locale: str,
    ) -> None:
        self._database = database
        self._visits = PageVisits(database)
        self._scope = scope
        self._texts = texts
        self._clock = clock
        self._wake = wake
        self._default_locale = default_locale

    def may_see(self, person: int) -> bool:
        """Whoever gets reports in the chat."""
        return self._scope.viewer(person) is not None

    def may_read(self, person: int, report: str) -> bool:
        """Whether they get that report."""
        viewer = self._scope.viewer(person)
        return viewer is not None and report in viewer.reports

    def only(self, person: int) -> int | None:
        """Whose leads they see; nobody's (of number 0) for whoever gets no reports."""
        viewer = self._scope.viewer(person)
        return viewer.only if viewer else 0

    async def come(self, link: str, device: str, known_by: str) -> Handed | None:
        """Open a link; whose browser it is, is asked in the same transaction."""

        async def work(uow: UnitOfWork) -> Handed | None:
            handed = await doors.come(uow, link, device, known_by, self._clock.now())
            if handed is None or not self.may_see(handed.key.person):
                return None
            if handed.key.state is KeyState.ASKED:
                await uow.outbox.add(question_row(handed.key, self._texts))
            return handed

        handed = await self._database.run(work)
        self._wake()
        return handed

    async def let_in(self, person: int, language: str, device: str) -> Handed:
        """A visit of somebody whom Telegram vouches for."""
        locale = locale_of_code(language, self._default_locale)
        now = self._clock.now()
        return await self._database.run(lambda uow: doors.let_in(uow, person, locale, device, now))

    async def visit(self, secret: str) -> PageKey | None:
        """The visit with that secret."""
        return await self._visits.find(KeyKind.VISIT, digest_of(secret)) if secret else None

    async def remember(self, visit: PageKey, known_by: str) -> Handed | None:
        """Know the device from now on; None where it is known."""
        now = self._clock.now()

        async def work(uow: UnitOfWork) -> Handed | None:
            if await doors.is_known(uow, visit.person, known_by, now):
                return None
            return await doors.remember(uow, visit, now)

        return await self._database.run(work)

    async def leave(self, visit: PageKey) -> None:
        """End a visit."""
        await self._database.run(lambda uow: doors.leave(uow, visit))
