"""Buttons of a person whose lead is offered to a partner: yes, no, ask me later, how it went."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.chat.answering import Works
from bot.chat.callbacks import ReferralButton
from bot.chat.documents import ConsentDocuments
from bot.chat.messages import Keyboard, Outgoing
from bot.chat.partners.words import referral_button
from bot.chat.person_taps import Tap, TapUnitOfWork, answer_once
from bot.chat.texts import Texts
from leads.clock import Clock
from leads.consent import Purpose, allowed
from leads.contact import Contact
from leads.documents import ConsentText
from leads.offers import Offers
from leads.partners.offering import Offering
from leads.partners.ports import PartnersUnitOfWork
from leads.partners.referral import Referral
from leads.partners.referral import ReferralState as S

SURVEY = "consent_opinion"


class PersonUnitOfWork(TapUnitOfWork, PartnersUnitOfWork, Protocol):
    """What a person's tap reads and writes."""


class PersonDesk:
    """The person's word on their own referral, and what they hear of it."""

    def __init__(
        self,
        works: Works[PersonUnitOfWork],
        offering: Offering,
        offers: Offers,
        texts: Texts,
        documents: ConsentDocuments,
        clock: Clock,
    ) -> None:
        self._works = works
        self._offering = offering
        self._offers = offers
        self._texts = texts
        self._documents = documents
        self._clock = clock

    async def answer(self, tap: Tap[ReferralButton]) -> None:
        """Do what the button says once; a button of somebody else's referral does nothing."""
        await answer_once(self._works, tap, self._answer)

    async def _answer(
        self, uow: PersonUnitOfWork, contact: Contact, tap: Tap[ReferralButton]
    ) -> tuple[Outgoing, ...]:
        referral = await uow.referrals.get(tap.button.referral)
        if referral is None or referral.contact_id != contact.id:
            return ()
        said = await self._act(uow, referral, contact, tap.button, tap.message_id)
        return (*tap.spent, *(tap.reply(text, keyboard) for text, keyboard in said))

    async def _act(
        self,
        uow: PersonUnitOfWork,
        referral: Referral,
        contact: Contact,
        button: ReferralButton,
        message_id: int | None,
    ) -> list[tuple[str, Keyboard]]:
        now = self._clock.now()
        match button.act:
            case "yes":
                label = self._texts.label("partner_yes", contact.language)
                agreed = await self._offering.agree(
                    uow, referral, contact, now, message_id=message_id, button=label
                )
                if agreed.went_on:
                    return []  # the next partner is named
                return await self._agreed(uow, agreed.referral, contact, now)
            case "no":
                refused = await self._offering.refuse(uow, referral, contact, now)
                if not refused.changed:
                    return [(self._too_late(referral, contact.language), ())]
                return [(self._texts.render("partner_declined", contact.language), ())]
            case "ask":
                return [(await self._ask(uow, contact, button, message_id, now), ())]
            case "rate":
                grade = int(button.arg) if button.arg.isdecimal() else -1
                rated = await self._offering.rate(uow, referral, contact, grade, now)
                high = rated.referral.opinion is not None and rated.referral.opinion > 6
                return [(self._texts.render("partner_rated", contact.language, high=high), ())]
            case _:
                return []

    async def _agreed(
        self, uow: PersonUnitOfWork, referral: Referral, contact: Contact, now: datetime
    ) -> list[tuple[str, Keyboard]]:
        locale = contact.language
        if referral.state is not S.HANDED or referral.accept_by is None:
            return [(self._too_late(referral, locale), ())]
        said: list[tuple[str, Keyboard]] = [
            (
                self._texts.render(
                    "partner_agreed", locale, partner=referral.name, at=referral.accept_by
                ),
                (),
            )
        ]
        if not allowed(Purpose.SURVEY, await uow.consents.of(contact.id), now):
            keyboard = tuple(
                (referral_button(self._texts.label(f"opinion_{act}", locale), referral.id, *arg),)
                for act, arg in (("yes", ("ask", "1")), ("no", ("ask", "0")))
            )
            said.append((self._survey(locale).text, keyboard))
        return said

    async def _ask(
        self,
        uow: PersonUnitOfWork,
        contact: Contact,
        button: ReferralButton,
        message_id: int | None,
        now: datetime,
    ) -> str:
        """Whether the person may be asked how it went: a consent of its own."""
        locale, given = contact.language, await uow.consents.of(contact.id)
        if button.arg != "1":
            return self._texts.render("opinion_declined", locale)
        if not allowed(Purpose.SURVEY, given, now):
            asked = self._survey(locale)
            await uow.documents.keep(asked)
            label = self._texts.label("opinion_yes", locale)
            entry = asked.agreed(
                contact.id, Purpose.SURVEY, now, message_id=message_id, button=label
            )
            await self._offers.agree(uow, contact, None, entry, now)
        return self._texts.render("opinion_agreed", locale)

    def _too_late(self, referral: Referral, locale: str) -> str:
        """The word changes nothing: the offer lapsed, or the enquiry was passed on before."""
        if not referral.passed_on:
            return self._texts.render("partner_lapsed", locale)
        return self._texts.render("partner_already", locale, partner=referral.name)

    def _survey(self, locale: str) -> ConsentText:
        return self._documents.text(SURVEY, locale)
