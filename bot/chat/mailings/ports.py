"""What turns about mailings read and write, and who asks for them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from bot.chat.mailings.screen import Viewed
from leads.mailings.mailing import Mailing
from leads.outbox import OutboxMessage

T = TypeVar("T")


class Inbox(Protocol):
    """Updates whose turn is still to come."""

    async def claim(self, update_id: int) -> bool: ...


class Outbox(Protocol):
    """What must be delivered."""

    async def add(self, message: OutboxMessage) -> object: ...


class Mailings(Protocol):
    """Mailings; `pull_back` calls off what has not left yet."""

    async def get(self, mailing_id: int) -> Mailing | None: ...
    async def add(self, mailing: Mailing) -> Mailing: ...
    async def save(self, mailing: Mailing) -> None: ...
    async def pull_back(self, mailing: Mailing) -> None: ...
    async def greatest(self) -> int: ...


class MailingUnitOfWork(Protocol):
    """What a turn about a mailing reads and writes; committed as a whole or not at all."""

    @property
    def inbox(self) -> Inbox: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def mailings(self) -> Mailings: ...


After = Callable[[MailingUnitOfWork, Mailing], Awaitable[object]]


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(
        self,
        work: Callable[[MailingUnitOfWork], Awaitable[T]],
        *,
        update_ids: tuple[int, ...] = (),
    ) -> T: ...


class Reader(Protocol):
    """What is read beside the writer."""

    async def find(self, mailing_id: int) -> Mailing | None:
        """The mailing with that number."""
        ...

    async def view(self, mailing: Mailing) -> Viewed:
        """What is known around it, if it were as given."""
        ...

    async def offered(self, name: str) -> Sequence[str]:
        """Values that leads really have of that condition."""
        ...


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks in which update and where; `tapped` is the message whose button was pressed."""

    update_id: int
    id: int
    name: str
    chat_id: int
    locale: str
    tapped: int | None = None
    thread: int | None = None
