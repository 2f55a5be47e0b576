"""Part of the composition root: mailings, what goes on with them by themselves, and their desk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError

from bot.app.settings import Settings
from bot.chat.access import Access
from bot.chat.book import Book
from bot.chat.mailings.desk import MailingDesk
from bot.chat.mailings.router import mailings_router
from bot.chat.mailings.screen import Link, Screens, Viewed
from bot.chat.mailings.voice import MailingVoice
from bot.chat.router import Router
from bot.chat.texts import Texts
from leads.catalogue import Campaign
from leads.clock import Clock
from leads.due import Drop, Later
from leads.lead import Lead
from leads.mailings.mailing import FOLLOWED, GONE, KIND, Mailing
from leads.mailings.results import FEW, Results, earlier
from leads.mailings.sending import Mailer, held_back
from leads.mailings.upkeep import Upkeep
from leads.policy import Policy
from leads.touch import Touch
from scheduler.dispatch import Hold, Own
from storage import mailed
from storage.database import Database
from storage.unit_of_work import UnitOfWork

PARTS_AT_ONCE = 10
"""So many parts of one mailing are done in a tick: others wait for it."""
LISTED = 30
LINKS = 3


class StoredMailings:
    """Mailings and their figures, read beside the writer; see `bot.chat.mailings.desk.Reader`."""

    def __init__(
        self,
        database: Database,
        bot: Bot,
        campaigns: Mapping[str, Campaign],
        settings: Settings,
        clock: Clock,
    ) -> None:
        self._database = database
        self._bot = bot
        self._campaigns = campaigns
        self._zone = settings.zone
        # What the figures are counted from is pruned after that.
        kept = timedelta(days=settings.keep_messages_days)
        self._counted = min(kept, FOLLOWED) if kept else FOLLOWED
        self._clock = clock

    async def find(self, mailing_id: int) -> Mailing | None:
        """The mailing with that number."""
        found = await self._database.read(lambda c: mailed.mailing(c, mailing_id))
        return found[0] if found else None

    async def view(self, mailing: Mailing) -> Viewed:
        """What is known around it, if it were as given."""
        now = self._clock.now()
        if mailing.begins_at is None:
            reach = await self._database.read(
                lambda c: mailed.coverage(c, mailing.segment, self._zone, now)
            )
            return Viewed(mailing, coverage=reach, links=await self._links())
        newest = await self.newest()
        known = {other.id: results for other, results in newest}
        results = known.get(mailing.id) or await self._older(mailing)
        named: Mapping[str, Sequence[str]] = {}
        if results.planned <= FEW:
            named = await self._database.read(lambda c: mailed.names_of(c, mailing))
        before = earlier(mailing, newest)
        return Viewed(mailing, results=results, named=named, earlier=before)

    async def newest(self) -> Sequence[tuple[Mailing, Results]]:
        """The newest mailings with what they brought."""
        found = await self._database.read(lambda c: mailed.newest(c, LISTED))
        return [(mailing, await self._results(mailing, kept)) for mailing, kept in found]

    async def offered(self, name: str) -> Sequence[str]:
        """Values that leads really have of that condition."""
        return await self._database.read(lambda c: mailed.offered(c, name))

    async def keep(self) -> None:
        """Once a night: remember the figures while they can be counted."""
        for mailing, _ in await self._database.read(lambda c: mailed.newest(c, LISTED)):
            if self._can_be_counted(mailing):
                await self._keep(mailing.id, await self._count(mailing))

    async def _keep(self, mailing_id: int, results: Results) -> None:
        await self._database.run(lambda uow: uow.mailings.keep_results(mailing_id, results))

    async def _older(self, mailing: Mailing) -> Results:
        found = await self._database.read(lambda c: mailed.mailing(c, mailing.id))
        return await self._results(mailing, found[1] if found else None)

    async def _results(self, mailing: Mailing, kept: Results | None) -> Results:
        if mailing.begins_at is None:
            return Results()
        if kept is not None and not self._can_be_counted(mailing):
            return kept
        return await self._count(mailing)

    async def _count(self, mailing: Mailing) -> Results:
        return await self._database.read(lambda c: mailed.results(c, mailing))

    def _can_be_counted(self, mailing: Mailing) -> bool:
        begun = mailing.begins_at
        return begun is not None and self._clock.now() < begun + self._counted

    async def _links(self) -> tuple[Link, ...]:
        """Links of campaigns, by which whoever can't be written to comes by themselves."""
        try:
            me = await self._bot.me()
        except TelegramAPIError:
            return ()
        return tuple(
            Link(campaign.name, f"https://t.me/{me.username}?start={code}")
            for code, campaign in list(self._campaigns.items())[:LINKS]
        )


class MailingUpkeep:
    """Goes on with mailings: called with every tick."""

    def __init__(self, database: Database, upkeep: Upkeep, clock: Clock) -> None:
        self._database = database
        self._upkeep = upkeep
        self._clock = clock

    async def __call__(self) -> None:
        """The next parts of every mailing that is not through."""
        for number in await self._database.run(lambda uow: uow.mailings.unfinished()):
            await self._parts(number)

    async def _parts(self, number: int) -> None:
        now = self._clock.now()
        for _ in range(PARTS_AT_ONCE):
            if not await self._database.run(lambda uow: self._upkeep.step(uow, number, now)):
                break
        else:
            return
        if await self._database.read(lambda c: mailed.is_over(c, number)):
            await self._database.run(lambda uow: self._upkeep.finish(uow, number, now))


@dataclass(frozen=True, slots=True)
class MailingParts:
    """What other parts of the program need of mailings."""

    touches: Mapping[str, Own[UnitOfWork]]
    upkeep: MailingUpkeep
    stored: StoredMailings
    router: Callable[[Callable[[], None]], Router]

    def hold(self, others: Hold[UnitOfWork]) -> Hold[UnitOfWork]:
        """Why a touch is not sent now: its mailing, or what `others` say."""

        async def held(
            uow: UnitOfWork, touch: Touch, lead: Lead | None, now: datetime
        ) -> Drop | Later | None:
            return await held_back(uow, touch, now) or await others(uow, touch, lead, now)

        return held

    def with_upkeep(self, others: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """What every tick takes up, mailings included."""

        async def take_up() -> None:
            await self.upkeep()
            await others()

        return take_up


def mailing_parts(
    settings: Settings,
    database: Database,
    bot: Bot,
    campaigns: Mapping[str, Campaign],
    policy: Policy,
    book: Book,
    texts: Texts,
    access: Access,
    clock: Clock,
) -> MailingParts:
    """The parts for these settings."""
    locale = settings.default_language
    voice = MailingVoice(texts, settings.company_name, locale)
    stored = StoredMailings(database, bot, campaigns, settings, clock)
    screens = Screens(texts, book, settings.zone)
    desk = MailingDesk(database, stored, screens, voice, texts, policy, access, clock)
    mailer = Mailer(voice.say)
    return MailingParts(
        {KIND: mailer.send, GONE: mailer.take_away},
        MailingUpkeep(database, Upkeep(settings.zone), clock),
        stored,
        lambda wake: mailings_router(desk, access, texts, wake, default_locale=locale),
    )
