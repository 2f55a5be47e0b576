"""Cards of a CRM → rows of a base to be brought in, without those that are ours. No files, no SQL.

Orders are deals that were won: few CRMs of sales keep any other.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from crm_sync.cards import CrmRef
from crm_sync.importing.pages import BaseCard
from crm_sync.importing.sheet import Cell, Line
from crm_sync.publishing.links import Party
from leads.importing.rows import Brought, Ended, Kind

READ_AS: Mapping[Kind, Kind] = {
    Kind.COMPANIES: Kind.COMPANIES,
    Kind.CONTACTS: Kind.CONTACTS,
    Kind.DEALS: Kind.DEALS,
    Kind.ORDERS: Kind.DEALS,
}
"""What is read there for rows of a kind."""

_CUSTOMER = ("company_key", "company", "person_key", "person", "phone", "email")
COLUMNS: Mapping[Kind, tuple[str, ...]] = {
    Kind.COMPANIES: ("key", "name", "inn", "domain", "phone"),
    Kind.CONTACTS: ("key", "name", "phone", "email", "role", "company_key"),
    Kind.DEALS: (
        *("key", "title", "stage", "ended", "amount", "currency", "opened_at", "closed_at"),
        *("loss_reason", *_CUSTOMER),
    ),
    Kind.ORDERS: ("key", "paid_at", "amount", "currency", *_CUSTOMER),
}
"""The cells of a row, in order."""

HEADERS = {"company_key": "company_id", "person_key": "contact_id"}
"""How a table calls what we call otherwise."""


class Links(Protocol):
    """Where cards of ours are."""

    async def ours(self, account: str, ref: CrmRef) -> Party | None: ...


class Imports(Protocol):
    """What was brought."""

    async def known(self, keys: Collection[str]) -> Mapping[str, Brought]: ...
    async def note(self, key: str, brought: Brought) -> None: ...


class PullingUnitOfWork(Protocol):
    """What telling ours from theirs reads and writes."""

    @property
    def crm_links(self) -> Links: ...
    @property
    def imports(self) -> Imports: ...


async def companies_of_ours(
    uow: PullingUnitOfWork, account: str, cards: Sequence[BaseCard], began: datetime
) -> None:
    """A company that has its card from us, or was recognised there, is the one that we know: rows
    that name it by its number there mean that one."""
    for card in cards:
        party = await uow.crm_links.ours(account, card.ref) if card.keyed else None
        key = f"{account}:{Kind.COMPANIES.value}:{card.cells['key']}"
        if party is not None and not await uow.imports.known([key]):
            await uow.imports.note(key, Brought(party.number, began))


async def deals_of_others(
    uow: PullingUnitOfWork, account: str, cards: Sequence[BaseCard]
) -> list[BaseCard]:
    """Those that belong to no lead of ours: of a lead we know more than a base could tell."""
    return [
        card
        for card in cards
        if not card.keyed or await uow.crm_links.ours(account, card.ref) is None
    ]


def lines_of(kind: Kind, cards: Sequence[BaseCard], before: int) -> list[Line]:
    """The rows that the cards give, numbered from behind `before`."""
    told = [card.cells for card in cards]
    if kind is Kind.ORDERS:
        told = [_order(cells) for cells in told if cells.get("ended") == Ended.WON]
    return [
        Line(number, tuple(cells.get(name, "") for name in COLUMNS[kind]), number)
        for number, cells in enumerate(told, before + 1)
    ]


def _order(cells: Mapping[str, Cell]) -> Mapping[str, Cell]:
    return {**cells, "paid_at": cells.get("closed_at", "")}
