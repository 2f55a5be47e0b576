"""What the operator hears besides the questions: how a call begins, and how it ended."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from bot.chat.links import Links, Opening
from bot.chat.messages import Outgoing
from bot.chat.texts import Texts
from dialogs.heard import Caller
from dialogs.reading.contacts import LIKE_A_PHONE, read_phone
from dialogs.reading.result import Reading
from leads.calls.calling import Calls
from leads.consent import REPLY_BASIS, Purpose
from leads.contact import Contact
from leads.lead import Lead
from leads.outbox import OutboxMessage

T = TypeVar("T")
LONGEST_NAME = 100


class Contacts(Protocol):
    """People."""

    async def get(self, contact_id: int) -> Contact | None: ...


class Sessions(Protocol):
    """Conversations."""

    async def active(self, contact_id: int) -> object | None: ...


class Leads(Protocol):
    """Leads."""

    async def last_of(self, contact_id: int) -> Lead | None: ...


class Outbox(Protocol):
    """What is to be said."""

    async def add(self, message: OutboxMessage) -> object: ...


class OperatorUnitOfWork(Protocol):
    """What the end of a call reads and writes."""

    @property
    def contacts(self) -> Contacts: ...
    @property
    def calls(self) -> Calls: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def leads(self) -> Leads: ...
    @property
    def outbox(self) -> Outbox: ...


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(self, work: Callable[[OperatorUnitOfWork], Awaitable[T]]) -> T: ...


class CallReader(Protocol):
    """Calls, read beside the writer."""

    async def caller(self, by: int) -> int | None: ...


def told(args: str) -> Caller:
    """«Ольга +7 916 123-45-67»: who rings, in any order."""
    found = LIKE_A_PHONE.search(args)
    read = read_phone(found[0]) if found else None
    phone = read.value if isinstance(read, Reading) else None
    name = (LIKE_A_PHONE.sub(" ", args) if phone else args).strip(" ,;")
    return Caller(name=" ".join(name.split())[:LONGEST_NAME], phone=phone)


class OperatorDesk:
    """Words around the questions; `links` are those of leads."""

    def __init__(
        self, works: Works, calls: CallReader, links: Links, opening: Opening, texts: Texts
    ) -> None:
        self._works = works
        self._calls = calls
        self._links = links
        self._opening = opening
        self._texts = texts

    async def caller(self, by: int) -> int | None:
        """For whom the member of staff answers."""
        return await self._calls.caller(by)

    def begun(self, update_id: int, by: int, caller: Caller, locale: str) -> OutboxMessage:
        """How a call begins."""
        text = self._texts.render("call_begun", locale, caller=caller.name)
        return _said(by, text).row(f"u{update_id}:call")

    def in_chat(self, contact: Contact, locale: str) -> str:
        """Whoever has a chat answers there."""
        return self._texts.render("call_in_chat", locale, caller=contact.name or "")

    def none(self, locale: str) -> str:
        """No call is under way."""
        return self._texts.render("call_none", locale)

    async def end(self, by: int, *, at_once: bool) -> bool:
        """End the call of that member of staff: when there is nothing left to ask, or `at_once`.
        Whether it ended; how, is in the outbox."""

        async def work(uow: OperatorUnitOfWork) -> bool:
            call = await uow.calls.of(by)
            if call is None or not (at_once or await uow.sessions.active(call.contact_id) is None):
                return False
            await uow.calls.end(by)
            caller = await uow.contacts.get(call.contact_id)
            lead = await uow.leads.last_of(call.contact_id)
            text = await self._ended(caller, lead)
            began = int(call.begun_at.timestamp())
            await uow.outbox.add(_said(by, text).row(f"call:{call.contact_id}:{began}"))
            return True

        return await self._works.run(work)

    async def _ended(self, caller: Contact | None, lead: Lead | None) -> str:
        name, locale = (caller.name or "", caller.language) if caller else ("", "ru")
        open_lead = lead if lead is not None and lead.is_open else None
        place = await self._opening.to(self._links.parameter(open_lead.id)) if open_lead else ""
        return self._texts.render(
            "call_ended",
            locale,
            caller=name,
            lead_id=lead.id if lead else 0,
            stage=lead.stage.value if lead else "",
            place=place,
        )


def _said(by: int, text: str) -> Outgoing:
    return Outgoing(by, text, Purpose.REPLY.value, str(REPLY_BASIS))
