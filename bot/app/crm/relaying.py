"""What delivers rows of the topic CRM, and who is told when an account needs somebody."""

from __future__ import annotations

import logging
import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from aiogram import Bot

from bot.app.crm.connecting import Planned, connect
from bot.app.crm.ports import StoredLinks, StoredPaces, StoredTokens
from bot.app.crm.saying import SaidInVain
from bot.app.meetings import MeetingParts
from bot.app.rows import OutboxRows
from bot.chat.book import Book
from bot.chat.crm_words import CrmWords
from bot.chat.fetching import TelegramFiles
from bot.chat.messages import Outgoing
from bot.chat.texts import Texts
from crm_sync.back.asking import Asking
from crm_sync.back.following import Following
from crm_sync.back.listening import Listening
from crm_sync.back.names import Names
from crm_sync.errors import CrmConfigError, CrmError
from crm_sync.mapping.check import missing
from crm_sync.publishing import publisher
from crm_sync.publishing.connection import Connection
from crm_sync.publishing.files import Fetch
from crm_sync.publishing.publisher import Publisher
from crm_sync.wire.pacing import MemoryPaces
from leads.clock import Clock
from leads.consent import STAFF_BASIS, Purpose
from leads.outbox import Claimed, OutboxMessage, RetryPolicy, Topic
from leads.team import Team
from scheduler.relay import Deferred, Delivered, Outcome, Parked, Relay
from scheduler.steady import SteadyRelay
from storage.database import Database
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

RETRIES = RetryPolicy(base=timedelta(seconds=5), cap=timedelta(minutes=10))


class Alarm:
    """Writes to every manager that an account needs somebody, once an hour for one thing."""

    def __init__(
        self,
        database: Database,
        texts: Texts,
        managers: Sequence[int],
        clock: Clock,
        locale: str,
    ) -> None:
        self._database = database
        self._texts = texts
        self._managers = managers
        self._clock = clock
        self._locale = locale

    async def __call__(self, account: str, error: CrmError) -> None:
        """Tell them."""
        values = {"account": account, "trouble": error.kind.value, "detail": str(error)}
        text = self._texts.render("crm_trouble", self._locale, **values)
        hour = self._clock.now().replace(minute=0, second=0, microsecond=0)
        rows = [self._row(one, account, error, text, hour) for one in self._managers]

        async def work(uow: UnitOfWork) -> None:
            for row in rows:
                await uow.outbox.add(row)

        await self._database.run(work)

    def _row(
        self, manager: int, account: str, error: CrmError, text: str, hour: datetime
    ) -> OutboxMessage:
        message = Outgoing(manager, text, Purpose.SERVICE.value, str(STAFF_BASIS))
        return message.row(f"crm_trouble:{account}:{error.kind.value}:{manager}:{hour:%Y%m%d%H}")


def connected_crms(
    planned: Sequence[Planned],
    met: MeetingParts,
    book: Book,
    team: Team | None,
    bot: Bot,
    owner: str,
) -> Crms:
    """The planned accounts, connected; their pace is shared through a database that several
    processes use."""
    database, texts, settings, clock = met.database, met.texts, met.settings, met.clock
    alone = settings.database_url.startswith("sqlite")
    paces = MemoryPaces() if alone else StoredPaces(database)
    locale = settings.default_language
    connections = connect(planned, paces, StoredTokens(database), clock, owner)
    alarm = Alarm(database, texts, settings.manager_ids, clock, locale)
    names = {} if team is None else {member.id: member.name for member in team.members}
    asking = Asking(clock, alarm)
    listening = Listening(
        connections,
        database,
        Following(
            database,
            met.meetings,
            asking,
            Names(names, clock, texts.label("some_salesperson", locale)),
            SaidInVain(texts, settings.manager_ids, locale),
            clock,
        ),
        asking,
        clock,
        owner=owner,
        every=timedelta(seconds=settings.crm_poll_seconds),
        random=random.random,
    )
    words = CrmWords(database, book, texts, met.meetings.steps.policy, clock, locale)
    fetch = TelegramFiles(bot)
    return Crms(connections, database, words, alarm, fetch, listening, clock, owner)


class Crms:
    """Every account that is connected, the relay of what they are told, and what they tell."""

    def __init__(
        self,
        connections: Mapping[str, Connection],
        database: Database,
        words: CrmWords,
        alarm: Alarm,
        fetch: Fetch,
        listening: Listening,
        clock: Clock,
        owner: str,
    ) -> None:
        self.listening = listening
        self._connections = connections
        self._alarm = alarm
        links = StoredLinks(database)
        self._publisher = Publisher(connections, links, words, clock, alarm, fetch)
        rows = OutboxRows(database, RETRIES, owner, (Topic.CRM,))
        self._clock = clock
        relay = Relay(rows, {Topic.CRM.value: self._deliver}, clock)
        self.relay = SteadyRelay(relay, rows, clock, is_open=self._is_open)

    async def prove(self) -> None:
        """Ask every account whether it has what its mapping names; what it lacks is logged and
        told to managers. An account that does not answer is asked by the first lead."""
        for crm in self._connections.values():
            try:
                lacking = await missing(crm.adapter, crm.plan)
            except CrmError as error:
                log.warning("CRM %s could not be asked what it has: %s", crm.name, error)
                continue
            if lacking:
                said = "; ".join(one.said for one in lacking)
                log.warning("CRM %s does not fit its mapping: %s", crm.name, said)
                await self._alarm(crm.name, CrmConfigError(said))

    async def aclose(self) -> None:
        """End what is under way and close every connection."""
        await self.relay.stop()
        await self.listening.stop()
        for crm in self._connections.values():
            await crm.aclose()

    def _is_open(self) -> bool:
        """Whether any account may be called; one that is gone answers by itself."""
        now, crms = self._clock.now(), self._connections.values()
        return not crms or any(crm.breaker.closed(now) for crm in crms)

    async def _deliver(self, row: Claimed) -> Outcome:
        match await self._publisher.deliver(row):
            case publisher.Done():
                return Delivered()
            case publisher.Later(reason, seconds):
                return Deferred(reason, seconds)
            case publisher.Never(reason):
                return Parked(reason)
