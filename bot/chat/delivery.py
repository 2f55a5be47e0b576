"""Outbox rows of the topics `chat` and `sales` → Telegram. Renders what is rendered late."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Protocol, TypeVar

from bot.chat.access import Access
from bot.chat.alerts import ALERTS, alert_values
from bot.chat.book import Book, BookUnitOfWork
from bot.chat.card_buttons import card_keyboard
from bot.chat.cards import render_card
from bot.chat.erased import Erased, ErasedUnitOfWork
from bot.chat.messages import Outgoing
from bot.chat.own_file import OwnFile
from bot.chat.sender import Copied, Later, Never, Sender, Sent
from bot.chat.texts import Texts
from leads.clock import Clock
from leads.consent import STAFF_BASIS, Purpose
from leads.contact import Contact
from leads.outbox import Claimed
from scheduler.relay import Deferred, Delivered, Outcome, Parked


class Outbox(Protocol):
    """What was delivered before."""

    async def sent_ref(self, key: str) -> int | None: ...


class DeliveryUnitOfWork(BookUnitOfWork, ErasedUnitOfWork, Protocol):
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
        access: Access,
        book: Book,
        own_file: OwnFile,
        clock: Clock,
        *,
        staff_locale: str,
    ) -> None:
        self._erased = Erased(works, sender, texts, staff_locale=staff_locale)
        self._own_file = own_file
        self._works = works
        self._sender = sender
        self._texts = texts
        self._access = access
        self._book = book
        self._clock = clock
        self._locale = staff_locale
        self._recent: OrderedDict[str, int] = OrderedDict()

    async def chat(self, row: Claimed) -> Outcome:
        """A message, a notice or a document to a person, or the last word to one."""
        if row.payload.get("kind") == "farewell":
            return await self._erased.farewell(row)
        if row.payload.get("kind") == "my_data":
            return self._settled(await self._own_file.send(row, self._sender), row.key)
        if row.payload.get("kind") == "notice":
            message = await self._notice(row)
            if message is None:
                return Parked("the person is no longer known or has blocked the bot")
        else:
            message = Outgoing.from_payload(row.payload, key=row.key)
        return await self._send(message)

    async def sales(self, row: Claimed) -> Outcome:
        """A card, its completion, or a call for attention in the sales chat."""
        chats = self._access.card_chats()
        if not chats:
            return Parked("nobody receives cards: set SALES_CHAT_ID or SALES_IDS")
        if row.payload.get("kind") == "lead_card":
            return await self._card(row, chats[0])
        if row.payload.get("kind") == "copy":
            return await self._copy(row, chats[0])
        if row.payload.get("kind") == "card_erased":
            return await self._erased.cards(row, chats[0])
        if row.payload.get("kind") == "erasure_notice":
            return await self._erased.notice(row, chats[0])
        message = await self._alert(row, chats[0])
        return Delivered() if message is None else await self._send(message)

    async def _copy(self, row: Claimed, chat_id: int) -> Outcome:
        """What the person wrote, under the line that says who did."""
        payload = row.payload
        message = Copied(int(payload["from_chat"]), int(payload["message_id"]))
        under = await self._screen_id(str(payload["under"]))
        return self._settled(await self._sender.copy(chat_id, message, under=under), row.key)

    async def _card(self, row: Claimed, chat_id: int) -> Outcome:
        card_key = str(row.payload["card"])

        async def work(uow: DeliveryUnitOfWork) -> Outgoing | None:
            found = await self._book.look_up(uow, int(row.payload["lead_id"]), self._clock.now())
            if found is None:
                return None
            shown, _, _ = found
            return Outgoing(
                chat_id=chat_id,
                text=render_card(shown, self._texts, self._locale),
                purpose=Purpose.SERVICE.value,
                basis=str(STAFF_BASIS),
                keyboard=card_keyboard(shown, self._texts, self._locale),
                edits_key=None if row.key == card_key else card_key,
            )

        message = await self._works.run(work)
        return Delivered() if message is None else await self._send(message)

    async def _alert(self, row: Claimed, chat_id: int) -> Outgoing | None:
        async def work(uow: DeliveryUnitOfWork) -> Outgoing | None:
            found = await self._book.look_up(uow, int(row.payload["lead_id"]), self._clock.now())
            if found is None:
                return None
            shown, _, _ = found
            if shown.card.contact.erased_at is not None:
                return None
            name = ALERTS[str(row.payload["kind"])]
            product = self._book.product(shown.card.product or "", self._locale)
            values = alert_values(row.payload, shown.card, product)
            text = self._texts.render(name, self._locale, **values)
            return Outgoing(
                chat_id=chat_id,
                text=text,
                purpose=Purpose.SERVICE.value,
                basis=str(STAFF_BASIS),
                keyboard=card_keyboard(shown, self._texts, self._locale),
                key=row.key,
            )

        return await self._works.run(work)

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
        )

    def _shown(self, values: dict[str, Any], locale: str) -> dict[str, Any]:
        """Stored values as templates take them: moments are moments, products have names."""
        shown = dict(values)
        if "since" in shown:
            shown["since"] = datetime.fromisoformat(shown["since"])
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
