"""Leads with their whole history: enquiry, verdict, sale, and every way beside the road."""

from __future__ import annotations

from tests.reports.base.making import CURRENCY, MANAGERS, PRODUCTS, SECOND, UNTIL, Making
from tests.reports.base.meeting import met
from tests.reports.base.people import GRADES
from tests.reports.base.referring import referred
from tests.reports.base.talking import talked
from tests.reports.base.thinking import LOSSES, doubted, lost
from tests.reports.base.verdicts import RAMPS, verdict
from tests.reports.base.walked import Walked
from tests.reports.base.who import Who

CLOSED = {"payment", "disqualified", "lost", "referred"}
ROAD = ("qualified", "brief", "key_stage", "proposal", "contract", "payment")
STAYS = {"qualified": 0.75, "brief": 0.85, "key_stage": 0.7, "proposal": 0.55, "contract": 0.85}
"""How many go on from there."""
REJECTS = {"not_our_profile": 40, "no_contact": 30, "duplicate": 25, "spam": 5}


class Journeys:
    """Makes leads, one after the other."""

    def __init__(self, making: Making) -> None:
        self._making = making
        self._open: set[tuple[int, str | None]] = set()
        self._many = 0

    def walk(self, who: Who, funnel: str = "warm", since: int | None = None) -> Walked | None:
        """A lead of that person; None where they have one for the product under way."""
        making = self._making
        product = None if making.odds(0.06) else making.one_of(PRODUCTS)
        if (who.contact, product) in self._open:
            return None
        self._many += 1
        temperature = "cold" if making.odds(0.18) else "warm"
        lead = Walked(self._many, who, product, temperature, funnel)
        self._live(lead, making.moment() if since is None else since)
        if lead.stage not in CLOSED:
            self._open.add((who.contact, product))
        self._write(lead)
        return lead

    def _live(self, lead: Walked, at: int) -> None:
        making = self._making
        if lead.funnel == "repeat":
            self._repeat(lead, at)
            return
        lead.stages.append(("enquiry", at))
        lead.at["enquired_at"] = at
        making.happened("enquiry_made", at, lead.who.contact, lead.id, channel=lead.who.channel)
        if making.odds(0.97):
            lead.at["first_reply_at"] = at + making.chance.randrange(1, 90) * SECOND
        ends = making.odds(0.75)
        _, version = talked(making, lead.who, lead.id, at, ends=ends)
        if ends and self._enter(lead, "lead", 0.01):
            self._judge(lead, version)

    def _judge(self, lead: Walked, version: int) -> None:
        making = self._making
        stage = making.one_of({"qualified": 45, **RAMPS})
        at = making.after(lead.now, 0.02)
        if at >= UNTIL:
            return
        lead.judged = verdict(making, stage, version)
        kind = {"lead": "unproven", "self_service": "self_served"}.get(stage, stage)
        who = (lead.who.contact, lead.id)
        making.happened(kind, at, *who, verdict=lead.judged, was=lead.stage)
        if stage != "lead":
            lead.stages.append((stage, at))
        if stage != "qualified" and making.odds(0.12):
            self._override(lead, stage)
        if stage == "disqualified" and lead.stage == stage and making.odds(0.4):
            referred(making, lead)
        if lead.stage == "qualified":
            self._sell(lead)

    def _override(self, lead: Walked, judged: str) -> None:
        making = self._making
        by, was, at = making.any(list(MANAGERS)), lead.stage, making.after(lead.now, 2)
        if at >= UNTIL:
            return
        lead.stages.append(("qualified", at))
        reason = making.one_of({"talked": 5, "wrong_rule": 2, "Клиент сестринской фирмы": 1})
        about = {"judged": judged, "was": was, "stage": "qualified", "reason": reason}
        making.happened(
            "verdict_overridden", at, lead.who.contact, lead.id, by, **about, seller=MANAGERS[by]
        )
        if making.odds(0.2):
            back = making.after(at, 1)
            if back < UNTIL:
                about = {**about, "was": "qualified", "stage": judged}
                lead.stages.append((judged, back))
                making.happened(
                    "verdict_overridden",
                    back,
                    lead.who.contact,
                    lead.id,
                    by,
                    **about,
                    seller=MANAGERS[by],
                )

    def _sell(self, lead: Walked) -> None:
        making = self._making
        lead.at["qualified_at"] = lead.now
        if making.odds(0.9):
            taken = making.after(lead.now, 0.2)
            if taken < UNTIL:
                lead.owner = making.any(list(MANAGERS))
                lead.at["taken_at"] = taken
                name = MANAGERS[lead.owner]
                making.happened("taken", taken, lead.who.contact, lead.id, lead.owner, owner=name)
                lead.stages.append(("qualified", taken)) if making.odds(0.02) else None
        if making.odds(0.06) and lead.owner:
            self._reject(lead)
            return
        self._go_on(lead, list(ROAD[1:]))

    def _go_on(self, lead: Walked, stages: list[str]) -> None:
        """Along the road, with leaps and steps back, until it stops somewhere."""
        making = self._making
        for stage in stages:
            if not making.odds(STAYS.get(lead.stage, 0.7)):
                break
            if stage != "payment" and making.odds(0.2):
                continue
            if not self._enter(lead, stage, 4):
                return
            if stage == "key_stage":
                met(making, lead)
            if stage == "brief":
                lead.at["brief_done_at"] = lead.now
            if stage in {"proposal", "offered"}:
                lead.amount = making.chance.randrange(20, 900) * 1000
                lead.discount = making.chance.choice([0, 0, 0, 5000, 10_000])
                if making.odds(0.3) and not self._think(lead):
                    return
            if making.odds(0.03):
                self._enter(lead, "key_stage", 2)
        was = lead.stage
        if was != "payment" and making.odds(0.5) and self._enter(lead, "lost", 20):
            lead.loss = making.one_of(LOSSES)
            lost(making, lead, was)

    def _think(self, lead: Walked) -> bool:
        """They think about it; whether they go on."""
        was = lead.stage
        if not self._enter(lead, "thinking" if self._making.odds(0.7) else "waiting", 5):
            return False
        doubted(self._making, lead)
        if self._making.odds(0.3) and self._enter(lead, was, 12):
            return True
        return self._making.odds(0.4)

    def _reject(self, lead: Walked) -> None:
        making = self._making
        was = lead.stage
        if self._enter(lead, "lost", 2):
            lead.loss = making.one_of(REJECTS)
            name = MANAGERS[lead.owner or 101]
            about = {"reason": lead.loss, "was": was, "seller": name}
            making.happened("rejected", lead.now, lead.who.contact, lead.id, lead.owner, **about)

    def _repeat(self, lead: Walked, at: int) -> None:
        making = self._making
        lead.stages.append(("planned", at))
        lead.owner = making.any(list(MANAGERS))
        lead.at["qualified_at"] = at
        making.happened(
            "repeat_due",
            at,
            lead.who.contact,
            lead.id,
            owner=MANAGERS[lead.owner],
            why=making.one_of({"rhythm": 7, "season": 3}),
            day="2026-05-01",
            days=making.chance.randrange(20, 200),
            orders=making.chance.randrange(1, 9),
            offer=making.one_of({"": 5, "portal": 3, "crm": 2}),
            offer_why={},
        )
        self._go_on(lead, ["offered", "contract", "payment"])

    def _enter(self, lead: Walked, stage: str, days: float) -> bool:
        """Some days later, if that is not in the future."""
        at = self._making.after(lead.now, days)
        if at >= UNTIL:
            return False
        lead.stages.append((stage, at))
        return True

    def _write(self, lead: Walked) -> None:
        making, who = self._making, lead.who
        judged = lead.judged or {}
        closed = lead.now if lead.stage in CLOSED else None
        making.rows.add(
            "leads",
            contact_id=who.contact,
            company_id=who.company,
            product=lead.product,
            funnel=lead.funnel,
            temperature=lead.temperature,
            stage=lead.stage,
            stage_since=lead.now,
            owner_id=lead.owner,
            verdict=lead.judged,
            outcome=judged.get("outcome"),
            fit=judged.get("fit"),
            intent=judged.get("intent"),
            brief={},
            brief_done="brief_done_at" in lead.at,
            brief_done_at=lead.at.get("brief_done_at"),
            amount=lead.amount,
            discount=lead.discount,
            currency=CURRENCY,
            loss_reason=lead.loss,
            own_loss_reason=lead.own_loss,
            channel=None if making.odds(0.02) else who.channel,
            campaign=who.campaign,
            enquired_at=lead.at.get("enquired_at"),
            first_reply_at=lead.at.get("first_reply_at"),
            half_at=None,
            qualified_at=lead.at.get("qualified_at"),
            taken_at=lead.at.get("taken_at"),
            closed_at=closed,
            potential=making.chance.randrange(0, 90) * 10_000 if lead.judged else None,
            potential_currency=making.one_of({CURRENCY: 9, "EUR": 1}) if lead.judged else None,
            grade=None if making.odds(0.3) else making.one_of(GRADES),
            version=1,
        )
        for stage, at in lead.stages:
            making.rows.add("lead_stages", lead_id=lead.id, stage=stage, entered_at=at)
