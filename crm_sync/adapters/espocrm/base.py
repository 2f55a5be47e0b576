"""What a server has: its accounts, contacts and opportunities, page by page. Decides nothing.

Pages go by the records' ids and not by a place in a list, which shifts when somebody deletes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from crm_sync.adapters.espocrm.feed import Seen
from crm_sync.adapters.espocrm.records import SCOPE_OF_ENTITY
from crm_sync.adapters.espocrm.service import PAGE, Condition, Service
from crm_sync.cards import Entity
from crm_sync.importing.pages import BaseCard, BasePage, FieldNames, fields_in, names_of

NAMES: Mapping[Entity, FieldNames] = {
    Entity.COMPANY: {"name": "name", "domain": "website", "phone": "phoneNumber"},
    Entity.CONTACT: {
        "name": "firstName+lastName",
        "phone": "phoneNumber",
        "email": "emailAddress",
        "role": "title",
        "company_key": "accountId",
    },
    Entity.LEAD: {
        "title": "name",
        "stage": "stage",
        "amount": "amount",
        "currency": "amountCurrency",
        "opened_at": "createdAt",
        "closed_at": "closeDate",
        "company_key": "accountId",
        "person_key": "contactId contactsIds",
    },
}
"""A list tells who is linked only where that is asked for. Opportunities have a primary contact."""


async def read_base(
    service: Service,
    entity: Entity,
    cursor: str | None,
    fields: Mapping[str, str],
    own: Collection[str],
    seen: Seen,
) -> BasePage:
    """A page behind the record whose id the cursor is. `own` are fields of the
    account's own that `seen` looks at, too."""
    names = names_of(entity, NAMES, fields)
    behind: list[Condition] = [] if cursor is None else [("greaterThan", "id", cursor)]
    select = ",".join(dict.fromkeys(("id", "modifiedAt", *fields_in(names), *own)))
    query = {"orderBy": "id", "order": "asc", "select": select}
    found = await service.page(SCOPE_OF_ENTITY[entity], behind, query)
    cards = tuple(BaseCard.seen(seen(one), names) for one in found)
    return BasePage(cards, str(found[-1]["id"]) if len(found) == PAGE else None)
