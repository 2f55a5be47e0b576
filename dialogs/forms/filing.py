"""A sent form becomes a lead: its person, company and answers, the verdict where they suffice.

One submission, one transaction. Nobody is there to be spoken to: what follows for the person is
said when they open the link (`dialogs.forms.turn`), and sales hear by the usual rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from dialogs import ports
from dialogs.consequences import Consequences
from dialogs.effects import Finished
from dialogs.endings import kept_answers
from dialogs.forms.filling import answered, filled, reached
from dialogs.forms.form import PERSON, Form
from dialogs.progress import progress
from dialogs.scenario import Scenario
from dialogs.session import Value, value_from_json
from dialogs.shelf import Shelf
from dialogs.signals.seeing import Seeing
from leads.catalogue import Arrival, Campaign
from leads.consent import Purpose
from leads.contact import NO_CHAT, Contact, Source
from leads.facts import ConsentGiven, HalfFinished
from leads.forms.caused import alarm
from leads.forms.facts import FormSent
from leads.forms.submission import Filed, Filled, Kept
from leads.judging import Judging
from leads.lead import Lead
from leads.policy import Policy


class Contacts(ports.Contacts, Protocol):
    """People, found by what a form tells of them too."""

    async def by_email(self, email: str) -> Sequence[Contact]: ...


class Leads(ports.Leads, Protocol):
    """Leads; `open_of` has those of a person that are open."""

    async def open_of(self, contact_id: int) -> Sequence[Lead]: ...


class Submissions(Protocol):
    """Sent forms; `claim` takes one that nobody has dealt with."""

    async def claim(self, number: int) -> Kept | None: ...
    async def filed(self, number: int, filed: Filed) -> object: ...


class FilingUnitOfWork(ports.DialogUnitOfWork, Protocol):
    """What filing reads and writes; committed as a whole or not at all."""

    @property
    def contacts(self) -> Contacts: ...
    @property
    def leads(self) -> Leads: ...
    @property
    def submissions(self) -> Submissions: ...


class Filing:
    """The use case, for the forms of one company."""

    def __init__(
        self,
        forms: Mapping[str, Form],
        shelf: Shelf,
        policy: Policy,
        campaigns: Mapping[str, Campaign],
        judging: Judging,
    ) -> None:
        self._forms = forms
        self._shelf = shelf
        self._policy = policy
        self._campaigns = campaigns
        self._judging = judging

    async def file(self, uow: FilingUnitOfWork, number: int) -> bool:
        """Make a lead of it, once, as of the moment when it was sent; whether others have
        something to deliver then. LookupError for a form that is in the file no more."""
        kept = await uow.submissions.claim(number)
        if kept is None:
            return False
        form, said = self._forms[kept.submission.form], kept.submission.filled
        now = kept.submission.sent_at
        contact, made = await self._contact(uow, said, now)
        told = Consequences(uow, contact, self._policy, self._campaigns, now, judging=self._judging)
        await told.visited(self._arrival(form, said))
        chosen = self._shelf.choose(form.quiz, contact.id)
        scenario = chosen.scenario
        values = {slot: value_from_json(raw) for slot, raw in said.answers.items()}
        before = {lead.id for lead in await uow.leads.open_of(contact.id)}
        await told.enquired()
        apart = await self._introduce(told, said, made=made)
        if said.agreed and not (contact.has_chat and not made):
            await self._agreed(uow, told, form, said)
        ended = await self._judged(uow, told, scenario, values)
        lead = told.lead
        if lead is None:
            raise RuntimeError("an enquiry without a lead")
        told.note(
            FormSent(
                at=now,
                contact_id=lead.contact_id,
                lead_id=lead.id,
                form=form.id,
                page=said.page,
                utm=said.utm,
                answered=len(values),
                known=not made,
                apart=apart,
            )
        )
        await told.write()
        opened = lead.id not in before
        if not ended and lead.owner_id is None:
            await uow.touches.plan(
                alarm(_half(lead, scenario, values, now), lead, self._policy, now)
            )
        filed = Filed(lead.id, lead.contact_id, made, opened, scenario.digest, said.answers)
        await uow.submissions.filed(number, filed)
        return told.for_others

    async def _contact(
        self, uow: FilingUnitOfWork, said: Filled, now: datetime
    ) -> tuple[Contact, bool]:
        """Whoever has that phone, else that e-mail; otherwise somebody new. The caller is not told
        which of them it was."""
        phone, email = said.person.get("phone"), said.person.get("email")
        known = list(await uow.contacts.by_phone(phone)) if phone else []
        known = known or (list(await uow.contacts.by_email(email)) if email else [])
        if known:
            # Of several the one whom we can write to, then the one known longest.
            return min(known, key=lambda one: (not one.can_be_written_to, one.id)), False
        somebody = Contact(0, NO_CHAT, language=said.language, created_at=now)
        return await uow.contacts.add(somebody), True

    def _arrival(self, form: Form, said: Filled) -> Arrival:
        """By the campaign that the page's link named, where it is one of ours; else by the form."""
        named = self._campaigns.get(said.utm.get("utm_campaign", ""))
        campaign = named or form.campaign
        return Arrival(None, Source(form.campaign.channel, campaign.code), campaign)

    async def _introduce(self, told: Consequences, said: Filled, *, made: bool) -> tuple[str, ...]:
        """Take over what the form says of a person of whom nothing was known. Of somebody known
        who has a chat nothing is changed by a form that anybody may have filled in, of anybody
        else what was known stays. Returns what was not taken over."""
        contact = told.contact
        have = {"name": contact.name, "phone": contact.phone, "email": contact.email}
        have["company"] = "known" if contact.company_id is not None else None
        apart = []
        for what, value in said.person.items():
            if made or (have[what] is None and not contact.has_chat):
                await told.learned(PERSON[what].crm or "", PERSON[what], value)
            elif have[what] != value:
                apart.append(what)
        return tuple(apart)

    async def _agreed(
        self, uow: FilingUnitOfWork, told: Consequences, form: Form, said: Filled
    ) -> None:
        """The consent given on the form, with its words; none where it asks for none any more."""
        if form.agreement is None:
            return
        text = form.agreement.in_(said.language)
        await uow.documents.keep(text)
        purpose, field = Purpose.PERSONAL_DATA, form.agreement.field
        entry = text.agreed(told.contact.id, purpose, told.now, message_id=None, button=field)
        await uow.consents.add(replace(entry, source=f"form:{form.id}"))
        told.note(
            ConsentGiven(
                at=told.now, contact_id=told.contact.id, lead_id=told.lead_id, purpose=purpose
            )
        )

    async def _judged(
        self,
        uow: FilingUnitOfWork,
        told: Consequences,
        scenario: Scenario,
        values: Mapping[str, Value],
    ) -> bool:
        """Record the answers, and the verdict where nothing is missing; whether there is one."""
        here = told.here
        given = answered(scenario, values)
        await told.of_answers(given, scenario, told.lead_id, values)
        step = filled(scenario, values, now=here)
        seeing = Seeing(uow, self._shelf, self._judging.grading, told)
        beside = await seeing.beside(scenario, step, lead_id=told.lead_id)
        if beside is not None:
            step = filled(scenario, values, now=here, beside=beside)
        ends = [effect for effect in step.effects if isinstance(effect, Finished)]
        live = reached(scenario, values).values
        await told.of_answers(ends, scenario, told.lead_id, live)
        return bool(ends)


def _half(
    lead: Lead, scenario: Scenario, values: Mapping[str, Value], now: datetime
) -> HalfFinished:
    """The lead as it is, for sales to go on with."""
    place = progress(scenario, reached(scenario, values))
    return HalfFinished(
        at=now,
        contact_id=lead.contact_id,
        lead_id=lead.id,
        scenario=scenario.id,
        digest=scenario.digest,
        answers=kept_answers(scenario, values),
        number=place.number,
        total=place.total,
    )
