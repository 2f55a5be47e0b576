"""What listens to CRMs, put together for tests that have a database and connections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from crm_sync.back.asking import Asking
from crm_sync.back.following import Following
from crm_sync.back.listening import Listening
from crm_sync.back.names import Names
from crm_sync.back.ports import ListeningUnitOfWork
from crm_sync.errors import CrmError
from crm_sync.publishing.connection import Connection
from leads.clock import Clock
from leads.crm_back.facts import CrmSaid
from leads.meetings.booking import Meetings
from leads.meetings.meeting import Terms
from leads.steps import Steps
from storage.database import Database
from tests.leads.samples import GRADING, POLICY, funnels


class Ears:
    """Listens, and keeps what managers would have heard."""

    def __init__(
        self,
        connections: Mapping[str, Connection],
        database: Database,
        clock: Clock,
        *,
        every: timedelta = timedelta(minutes=1),
        owner: str = "worker",
    ) -> None:
        self.vain: list[CrmSaid] = []
        self.alarms: list[tuple[str, CrmError]] = []
        asking = Asking(clock, self._alarm)
        meetings = Meetings(Steps(POLICY, funnels(), GRADING), POLICY, Terms(), None)
        names = Names({}, clock, "менеджер")
        following = Following(database, meetings, asking, names, self._told, clock)
        self.following = following
        self.listening = Listening(
            connections,
            database,
            following,
            asking,
            clock,
            owner=owner,
            every=every,
            random=lambda: 0.5,
        )

    async def _told(self, uow: ListeningUnitOfWork, account: str, vain: Sequence[CrmSaid]) -> None:
        self.vain.extend(vain)

    async def _alarm(self, account: str, error: CrmError) -> None:
        self.alarms.append((account, error))
