"""What accepted answers and endings mean for the lead, the contact and the ledger of consents.

Turns effects into facts and changed values; what a fact causes is `leads.reactions`. No words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from dialogs.becoming import became_lead
from dialogs.company_answers import CompanyAnswers
from dialogs.conflicts import Conflicts
from dialogs.consent_answers import ConsentAnswer
from dialogs.effects import Answered, Completing, Effect, Finished, KeptWaiting, Unsold
from dialogs.endings import ended, kept_answers, partner_of, with_traits
from dialogs.learned import city_of, company_at, company_with, contact_with
from dialogs.ports import ConversationUnitOfWork
from dialogs.reading import find_city
from dialogs.scenario import Personal, Scenario, ScenarioKind, Slot, SlotType
from dialogs.session import Blank, Value, value_to_json
from leads.catalogue import Arrival, Campaign
from leads.company import Company
from leads.contact import Contact
from leads.facts import AnswerGiven, ContactGiven, Fact
from leads.intake import name_product, register_enquiry, register_visit
from leads.judging import Asks, Judging
from leads.lead import Lead
from leads.linking.following import came_by, followed
from leads.policy import Policy
from leads.recording import record
from leads.redating import save_person
from leads.verdict_facts import Judged


class Consequences:
    """Collects what one turn means, then writes it once."""

    def __init__(
        self,
        uow: ConversationUnitOfWork,
        contact: Contact,
        policy: Policy,
        campaigns: Mapping[str, Campaign],
        now: datetime,
        *,
        message_id: int | None = None,
        judging: Judging,
    ) -> None:
        self._uow = uow
        self._policy = policy
        self._campaigns = campaigns
        self._before = contact
        self._message_id = message_id  # of the message whose button was tapped
        self._judging = judging
        self._asks = Asks()
        self.conflicts = Conflicts(uow, judging.watch, now) if judging.watch else None
        self._lead: Lead | None = None
        self._lead_before: Lead | None = None
        self._facts: list[Fact] = []
        self.contact = contact
        self.now = now
        self.for_others = False
        self.completing = False
        self.kept: KeptWaiting | Completing | None = None  # heard in place of the ending

    @property
    def lead(self) -> Lead | None:
        """The lead that this turn is about, when it is known, as it is by now."""
        return self._lead

    @property
    def here(self) -> datetime:
        """This moment on the company's clock: what «tomorrow» is counted from."""
        return self.now.astimezone(self._policy.zone)

    @property
    def lead_id(self) -> int | None:
        """Its id."""
        return self._lead.id if self._lead else None

    async def about(self, lead_id: int | None) -> None:
        """This turn is about that lead, unless one is known already."""
        if lead_id is not None and self._lead is None:
            lead = await self._uow.leads.get(lead_id)
            if lead is not None:
                self._hold(lead)

    async def concerning(self) -> int | None:
        """The lead that whatever the person says now concerns: the one at hand, their last one,
        else a new enquiry."""
        if await self.last_lead() is None:
            await self.enquired()
        return self.lead_id

    async def last_lead(self) -> Lead | None:
        """The lead at hand, else the last one of the person, which is at hand from then on."""
        if self._lead is None:
            last = await self._uow.leads.last_of(self.contact.id)
            if last is not None:
                self._hold(last)
        return self._lead

    def note(self, fact: Fact) -> None:
        """Something happened besides answers."""
        self._facts.append(fact)

    def change(self, lead: Lead) -> None:
        """The lead at hand is different now."""
        self._lead = lead

    async def visited(self, arrived: Arrival) -> Arrival:
        """A /start: first and last source are kept, nothing is enquired yet. Returns how it was."""
        came = await followed(self._uow, arrived)
        self.contact = self._before = await register_visit(self._uow, self.contact, came, self.now)
        return came

    async def enquired(self) -> None:
        """The person said something: there is a lead from now on."""
        if self._lead is None:
            campaign = await came_by(self._uow, self.contact, self._campaigns)
            enquiry = await register_enquiry(self._uow, self.contact, self.now, campaign=campaign)
            self._hold(enquiry.lead)
            if enquiry.new:
                self.change(enquiry.lead.replied(self.now))

    async def of_answers(
        self,
        effects: Sequence[Effect],
        scenario: Scenario,
        lead_id: int | None,
        values: Mapping[str, Value],
    ) -> int | None:
        """Record accepted answers and the ending. Returns the id of the lead they belong to."""
        await self.about(lead_id)
        for effect in effects:
            if isinstance(effect, Answered):
                await self.enquired()
                await self._answered(effect, scenario, values)
                self._lead, facts = became_lead(self._lead, values, self._policy, self.now)
                self._facts.extend(facts)
            elif isinstance(effect, Unsold):
                await self.enquired()
            elif isinstance(effect, Finished):
                await self.enquired()
                await self._finished(effect, scenario, values)
        if self.conflicts and self._lead is not None:
            self._facts += await self.conflicts.of_answers(
                self._lead, self.contact, effects, scenario, values
            )
        return self.lead_id or lead_id

    async def write(self) -> None:
        """Save what changed and let every fact cause what it causes."""
        if self.contact != self._before:
            await save_person(self._uow, self._before, self.contact, self._policy, self.now)
        judged = any(isinstance(fact, Judged) for fact in self._facts)
        if self._lead is not None and (judged or isinstance(self.kept, Completing)):
            grading = self._judging.grading
            self._lead, lifted = await grading.judged(self._uow, self._lead, self.contact, self.now)
            self._facts += [lifted] if lifted else []
            if lifted and self.conflicts:
                self._facts += await self.conflicts.lifted(
                    self._lead, self.contact, self._asks.region
                )
        if self._lead is not None and self._lead != self._lead_before:
            self._lead = await self._uow.leads.save(self._lead)
        qualified = self._lead_before is not None and self._lead_before.qualified_at is not None
        for fact in self._facts:
            if isinstance(fact, AnswerGiven) and not qualified:
                # The verdict of this very turn brings the card, complete.
                await self._uow.events.add(fact)
                continue
            caused = await record(
                self._uow,
                fact,
                lead=self._lead,
                contact=self.contact,
                policy=self._policy,
                now=self.now,
            )
            self.for_others |= bool(caused.outbox)
            await self._judging.offer_on(
                self._uow, fact, self._lead, self.contact, self._asks, self.now
            )

    def _hold(self, lead: Lead) -> None:
        self._lead = self._lead_before = lead

    async def _answered(
        self, effect: Answered, scenario: Scenario, values: Mapping[str, Value]
    ) -> None:
        slot, value = effect.slot, effect.value
        if slot is None:
            return
        private = slot.personal is not Personal.NONE
        self._facts.append(
            AnswerGiven(
                at=self.now,
                contact_id=self.contact.id,
                lead_id=self.lead_id,
                scenario=scenario.id,
                step=effect.step.id,
                value=None if private else value_to_json(value),
            )
        )
        if slot.type is SlotType.CONSENT and isinstance(value, bool):
            await self._consented(slot, effect, scenario, yes=value)
        if isinstance(value, Blank):
            return
        if slot.id == scenario.product_slot and isinstance(value, str):
            await self.named(value)
        if slot.type is SlotType.CITY and isinstance(value, str):
            city = find_city(value)
            self.contact = replace(self.contact, zone=city.zone if city else None)
        if slot.crm is not None:
            await self.learned(slot.crm, slot, value)
        if scenario.kind is ScenarioKind.BRIEF and self._lead is not None:
            self.change(replace(self._lead, brief=kept_answers(scenario, values)))

    async def _consented(
        self, slot: Slot, effect: Answered, scenario: Scenario, *, yes: bool
    ) -> None:
        consent = ConsentAnswer(self._uow, self.contact, self.lead_id, self.now, self._message_id)
        fact = await (consent.agreed(slot, effect, scenario) if yes else consent.refused(slot))
        self.contact = consent.contact
        self._facts += [fact] if fact else []

    async def named(self, product: str) -> None:
        """The product is known; a lead for it that is already open goes on instead."""
        if self._lead is None:
            return
        if self._lead != self._lead_before:
            self._lead = await self._uow.leads.save(self._lead)
        self._hold(await name_product(self._uow, self._lead, product, self.now))

    async def learned(self, field: str, slot: Slot, value: Value) -> None:
        """A value that the contact or the company keeps, named by the slot's CRM field."""
        if field in ("company.name", "company.site") and isinstance(value, str):
            await self._company(lambda company: company_with(company, slot, value))
            return
        contact = contact_with(self.contact, field, value)
        if contact is None:
            return
        self.contact = contact
        if field == "contact.role":
            return
        self._facts.append(
            ContactGiven(
                at=self.now,
                contact_id=self.contact.id,
                lead_id=self.lead_id,
                what=field.removeprefix("contact."),
            )
        )
        if field == "contact.phone":
            await self._company(None)
        elif (email := contact.email) and field == "contact.email" and contact.company_id:
            await self._company(lambda company: company_at(company, email))

    async def _company(self, change: Callable[[Company], Company] | None) -> None:
        """The person's company is known better; None when it is the phone that may tell it."""
        await self._uow.contacts.save(self.contact)
        if self._lead is not None and self._lead != self._lead_before:
            self._lead = await self._uow.leads.save(self._lead)
        answers = CompanyAnswers(self._uow, self._policy, self.now)
        if change is None:
            joined = await answers.compare(self.contact, self._lead)
        else:
            joined = await answers.learn(self.contact, self._lead, change)
        self._facts += [joined] if joined else []
        self.contact = self._before = await self._uow.contacts.get(self.contact.id) or self.contact
        lead = await self._uow.leads.get(self._lead.id) if self._lead else None
        if lead is not None:
            self._lead = self._lead_before = lead

    async def _finished(
        self, effect: Finished, scenario: Scenario, values: Mapping[str, Value]
    ) -> None:
        if self._lead is None or scenario.kind is ScenarioKind.ROUTE:
            return
        self._lead = with_traits(self._lead, scenario, values)
        if self.completing and not self._lead.awaits_verdict:  # what is to come of it is settled
            self._lead = replace(self._lead, verdict=effect.verdict)
            self.kept = Completing(done=True)
            return
        self._asks = Asks(city_of(scenario, values), partner_of(effect))
        if self.conflicts and (verdict := effect.verdict):
            kept = await self.conflicts.at_verdict(
                self._lead, self.contact, scenario, values, verdict
            )
            if kept is not None:
                self._lead = replace(self._lead, verdict=verdict)
                self._facts += kept
                self.kept = self.conflicts.kept
                return
        self._lead, fact = ended(self._lead, effect, scenario, values, self.now)
        self._facts.append(fact)
