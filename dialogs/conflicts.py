"""What one turn has to do with clients' exclusivity: at the verdict, and when more becomes known.

Whether there is a conflict is `leads.exclusivity`; what the person hears in the end is
`dialogs.after_hold`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from dialogs.effects import Answered, Effect, Finished, KeptWaiting
from dialogs.endings import kept_answers
from dialogs.learned import city_of
from dialogs.ports import ConversationUnitOfWork
from dialogs.scenario import Scenario, SlotType
from dialogs.values import Value
from leads.contact import Contact
from leads.exclusivity.facts import ConflictFound
from leads.exclusivity.holding import hold_of
from leads.exclusivity.watch import Watch
from leads.lead import Lead
from leads.stage import Stage
from leads.verdict import JsonValue, Verdict

TELLING = ("company.name", "company.site", "contact.phone", "contact.email")
"""CRM fields whose answers may tell another company."""


class Conflicts:
    """One turn's look at the register."""

    def __init__(self, uow: ConversationUnitOfWork, watch: Watch, now: datetime) -> None:
        self._uow = uow
        self._watch = watch
        self._now = now
        self.kept: KeptWaiting | None = None

    async def at_verdict(
        self,
        lead: Lead,
        contact: Contact,
        scenario: Scenario,
        values: Mapping[str, Value],
        verdict: Verdict,
    ) -> tuple[ConflictFound, ...] | None:
        """None when the verdict stands as it is; else the lead is held, with the fact of it where
        that is new, and `kept` is all that the person hears."""
        free = lead.owner_id is None and lead.card_at is None and self._watch.holds_cards
        if verdict.stage is not Stage.QUALIFIED or not free:
            return None
        answers, region = kept_answers(scenario, values), city_of(scenario, values)
        found = await self._watch.look(
            self._uow, lead, contact, self._now, answers=answers, region=region, awaited=True
        )
        if found is None:
            return None
        self.kept = KeptWaiting(found.answer_by)
        return (found,) if isinstance(found, ConflictFound) else ()

    async def of_answers(
        self,
        lead: Lead,
        contact: Contact,
        effects: Sequence[Effect],
        scenario: Scenario,
        values: Mapping[str, Value],
    ) -> tuple[ConflictFound, ...]:
        """The conflict of a lead that sales have, brought to light by answers of this turn."""
        if self.kept or lead.card_at is None or not lead.is_open:
            return ()
        if not any(self._tells(effect) for effect in effects):
            return ()
        judged = lead.verdict.inputs if lead.verdict else {}
        answers = {**judged, **kept_answers(scenario, values)}
        return await self._late(lead, contact, answers, city_of(scenario, values))

    async def lifted(
        self, lead: Lead, contact: Contact, region: str | None
    ) -> tuple[ConflictFound, ...]:
        """The conflict of a lead that goes to sales for its company's sake."""
        return await self._late(lead, contact, lead.verdict.inputs if lead.verdict else {}, region)

    async def _late(
        self,
        lead: Lead,
        contact: Contact,
        answers: Mapping[str, JsonValue],
        region: str | None,
    ) -> tuple[ConflictFound, ...]:
        found = await self._watch.look(
            self._uow, lead, contact, self._now, answers=answers, region=region
        )
        return (found,) if isinstance(found, ConflictFound) else ()

    async def still_kept(self, lead: Lead | None) -> KeptWaiting | None:
        """What the person of a lead that is held hears when they come back."""
        if lead is None or not lead.held or not lead.is_open:
            return None
        hold = hold_of(await self._uow.events.history(lead.id))
        return KeptWaiting(hold.answer_by) if hold and hold.waiting else None

    def _tells(self, effect: Effect) -> bool:
        if isinstance(effect, Finished):
            return effect.verdict is not None
        slot = effect.slot if isinstance(effect, Answered) else None
        if slot is None:
            return False
        told = slot.crm in TELLING or slot.type is SlotType.CITY
        return told or slot.id in self._watch.register.slots()
