"""A message of a cadence whose time has come: it is said, and the next one is planned.

Whether it may be said was decided before (`leads.due`). One transaction holds it all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from leads.cadences.cadence import Cadence, Moment, Step, Variant, Words
from leads.cadences.facts import CadenceSaid
from leads.cadences.planning import Place, drawn, following
from leads.cadences.ports import CadenceUnitOfWork
from leads.consent import Basis, basis_for
from leads.contact import Contact
from leads.facts import Fact
from leads.history import owner_name
from leads.lead import Lead
from leads.outbox import OutboxMessage
from leads.policy import Policy
from leads.thinking.reasons import objection
from leads.touch import CADENCE_INVITE, Touch


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom a message goes: the person, what it is about, and the name of their salesperson."""

    contact: Contact
    lead: Lead
    owner: str


class Voice(Protocol):
    """Makes messages of cadences."""

    def invite(
        self, cadence: Cadence, words: Words, to: Addressee, basis: Basis, key: str
    ) -> OutboxMessage:
        """The question whether the cadence may begin."""
        ...

    def say(
        self, cadence: Cadence, step: int, words: Words, to: Addressee, basis: Basis, key: str
    ) -> OutboxMessage:
        """The words of a step, with the cadence's answers under them."""
        ...


@dataclass(frozen=True, slots=True)
class Walking:
    """Says messages of cadences, under one company's policy."""

    policy: Policy
    voice: Voice

    async def __call__(
        self, uow: CadenceUnitOfWork, touch: Touch, now: datetime
    ) -> datetime | None:
        """Say it, and plan the next one. Never put off: None."""
        place = Place.of(touch)
        cadence = self.policy.cadences.by_id[place.cadence]
        lead = await uow.leads.get(touch.lead_id or 0)
        contact = await uow.contacts.get(touch.contact_id or 0)
        if lead is None or contact is None:
            return None
        history = await uow.events.history(lead.id)
        to = Addressee(contact, lead, owner_name(history))
        basis = basis_for(touch.purpose, await uow.consents.of(contact.id), now)
        if touch.kind == CADENCE_INVITE:
            words = cadence.invitation or {}
            await uow.outbox.add(self.voice.invite(cadence, words, to, basis, touch.key))
            await uow.events.add(_said(cadence.id, "", "", 0, lead, now))
            return None
        place = _unsaid(cadence, place, history)
        if place.step >= len(cadence.steps):
            return None
        step = cadence.steps[place.step]
        variant = self._wording(cadence, step, place.about or objection(history), lead, history)
        message = self.voice.say(cadence, place.step, variant.text, to, basis, touch.key)
        await uow.outbox.add(message)
        await uow.events.add(_said(cadence.id, step.id, variant.id, place.step + 1, lead, now))
        planned = following(cadence, place, lead, contact, self.policy, now)
        if planned is not None:
            await uow.touches.plan(planned)
        return None

    def _wording(
        self,
        cadence: Cadence,
        step: Step,
        about: str | None,
        lead: Lead,
        history: Sequence[Fact],
    ) -> Variant:
        """The answer to an objection, else a case that was not told yet, else what is drawn."""
        found = drawn(step, about, lead.contact_id, cadence.id)
        if not step.case or found.about is not None:
            return found
        told = {fact.variant for fact in history if isinstance(fact, CadenceSaid)}
        return self.policy.cadences.case(lead.product, told) or found


def _unsaid(cadence: Cadence, place: Place, history: Sequence[Fact]) -> Place:
    """The place at the next step that the person has not heard yet: a cadence that begins once more
    goes on. A lead that waits once more is woken once more."""
    if Moment.WAIT_OVER in cadence.begins:
        return place
    heard = {
        fact.step
        for fact in history
        if isinstance(fact, CadenceSaid) and fact.cadence == cadence.id
    }
    rest = range(place.step, len(cadence.steps))
    new = (index for index in rest if cadence.steps[index].id not in heard)
    return replace(place, step=next(new, len(cadence.steps)))


def _said(
    cadence: str, step: str, variant: str, number: int, lead: Lead, now: datetime
) -> CadenceSaid:
    return CadenceSaid(
        at=now,
        contact_id=lead.contact_id,
        lead_id=lead.id,
        cadence=cadence,
        step=step,
        variant=variant,
        number=number,
    )
