"""The button under a verdict that offers to ask again later."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.chat.callbacks import OfferButton
from bot.chat.documents import ConsentDocuments
from bot.chat.filters import Payload
from bot.chat.messages import Outgoing
from bot.chat.taps import acknowledge
from bot.chat.texts import Texts
from leads.clock import Clock
from leads.consent import REPLY_BASIS, Purpose, allowed
from leads.contact import Contact
from leads.documents import Documents
from leads.lead import Lead
from leads.offers import Offers
from leads.outbox import OutboxMessage
from leads.recording import RecordUnitOfWork
from leads.second_look import recheck_at

T = TypeVar("T")


class Inbox(Protocol):
    """Updates whose turn is still to come."""

    async def claim(self, update_id: int) -> bool: ...


class Contacts(Protocol):
    """People."""

    async def by_telegram(self, telegram_id: int) -> Contact | None: ...


class Leads(Protocol):
    """Leads."""

    async def get(self, lead_id: int) -> Lead | None: ...


class OfferUnitOfWork(RecordUnitOfWork, Protocol):
    """What an offer's answer reads and writes."""

    @property
    def inbox(self) -> Inbox: ...
    @property
    def contacts(self) -> Contacts: ...
    @property
    def leads(self) -> Leads: ...
    @property
    def documents(self) -> Documents: ...


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(self, work: Callable[[OfferUnitOfWork], Awaitable[T]]) -> T: ...


class OfferDesk:
    """What a person agrees to beside the questions; the answer is committed with the fact."""

    def __init__(
        self,
        works: Works,
        offers: Offers,
        texts: Texts,
        documents: ConsentDocuments,
        clock: Clock,
    ) -> None:
        self._works = works
        self._documents = documents
        self._offers = offers
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
            tapped = offered.edits if offered is not None else None
            contact = await uow.contacts.by_telegram(telegram_id)
            lead = await uow.leads.get(button.lead)
            if contact is None or lead is None or lead.contact_id != contact.id:
                return
            text = await self._recheck(uow, contact, lead, tapped, yes=bool(button.yes))
            if offered is not None:
                await uow.outbox.add(offered.row(f"u{update_id}:offered"))
            await uow.outbox.add(_answer(update_id, telegram_id, text))

        await self._works.run(work)

    async def _recheck(
        self, uow: OfferUnitOfWork, contact: Contact, lead: Lead, tapped: int | None, *, yes: bool
    ) -> str:
        now = self._clock.now()
        if not yes:
            if allowed(Purpose.REMINDER, await uow.consents.of(contact.id), now):
                await self._offers.stop(uow, contact, (lead,), now, (Purpose.REMINDER,))
            return self._texts.render("recheck_declined", contact.language)
        at = recheck_at(lead, now)
        asked = self._documents.text(
            "consent_recheck", contact.language, recheck_days=(at - now).days
        )
        await uow.documents.keep(asked)
        entry = asked.agreed(
            contact.id,
            Purpose.REMINDER,
            now,
            message_id=tapped,
            button=self._texts.label("recheck_yes", contact.language),
        )
        await self._offers.agree_recheck(uow, contact, lead, entry, at, now)
        return self._texts.render("recheck_agreed", contact.language, recheck_on=at)


def _answer(update_id: int, telegram_id: int, text: str) -> OutboxMessage:
    message = Outgoing(telegram_id, text, purpose=Purpose.REPLY.value, basis=str(REPLY_BASIS))
    return message.row(f"u{update_id}:offer")


def without_buttons(query: CallbackQuery) -> Outgoing | None:
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
    """Handlers of the offers' buttons. `wake` lets the relay answer at once."""
    router = Router(name="offers")

    @router.callback_query(Payload(OfferButton))
    async def tap(query: CallbackQuery, button: OfferButton, update_id: int) -> None:
        await desk.answer(update_id, query.from_user.id, button, without_buttons(query))
        wake()
        await acknowledge(query)

    return router
