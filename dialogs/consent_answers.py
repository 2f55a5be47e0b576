"""Answers to consent questions: entries in the ledger, and what a no after a yes takes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from dialogs.effects import Answered
from dialogs.personal_data import text_of_consent
from dialogs.ports import ConversationUnitOfWork
from dialogs.scenario import Scenario, Slot
from leads.consent import Purpose, allowed, withdrawals
from leads.contact import Contact
from leads.facts import ConsentGiven, ConsentWithdrawn

SAID_ALOUD = "call"
"""Where somebody agreed whom staff answer for: they were read the text and said yes."""


class ConsentAnswer:
    """One answer; `contact` is the person as they are after it, `message_id` what they tapped."""

    def __init__(
        self,
        uow: ConversationUnitOfWork,
        contact: Contact,
        lead_id: int | None,
        now: datetime,
        message_id: int | None,
    ) -> None:
        self._uow = uow
        self._lead_id = lead_id
        self._now = now
        self._message_id = message_id
        self.contact = contact

    async def agreed(self, slot: Slot, effect: Answered, scenario: Scenario) -> ConsentGiven:
        """Write the consent with the text that was agreed to."""
        purpose = _purpose(slot)
        text = text_of_consent(scenario, effect.step, self.contact.language)
        await self._uow.documents.keep(text)
        entry = text.agreed(
            self.contact.id, purpose, self._now, message_id=self._message_id, button="agree"
        )
        if not self.contact.has_chat:
            entry = replace(entry, source=SAID_ALOUD)
        await self._uow.consents.add(entry)
        return ConsentGiven(
            at=self._now, contact_id=self.contact.id, lead_id=self._lead_id, purpose=purpose
        )

    async def refused(self, slot: Slot) -> ConsentWithdrawn | None:
        """A yes that was changed into a no is taken back, and contacts given under it go."""
        purpose = _purpose(slot)
        if not allowed(purpose, await self._uow.consents.of(self.contact.id), self._now):
            return None
        for entry in withdrawals(self.contact.id, self._now, (purpose,)):
            await self._uow.consents.add(replace(entry, message_id=self._message_id))
        if purpose is Purpose.PERSONAL_DATA:
            self.contact = replace(self.contact, phone=None, email=None, birthday=None)
            await self._uow.erasure.hush(self.contact)
        return ConsentWithdrawn(
            at=self._now, contact_id=self.contact.id, lead_id=self._lead_id, purpose=purpose
        )


def _purpose(slot: Slot) -> Purpose:
    return Purpose(slot.purpose or Purpose.PERSONAL_DATA)
