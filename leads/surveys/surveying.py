"""Surveys as use cases: asking, taking the grade, keeping the loop until it is closed.

Which fact causes what is `leads.surveys.planning`; words are injected.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from leads.caused import fact_key, staff_rows
from leads.consent import Basis, ConsentEntry, Purpose, allowed, basis_for, last_word
from leads.contact import Contact
from leads.lead import Lead
from leads.notices import notice
from leads.offers import Offers
from leads.order import Task
from leads.outbox import OutboxMessage
from leads.policy import Policy
from leads.recording import record, write
from leads.selling import NotYours, Seller
from leads.surveys.facts import LoopClosed, SurveyAnswered, SurveyAsked, SurveyExplained
from leads.surveys.planning import (
    LOOP_OPEN,
    OWNER_FIRST,
    REMINDERS,
    question,
    reminder,
)
from leads.surveys.ports import SurveyUnitOfWork
from leads.surveys.survey import Group, Survey
from leads.touch import Touch
from leads.working_time import end_of_working_day, working_morning

TASK = "answer_detractor"
EXPLAIN_WITHIN = timedelta(days=1)
"""How long after the grade the person's next words count as its reason."""


class NoSuchSurvey(LookupError):
    """There is no survey with that number that a loop could be open of."""


class AlreadyClosed(ValueError):
    """Somebody has dealt with it before."""


class Voice(Protocol):
    """Puts surveys into words."""

    def invite(self, contact: Contact, lead: Lead, basis: Basis, key: str) -> OutboxMessage:
        """Whether the person may be asked later."""
        ...

    def ask(self, survey: Survey, contact: Contact, basis: Basis, key: str) -> OutboxMessage:
        """The question, with a button for each grade."""
        ...


class Surveying:
    """The use cases, under one company's policy."""

    def __init__(self, policy: Policy, voice: Voice) -> None:
        self._policy = policy
        self._voice = voice
        self._offers = Offers(policy)

    async def invite(self, uow: SurveyUnitOfWork, touch: Touch, now: datetime) -> datetime | None:
        """Ask whether the person may be asked, unless they have refused meanwhile. Never put off:
        None."""
        lead, contact = await _about(uow, touch)
        if lead is None or contact is None:
            return None
        ledger = await uow.consents.of(contact.id)
        said = last_word(Purpose.SURVEY, ledger, now)
        if said is None or said.granted:
            basis = basis_for(touch.purpose, ledger, now)
            await uow.outbox.add(self._voice.invite(contact, lead, basis, touch.key))
        return None

    async def ask(self, uow: SurveyUnitOfWork, touch: Touch, now: datetime) -> datetime | None:
        """Ask for the grade; a moment means: not now, then."""
        lead, contact = await _about(uow, touch)
        if lead is None or contact is None:
            return None
        last = await uow.surveys.last_asked(contact.id)
        if last is not None and now < last + self._policy.surveys.pause:
            return last + self._policy.surveys.pause
        theirs = self._policy.towards(contact)
        today = now.astimezone(theirs.local_zone).date()
        if not theirs.calendar.works(today, theirs.working_days):
            return working_morning(today, theirs)
        scale = self._policy.surveys.window(lead.product).scale
        survey = await uow.surveys.add(Survey(contact.id, lead.id, lead.product, scale, now))
        basis = basis_for(touch.purpose, await uow.consents.of(contact.id), now)
        await uow.outbox.add(self._voice.ask(survey, contact, basis, touch.key))
        asked = SurveyAsked(
            at=now, contact_id=contact.id, lead_id=lead.id, survey=survey.id, scale=scale.value
        )
        await uow.events.add(asked)
        return None

    async def agree(
        self,
        uow: SurveyUnitOfWork,
        contact: Contact,
        lead: Lead,
        entry: ConsentEntry,
        now: datetime,
    ) -> None:
        """The person may be asked: the consent, and the question on its day."""
        if not allowed(Purpose.SURVEY, await uow.consents.of(contact.id), now):
            await self._offers.agree(uow, contact, lead, entry, now)
        for order in (await uow.orders.of_lead(lead.id))[-1:]:
            await uow.touches.plan(question(lead, contact, order.paid_at, self._policy))

    async def refuse(self, uow: SurveyUnitOfWork, contact: Contact, now: datetime) -> None:
        """The person does not want to be asked, now or later."""
        await self._offers.stop(uow, contact, (), now, (Purpose.SURVEY,))

    async def rate(
        self, uow: SurveyUnitOfWork, survey_id: int, contact: Contact, grade: int, now: datetime
    ) -> Survey | None:
        """Take the person's grade; the first one counts. None for a survey of somebody else, or
        a grade that there is not."""
        survey = await uow.surveys.get(survey_id)
        if survey is None or survey.contact_id != contact.id or grade not in survey.scale.grades:
            return None
        lead = await uow.leads.get(survey.lead_id)
        if survey.grade is not None or lead is None:
            return survey
        survey = replace(survey, grade=grade, answered_at=now)
        group = survey.scale.group(grade)
        contact = replace(contact, awaited_survey=survey.id)
        await uow.surveys.save(survey)
        await uow.contacts.save(contact)
        if group is Group.DETRACTOR:
            due = end_of_working_day(now, 1, self._policy)
            await uow.tasks.add(Task(lead.id, lead.owner_id, TASK, due, now))
        fact = SurveyAnswered(
            at=now,
            contact_id=contact.id,
            lead_id=lead.id,
            survey=survey.id,
            scale=survey.scale.value,
            grade=grade,
            group=group.value,
        )
        await record(uow, fact, lead=lead, contact=contact, policy=self._policy, now=now)
        return survey

    async def resolve(
        self, uow: SurveyUnitOfWork, survey_id: int, done: str, by: Seller, now: datetime
    ) -> Survey:
        """The lead's owner, or a manager, says what was `done`; the person hears it.

        `NoSuchSurvey`, `AlreadyClosed`, `NotYours`.
        """
        survey = await uow.surveys.get(survey_id)
        lead = await uow.leads.get(survey.lead_id) if survey else None
        if survey is None or lead is None or survey.group is not Group.DETRACTOR:
            raise NoSuchSurvey(survey_id)
        if not by.manager and lead.owner_id not in (by.id, None):
            raise NotYours(lead.owner_id or 0)
        if not survey.is_open:
            raise AlreadyClosed(survey_id)
        survey = replace(survey, closed_at=now, closed_by=by.id, done=done)
        await uow.surveys.save(survey)
        await uow.tasks.close_of(lead.id, now)
        contact = await uow.contacts.get(survey.contact_id)
        fact = LoopClosed(
            at=now,
            contact_id=survey.contact_id,
            lead_id=lead.id,
            by=by.id,
            survey=survey.id,
            seller=by.name,
        )
        await record(uow, fact, lead=lead, contact=contact, policy=self._policy, now=now)
        if contact is not None:
            await self._hears(uow, survey, fact, lead, contact, now)
        return survey

    async def remind(self, uow: SurveyUnitOfWork, touch: Touch, now: datetime) -> datetime | None:
        """A loop is still open: its owner hears, and after a while managers too. Never put off."""
        number = int(str(touch.payload["number"]))
        survey = await uow.surveys.get(int(str(touch.payload["survey"])))
        lead = await uow.leads.get(survey.lead_id) if survey else None
        contact = await uow.contacts.get(survey.contact_id) if survey else None
        gone = contact is None or contact.erased_at is not None
        if survey is None or lead is None or gone or not survey.is_open:
            return None
        told: dict[str, object] = {
            "survey": survey.id,
            "scale": survey.scale.value,
            "grade": survey.grade,
        }
        rows = staff_rows(lead, LOOP_OPEN, touch.key, told, managers=number > OWNER_FIRST)
        for row in rows:
            await uow.outbox.add(row)
        if number < REMINDERS:
            await uow.touches.plan(reminder(survey.id, number + 1, lead, self._policy, now))
        return None

    async def _hears(
        self,
        uow: SurveyUnitOfWork,
        survey: Survey,
        fact: LoopClosed,
        lead: Lead,
        contact: Contact,
        now: datetime,
    ) -> None:
        if not contact.can_be_written_to:
            return
        ledger, key = await uow.consents.of(contact.id), fact_key(fact, lead)
        values: dict[str, str | int] = {
            "owner": fact.seller,
            "what": survey.done or "",
            "grade": survey.grade or 0,
        }
        said = notice("loop_closed", values, contact, lead, key, ledger, self._policy, now)
        await write(uow, said)


def explained(
    survey: Survey | None, contact: Contact, words: str, message_id: int, now: datetime
) -> tuple[Survey, SurveyExplained] | None:
    """The survey with the reason in the person's own `words`; None when they are none."""
    if survey is None or survey.contact_id != contact.id or survey.group is None:
        return None
    late = survey.answered_at is None or now > survey.answered_at + EXPLAIN_WITHIN
    if late or survey.reason is not None or not words.strip():
        return None
    fact = SurveyExplained(
        at=now,
        contact_id=contact.id,
        lead_id=survey.lead_id,
        survey=survey.id,
        group=survey.group.value,
        message_id=message_id,
    )
    return replace(survey, reason=words.strip()), fact


async def _about(uow: SurveyUnitOfWork, touch: Touch) -> tuple[Lead | None, Contact | None]:
    lead = await uow.leads.get(touch.lead_id or 0)
    return lead, await uow.contacts.get(touch.contact_id or 0)
