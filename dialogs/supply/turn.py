"""A turn about a product that can't be sold: to wait for it, to go on when it is back, to choose
another. Whatever else a person does is `dialogs.turn`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from dialogs.effects import Ask, Effect, PassedOn, Prompt, Unsold, Waits
from dialogs.engine import advance, on_hand, values_by_slot
from dialogs.ports import StoredSession
from dialogs.replies import Chose, Continue, Edit, Reply
from dialogs.scenario import Scenario
from dialogs.session import Session
from dialogs.silence import KIND as SILENCE
from dialogs.silence import watch
from dialogs.supply.goods import chosen_product
from dialogs.turn import Turn
from leads.caused import rechecks
from leads.consent import Purpose
from leads.documents import ConsentText
from leads.facts import ConsentGiven
from leads.lead import Lead
from leads.stage import Stage
from leads.supply.availability import Condition
from leads.supply.facts import WaitBegun, WaitOver
from leads.supply.waits import Wait

MAY_WAIT = frozenset({Stage.ENQUIRY, Stage.LEAD, Stage.NOT_YET, Stage.THINKING})
"""Stages in which a lead is nobody's work yet, so that it can wait."""


class SupplyTurn(Turn):
    """One update's work, with the ways that only a product's absence opens."""

    async def wait_for(self, product: str, agreement: Callable[[str], ConsentText]) -> None:
        """The person wants to be told when the product is back."""
        stored = await self._uow.sessions.active(self.consequences.contact.id)
        gone = self._shelf.gone(product)
        if gone is None:  # it came back before the tap
            await self.go_on_with(product)
            return
        told = self.consequences
        await told.about(stored.lead_id if stored else None)
        await told.enquired()
        await told.named(product)
        if told.lead is not None and not await self._waits_already(product):
            await self._agreed(agreement(told.contact.language))
            await self._wait(told.lead, gone)
        quiz = self._shelf.current(self._quiz)
        if stored is not None:
            quiz = await self._shelf.pinned(stored.session.digest, self._uow.scenarios)
            stored = await self._uow.sessions.save(stored, stored.session, lead_id=told.lead_id)
            await self._uow.touches.cancel(f"{SILENCE}:{stored.id}:")
        await self._speak((Waits(gone.label),), stored, quiz, None, again=True)

    async def choose_another(self) -> None:
        """The person does not wait: what else there is."""
        stored = await self._uow.sessions.active(self.consequences.contact.id)
        if stored is None:
            await self._begin(self._quiz)
            return
        scenario = await self._shelf.pinned(stored.session.digest, self._uow.scenarios)
        step = _product_step(scenario)
        shown = on_hand(scenario, stored.session, now=self.consequences.here)
        if isinstance(shown, Unsold) and step is not None:
            here = self.consequences.here
            editing = advance(scenario, stored.session, Edit(step), now=here)
            stored = await self._uow.sessions.save(stored, editing.session, lead_id=stored.lead_id)
        await self._show(stored)

    async def go_on_with(self, product: str) -> None:
        """The product is back, and so is the person: their questions go on where they stopped."""
        stored = await self._uow.sessions.active(self.consequences.contact.id)
        gone = self._shelf.gone(product)
        if gone is not None:
            await self._speak((gone,), None, self._shelf.current(self._quiz), None, again=True)
            return
        await self._stop_waiting(product)
        if stored is None:
            await self._begin(self._quiz)
            return
        scenario = await self._shelf.pinned(stored.session.digest, self._uow.scenarios)
        chosen = chosen_product(scenario, values_by_slot(scenario, stored.session))
        step = _product_step(scenario)
        session = replace(stored.session, answered_at=self.consequences.now)
        shown = on_hand(scenario, session, now=self.consequences.here)
        at_product = isinstance(shown, Ask) and shown.prompt.step.id == step
        lead_id = self.consequences.lead_id or stored.lead_id
        stored = await self._uow.sessions.save(stored, session, lead_id=lead_id)
        if at_product or (chosen is not None and chosen.id != product):
            await self._answer_with(product, stored, scenario, None if at_product else step)
        else:
            await self._show(stored)
        watched = watch(scenario, stored, self._policy)
        if watched is not None:
            await self._uow.touches.plan(watched)

    async def _show(self, stored: StoredSession) -> None:
        """What is on hand; the end, where everything was answered while the product was gone."""
        scenario = await self._shelf.pinned(stored.session.digest, self._uow.scenarios)
        if on_hand(scenario, stored.session, now=self.consequences.here) is None:
            await self.reply(Continue())
        else:
            await super()._show(stored)

    async def _to_human(
        self, stored: StoredSession | None, reply: Reply | None, asked: Prompt | None
    ) -> PassedOn:
        """No question comes along that could not be answered anyway."""
        if stored is not None and asked is not None:
            scenario = await self._shelf.pinned(stored.session.digest, self._uow.scenarios)
            shown = on_hand(scenario, stored.session, now=self.consequences.here)
            asked = None if isinstance(shown, Unsold) else asked
        return await super()._to_human(stored, reply, asked)

    async def _speak(
        self,
        effects: Sequence[Effect],
        stored: StoredSession | None,
        scenario: Scenario,
        before: Session | None,
        *,
        opening: bool = False,
        again: bool = False,
    ) -> None:
        """Whoever waits for a product already is not asked once more whether they want to."""
        if any(isinstance(effect, Unsold) for effect in effects):
            awaited = await self._awaited()
            effects = [
                Waits(effect.label)
                if isinstance(effect, Unsold) and effect.product in awaited
                else effect
                for effect in effects
            ]
        await super()._speak(effects, stored, scenario, before, opening=opening, again=again)

    async def _awaited(self) -> set[str]:
        """The products that the person waits for and was not told of yet."""
        contact_id = self.consequences.contact.id
        ledger = await self._uow.consents.of(contact_id)
        waits = await self._uow.waits.of(contact_id)
        return {wait.product for wait in waits if wait.lasts(ledger)}

    async def _answer_with(
        self, product: str, stored: StoredSession, scenario: Scenario, edit: str | None
    ) -> None:
        """Answer the question for the product, which is asked or was answered otherwise."""
        if edit is not None:
            editing = advance(scenario, stored.session, Edit(edit), now=self.consequences.here)
            stored = await self._uow.sessions.save(stored, editing.session, lead_id=stored.lead_id)
        await self.reply(Chose(product))

    async def _waits_already(self, product: str) -> bool:
        """Whether the person has their place in the queue; waits that are over are cleared."""
        contact_id, waits = self.consequences.contact.id, False
        ledger = await self._uow.consents.of(contact_id)
        for wait in await self._uow.waits.of(contact_id):
            if wait.product == product:
                waits = waits or wait.lasts(ledger)
                if not wait.lasts(ledger):
                    await self._uow.waits.drop(wait)
        return waits

    async def _agreed(self, text: ConsentText) -> None:
        told = self.consequences
        await self._uow.documents.keep(text)
        await self._uow.consents.add(
            text.agreed(
                told.contact.id,
                Purpose.REMINDER,
                told.now,
                message_id=self._heard.tapped,
                button="wait",
            )
        )
        told.note(
            ConsentGiven(
                at=told.now,
                contact_id=told.contact.id,
                lead_id=told.lead_id,
                purpose=Purpose.REMINDER,
            )
        )

    async def _wait(self, lead: Lead, gone: Unsold) -> None:
        told = self.consequences
        was, condition = lead.stage, gone.availability.condition or Condition.STOCK
        if was in MAY_WAIT:
            told.change(lead.moved(Stage.WAITING, told.now))
        await self._uow.touches.cancel(rechecks(lead))
        await self._uow.waits.add(
            Wait(lead.contact_id, lead.id, gone.product, condition, told.now, was)
        )
        told.note(
            WaitBegun(
                at=told.now,
                contact_id=lead.contact_id,
                lead_id=lead.id,
                product=gone.product,
                condition=condition,
                was=was,
            )
        )

    async def _stop_waiting(self, product: str) -> None:
        told = self.consequences
        for wait in await self._uow.waits.of(told.contact.id):
            if wait.product != product:
                continue
            await self._uow.waits.drop(wait)
            await told.about(wait.lead_id)
            if told.lead is None or told.lead.id != wait.lead_id:
                continue
            if told.lead.stage is Stage.WAITING:
                told.change(told.lead.moved(wait.was, told.now))
            told.note(
                WaitOver(
                    at=told.now,
                    contact_id=wait.contact_id,
                    lead_id=wait.lead_id,
                    product=product,
                )
            )


def _product_step(scenario: Scenario) -> str | None:
    """The id of the step that asks for the product."""
    asking = (step.id for step in scenario.steps if step.slot == scenario.product_slot)
    return next(asking, None) if scenario.product_slot else None
