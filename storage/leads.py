"""Leads as rows, and back; each entry into a stage is written beside, for the figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from leads.company import Grade
from leads.lead import Lead, Temperature
from leads.stage import Stage
from leads.verdict import Verdict
from storage.columns import among
from storage.errors import LeadConflict
from storage.known import Known
from storage.scope import Scope
from storage.secrets import KeyRing
from storage.tables import lead_stages, leads, meetings
from storage.writing import Row

VERDICT, BRIEF, OWN_REASON = "leads.verdict", "leads.brief", "leads.own_loss_reason"

_OPEN = (
    select(leads)
    .where(among(leads.c.contact_id, "ids"), leads.c.closed_at.is_(None))
    .order_by(leads.c.id)
    .with_for_update(key_share=True)
)
_BY_ID = (
    select(leads)
    .where(among(leads.c.id, "ids"))
    .order_by(leads.c.id)
    .with_for_update(key_share=True)
)
_LAST = (
    select(leads.c.id)
    .where(leads.c.contact_id == bindparam("contact_id"))
    .order_by(leads.c.id.desc())
    .limit(1)
)
_LAST_TAKEN = (
    select(leads.c.id)
    .where(
        leads.c.company_id == bindparam("company_id"),
        leads.c.contact_id != bindparam("but"),
        leads.c.owner_id.is_not(None),
    )
    .order_by(leads.c.taken_at.desc(), leads.c.id.desc())
    .limit(1)
)

# Whoever waits for a salesperson: first what was lifted though nobody can tell its worth, then what
# is worth most, then who waits longest.
_QUEUE = (
    select(leads.c.id)
    .where(
        leads.c.owner_id.is_(None),
        leads.c.closed_at.is_(None),
        (leads.c.lifted_at.is_not(None))
        | (leads.c.qualified_at.is_not(None) & (leads.c.stage != Stage.NOT_YET.value)),
    )
    .order_by(
        (leads.c.lifted_at.is_not(None) & leads.c.worth.is_(None)).desc(),
        leads.c.worth.desc().nulls_last(),
        leads.c.id,
    )
    .limit(bindparam("most"))
)


_GIVE = (
    update(meetings)
    .where(meetings.c.lead_id == bindparam("lead"))
    .values(contact_id=bindparam("person"))
)


def preload(
    connection: Connection, keys: KeyRing, known: Known, contact_ids: Sequence[int]
) -> None:
    """Read once for a whole batch which leads are open, and hold their rows."""
    known.open_leads.update(dict.fromkeys(contact_ids, ()))
    for row in connection.execute(_OPEN, {"ids": contact_ids}).mappings():
        lead = lead_from(row, keys)
        known.leads[lead.id] = lead
        known.open_leads[lead.contact_id] += (lead.id,)


async def learn(scope: Scope, lead_ids: Iterable[int]) -> None:
    """Read those of these leads that aren't known yet, in one go."""
    known = scope.known.leads
    if unknown := sorted({lead_id for lead_id in lead_ids if lead_id not in known}):
        rows = await scope.fetch(_BY_ID, {"ids": unknown})
        known.update(dict.fromkeys(unknown))
        known.update({row["id"]: lead_from(row, scope.keys) for row in rows})


class Leads:
    """Leads as one work sees them."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def get(self, lead_id: int) -> Lead | None:
        """The lead with that id."""
        await learn(self._scope, [lead_id])
        return self._scope.known.leads[lead_id]

    async def open_for(self, contact_id: int, product: str | None) -> Lead | None:
        """The person's open lead for exactly that product; None means one not yet named."""
        for lead in await self.open_of(contact_id):
            if lead.product == product:
                return lead
        return None

    async def open_of(self, contact_id: int) -> list[Lead]:
        """All open leads of a person, oldest first."""
        known = self._scope.known
        if contact_id not in known.open_leads:
            rows = await self._scope.fetch(_OPEN, {"ids": [contact_id]})
            found = [lead_from(row, self._scope.keys) for row in rows]
            known.leads.update({lead.id: lead for lead in found})
            known.open_leads[contact_id] = tuple(lead.id for lead in found)
        leads_now = [await self.get(lead_id) for lead_id in known.open_leads[contact_id]]
        return [lead for lead in leads_now if lead is not None]

    async def last_of(self, contact_id: int) -> Lead | None:
        """The person's newest open lead, else the newest one that is closed."""
        still_open = await self.open_of(contact_id)
        if still_open:
            return still_open[-1]
        if self._scope.known.newcomers.get(contact_id):
            return None
        found = await self._scope.scalar(_LAST, {"contact_id": contact_id})
        return None if found is None else await self.get(int(found))

    async def last_taken(self, company_id: int, *, but: int) -> Lead | None:
        """The company's lead that was taken last, leads of the person `but` apart."""
        values = {"company_id": company_id, "but": but}
        found = await self._scope.scalar(_LAST_TAKEN, values)
        return None if found is None else await self.get(int(found))

    async def queue(self, most: int) -> list[Lead]:
        """Leads that wait for a salesperson: what was lifted, what is worth most, the oldest."""
        rows = await self._scope.fetch(_QUEUE, {"most": most})
        waiting = [await self.get(row["id"]) for row in rows]
        return [lead for lead in waiting if lead is not None]

    async def add(self, lead: Lead) -> Lead:
        """Keep a new lead; returns it with its id and first version."""
        lead = replace(lead, id=await self._scope.number(leads), version=1)
        row = self._row(lead)
        row |= {"id": lead.id, "contact_id": lead.contact_id}
        row["brief_done_at"] = self._scope.now if lead.brief_done else None
        self._scope.insert(leads, lead.id, row)
        await self._entered(lead)
        self._know(lead)
        return lead

    async def save(self, lead: Lead) -> Lead:
        """Write a lead that was changed; returns it with its next version.

        LeadConflict when `lead` does not come from the latest state.
        """
        before = await self.get(lead.id)
        if before is None or before.version != lead.version:
            raise LeadConflict(f"lead {lead.id} was changed since it was loaded")
        saved = replace(lead, version=lead.version + 1)
        row = self._row(saved)
        if saved.brief_done and not before.brief_done:
            row["brief_done_at"] = self._scope.now
        self._scope.update(leads, saved.id, row)
        if saved.stage is not before.stage:
            await self._entered(saved)
        self._know(saved)
        return saved

    async def give(self, lead: Lead, contact_id: int) -> Lead:
        """Hand the lead over to another contact, with its meetings."""
        left = [one.id for one in await self.open_of(lead.contact_id) if one.id != lead.id]
        await self.open_of(contact_id)
        given = replace(lead, contact_id=contact_id)
        self._scope.update(leads, lead.id, {"contact_id": contact_id})
        self._scope.sweep(meetings, _GIVE, {"lead": lead.id, "person": contact_id})
        self._scope.known.open_leads[lead.contact_id] = tuple(left)
        self._know(given)
        return given

    async def _entered(self, lead: Lead) -> None:
        number = await self._scope.number(lead_stages)
        self._scope.insert(
            lead_stages,
            number,
            {
                "id": number,
                "lead_id": lead.id,
                "stage": lead.stage.value,
                "entered_at": lead.stage_since or self._scope.now,
            },
        )

    def _know(self, lead: Lead) -> None:
        known = self._scope.known
        known.leads[lead.id] = lead
        if not lead.is_open:
            known.newcomers[lead.contact_id] = False
        if lead.contact_id in known.open_leads:
            others = [item for item in known.open_leads[lead.contact_id] if item != lead.id]
            now_open = {*others, lead.id} if lead.is_open else others
            known.open_leads[lead.contact_id] = tuple(sorted(now_open))

    def _row(self, lead: Lead) -> Row:
        keys, verdict = self._scope.keys, lead.verdict
        told = verdict.told if verdict else None
        return {
            "company_id": lead.company_id,
            "product": lead.product,
            "funnel": lead.funnel,
            "temperature": lead.temperature.value,
            "stage": lead.stage.value,
            "stage_since": lead.stage_since,
            "owner_id": lead.owner_id,
            "taken_by": lead.taken_by,
            "verdict": None if verdict is None else keys.seal_json(VERDICT, verdict.to_json()),
            "outcome": None if verdict is None else verdict.outcome,
            "fit": None if verdict is None else verdict.fit,
            "intent": None if verdict is None else verdict.intent,
            "traits": f" {' '.join(lead.traits)} " if lead.traits else None,
            "brief": keys.seal_json(BRIEF, lead.brief),
            "brief_done": lead.brief_done,
            "amount": lead.amount,
            "discount": lead.discount,
            "currency": lead.currency,
            "loss_reason": lead.loss_reason,
            "own_loss_reason": keys.seal_text(OWN_REASON, lead.own_loss_reason),
            "channel": lead.channel,
            "campaign": lead.campaign,
            "enquired_at": lead.enquired_at,
            "first_reply_at": lead.first_reply_at,
            "half_at": lead.half_at,
            "qualified_at": lead.qualified_at,
            "taken_at": lead.taken_at,
            "closed_at": lead.closed_at,
            "potential": None if told is None else told.amount,
            "potential_currency": None if told is None else told.currency,
            "grade": None if lead.grade is None else lead.grade.value,
            "worth": lead.worth,
            "lifted_at": lead.lifted_at,
            "version": lead.version,
        }


def lead_from(row: Mapping[Any, Any], keys: KeyRing) -> Lead:
    """The lead that a row holds."""
    sealed = row["verdict"]
    brief: dict[str, Any] = keys.open_json(BRIEF, row["brief"])
    return Lead(
        id=row["id"],
        contact_id=row["contact_id"],
        company_id=row["company_id"],
        product=row["product"],
        funnel=row["funnel"],
        temperature=Temperature(row["temperature"]),
        stage=Stage(row["stage"]),
        stage_since=row["stage_since"],
        owner_id=row["owner_id"],
        taken_by=row["taken_by"],
        verdict=None if sealed is None else Verdict.from_json(keys.open_json(VERDICT, sealed)),
        traits=tuple((row["traits"] or "").split()),
        brief=brief,
        brief_done=row["brief_done"],
        amount=row["amount"],
        discount=row["discount"],
        currency=row["currency"],
        loss_reason=row["loss_reason"],
        own_loss_reason=keys.open_text(OWN_REASON, row["own_loss_reason"]),
        channel=row["channel"],
        campaign=row["campaign"],
        enquired_at=row["enquired_at"],
        first_reply_at=row["first_reply_at"],
        half_at=row["half_at"],
        qualified_at=row["qualified_at"],
        taken_at=row["taken_at"],
        closed_at=row["closed_at"],
        grade=None if row["grade"] is None else Grade(row["grade"]),
        worth=row["worth"],
        lifted_at=row["lifted_at"],
        version=row["version"],
    )
