"""A page of what a CRM has, as rows of a table with our columns. Values only, nothing is proven."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from crm_sync.cards import CrmRef, Entity
from crm_sync.importing.sheet import Cell
from leads.importing.rows import Kind

ENTITY_OF_KIND: Mapping[Kind, Entity] = {
    Kind.COMPANIES: Entity.COMPANY,
    Kind.CONTACTS: Entity.CONTACT,
    Kind.DEALS: Entity.LEAD,
}
"""Which cards are read for rows of a kind."""


@dataclass(frozen=True, slots=True)
class BaseCard:
    """One company, contact or deal of a CRM. `cells` has our columns as far as it fills them; `key`
    always. With `keyed` it carries a key of ours, or is a deal of a lead that may: `ref` says of
    which card."""

    ref: CrmRef
    cells: Mapping[str, Cell]
    keyed: bool = False

    @classmethod
    def told(cls, number: object, ref: CrmRef, cells: Mapping[str, Cell], *, keyed: bool) -> Self:
        """The card of that number there, without its empty cells."""
        full = {name: cell for name, cell in cells.items() if cell != ""}
        return cls(ref, {"key": str(number), **full}, keyed)


@dataclass(frozen=True, slots=True)
class BasePage:
    """The cards, the oldest first; where the next page begins, None behind the last one; and how
    many there are in all, where the CRM says so."""

    cards: tuple[BaseCard, ...]
    cursor: str | None
    total: int | None = None
