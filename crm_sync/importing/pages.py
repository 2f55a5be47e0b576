"""A page of what a CRM has, as rows of a table with our columns. Values only, nothing is proven."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crm_sync.cards import CrmRef
from crm_sync.importing.sheet import Cell


@dataclass(frozen=True, slots=True)
class BaseCard:
    """One company, contact or deal of a CRM. `cells` has our columns as far as it fills them; `key`
    always. With `keyed` it carries a key of ours, or is a deal of a lead that may: `ref` says of
    which card."""

    ref: CrmRef
    cells: Mapping[str, Cell]
    keyed: bool = False


@dataclass(frozen=True, slots=True)
class BasePage:
    """The cards, the oldest first; where the next page begins, None behind the last one; and how
    many there are in all, where the CRM says so."""

    cards: tuple[BaseCard, ...]
    cursor: str | None
    total: int | None = None
