"""The person hears what became of the wait for a manager: how it goes on, or a kind no.

Why it took a manager is nobody's business but ours: no word of it gets here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from dialogs.effects import Effect, Finished, HandedOver, KeptWaiting, TurnedDown
from dialogs.engine import start
from dialogs.ports import DialogUnitOfWork
from dialogs.scenario import Outcome, Scenario
from dialogs.scene import Scene
from dialogs.session import SessionStatus
from dialogs.shelf import Shelf
from dialogs.silence import notice
from dialogs.values import Value, value_from_json
from dialogs.voice import Voice
from leads.contact import Contact
from leads.exclusivity.holding import Hold, hold_of
from leads.facts import Fact, Qualified
from leads.lead import Lead
from leads.partners.offering import Offering
from leads.partners.ports import OfferingUnitOfWork
from leads.policy import Policy
from leads.touch import Touch
from leads.verdict import JsonValue
from leads.working_time import promise


class AfterHoldUnitOfWork(DialogUnitOfWork, OfferingUnitOfWork, Protocol):
    """What telling a decision reads and writes."""


@dataclass(frozen=True, slots=True)
class AfterHold:
    """What the touch does with which a decision reaches the person."""

    shelf: Shelf
    voice: Voice
    offering: Offering
    policy: Policy

    async def __call__(self, uow: AfterHoldUnitOfWork, touch: Touch, now: datetime) -> None:
        """Say what managers have made of it by now; nothing to whom the conflict did not keep
        waiting."""
        lead = await uow.leads.get(touch.lead_id) if touch.lead_id is not None else None
        contact = await uow.contacts.get(lead.contact_id) if lead else None
        history = await uow.events.history(lead.id) if lead else ()
        hold = hold_of(history)
        if lead is None or contact is None or hold is None or lead.verdict is None:
            return
        scenario = await self.shelf.pinned(lead.verdict.digest, uow.scenarios)
        told = _Telling(self, uow, touch, lead, contact, scenario, now)
        if hold.refused:
            await told.turned_down()
        elif hold.found.awaited and hold.waiting:
            await told.say((KeptWaiting(hold.answer_by, longer=True),))
        elif hold.found.awaited and _goes_on(history, hold):
            await told.go_on(scenario.outcome(lead.verdict.outcome), lead.verdict.inputs)


@dataclass(frozen=True, slots=True)
class _Telling:
    """One telling: to whom, about which lead, in the version of the quiz that judged it."""

    after: AfterHold
    uow: AfterHoldUnitOfWork
    touch: Touch
    lead: Lead
    contact: Contact
    scenario: Scenario
    now: datetime

    async def turned_down(self) -> None:
        """A kind no; questions that are under way about this lead end with it."""
        stored = await self.uow.sessions.active(self.contact.id)
        if stored is not None and stored.lead_id == self.lead.id:
            over = replace(stored.session, status=SessionStatus.ABANDONED, step=None)
            await self.uow.sessions.save(stored, over, lead_id=stored.lead_id)
        await self.say((TurnedDown(),))
        kinds = [one.partner for one in self.scenario.outcomes if one.partner]
        if kinds:
            offer = self.after.offering.offer
            await offer(self.uow, self.lead, self.contact, kinds[0], self.now, quietly=True)

    async def go_on(self, outcome: Outcome, inputs: Mapping[str, JsonValue]) -> None:
        """The words of the outcome, then the scenario that follows it, or who gets in touch."""
        policy = self.after.policy
        busy = await self.uow.sessions.active(self.contact.id) is not None
        ends: tuple[Effect, ...] = (Finished(outcome, None, None),)
        if outcome.next is None or busy:
            by_phone = self.contact.phone is not None
            ends = (*ends, HandedOver("", by_phone, promise(self.now, policy)))
        await self.say(ends, {slot: value_from_json(raw) for slot, raw in inputs.items()})
        if outcome.next is None or busy:
            return
        here = self.now.astimezone(policy.zone)
        chosen = self.after.shelf.choose(outcome.next, self.contact.id)
        step = start(chosen.scenario, now=here, turn=1)
        stored = await self.uow.sessions.add(
            self.contact.id, self.lead.id, step.session, split=chosen.split
        )
        await notice(self.uow, chosen.scenario, stored, policy)
        opened = replace(self, scenario=chosen.scenario)
        await opened.say(step.effects, session_id=stored.id)

    async def say(
        self,
        effects: Sequence[Effect],
        answers: Mapping[str, Value] | None = None,
        *,
        session_id: int = 0,
    ) -> None:
        """Put the effects into words, for the relay to deliver, to whoever has a chat."""
        if not self.contact.has_chat:
            return
        scene = Scene(
            update_id=-self.touch.id,  # no update has this number: they are positive
            chat_id=self.contact.telegram_id,
            locale=self.contact.language,
            session_id=session_id,
            lead_id=self.lead.id,
            scenario=self.scenario,
            answers=answers or {},
            asked_turn=-1,
        )
        for message in self.after.voice.present(effects, scene):
            await self.uow.outbox.add(message)


def _goes_on(history: Iterable[Fact], hold: Hold) -> bool:
    """The decision qualified the lead, which sales had not seen before."""
    at = hold.decided.at if hold.decided else None
    return any(isinstance(fact, Qualified) and fact.at == at for fact in history)
