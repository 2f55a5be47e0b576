"""What of a conversation goes to a human of ours: the facts, and what the person is told of it.

Which words mean that is `dialogs.interruptions`; how sales hear of it is `leads.reactions`.
"""

from __future__ import annotations

from dialogs.consequences import Consequences
from dialogs.effects import HandedOver, KeptWaiting, Known, PassedOn, Prompt
from dialogs.engine import values_by_slot
from dialogs.interruptions import kind_of
from dialogs.learned import ANY_TIME, WRITE_FIRST, best_time
from dialogs.ports import DialogUnitOfWork
from dialogs.replies import Reply
from dialogs.scenario import Scenario
from dialogs.session import Session
from leads.history import disputed, owner_name
from leads.policy import Policy
from leads.stage import Stage
from leads.talk_facts import HumanCalled, PersonWrote
from leads.verdict_facts import Disputed
from leads.working_time import promise

REFUSED = frozenset({Stage.NOT_YET, Stage.DISQUALIFIED})


class ToHuman:
    """One turn's way to a human. The lead that it is about has to be held, or is found here."""

    def __init__(self, uow: DialogUnitOfWork, consequences: Consequences, policy: Policy) -> None:
        self._uow = uow
        self._consequences = consequences
        self._policy = policy

    async def call(self, prompt: Prompt | None) -> PassedOn:
        """The person asks for a human."""
        told = self._consequences
        lead_id = await told.concerning()
        told.note(HumanCalled(at=told.now, contact_id=told.contact.id, lead_id=lead_id))
        return await self._told(prompt, called=True)

    async def dispute(self, prompt: Prompt | None) -> PassedOn:
        """The person does not agree with the refusal of their lead, and asks for a human.

        Said twice it is told to sales once; where nothing was refused it is a call as any other.
        """
        told = self._consequences
        lead = await told.last_lead()
        if lead is None or lead.verdict is None or lead.stage not in REFUSED:
            return await self.call(prompt)
        if not disputed(await self._uow.events.history(lead.id)):
            told.note(
                Disputed(
                    at=told.now,
                    contact_id=told.contact.id,
                    lead_id=lead.id,
                    outcome=lead.verdict.outcome,
                    gate=lead.verdict.gate,
                )
            )
        return await self._told(prompt, called=True)

    async def pass_on(self, reply: Reply, message_id: int, prompt: Prompt | None) -> PassedOn:
        """The person wrote `message_id`, which is no answer to anything."""
        told = self._consequences
        lead_id = await told.concerning()
        told.note(
            PersonWrote(
                at=told.now,
                contact_id=told.contact.id,
                lead_id=lead_id,
                what=kind_of(reply),
                message_id=message_id,
            )
        )
        return await self._told(prompt, called=False)

    async def hand_over(self, scenario: Scenario, session: Session) -> HandedOver:
        """The questions are over: who goes on, and when; that is what the person chose, if so."""
        told = self._consequences
        chosen = best_time(scenario, values_by_slot(scenario, session))
        wish = chosen.id if chosen else ANY_TIME
        return HandedOver(
            owner=await self.owner(),
            by_phone=told.contact.phone is not None and wish != WRITE_FIRST,
            promise=promise(told.now, self._policy),
            best_time=chosen.label if chosen and wish not in (ANY_TIME, WRITE_FIRST) else None,
        )

    async def _told(self, prompt: Prompt | None, *, called: bool) -> PassedOn:
        now = self._consequences.now
        return PassedOn(called, await self.owner(), promise(now, self._policy), prompt)

    async def known(self) -> Known | KeptWaiting | None:
        """Whom not to ask again: a client, or somebody whose qualified lead is open or waits."""
        told = self._consequences
        lead = await told.last_lead()
        if told.conflicts and (kept := await told.conflicts.still_kept(lead)) is not None:
            return kept
        client = await self._uow.orders.bought(told.contact.id)
        if client or (lead is not None and lead.is_open and lead.qualified_at is not None):
            return Known(client=client, owner=await self.owner())
        return None

    async def owner(self) -> str:
        """The name of whoever took the lead, "" while nobody did."""
        lead = self._consequences.lead
        if lead is None or lead.owner_id is None:
            return ""
        return owner_name(await self._uow.events.history(lead.id))
