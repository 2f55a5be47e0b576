"""Our values by the names that a mapping file uses. Pure; nothing of any CRM is named here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from crm_sync.cards import CrmValue, Entity
from leads.company import Company
from leads.contact import Contact
from leads.lead import Lead


@dataclass(frozen=True, slots=True)
class Subject:
    """A lead with everything around it, read at one moment.

    `words` has what needs a person's language by the same names as in a file: `title`, `summary`,
    `product`, `reasons`, `answer.<slot>`, `brief.<slot>`.
    """

    lead: Lead
    contact: Contact
    company: Company | None
    words: Mapping[str, str] = field(default_factory=dict)


WORDED = ("title", "summary", "product", "reasons")
SLOTTED = ("answer.", "brief.")

SOURCES: Mapping[Entity, tuple[str, ...]] = {
    Entity.LEAD: (
        *WORDED,
        "product_id",
        "funnel",
        "temperature",
        "stage",
        "outcome",
        "fit",
        "intent",
        "gate",
        "amount",
        "discount",
        "currency",
        "loss_reason",
        "own_loss_reason",
        "channel",
        "campaign",
        "enquired_at",
        "qualified_at",
        "taken_at",
        "brief_done",
        "brief_done_at",
        "closed_at",
    ),
    Entity.CONTACT: (
        "name",
        "first_name",
        "last_name",
        "phone",
        "email",
        "telegram_id",
        "username",
        "telegram_link",
        "language",
        "role",
        "first_channel",
        "first_campaign",
    ),
    Entity.COMPANY: ("name", "inn", "domain", "grade"),
}
"""What `from:` may name for each kind of card; a lead also has `answer.…` and `brief.…`."""


def is_source(entity: Entity, name: str) -> bool:
    """Whether there is such a value."""
    slotted = entity is Entity.LEAD and name.startswith(SLOTTED) and not name.endswith(".")
    return slotted or name in SOURCES.get(entity, ())


def ours(entity: Entity, subject: Subject) -> Mapping[str, CrmValue | None]:
    """The values of a card."""
    match entity:
        case Entity.LEAD:
            found = _lead(subject)
        case Entity.CONTACT:
            found = _contact(subject.contact)
        case _:
            found = _company(subject.company)
    return {name: _clean(value) for name, value in found.items()}


def _lead(subject: Subject) -> dict[str, CrmValue | None]:
    lead, verdict = subject.lead, subject.lead.verdict
    return {
        **subject.words,
        "product_id": lead.product,
        "funnel": lead.funnel,
        "temperature": lead.temperature.value,
        "stage": lead.stage.value,
        "outcome": verdict.outcome if verdict else None,
        "fit": verdict.fit if verdict else None,
        "intent": verdict.intent if verdict else None,
        "gate": verdict.gate if verdict else None,
        "amount": lead.amount,
        "discount": lead.discount,
        "currency": lead.currency,
        "loss_reason": lead.loss_reason,
        "own_loss_reason": lead.own_loss_reason,
        "channel": lead.channel,
        "campaign": lead.campaign,
        "enquired_at": lead.enquired_at,
        "qualified_at": lead.qualified_at,
        "taken_at": lead.taken_at,
        "brief_done": lead.brief_done,
        "brief_done_at": lead.brief_done_at,
        "closed_at": lead.closed_at,
    }


def _contact(contact: Contact) -> dict[str, CrmValue | None]:
    first, _, last = (contact.name or "").strip().partition(" ")
    link = f"https://t.me/{contact.username}" if contact.username else None
    source = contact.first_source
    return {
        "name": contact.name,
        "first_name": first or None,
        "last_name": last.strip() or None,
        "phone": contact.phone,
        "email": contact.email,
        "telegram_id": str(contact.telegram_id),
        "username": contact.username,
        "telegram_link": link,
        "language": contact.language,
        "role": contact.role,
        "first_channel": source.channel if source else None,
        "first_campaign": source.campaign if source else None,
    }


def _company(company: Company | None) -> dict[str, CrmValue | None]:
    if company is None:
        return {}
    return {
        "name": company.title or None,
        "inn": company.inn,
        "domain": company.domain,
        "grade": company.grade.value if company.grade else None,
    }


def _clean(value: CrmValue | None) -> CrmValue | None:
    """Without what no JSON can carry: NUL, and halves of characters that Telegram hands on."""
    if not isinstance(value, str):
        return value
    return value.replace("\0", "").encode("utf-8", "replace").decode()
