"""What later purchases read and write, as narrow protocols; `storage` satisfies them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from leads import desk_ports
from leads.desk_ports import DeskUnitOfWork
from leads.lead import Lead


class Orders(desk_ports.Orders, Protocol):
    """Paid orders; `history` has moments and products of the person's and their company's, those
    of an imported base too, oldest first."""

    async def history(
        self, contact_id: int, company_id: int | None
    ) -> Sequence[tuple[datetime, str | None]]: ...


class Leads(desk_ports.Leads, Protocol):
    """Leads."""

    async def add(self, lead: Lead) -> Lead: ...
    async def last_of(self, contact_id: int) -> Lead | None: ...
    async def open_of(self, contact_id: int) -> Sequence[Lead]: ...
    async def open_for(self, contact_id: int, product: str | None) -> Lead | None: ...


class RepeatUnitOfWork(DeskUnitOfWork, Protocol):
    """What later purchases read and write; committed as a whole or not at all."""

    @property
    def orders(self) -> Orders: ...
    @property
    def leads(self) -> Leads: ...
