"""People and companies that the CRM had before us: which card is whose. Calls only read.

One that is surely alike is tied to; of several that one which shares more, else the oldest. What is
alike by name only, or of whom nothing but a name is known, is made anew.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime

from crm_sync.capabilities import Capability
from crm_sync.cards import CrmSnapshot, Entity
from crm_sync.likeness import EMAIL, INN, PHONE, SITE, Likeness, plain_mark
from crm_sync.mapping.plan import Plan
from crm_sync.mapping.values import Subject, ours
from crm_sync.publishing.connection import Connection
from crm_sync.publishing.links import Link, Party

log = logging.getLogger(__name__)

MARKS: Mapping[Entity, Mapping[str, str]] = {
    Entity.CONTACT: {PHONE: "phone", EMAIL: "email"},
    Entity.COMPANY: {INN: "inn", SITE: "domain"},
}
"""What cards are known by, and what a mapping calls it."""


async def recognised(
    crm: Connection, subject: Subject, links: Mapping[Party, Link], now: datetime
) -> Mapping[Party, CrmSnapshot]:
    """The cards of those that have none of ours yet, as they stand there. Of whom nothing was
    found a moment ago is not asked again."""
    if Capability.RECOGNISE not in crm.adapter.capabilities:
        return {}
    wanted: dict[Party, Likeness] = {}
    for party, link in links.items():
        likeness = likeness_of(crm.plan, party.entity, subject) if link.ref is None else None
        if likeness is not None and not crm.strangers.has(party, likeness, now):
            wanted[party] = likeness
    told = await asyncio.gather(*(crm.batches.recognise(one) for one in wanted.values()))
    for party, cards in zip(wanted, told, strict=True):
        crm.strangers.asked(party, wanted[party], now, found=bool(cards))
        if len(cards) > 1:
            others = ", ".join(card.ref.id for card in cards[1:])
            log.info("CRM %s: %s is %s, and %s", crm.name, party.key, cards[0].ref.id, others)
    return {party: cards[0] for party, cards in zip(wanted, told, strict=True) if cards}


def likeness_of(plan: Plan, entity: Entity, subject: Subject) -> Likeness | None:
    """What a card would be known by; None when nothing is known that would be enough."""
    sources, values = MARKS.get(entity, {}), ours(entity, subject) if entity in MARKS else {}
    marks = {
        what: str(values[source])
        for what, source in sources.items()
        if values.get(source) and plain_mark(what, values[source])
    }
    return Likeness(entity, marks, fields_of(plan, entity)) if marks else None


def fields_of(plan: Plan, entity: Entity) -> Mapping[str, str]:
    """The CRM's fields that a mapping fills with what cards are known by."""
    known = {rule.source: rule.to for rule in plan.rules(entity) if not rule.values}
    return {what: known[source] for what, source in MARKS[entity].items() if source in known}
