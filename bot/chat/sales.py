"""Buttons under lead cards: take, reject, move on, lose, be paid. Parses, calls, shows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from aiogram.types import CallbackQuery

from bot.chat.access import Access
from bot.chat.book import Book
from bot.chat.callbacks import LeadButton
from bot.chat.card_buttons import (
    MENU_ACTS,
    card_keyboard,
    managers_keyboard,
    menu,
    with_cancel,
)
from bot.chat.cards import Shown, render_card
from bot.chat.filters import Payload
from bot.chat.handing import HandingDesk
from bot.chat.messages import Keyboard, Outgoing
from bot.chat.people import locale_of, seller_of, tapped_message
from bot.chat.router import Router
from bot.chat.sender import Sender
from bot.chat.taps import acknowledge
from bot.chat.texts import Texts
from bot.chat.verdict_desk import VerdictUnitOfWork
from leads.assigning import Reserved
from leads.clock import Clock
from leads.consent import STAFF_BASIS, Purpose
from leads.desk import Desk
from leads.handing.handing import HandingRefused, HandingUnitOfWork
from leads.reasons import LossReason, OverrideReason, RejectReason
from leads.selling import AlreadyTaken, NoSuchLead, NotYours, Seller
from leads.stage import MoveRefused, Stage

T = TypeVar("T")
REFUSALS = (Reserved, NotYours, NoSuchLead, ValueError)
"""Why a tap changes nothing; a `MoveRefused` is a ValueError, and so is a payload of ours that says
nothing any more."""


class Inbox(Protocol):
    """Updates whose turn is still to come."""

    async def claim(self, update_id: int) -> bool: ...


class SalesUnitOfWork(VerdictUnitOfWork, HandingUnitOfWork, Protocol):
    """What a salesperson's tap reads and writes."""

    @property
    def inbox(self) -> Inbox: ...


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(
        self, work: Callable[[SalesUnitOfWork], Awaitable[T]], *, update_ids: tuple[int, ...] = ()
    ) -> T: ...


@dataclass(frozen=True, slots=True)
class Menu:
    """What a tap leads to: the card as it is shown instead, and the words of the toast."""

    message: Outgoing | None
    toast: str = ""


class CardDesk:
    """One tap under a card: the use case, then the toast that answers it."""

    def __init__(
        self,
        works: Works,
        desk: Desk,
        handing: HandingDesk,
        book: Book,
        texts: Texts,
        clock: Clock,
        locale: str,
    ) -> None:
        self._works = works
        self._desk = desk
        self._handing = handing
        self._book = book
        self._texts = texts
        self._clock = clock
        self._locale = locale

    async def act(self, update_id: int, button: LeadButton, by: Seller, chat_id: int) -> Menu:
        """Do what the button says in one turn. A manager's own chat shows the card as it is now:
        what was tapped there may be a call, which nobody else writes anew."""

        async def work(uow: SalesUnitOfWork) -> Menu:
            if not await uow.inbox.claim(update_id):
                return Menu(None)
            toast = await self._act(uow, button, by)
            found = None
            if by.manager and chat_id == by.id:
                found = await self._book.look_up(uow, button.lead, self._clock.now())
            if found is None:
                return Menu(None, toast)
            keyboard = card_keyboard(found[0], self._texts, self._locale)
            return Menu(self._card(found[0], chat_id, keyboard), toast)

        try:
            return await self._works.run(work, update_ids=(update_id,))
        except REFUSALS as refused:
            return Menu(None, await self._why_not(refused, button.lead))

    async def _act(self, uow: SalesUnitOfWork, button: LeadButton, by: Seller) -> str:
        now = self._clock.now()
        match button.act:
            case "take":
                taken = await self._desk.take(uow, button.lead, by, now)
                if isinstance(taken, AlreadyTaken) and taken.owner_id != by.id:
                    raise NotYours(taken.owner_id)
                return self._toast("card_taken", lead_id=button.lead)
            case "why":
                await self._desk.reject(uow, button.lead, RejectReason(button.arg), by, now)
                return self._toast("card_rejected", lead_id=button.lead)
            case "move":
                stage = Stage(button.arg)
                await self._desk.advance_stage(uow, button.lead, stage, by, now)
                return self._toast("stage_moved", stage=stage.value)
            case "lost":
                await self._desk.lose(uow, button.lead, LossReason(button.arg), by, now)
                return self._toast("card_lost", lead_id=button.lead)
            case "overrule":
                return await self._overrule(uow, button, by, now)
            case "paid":
                return await self._paid(uow, button.lead, by, now)
            case "amount":
                return self._toast("amount_how", lead_id=button.lead)
            case "give":
                to = int(button.arg)
                return await self._handing.give(uow, button.lead, to, by, self._locale)
            case _:
                return ""

    async def _overrule(
        self, uow: SalesUnitOfWork, button: LeadButton, by: Seller, now: datetime
    ) -> str:
        target, _, reason = button.arg.partition(".")
        stage, reason = Stage(target), OverrideReason(reason).value
        await self._desk.override(uow, button.lead, stage, reason, by, now)
        return self._toast("overridden", lead_id=button.lead, stage=stage.value, reason=reason)

    async def _paid(self, uow: SalesUnitOfWork, lead_id: int, by: Seller, now: datetime) -> str:
        lead = await uow.leads.get(lead_id)
        if lead is None or lead.amount is None:
            raise MoveRefused("needs_amount")
        order = await self._desk.pay(uow, lead_id, lead.amount, by, now)
        return self._toast(
            "card_paid", lead_id=lead_id, price=order.amount, currency=order.currency
        )

    async def ask(self, update_id: int, button: LeadButton, by: Seller, chat_id: int) -> Menu:
        """The card with the menu that the button opens under it, or with its own buttons again."""

        async def work(uow: SalesUnitOfWork) -> Menu:
            await uow.inbox.claim(update_id)
            found = await self._book.look_up(uow, button.lead, self._clock.now())
            if found is None:
                return Menu(None, self._toast("lead_not_found", asked=str(button.lead)))
            shown, lead, _ = found
            opened = await self._opened(uow, button, by, shown)
            own = managers_keyboard if by.manager and chat_id == by.id else card_keyboard
            keyboard = opened or own(shown, self._texts, self._locale)
            message = self._card(shown, chat_id, keyboard)
            if opened is not None or button.act == "keep":
                return Menu(message)
            reason = "needs_amount" if lead.is_open else "lead_closed"
            return Menu(message, self._toast("move_refused", reason=reason))

        try:
            return await self._works.run(work, update_ids=(update_id,))
        except REFUSALS as refused:
            return Menu(None, await self._why_not(refused, button.lead))

    def _card(self, shown: Shown, chat_id: int, keyboard: Keyboard) -> Outgoing:
        return Outgoing(
            chat_id=chat_id,
            text=render_card(shown, self._texts, self._locale),
            purpose=Purpose.SERVICE.value,
            basis=str(STAFF_BASIS),
            keyboard=keyboard,
        )

    async def _opened(
        self, uow: SalesUnitOfWork, button: LeadButton, by: Seller, shown: Shown
    ) -> Keyboard | None:
        if button.act != "hand":
            return menu(button.act, shown, self._texts, self._locale)
        names = await self._handing.names(uow, button.lead, by, self._locale)
        return with_cancel(names, button.lead, self._texts, self._locale)

    async def _why_not(self, refused: Exception, lead_id: int) -> str:
        """The words of the toast for whoever may not, or can't."""
        match refused:
            case HandingRefused():
                return self._texts.short(self._handing.why_not(refused, self._locale))
            case MoveRefused(reason=reason):
                return self._toast("move_refused", reason=reason)
            case Reserved(name=holder, until=until):
                return self._toast("reserved", holder=holder, until=until)
            case NotYours(owner_id=owner_id):
                return await self._taken_by_other(lead_id, owner_id)
            case _:
                return self._toast("lead_not_found", asked=str(lead_id))

    async def _taken_by_other(self, lead_id: int, owner_id: int) -> str:
        async def work(uow: SalesUnitOfWork) -> str:
            found = await self._book.look_up(uow, lead_id, self._clock.now())
            return found[0].card.owner if found else str(owner_id)

        return self._toast("taken_by_other", owner=await self._works.run(work))

    def _toast(self, name: str, **values: object) -> str:
        return self._texts.toast(name, self._locale, **values)


def sales_router(
    card_desk: CardDesk, sender: Sender, access: Access, texts: Texts, wake: Callable[[], None]
) -> Router:
    """Handlers of card buttons. `wake` lets the relay update the card at once."""
    router = Router()

    @router.callback_query(Payload(LeadButton))
    async def tap(query: CallbackQuery, button: LeadButton, update_id: int) -> None:
        user, message_id = query.from_user, tapped_message(query)
        if not access.is_staff(user.id):
            await acknowledge(query, texts.toast("not_for_you", locale_of(user, "ru")))
            return
        chat_id = query.message.chat.id if query.message is not None else 0
        do = card_desk.ask if button.act in MENU_ACTS and chat_id else card_desk.act
        shown = await do(update_id, button, seller_of(user, access), chat_id)
        await acknowledge(query, shown.toast or None)
        if shown.message is not None:
            await sender.deliver(shown.message, edits=message_id)
        wake()

    return router
