"""A turn in which the person gives the reason of their grade. Whatever else they do is `dialogs`'
other turns, and ends the wait for it."""

from __future__ import annotations

from dataclasses import replace

from dialogs.effects import Explained
from dialogs.interruptions import calls_human
from dialogs.replies import Pressed, Reply, Typed
from dialogs.supply.turn import SupplyTurn
from leads.catalogue import Arrival
from leads.surveys.survey import Group
from leads.surveys.surveying import explained


class SurveyTurn(SupplyTurn):
    """One update's work, where the words of a person may be about a survey."""

    async def open(self, arrival: Arrival) -> None:
        """A visit: nobody waits for a reason any more."""
        await super().open(arrival)
        self._forget()

    async def reply(self, reply: Reply | Pressed) -> None:
        """The reason of a grade, where one is awaited, else a reply as any other."""
        awaited = self.consequences.contact.awaited_survey
        if awaited is not None:
            self._forget()
            group = await self._explains(awaited, reply) if isinstance(reply, Typed) else None
            if group is not None:
                quiz = self._shelf.current(self._quiz)
                await self._speak((Explained(group),), None, quiz, None, again=True)
                return
        await super().reply(reply)

    def _forget(self) -> None:
        told = self.consequences
        if told.contact.awaited_survey is not None:
            told.contact = replace(told.contact, awaited_survey=None)

    async def _explains(self, survey_id: int, said: Typed) -> Group | None:
        told = self.consequences
        if told.contact.human_since is not None or calls_human(said.text):
            return None
        survey = await self._uow.surveys.get(survey_id)
        message_id = self._heard.message or 0
        found = explained(survey, told.contact, said.text, message_id, told.now)
        if found is None:
            return None
        survey, fact = found
        await self._uow.surveys.save(survey)
        await told.about(survey.lead_id)
        told.note(fact)
        return survey.group
