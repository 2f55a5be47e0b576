"""What selling leaves behind: a paid order, and the tasks that stages give to the owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from leads.clock import require_aware


@dataclass(frozen=True, slots=True)
class Order:
    """A paid sale. `amount` is what was paid and `discount` what was let off the price, both in
    whole units of `currency`. `id` is 0 until storage has allotted one."""

    lead_id: int
    contact_id: int
    company_id: int | None
    product: str | None
    amount: int
    discount: int
    currency: str
    paid_at: datetime
    id: int = 0

    def __post_init__(self) -> None:
        require_aware(paid_at=self.paid_at)
        if self.amount <= 0 or self.discount < 0:
            raise ValueError("an order has a positive amount, and no negative discount")


@dataclass(frozen=True, slots=True)
class Task:
    """Something that a stage asks of the lead's owner. `title` is the id of a text.

    `owner_id` is None while nobody has taken the lead. `id` is 0 until storage has allotted one.
    """

    lead_id: int
    owner_id: int | None
    title: str
    due_at: datetime
    created_at: datetime
    closed_at: datetime | None = None
    id: int = 0

    def __post_init__(self) -> None:
        require_aware(due_at=self.due_at, created_at=self.created_at, closed_at=self.closed_at)
