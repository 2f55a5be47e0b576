"""What is to be written of a lead: cards with only what changed, by the mapping. Calls only reads.

Of every card is kept what was wanted last (`Sent`), so that the next push writes differences. The
parts of a card that are no fields stand there under `@place`, `@owner` and `@ties`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from crm_sync.capabilities import Capability
from crm_sync.cards import Bundle, Card, CrmSnapshot, Entity, Made
from crm_sync.contract import CrmAdapter
from crm_sync.errors import CrmNotFound
from crm_sync.mapping.modes import Values, first_values, must_read, next_values, softened
from crm_sync.mapping.plan import FieldRule
from crm_sync.mapping.values import Subject, ours
from crm_sync.publishing.connection import Connection
from crm_sync.publishing.links import (
    OWNER,
    PLACE,
    TIES,
    Link,
    Party,
    Sent,
    as_values,
    place_word,
    plain,
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A bundle to be written, and what is wanted of each card from then on."""

    bundle: Bundle
    sent: Mapping[Party, Sent]

    @property
    def says_something(self) -> bool:
        """Whether a call is needed at all."""
        return self.bundle.ties or not all(card.says_nothing for card in self.bundle.cards)

    @property
    def refs(self) -> Made:
        """Where the cards are that are known."""
        return {card.entity: card.ref for card in self.bundle.cards if card.ref is not None}


def parties_of(adapter: CrmAdapter, subject: Subject) -> list[Party]:
    """What of the lead this CRM keeps, the lead last."""
    able, found = adapter.capabilities, []
    if subject.company is not None and subject.company.title and Capability.COMPANIES in able:
        found.append(Party(Entity.COMPANY, subject.company.id))
    if Capability.CONTACTS in able:
        found.append(Party(Entity.CONTACT, subject.contact.id))
    return [*found, Party(Entity.LEAD, subject.lead.id)]


async def draft(
    crm: Connection,
    subject: Subject,
    links: Mapping[Party, Link],
    delivery: str,
    seen: Mapping[Party, CrmSnapshot],
) -> Draft:
    """The bundle for the lead as it is now. `CrmNotFound` for a card that is not there any more,
    where it has to be read; those that were `seen` just now have not.

    A card that is there without a word of its ties was left by an attempt that did not end: it may
    hang loose, whatever else of it was written.
    """
    cards: dict[Entity, Card] = {}
    sent: dict[Party, Sent] = {}
    for party, link in links.items():
        card, wanted = await _card(crm, subject, party, link, seen.get(party))
        cards[party.entity], sent[party] = card, wanted
    lead = next(party for party in links if party.entity is Entity.LEAD)
    ties = sorted(card.key for card in cards.values() if card.entity is not Entity.LEAD)
    loose = any(link.ref is not None and TIES not in link.sent for link in links.values())
    moved = links[lead].ref is not None and links[lead].sent.get(TIES) != ties
    sent = {party: {**kept, TIES: ties if party == lead else []} for party, kept in sent.items()}
    bundle = Bundle(
        lead=cards[Entity.LEAD],
        contact=cards.get(Entity.CONTACT),
        company=cards.get(Entity.COMPANY),
        delivery=delivery,
        retie=loose or moved,
    )
    return Draft(bundle, sent)


def rules_of(crm: Connection, party: Party, link: Link) -> Sequence[FieldRule]:
    """The fields of a card of ours, softened where somebody else made it."""
    rules = crm.plan.rules(party.entity)
    return softened(rules, first=link.untouched) if link.found else rules


async def _card(
    crm: Connection, subject: Subject, party: Party, link: Link, seen: CrmSnapshot | None
) -> tuple[Card, Sent]:
    rules, values = rules_of(crm, party, link), ours(party.entity, subject)
    marks = False
    if link.ref is None:
        fields = first_values(rules, values)
    else:
        before = as_values(link.sent)
        current: Values = before
        if Capability.READ in crm.adapter.capabilities and (
            link.untouched or must_read(rules, values, before)
        ):
            snapshot = seen or await crm.adapter.read(link.ref)
            if snapshot is None:
                raise CrmNotFound(f"the {party.entity.value}'s card was deleted in the CRM")
            current = snapshot.fields
            marks = link.untouched and snapshot.key is None and not snapshot.other_key
        fields = next_values(rules, values, before, current)
    card = Card(party.entity, party.key, fields, link.ref, found=link.found, marks=marks)
    wanted = {rule.to: plain(rule.read(values)) for rule in rules}
    card = _owned(crm, subject, card, link)
    if party.entity is Entity.LEAD and Capability.STAGES in crm.adapter.capabilities:
        card = _placed(crm, subject, card, link)
    kept = {**link.sent, **wanted}
    if card.owner is not None:
        kept[OWNER] = card.owner
    if card.place is not None:
        kept[PLACE] = place_word(card.place)
    return card, kept


def _owned(crm: Connection, subject: Subject, card: Card, link: Link) -> Card:
    """The lead's owner; a person's and a company's card gets one only when it is made."""
    if Capability.OWNERS not in crm.adapter.capabilities:
        return card
    owner = crm.plan.user_of(subject.lead.owner_id)
    if card.ref is None:
        return replace(card, owner=owner or crm.plan.other_user)
    if card.entity is not Entity.LEAD or owner == link.sent.get(OWNER):
        return card
    return replace(card, owner=owner)


def _placed(crm: Connection, subject: Subject, card: Card, link: Link) -> Card:
    """Where the lead stands, if it was not told so last."""
    lead = subject.lead
    place = crm.plan.place_of(lead.funnel, lead.stage, lead.loss_reason)
    if place is not None and Capability.LOSS_REASONS not in crm.adapter.capabilities:
        place = replace(place, loss_reason=None)
    return card if place_word(place) == link.sent.get(PLACE) else replace(card, place=place)
