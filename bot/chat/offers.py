"""The button under a verdict that offers to ask again later."""

from __future__ import annotations

from typing import Protocol

from bot.chat.answering import Works
from bot.chat.callbacks import OfferButton
from bot.chat.documents import ConsentDocuments
from bot.chat.messages import Outgoing
from bot.chat.person_taps import Tap, TapUnitOfWork, answer_once
from bot.chat.texts import Texts
from leads.clock import Clock
from leads.consent import Purpose, allowed
from leads.contact import Contact
from leads.documents import Documents
from leads.lead import Lead
from leads.offers import Offers
from leads.recording import RecordUnitOfWork
from leads.second_look import recheck_at


class Leads(Protocol):
    """Leads."""

    async def get(self, lead_id: int) -> Lead | None: ...


class OfferUnitOfWork(TapUnitOfWork, RecordUnitOfWork, Protocol):
    """What an offer's answer reads and writes."""

    @property
    def leads(self) -> Leads: ...
    @property
    def documents(self) -> Documents: ...


class OfferDesk:
    """What a person agrees to beside the questions; the answer is committed with the fact."""

    def __init__(
        self,
        works: Works[OfferUnitOfWork],
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

    async def answer(self, tap: Tap[OfferButton]) -> None:
        """The person's yes or no to an offer on their own lead."""
        await answer_once(self._works, tap, self._answer)

    async def _answer(
        self, uow: OfferUnitOfWork, contact: Contact, tap: Tap[OfferButton]
    ) -> tuple[Outgoing, ...]:
        lead = await uow.leads.get(tap.button.lead)
        if lead is None or lead.contact_id != contact.id:
            return ()
        yes = bool(tap.button.yes)
        text = await self._recheck(uow, contact, lead, tap.message_id, yes=yes)
        return (*tap.spent, tap.reply(text))

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
