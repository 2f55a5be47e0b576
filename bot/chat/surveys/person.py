"""What a person taps under a survey: whether they may be asked, and the grade."""

from __future__ import annotations

from typing import Protocol

from bot.chat import person_taps
from bot.chat.answering import Works
from bot.chat.callbacks import SurveyButton
from bot.chat.messages import Outgoing
from bot.chat.person_taps import Tap, TapUnitOfWork, answer_once
from bot.chat.surveys.words import NO, RATE, YES, SurveyVoice
from bot.chat.texts import Texts
from leads.clock import Clock
from leads.consent import Purpose
from leads.contact import Contact
from leads.surveys import ports
from leads.surveys.ports import SurveyUnitOfWork
from leads.surveys.surveying import Surveying


class Contacts(person_taps.Contacts, ports.Contacts, Protocol):
    """People."""


class PersonUnitOfWork(TapUnitOfWork, SurveyUnitOfWork, Protocol):
    """What a person's tap reads and writes."""

    @property
    def contacts(self) -> Contacts: ...


class SurveyDesk:
    """The person's word on a survey, and what they hear."""

    def __init__(
        self,
        works: Works[PersonUnitOfWork],
        surveying: Surveying,
        voice: SurveyVoice,
        texts: Texts,
        clock: Clock,
    ) -> None:
        self._works = works
        self._surveying = surveying
        self._voice = voice
        self._texts = texts
        self._clock = clock

    async def answer(self, tap: Tap[SurveyButton]) -> None:
        """Do what the button says once; a button of somebody else does nothing."""
        await answer_once(self._works, tap, self._answer)

    async def _answer(
        self, uow: PersonUnitOfWork, contact: Contact, tap: Tap[SurveyButton]
    ) -> tuple[Outgoing, ...]:
        text = await self._act(uow, contact, tap.button, tap.message_id)
        return (*tap.spent, tap.reply(text)) if text else ()

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
