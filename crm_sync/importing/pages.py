"""A page of what a CRM has, as rows of a table with our columns. Values only, nothing is proven."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from crm_sync.cards import CrmRef, CrmSnapshot, Entity
from crm_sync.importing.sheet import Cell
from crm_sync.likeness import INN, SITE
from leads.importing.rows import Kind

ENTITY_OF_KIND: Mapping[Kind, Entity] = {
    Kind.COMPANIES: Entity.COMPANY,
    Kind.CONTACTS: Entity.CONTACT,
    Kind.DEALS: Entity.LEAD,
}
"""Which cards are read for rows of a kind."""

FieldNames = Mapping[str, str]
"""The CRM's fields by our columns: of several with blanks between them the first that says
something counts, those with a + between them are put together."""


def fields_in(names: FieldNames) -> list[str]:
    """All fields that are named there."""
    return " ".join(names.values()).replace("+", " ").split()


def names_of(
    entity: Entity, usual: Mapping[Entity, FieldNames], fields: Mapping[str, str]
) -> FieldNames:
    """The usual fields of a kind of card; a company's INN and site stand where the mapping says."""
    if entity is not Entity.COMPANY:
        return usual[entity]
    mapped = {"inn": fields.get(INN), "domain": fields.get(SITE)}
    return {**usual[entity], **{column: name for column, name in mapped.items() if name}}


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

    @classmethod
    def seen(cls, card: CrmSnapshot, names: FieldNames, **besides: Cell) -> Self:
        """The card as it was read, with the cells that stand in no field of it."""
        cells = {column: _cell(card, name) for column, name in names.items()}
        if card.ref.entity is Entity.LEAD:
            cells |= _standing(card)
        if card.closed is None:
            cells.pop("closed_at", None)
        return cls.told(card.ref.id, card.ref, cells | besides, keyed=card.key is not None)


@dataclass(frozen=True, slots=True)
class BasePage:
    """The cards, the oldest first; where the next page begins, None behind the last one; and how
    many there are in all, where the CRM says so."""

    cards: tuple[BaseCard, ...]
    cursor: str | None
    total: int | None = None


def _standing(deal: CrmSnapshot) -> dict[str, Cell]:
    place = deal.place
    return {
        "stage": place.stage if place else "",
        "ended": deal.closed or "",
        "loss_reason": (place and deal.closed and place.loss_reason) or "",
    }


def _cell(card: CrmSnapshot, names: str) -> Cell:
    for name in names.split():
        told = [card.fields[part] for part in name.split("+") if part in card.fields]
        if len(told) > 1:
            return " ".join(str(one) for one in told)
        for value in told:
            return value[0] if isinstance(value, tuple) else value
    return ""
