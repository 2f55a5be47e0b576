"""The turn of whoever sent a form and opens its link: the quiz asks only what is missing."""

from __future__ import annotations

from dialogs.carried import carried
from dialogs.completing.turn import CompletingTurn
from dialogs.effects import Finished
from dialogs.endings import partner_of
from dialogs.forms.filling import answered, filled
from dialogs.learned import city_of
from dialogs.session import value_from_json
from dialogs.silence import notice
from leads.catalogue import Arrival
from leads.forms.continuing import Continued
from leads.partners.offering import Offering


class FormTurn(CompletingTurn):
    """One update's work, where it may go on with what a form said."""

    offering: Offering

    async def go_on(self, arrival: Arrival, form: Continued) -> None:
        """A visit by the form's link. A conversation under way goes on as it is."""
        told = self.consequences
        await told.visited(arrival)
        stored = await self._uow.sessions.active(told.contact.id)
        if stored is not None:
            await self._show(stored)
            return
        await told.about(form.lead_id)
        quiz = self._shelf.opened_by(arrival.campaign) or self._quiz
        chosen = self._shelf.choose(quiz, told.contact.id)
        scenario = chosen.scenario
        before = await self._shelf.pinned(form.digest, self._uow.scenarios)
        values = {slot: value_from_json(raw) for slot, raw in form.answers.items()}
        if before.digest != scenario.digest:
            values = carried(values, scenario.slots, before.slots)
        step = filled(scenario, values, now=told.here)
        ends = [effect for effect in step.effects if isinstance(effect, Finished)]
        if told.lead is None or (ends and told.lead.verdict is None):
            news = answered(scenario, values) if told.lead is None else ()
            await told.of_answers((*news, *ends), scenario, told.lead_id, values)
            ends = []
        stored = await self._uow.sessions.add(
            told.contact.id, told.lead_id, step.session, split=chosen.split
        )
        effects = await self._with_handover(step, scenario)
        await self._speak(effects, stored, scenario, step.session, opening=True, again=True)
        await notice(self._uow, scenario, stored, self._policy)
        for effect in ends:
            await self._offer_partner(effect, city_of(scenario, values))
        await self._follow(step)

    async def _offer_partner(self, effect: Finished, region: str | None) -> None:
        """What a verdict of before offers only to somebody who is there to be asked."""
        told, kind = self.consequences, partner_of(effect)
        if kind is None or told.lead is None or told.lead.owner_id is not None:
            return
        await self.offering.offer(self._uow, told.lead, told.contact, kind, told.now, region=region)
