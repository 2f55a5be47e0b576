"""Outbox rows of the topic `chat` → Telegram. Renders what is rendered late.

Rows for staff are `bot.chat.staff_delivery`, those of a talk `bot.chat.talk_delivery`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol, TypeVar

from bot.chat.book import Book, BookUnitOfWork
from bot.chat.handoff_words import look_again_keyboard
from bot.chat.messages import Keyboard, Outgoing
from bot.chat.outcomes import outcome_of
from bot.chat.sender import Later, Never, Sender, Sent
from bot.chat.texts import Texts
from bot.chat.words import fill_stored
from dialogs.scenario import DEFAULT_LOCALE
from leads.consent import ConsentEntry, Purpose, allowed
from leads.contact import Contact
from leads.outbox import Claimed, Priority
from scheduler.one_by_one import OneByOne
from scheduler.relay import CalledOff, Deliver, Delivered, Outcome, Parked


class Outbox(Protocol):
    """What was delivered before, and rows that are to be sent now."""

    async def sent_ref(self, key: str) -> int | None: ...
    async def begin(self, row: Claimed, owner: str) -> bool: ...
    async def call_off(self, row_id: int, reason: str) -> object: ...


class Contacts(Protocol):
    """People."""

    async def get(self, contact_id: int) -> Contact | None: ...
    async def by_telegram(self, telegram_id: int) -> Contact | None: ...
    async def save(self, contact: Contact) -> object: ...


class Consents(Protocol):
    """The ledger."""

    async def of(self, contact_id: int) -> Sequence[ConsentEntry]: ...


class DeliveryUnitOfWork(BookUnitOfWork, Protocol):
    """What delivering reads and writes."""

    @property
    def now(self) -> datetime: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def contacts(self) -> Contacts: ...
    @property
    def consents(self) -> Consents: ...


T = TypeVar("T")
RECENT_MESSAGES = 10_000
ONE_BY_ONE = (Priority.REMINDER, Priority.FOLLOW_UP)
"""What nobody waits for, and nobody wants to read twice."""
WAITED_FOR = (Purpose.REPLY, Purpose.SERVICE)
"""Purposes of what somebody waits for: an answer, and what was agreed."""


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(self, work: Callable[[DeliveryUnitOfWork], Awaitable[T]]) -> T: ...


class Delivery:
    """Delivers one row; every outcome is a value."""

    def __init__(
        self,
        works: Works,
        sender: Sender,
        texts: Texts,
        book: Book,
        others: Mapping[str, Deliver],
        turns: OneByOne,
    ) -> None:
        self._turns = turns
        self._works = works
        self._sender = sender
        self._texts = texts
        self._book = book
        self._others = others
        self._recent: OrderedDict[str, int] = OrderedDict()

    async def chat(self, row: Claimed) -> Outcome:
        """A message, a notice or a document to a person, or what another delivers, by its kind."""
        kind = str(row.payload.get("kind"))
        if kind in self._others:
            return await self._others[kind](row)
        if kind == "notice":
            message = await self._notice(row)
            if message is None:
                return Parked("the person is no longer known or has blocked the bot")
        else:
            message = Outgoing.from_payload(row.payload, key=row.key)
        return await self._send(row, message)

    async def _notice(self, row: Claimed) -> Outgoing | None:
        payload = row.payload

        async def work(uow: DeliveryUnitOfWork) -> Contact | None:
            return await uow.contacts.get(int(payload["contact_id"]))

        contact = await self._works.run(work)
        values = dict(payload["values"])
        if contact is None or not contact.can_be_written_to:
            return None
        return Outgoing(
            chat_id=contact.telegram_id,
            text=self._texts.render(
                str(payload["text"]), contact.language, **self._shown(values, contact.language)
            ),
            purpose=str(payload["purpose"]),
            basis=str(payload["basis"]),
            keyboard=self._buttons(values, contact.language),
        )

    def _buttons(self, values: Mapping[str, Any], locale: str) -> Keyboard:
        """A second look at a lead, where the notice is about one."""
        lead_id = values.get("lead_id")
        return () if lead_id is None else look_again_keyboard(self._texts, int(lead_id), locale)

    def _shown(self, values: dict[str, Any], locale: str) -> dict[str, Any]:
        """Stored values as templates take them: moments are moments, products have names."""
        shown = dict(values)
        for moment in ("since", "by"):
            if moment in shown:
                shown[moment] = datetime.fromisoformat(shown[moment])
        lead_id = shown.pop("lead_id", None)
        if lead_id is not None:
            reason = {locale: shown["reason"], DEFAULT_LOCALE: shown["reason"]}
            shown["reason"] = fill_stored(self._texts, reason, None, {}, locale)
        if "product" in shown:
            shown["product"] = self._book.product(str(shown["product"]), locale)
        return shown

    async def _send(self, row: Claimed, message: Outgoing) -> Outcome:
        purpose, new = Purpose(message.purpose), message.edits is None and not message.edits_key
        if new and (row.priority is not Priority.REPLY or purpose not in WAITED_FOR):
            if row.priority in ONE_BY_ONE:
                await self._turns.turn(row)
            return await self._if_still(row, message, purpose)
        edits = message.edits
        if edits is None and message.edits_key is not None:
            edits = await self._screen_id(message.edits_key)
            if edits is None:
                return Delivered()  # there is nothing on the screen to change
        return await self._settled(await self._sender.deliver(message, edits=edits), message)

    async def _if_still(self, row: Claimed, message: Outgoing, purpose: Purpose) -> Outcome:
        sent = await self._sender.deliver_if(
            lambda: self._works.run(lambda uow: self._still(uow, row, message.chat_id, purpose)),
            message,
            row.priority,
        )
        if sent is None:
            return CalledOff()
        outcome = await self._settled(sent, message)
        if not (row.priority.at_most_once and isinstance(sent, Never) and sent.blocked):
            return outcome
        # Of thousands some have always left: nobody has to decide anything about them.
        await self._works.run(lambda uow: uow.outbox.call_off(row.id, "blocked"))
        return CalledOff()

    async def _still(
        self, uow: DeliveryUnitOfWork, row: Claimed, chat_id: int, purpose: Purpose
    ) -> bool:
        """The last look before a message that nobody asked for leaves: whether it still may."""
        if not await uow.outbox.begin(row, self._turns.owner):
            return False
        if purpose in WAITED_FOR and not row.priority.at_most_once:
            return True
        contact = await uow.contacts.by_telegram(chat_id)
        ledger = () if contact is None else await uow.consents.of(contact.id)
        if contact is None or not contact.can_be_written_to:
            await uow.outbox.call_off(row.id, "blocked")
        elif not allowed(purpose, ledger, uow.now):
            await uow.outbox.call_off(row.id, "no_consent")
        else:
            return True
        return False

    async def _settled(self, sent: Sent | Later | Never, message: Outgoing) -> Outcome:
        match sent:
            case Sent(int() as message_id) if message.key:
                self._remember(message.key, message_id)
            case Never(blocked=True):
                await self._works.run(lambda uow: self._blocked(uow, message.chat_id))
        return outcome_of(sent)

    async def _blocked(self, uow: DeliveryUnitOfWork, chat_id: int) -> None:
        """Telegram said so before the person's own update did."""
        contact = await uow.contacts.by_telegram(chat_id)
        if contact is not None and contact.can_be_written_to:
            await uow.contacts.save(replace(contact, blocked_at=uow.now))

    async def _screen_id(self, key: str) -> int | None:
        """The Telegram id of the message sent under that key, None when there is none."""
        known = self._recent.get(key)
        if known is not None:
            return known

        async def work(uow: DeliveryUnitOfWork) -> int | None:
            return await uow.outbox.sent_ref(key)

        return await self._works.run(work)

    def _remember(self, key: str, message_id: int) -> None:
        self._recent[key] = message_id
        if len(self._recent) > RECENT_MESSAGES:
            self._recent.popitem(last=False)
