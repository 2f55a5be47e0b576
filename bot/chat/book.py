"""Looking a lead up with everything that is shown of it. Reads only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from bot.chat.cards import Shown
from dialogs.scenario import Personal, Scenario, ScenarioKind
from dialogs.shelf import MissingScenario, ScenarioTexts, Shelf
from leads.card import Labels, lead_card
from leads.companies import colleagues
from leads.companies.colleagues import colleagues_of
from leads.contact import Contact
from leads.exclusivity.holding import hold_of
from leads.exclusivity.register import Exclusives
from leads.facts import Fact, HalfFinished
from leads.grading.grading import Grading
from leads.history import (
    brief_filled,
    handed_on,
    last_meeting,
    left_half_way,
    lifted,
    moved_in_crm,
    next_purchase,
    offers_of,
    owner_name,
)
from leads.lead import Lead
from leads.overriding import decided
from leads.stage import Funnel


class Leads(colleagues.Leads, Protocol):
    """Leads."""

    async def get(self, lead_id: int) -> Lead | None: ...


class Contacts(Protocol):
    """People."""

    async def get(self, contact_id: int) -> Contact | None: ...


class Sessions(Protocol):
    """Conversations."""

    async def digests(self, lead_id: int) -> Sequence[str]: ...


class BookUnitOfWork(Protocol):
    """What looking up reads."""

    @property
    def leads(self) -> Leads: ...
    @property
    def contacts(self) -> Contacts: ...
    @property
    def companies(self) -> colleagues.Companies: ...
    @property
    def ties(self) -> colleagues.Ties: ...
    @property
    def events(self) -> colleagues.Events: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def scenarios(self) -> ScenarioTexts: ...


class Book:
    """Leads as sales and managers see them; `register` says what clients are called, and whether
    sales may read it."""

    def __init__(
        self,
        shelf: Shelf,
        funnels: Mapping[str, Funnel],
        grading: Grading,
        register: Exclusives,
        partners: Mapping[str, str],
    ) -> None:
        self._shelf = shelf
        self._grading = grading
        self._funnels = funnels
        self.register = register
        self.partners = partners

    async def look_up(
        self, uow: BookUnitOfWork, lead_id: int, now: datetime
    ) -> tuple[Shown, Lead, Sequence[Fact]] | None:
        """The lead's card and its history; None for an unknown number."""
        lead = await uow.leads.get(lead_id)
        contact = await uow.contacts.get(lead.contact_id) if lead else None
        if lead is None or contact is None:
            return None
        company_id = lead.company_id or contact.company_id
        company = await uow.companies.get(company_id) if company_id else None
        history = await uow.events.history(lead_id)
        left = left_half_way(history)
        quiz = await self._quiz(uow, lead, left)
        brief = await self._brief(uow, lead)
        card = lead_card(
            lead,
            contact,
            company,
            funnel=self._funnels.get(lead.funnel) or self._funnels["warm"],
            quiz_labels=_labels(quiz),
            brief_labels=_labels(brief),
            now=now,
            owner=owner_name(history),
            left=left,
            colleagues=await colleagues_of(uow, company, contact.id) if company else None,
        )
        card = card.on_offer(next(reversed(offers_of(history)), None))
        hold, shown = hold_of(history), self.register.sales_see_client
        card = replace(
            card,
            decided=decided(history),
            lifted=lifted(history),
            handed=handed_on(history),
            moved_in_crm=moved_in_crm(history),
            meeting=last_meeting(history),
            next_purchase=next_purchase(history),
            brief_filled=brief_filled(history),
            standing=self._grading.standing(lead, company),
            conflict=hold,
            conflict_client=self.register.name(hold.found.client) if hold and shown else "",
        )
        return Shown(card, quiz, brief), lead, history

    def product(self, product: str, locale: str) -> str:
        """The product in words, as any current scenario names it."""
        quiz = self._selling(product)
        slot = quiz.slots[quiz.product_slot or ""] if quiz else None
        option = slot.option(product) if slot else None
        return option.label.in_(locale) if option else product

    def products(self, locale: str) -> dict[str, str]:
        """Everything that current scenarios offer: ids with their words."""
        options = (
            option
            for scenario in self._shelf.all_current()
            if scenario.product_slot
            for option in scenario.slots[scenario.product_slot].options
        )
        return {option.id: option.label.in_(locale) for option in options}

    def choices(self, locale: str) -> dict[str, str]:
        """What can be chosen in the quizzes that are current, the product aside: `slot.option` with
        question and option in words."""
        return {
            f"{slot.id}.{option.id}": f"{slot.label.in_(locale)}: {option.label.in_(locale)}"
            for quiz in self._shelf.all_current()
            if quiz.kind is ScenarioKind.QUIZ
            for slot in quiz.slots.values()
            if slot.id != quiz.product_slot and slot.personal is Personal.NONE
            for option in slot.options
        }

    def asked_for(self, locale: str) -> dict[str, str]:
        """The questions with such choices: ids of their slots with their words."""
        return {
            choice.partition(".")[0]: words.partition(":")[0]
            for choice, words in self.choices(locale).items()
        }

    def title(self, scenario_id: str, locale: str) -> str:
        """The scenario's title, as people read it now; its id where it is no more."""
        if scenario_id not in self._shelf:
            return scenario_id
        return self._shelf.current(scenario_id).title.in_(locale)

    def question(self, scenario_id: str, step_id: str, locale: str) -> str:
        """What a question of a scenario is about, as it is now; its id where it is no more."""
        if scenario_id not in self._shelf:
            return step_id
        scenario = self._shelf.current(scenario_id)
        step = scenario.step_by_id.get(step_id)
        return scenario.slots[step.slot].label.in_(locale) if step and step.slot else step_id

    def rule(self, scenario_id: str, rule_id: str, locale: str) -> str:
        """Why a rule of a scenario decides as it does, as it is now; "" where it is no more."""
        if scenario_id not in self._shelf:
            return ""
        scenario = self._shelf.current(scenario_id)
        gates = {one.id: one.tell for one in scenario.gates}
        rows = {one.id: one.why for one in (*scenario.fit, *scenario.intent, *scenario.signals)}
        found = (gates | rows).get(rule_id)
        return found.in_(locale) if found else ""

    def _selling(self, product: str) -> Scenario | None:
        """The first current scenario that has the product among its options."""
        for scenario in self._shelf.all_current():
            slot = scenario.slots.get(scenario.product_slot or "")
            if slot is not None and slot.option(product) is not None:
                return scenario
        return None

    async def _quiz(
        self, uow: BookUnitOfWork, lead: Lead, left: HalfFinished | None
    ) -> Scenario | None:
        judged = lead.verdict or left
        if judged is None:
            return self._selling(lead.product or "")
        try:
            return await self._shelf.pinned(judged.digest, uow.scenarios)
        except MissingScenario:
            return None

    async def _brief(self, uow: BookUnitOfWork, lead: Lead) -> Scenario | None:
        """The brief that the stored answers were given in, in the version of that conversation."""
        for digest in await uow.sessions.digests(lead.id) if lead.brief else ():
            with suppress(MissingScenario):
                scenario = await self._shelf.pinned(digest, uow.scenarios)
                if scenario.kind is ScenarioKind.BRIEF:
                    return scenario
        return None


def _labels(scenario: Scenario | None) -> Labels:
    slots = scenario.slots.values() if scenario else ()
    return {slot.id: slot.label.by_locale for slot in slots}
