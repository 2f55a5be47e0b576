"""What the commands about a person's own settings and data share: who asks, and how it is answered.

What they do is `bot.chat.own_settings` and `bot.chat.own_data`, the handlers are
`bot.chat.personal`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from bot.chat.callbacks import OwnButton
from bot.chat.messages import Button, Keyboard, Outgoing
from dialogs.ports import DialogUnitOfWork, StoredSession
from dialogs.ports import Sessions as DialogSessions
from leads.consent import REPLY_BASIS, Purpose
from leads.contact import Contact
from leads.erasure import CrmLinks, Threads
from leads.erasure import Erasure as LeadsErasure
from leads.lead import Lead
from leads.meetings.ports import ShownMeetings
from leads.outbox import OutboxMessage

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks in which update; `tapped` is the message whose button was pressed."""

    update_id: int
    telegram_id: int
    name: str
    username: str | None
    locale: str
    tapped: int | None = None


class Leads(Protocol):
    """Leads; saving a version that somebody else has changed raises."""

    async def get(self, lead_id: int) -> Lead | None: ...
    async def open_for(self, contact_id: int, product: str | None) -> Lead | None: ...
    async def open_of(self, contact_id: int) -> Sequence[Lead]: ...
    async def last_of(self, contact_id: int) -> Lead | None: ...
    async def last_taken(self, company_id: int, *, but: int) -> Lead | None: ...
    async def add(self, lead: Lead) -> Lead: ...
    async def save(self, lead: Lead) -> Lead: ...


class Sessions(DialogSessions, Protocol):
    """Sessions of contacts."""

    async def all_of(self, contact_id: int) -> Sequence[StoredSession]: ...


class Erasure(LeadsErasure, Protocol):
    """Every table at once."""

    async def hush(self, contact: Contact) -> None: ...
    def forget_update(self, update_id: int) -> None: ...


class OwnUnitOfWork(DialogUnitOfWork, Protocol):
    """What a person's own commands read and write; committed as a whole or not at all."""

    @property
    def leads(self) -> Leads: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def erasure(self) -> Erasure: ...
    @property
    def threads(self) -> Threads: ...
    @property
    def crm_links(self) -> CrmLinks: ...
    @property
    def calendars(self) -> ShownMeetings: ...


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(
        self,
        work: Callable[[OwnUnitOfWork], Awaitable[T]],
        *,
        chat_ids: Sequence[int] = (),
        update_ids: Sequence[int] = (),
    ) -> T: ...


async def own_turn(
    works: Works, asker: Asker, act: Callable[[OwnUnitOfWork], Awaitable[object]]
) -> None:
    """One update, one turn, one transaction; a repeated update changes nothing."""

    async def work(uow: OwnUnitOfWork) -> None:
        if await uow.inbox.claim(asker.update_id):
            await act(uow)

    await works.run(work, chat_ids=(asker.telegram_id,), update_ids=(asker.update_id,))


def answer(
    asker: Asker, text: str, keyboard: Keyboard = (), *, anew: bool = False, part: str = "own"
) -> OutboxMessage:
    """The answer as an outbox row: in place of the tapped message, or `anew`."""
    message = Outgoing(
        chat_id=asker.telegram_id,
        text=text,
        purpose=Purpose.REPLY.value,
        basis=str(REPLY_BASIS),
        keyboard=keyboard,
        edits=None if anew else asker.tapped,
    )
    return message.row(f"u{asker.update_id}:{part}")


def own_button(label: str, act: str, arg: str = "", partner: str = "") -> Button:
    """A button of `bot.chat.personal`."""
    return Button(label, OwnButton(act=act, arg=arg, partner=partner).pack())


def marked(label: str, *, on: bool) -> str:
    """A label with a tick when the choice is the one in force."""
    return f"☑ {label}" if on else f"☐ {label}"


def shown_to(asker: Asker, contact: Contact | None) -> str:
    """The language to answer in."""
    return asker.locale if contact is None else contact.language
