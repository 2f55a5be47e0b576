"""What a person taps under a survey: whether they may be asked, and the grade."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.chat.callbacks import SurveyButton
from bot.chat.filters import Payload
from bot.chat.messages import Outgoing
from bot.chat.offers import without_buttons
from bot.chat.surveys.words import NO, RATE, YES, SurveyVoice
from bot.chat.taps import acknowledge
from bot.chat.texts import Texts
from leads.clock import Clock
from leads.consent import REPLY_BASIS, Purpose
from leads.contact import Contact
from leads.surveys import ports
from leads.surveys.ports import SurveyUnitOfWork
from leads.surveys.surveying import Surveying

T = TypeVar("T")


class Inbox(Protocol):
    """Updates whose turn is still to come."""

    async def claim(self, update_id: int) -> bool: ...


class Contacts(ports.Contacts, Protocol):
    """People."""

    async def by_telegram(self, telegram_id: int) -> Contact | None: ...


class PersonUnitOfWork(SurveyUnitOfWork, Protocol):
    """What a person's tap reads and writes."""

    @property
    def inbox(self) -> Inbox: ...
    @property
    def contacts(self) -> Contacts: ...


class Works(Protocol):
    """Runs a piece of work in one transaction."""

    async def run(
        self, work: Callable[[PersonUnitOfWork], Awaitable[T]], *, update_ids: tuple[int, ...] = ()
    ) -> T: ...


class SurveyDesk:
    """The person's word on a survey, and what they hear."""

    def __init__(
        self, works: Works, surveying: Surveying, voice: SurveyVoice, texts: Texts, clock: Clock
    ) -> None:
        self._works = works
        self._surveying = surveying
        self._voice = voice
        self._texts = texts
        self._clock = clock

    async def answer(
        self, update_id: int, telegram_id: int, button: SurveyButton, tapped: Outgoing | None
    ) -> None:
        """Do what the button says once. `tapped` is its message as it shall be without buttons;
        a button of somebody else does nothing."""

        async def work(uow: PersonUnitOfWork) -> None:
            if not await uow.inbox.claim(update_id):
                return
            contact = await uow.contacts.by_telegram(telegram_id)
            message_id = tapped.edits if tapped is not None else None
            text = await self._act(uow, contact, button, message_id) if contact else ""
            if not text:
                return
            if tapped is not None:
                await uow.outbox.add(tapped.row(f"u{update_id}:tapped"))
            said = Outgoing(telegram_id, text, Purpose.REPLY.value, str(REPLY_BASIS))
            await uow.outbox.add(said.row(f"u{update_id}:survey"))

        await self._works.run(work, update_ids=(update_id,))

    async def _act(
        self,
        uow: PersonUnitOfWork,
        contact: Contact,
        button: SurveyButton,
        message_id: int | None,
    ) -> str:
        now, locale = self._clock.now(), contact.language
        if button.act == RATE:
            rated = await self._surveying.rate(uow, button.number, contact, button.grade, now)
            if rated is None:
                return ""
            if rated.answered_at != now:
                return self._texts.render("survey_before", locale, grade=rated.grade)
            return self._voice.thanks(rated, locale)
        lead = await uow.leads.get(button.number)
        if lead is None or lead.contact_id != contact.id:
            return ""
        if button.act == NO:
            await self._surveying.refuse(uow, contact, now)
            return self._texts.render("survey_declined", locale)
        if button.act != YES:
            return ""
        agreed = self._voice.agreement(locale)
        await uow.documents.keep(agreed)
        label = self._texts.label("survey_yes", locale)
        entry = agreed.agreed(contact.id, Purpose.SURVEY, now, message_id=message_id, button=label)
        await self._surveying.agree(uow, contact, lead, entry, now)
        return self._texts.render("survey_agreed", locale)


def surveys_router(desk: SurveyDesk, wake: Callable[[], None]) -> Router:
    """Handlers of the person's buttons. `wake` lets the relay answer at once."""
    router = Router(name="surveys")

    @router.callback_query(Payload(SurveyButton))
    async def tap(query: CallbackQuery, button: SurveyButton, update_id: int) -> None:
        await desk.answer(update_id, query.from_user.id, button, without_buttons(query))
        wake()
        await acknowledge(query)

    return router
