"""Later purchases as use cases: reckoning when one is due, opening a lead for it ahead of that.

Nobody is written to by this: a human of ours does, who sees the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from leads.history import owner_name
from leads.lead import Lead
from leads.local_time import first_moment
from leads.policy import Policy
from leads.recording import record
from leads.repeat.anniversaries import eve_after
from leads.repeat.facts import RepeatDue
from leads.repeat.planning import RHYTHM, SEASON, opening
from leads.repeat.ports import RepeatUnitOfWork
from leads.repeat.rhythm import rhythm_of
from leads.stage import Stage
from leads.steps import Steps
from leads.touch import Touch

FUNNEL = "repeat"


class Repeating:
    """The use cases, under one company's policy."""

    def __init__(self, policy: Policy, steps: Steps) -> None:
        self._policy = policy
        self._rules = policy.repeat
        self._steps = steps

    async def measure(self, uow: RepeatUnitOfWork, touch: Touch, now: datetime) -> datetime | None:
        """Plan the opening of the next lead, by the product's season or the client's rhythm.
        Never put off: None."""
        lead = await uow.leads.get(touch.lead_id or 0)
        if lead is None:
            return None
        bought = await self._bought(uow, lead)
        if bought:
            await uow.touches.plan(eve_after(bought[0][0], lead, self._policy, now))
        product = self._rules.product(lead.product)
        if product.season is not None and bought:
            day = product.season.next_after(bought[-1][0].astimezone(self._policy.zone).date())
            starts = first_moment(day, time(), self._policy.zone)
            about: dict[str, object] = {"day": day.isoformat(), "days": 0, "orders": len(bought)}
            opens = max(starts - self._rules.book, now)
            await uow.touches.plan(opening(lead, SEASON, opens, about, self._policy))
            return None
        rhythm = rhythm_of([paid_at for paid_at, _ in bought], product.again)
        if rhythm is None:
            return None
        day = rhythm.expected.astimezone(self._policy.zone).date()
        about = {
            "day": day.isoformat(),
            "days": rhythm.interval // timedelta(days=1),
            "orders": rhythm.orders,
        }
        # Whoever buys often is not asked the day after.
        opens = rhythm.last + max(rhythm.interval - self._rules.ahead, rhythm.interval / 2)
        await uow.touches.plan(opening(lead, RHYTHM, opens, about, self._policy))
        return None

    async def open(self, uow: RepeatUnitOfWork, touch: Touch, now: datetime) -> datetime | None:
        """Open the lead for the client's owner, unless one is open or the client has bought
        since. Never put off: None."""
        before = await uow.leads.get(touch.lead_id or 0)
        contact = await uow.contacts.get(before.contact_id) if before else None
        if before is None or contact is None or contact.erased_at is not None:
            return None
        bought = await self._bought(uow, before)
        if (
            _newer(before, bought, str(touch.payload["why"]))
            or await uow.leads.open_for(contact.id, before.product) is not None
        ):
            return None
        owner = owner_name(await uow.events.history(before.id))
        lead = await uow.leads.add(_following(before, contact.company_id, now))
        fact = await self._due(uow, touch, lead, owner, [one for _, one in bought if one], now)
        await self._steps.give_task(uow, lead, now)
        await record(uow, fact, lead=lead, contact=contact, policy=self._policy, now=now)
        return None

    async def _due(
        self,
        uow: RepeatUnitOfWork,
        touch: Touch,
        lead: Lead,
        owner: str,
        bought: Sequence[str],
        now: datetime,
    ) -> RepeatDue:
        company = await uow.companies.get(lead.company_id) if lead.company_id else None
        offer = self._rules.offer(bought, company.grade if company else lead.grade)
        told = touch.payload
        return RepeatDue(
            at=now,
            contact_id=lead.contact_id,
            lead_id=lead.id,
            owner=owner,
            why=str(told["why"]),
            day=date.fromisoformat(str(told["day"])).isoformat(),
            days=int(str(told["days"])),
            orders=int(str(told["orders"])),
            offer=offer.next if offer else "",
            offer_why=dict(offer.why) if offer else {},
        )

    async def _bought(
        self, uow: RepeatUnitOfWork, lead: Lead
    ) -> Sequence[tuple[datetime, str | None]]:
        contact = await uow.contacts.get(lead.contact_id)
        company_id = lead.company_id or (contact.company_id if contact else None)
        return await uow.orders.history(lead.contact_id, company_id)


def _newer(before: Lead, bought: Sequence[tuple[datetime, str | None]], why: str) -> bool:
    """Whether there is a later payment, which plans what follows; of a season, for the product."""
    since = before.closed_at
    return since is not None and any(
        paid_at > since and (why == RHYTHM or product == before.product)
        for paid_at, product in bought
    )


def _following(before: Lead, company_id: int | None, now: datetime) -> Lead:
    """The lead of the next purchase. It waits for nobody: whoever sold before has it."""
    return Lead(
        id=0,
        contact_id=before.contact_id,
        company_id=before.company_id or company_id,
        product=before.product,
        funnel=FUNNEL,
        temperature=before.temperature,
        stage=Stage.PLANNED,
        stage_since=now,
        owner_id=before.owner_id,
        currency=before.currency,
        channel=before.channel,
        campaign=before.campaign,
        qualified_at=now,
        grade=before.grade,
    )
