"""Which leads an account is told of: read beside the writer, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, bindparam, exists, func, or_, select

from crm_sync.cards import Entity
from storage.columns import among
from storage.outbox import OPEN
from storage.tables import contacts, crm_links, leads, outbox

_LINKED = exists().where(
    crm_links.c.account == bindparam("account"),
    crm_links.c.entity == Entity.LEAD.value,
    crm_links.c.our_id == leads.c.id,
)
_SEEN = or_(leads.c.qualified_at.is_not(None), leads.c.half_at.is_not(None))
_THERE = and_(
    contacts.c.id == leads.c.contact_id,
    contacts.c.erased_at.is_(None),
    or_(bindparam("every"), _SEEN, _LINKED),
)
_COUNT = select(func.count()).select_from(leads).join(contacts, _THERE)
_PAGE = (
    select(leads.c.id)
    .join(contacts, _THERE)
    .where(leads.c.id > bindparam("after"))
    .order_by(leads.c.id)
    .limit(bindparam("most"))
)
_UNDER_WAY = select(outbox.c.lane).where(outbox.c.status == OPEN, among(outbox.c.lane, "lanes"))


@dataclass(frozen=True, slots=True)
class Expected:
    """A lead that the account is told of; `under_way` while something of it has still to arrive."""

    lead_id: int
    under_way: bool


def count_expected(connection: Connection, account: str, *, every: bool) -> int:
    """How many leads the account is told of."""
    return int(connection.execute(_COUNT, {"account": account, "every": every}).scalar_one())


def expected_leads(
    connection: Connection, account: str, *, every: bool, after: int, most: int = 200
) -> Sequence[Expected]:
    """Those behind the lead `after`, in order."""
    values = {"account": account, "every": every, "after": after, "most": most}
    ids = list(connection.execute(_PAGE, values).scalars())
    lanes = {f"crm:{account}:lead:{lead_id}": lead_id for lead_id in ids}
    waiting = set(connection.execute(_UNDER_WAY, {"lanes": list(lanes)}).scalars())
    return [Expected(lead_id, lane in waiting) for lane, lead_id in lanes.items()]
