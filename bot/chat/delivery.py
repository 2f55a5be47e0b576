"""Outbox rows of the topic `chat` → Telegram. Renders what is rendered late.

Rows for staff are `bot.chat.staff_delivery`, those of a talk `bot.chat.talk_delivery`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Protocol, TypeVar

from bot.chat.book import Book, BookUnitOfWork
from bot.chat.handoff_words import look_again_keyboard
from bot.chat.messages import Keyboard, Outgoing
from bot.chat.own_file import OwnFile
from bot.chat.sender import Later, Never, Sender, Sent
from bot.chat.texts import Texts
from bot.chat.words import fill_stored
from dialogs.scenario import DEFAULT_LOCALE
from leads.contact import Contact
from leads.outbox import Claimed
from scheduler.relay import Deferred, Deliver, Delivered, Outcome, Parked


class Outbox(Protocol):
    """What was delivered before."""

    async def sent_ref(self, key: str) -> int | None: ...


class DeliveryUnitOfWork(BookUnitOfWork, Protocol):
    """What delivering reads."""

    @property
    def outbox(self) -> Outbox: ...


T = TypeVar("T")
RECENT_MESSAGES = 10_000


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
        own_file: OwnFile,
        others: Mapping[str, Deliver],
    ) -> None:
        self._own_file = own_file
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
        if kind == "my_data":
            return self._settled(await self._own_file.send(row, self._sender), row.key)
        if kind == "notice":
            message = await self._notice(row)
            if message is None:
                return Parked("the person is no longer known or has blocked the bot")
        else:
            message = Outgoing.from_payload(row.payload, key=row.key)
        return await self._send(message)

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
        if "since" in shown:
            shown["since"] = datetime.fromisoformat(shown["since"])
        lead_id = shown.pop("lead_id", None)
        if lead_id is not None:
            reason = {locale: shown["reason"], DEFAULT_LOCALE: shown["reason"]}
            shown["reason"] = fill_stored(self._texts, reason, None, {}, locale)
        if "product" in shown:
            shown["product"] = self._book.product(str(shown["product"]), locale)
        return shown

    async def _send(self, message: Outgoing) -> Outcome:
        edits = message.edits
        if edits is None and message.edits_key is not None:
            edits = await self._screen_id(message.edits_key)
            if edits is None:
                return Delivered()  # there is nothing on the screen to change
        return self._settled(await self._sender.deliver(message, edits=edits), message.key)

    def _settled(self, sent: Sent | Later | Never, key: str) -> Outcome:
        match sent:
            case Sent(message_id):
                if key and message_id is not None:
                    self._remember(key, message_id)
                return Delivered(message_id)
            case Later(reason, seconds):
                return Deferred(reason, seconds)
            case Never(reason):
                return Parked(reason)

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
