"""A turn in which somebody who was asked to answers what is missing. Whatever else they do is
`dialogs`' other turns."""

from __future__ import annotations

from dialogs.completing.missing import judged_by, missing, told_besides
from dialogs.effects import Completing
from dialogs.silence import notice
from dialogs.surveys.turn import SurveyTurn


class CompletingTurn(SurveyTurn):
    """One update's work, with the way that a mailing's button opens."""

    async def complete(self) -> None:
        """The person lets us ask: the questions under way, else those without an answer; of
        whoever never answered any, all of them."""
        told = self.consequences
        stored = await self._uow.sessions.active(told.contact.id)
        lead = await told.last_lead()
        if stored is not None:
            await self._show(stored)
            return
        if lead is None:
            await self._begin(self._quiz, opening=True)
            return
        verdict = lead.verdict
        named = (
            verdict.scenario_id if verdict and verdict.scenario_id in self._shelf else self._quiz
        )
        chosen = self._shelf.choose(named, told.contact.id)
        before = await self._shelf.pinned(verdict.digest, self._uow.scenarios) if verdict else None
        known = {
            **told_besides(chosen.scenario, lead, told.contact),
            **judged_by(chosen.scenario, verdict, before),
        }
        step = missing(chosen.scenario, known, now=told.here)
        if step is None:
            await self._tell(None, chosen.scenario, Completing(done=True))
            return
        entered = await self._enter(chosen, step)
        await notice(self._uow, chosen.scenario, entered, self._policy)
