"""What listening to CRMs reads and keeps, as narrow protocols; `storage` satisfies them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from crm_sync.back.known import Known
from crm_sync.cards import CrmRef
from crm_sync.events import InboundRequest
from crm_sync.publishing.links import Link, Party, Sent, Written
from leads.crm_back.applying import BackUnitOfWork
from leads.crm_back.facts import CrmSaid

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Standing:
    """What of ours a card is, what we wanted of it last and when we wrote, and what is known."""

    party: Party
    sent: Sent
    written_at: datetime | None = None
    known: Known = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredCall:
    """A webhook call that waits to be dealt with."""

    id: int
    request: InboundRequest
    attempts: int


@dataclass(frozen=True, slots=True)
class Feed:
    """How far an account was asked for changes (None to be kept: as before), when it is asked next,
    and how often in a row that has failed."""

    cursor: str | None = None
    next_at: datetime | None = None
    failed: int = 0


class CardLinks(Protocol):
    """Where cards of ours are."""

    async def standing(self, account: str, ref: CrmRef) -> Standing | None: ...
    async def get(self, account: str, party: Party) -> Link: ...
    async def keep(self, account: str, written: Sequence[Written]) -> None: ...
    async def followed(self, account: str, party: Party, sent: Sent, known: Known) -> None: ...


class CrmCalls(Protocol):
    """Webhook calls until they are dealt with, and the ids of events that were."""

    async def add(self, account: str, request: InboundRequest) -> object: ...
    async def due(self, account: str) -> StoredCall | None: ...
    async def done(self, call_id: int, error: str | None = None) -> None: ...
    async def later(self, call_id: int, at: datetime, error: str) -> None: ...
    async def heard(self, account: str, event: str) -> bool: ...
    async def note(self, account: str, event: str) -> None: ...


class CrmFeeds(Protocol):
    """How far each account was followed, and by whom at this moment."""

    async def hold(self, account: str, by: str, span: timedelta) -> Feed | None: ...
    async def let_go(self, account: str, by: str) -> None: ...
    async def keep(self, account: str, feed: Feed) -> None: ...


class ListeningUnitOfWork(BackUnitOfWork, Protocol):
    """Everything that one event reads and writes."""

    @property
    def crm_links(self) -> CardLinks: ...
    @property
    def crm_calls(self) -> CrmCalls: ...
    @property
    def crm_feeds(self) -> CrmFeeds: ...


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(self, work: Callable[[ListeningUnitOfWork], Awaitable[T]]) -> T: ...


class Told(Protocol):
    """Has managers told, in the same transaction, what a CRM said in vain."""

    async def __call__(
        self, uow: ListeningUnitOfWork, account: str, vain: Sequence[CrmSaid]
    ) -> None: ...
