"""Buttons under a verdict: be asked again later, be given to a partner; and /stop."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.chat.callbacks import OfferButton
from bot.chat.filters import CommandWord, InPrivate, Payload
from bot.chat.messages import Outgoing
from bot.chat.people import locale_of
from bot.chat.taps import acknowledge
from bot.chat.texts import Texts
from leads.catalogue import Partner
from leads.clock import Clock
from leads.consent import REPLY_BASIS, ConsentEntry, Purpose, allowed
from leads.contact import Contact
from leads.lead import Lead
from leads.offers import Offers, OffersUnitOfWork
from leads.outbox import OutboxMessage, Topic
from leads.stage import Stage

T = TypeVar("T")
DEFAULT_RECHECK = timedelta(days=90)


class Inbox(Protocol):
    """Updates whose turn is still to come."""

    async def claim(self, update_id: int) -> bool: ...


class Contacts(Protocol):
    """People."""

    async def by_telegram(self, telegram_id: int) -> Contact | None: ...


class Leads(Protocol):
    """Leads; saving a version that somebody else has changed raises."""

    async def get(self, lead_id: int) -> Lead | None: ...
    async def save(self, lead: Lead) -> Lead: ...
    async def open_of(self, contact_id: int) -> Sequence[Lead]: ...


class OfferUnitOfWork(OffersUnitOfWork, Protocol):
    """What an offer's answer reads and writes."""

    @property
    def inbox(self) -> Inbox: ...
    @property
    def contacts(self) -> Contacts: ...
    @property
    def leads(self) -> Leads: ...


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(self, work: Callable[[OfferUnitOfWork], Awaitable[T]]) -> T: ...


class OfferDesk:
    """What a person agrees to beside the questions; the answer is committed with the fact."""

    def __init__(
        self, works: Works, offers: Offers, partner: Partner, texts: Texts, clock: Clock
    ) -> None:
        self._works = works
        self._offers = offers
        self._partner = partner
        self._texts = texts
        self._clock = clock

    async def answer(
        self, update_id: int, telegram_id: int, button: OfferButton, offered: Outgoing | None
    ) -> None:
        """The person's yes or no to an offer on their own lead.

        `offered` is the message with the buttons as it shall be without them.
        """

        async def work(uow: OfferUnitOfWork) -> None:
            if not await uow.inbox.claim(update_id):
                return
            contact = await uow.contacts.by_telegram(telegram_id)
            lead = await uow.leads.get(button.lead)
            if contact is None or lead is None or lead.contact_id != contact.id:
                return
            if button.act == "recheck":
                text = await self._recheck(uow, contact, lead, yes=bool(button.yes))
            else:
                text = await self._partner_offer(uow, contact, lead, yes=bool(button.yes))
            if offered is not None:
                await uow.outbox.add(_row(f"u{update_id}:offered", telegram_id, offered))
            await uow.outbox.add(_answer(update_id, telegram_id, text))

        await self._works.run(work)

    async def stop(self, update_id: int, telegram_id: int, locale: str) -> None:
        """Withdraw what /stop withdraws."""

        async def work(uow: OfferUnitOfWork) -> None:
            if not await uow.inbox.claim(update_id):
                return
            contact = await uow.contacts.by_telegram(telegram_id)
            if contact is not None:
                leads = await uow.leads.open_of(contact.id)
                await self._offers.stop(uow, contact, leads, self._clock.now())
            language = locale if contact is None else contact.language
            text = self._texts.render("stop_confirmed", language)
            await uow.outbox.add(_answer(update_id, telegram_id, text))

        await self._works.run(work)

    async def _recheck(
        self, uow: OfferUnitOfWork, contact: Contact, lead: Lead, *, yes: bool
    ) -> str:
        now = self._clock.now()
        if not yes:
            if allowed(Purpose.REMINDER, await uow.consents.of(contact.id), now):
                await self._offers.stop(uow, contact, (lead,), now, (Purpose.REMINDER,))
            return self._texts.render("recheck_declined", contact.language)
        days = lead.verdict.recheck_days if lead.verdict else None
        at = now + (DEFAULT_RECHECK if days is None else timedelta(days=days))
        entry = self._entry(contact, Purpose.REMINDER, "recheck_yes", now)
        await self._offers.agree_recheck(uow, contact, lead, entry, at, now)
        return self._texts.render("recheck_agreed", contact.language, recheck_on=at)

    async def _partner_offer(
        self, uow: OfferUnitOfWork, contact: Contact, lead: Lead, *, yes: bool
    ) -> str:
        if not yes and lead.stage is not Stage.REFERRED:
            return self._texts.render("partner_declined", contact.language)
        if yes:
            now = self._clock.now()
            entry = self._entry(
                contact, Purpose.PARTNER, "partner_yes", now, partner=self._partner.id
            )
            await self._offers.refer(uow, contact, lead, self._partner, entry, now)
        return self._texts.render("partner_agreed", contact.language, partner=self._partner.name)

    def _entry(
        self, contact: Contact, purpose: Purpose, label: str, at: datetime, *, partner: str = ""
    ) -> ConsentEntry:
        text = self._texts.label(label, contact.language)
        return ConsentEntry(
            contact_id=contact.id,
            purpose=purpose,
            granted=True,
            at=at,
            text_version=label,
            text_hash=hashlib.sha256(text.encode()).hexdigest(),
            language=contact.language,
            button=text,
            partner=partner,
        )


def _answer(update_id: int, telegram_id: int, text: str) -> OutboxMessage:
    message = Outgoing(telegram_id, text, purpose=Purpose.REPLY.value, basis=str(REPLY_BASIS))
    return _row(f"u{update_id}:offer", telegram_id, message)


def _row(key: str, telegram_id: int, message: Outgoing) -> OutboxMessage:
    return OutboxMessage(
        topic=Topic.CHAT, key=key, lane=f"chat:{telegram_id}", payload=message.to_payload()
    )


def _without_buttons(query: CallbackQuery) -> Outgoing | None:
    """The tapped message without its buttons; None when Telegram no longer shows us its text."""
    message = query.message
    if not isinstance(message, Message) or message.text is None:
        return None
    return Outgoing(
        query.from_user.id,
        message.html_text,
        purpose=Purpose.REPLY.value,
        basis=str(REPLY_BASIS),
        edits=message.message_id,
    )


def offers_router(desk: OfferDesk, wake: Callable[[], None]) -> Router:
    """Handlers of the offers' buttons and of /stop. `wake` lets the relay answer at once."""
    router = Router(name="offers")

    @router.callback_query(Payload(OfferButton))
    async def tap(query: CallbackQuery, button: OfferButton, update_id: int) -> None:
        await desk.answer(update_id, query.from_user.id, button, _without_buttons(query))
        wake()
        await acknowledge(query)

    @router.message(InPrivate(), CommandWord("stop"))
    async def stop(message: Message, update_id: int) -> None:
        if message.from_user is not None:
            locale = locale_of(message.from_user, "ru")
            await desk.stop(update_id, message.from_user.id, locale)
            wake()

    return router
