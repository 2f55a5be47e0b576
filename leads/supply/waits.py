"""Who waits for a product, in which order they are told, and when nobody may tell them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from leads.clock import require_aware
from leads.consent import Audience, ConsentEntry, Purpose
from leads.outbox import Priority
from leads.stage import Stage
from leads.supply.availability import Condition
from leads.touch import Touch

BACK = "product_back"
"""The kind of the touch that tells whoever waited."""

IN_TURN = timedelta(microseconds=1)
TELLING_EXPIRES = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Wait:
    """A person waits for a product since `since`; `told_at` is when they heard that it is back.

    `id` is 0 until storage has allotted one. `was` is the stage that the lead goes on from.
    """

    contact_id: int
    lead_id: int
    product: str
    condition: Condition
    since: datetime
    was: Stage
    told_at: datetime | None = None
    id: int = 0

    def __post_init__(self) -> None:
        require_aware(since=self.since, told_at=self.told_at)

    def lasts(self, ledger: Iterable[ConsentEntry]) -> bool:
        """Whether the person is still to be told: they were not yet, and have not taken back,
        since, that they may be reminded."""
        return self.told_at is None and not any(
            entry.purpose is Purpose.REMINDER and not entry.granted and entry.at >= self.since
            for entry in ledger
        )


def tellings(waits: Iterable[Wait], now: datetime, mark: int) -> tuple[Touch, ...]:
    """The touches that tell them, whoever waited longest first; one for each wait and `mark`."""
    in_turn = sorted(waits, key=lambda wait: (wait.since, wait.id))
    return tuple(
        Touch(
            key=f"{BACK}:{wait.id}:{mark}",
            kind=BACK,
            lead_id=wait.lead_id,
            contact_id=wait.contact_id,
            audience=Audience.PERSON,
            purpose=Purpose.REMINDER,
            due_at=now + IN_TURN * place,
            expires_at=now + TELLING_EXPIRES,
            priority=Priority.ALERT,
            payload={"kind": BACK, "v": 1, "wait_id": wait.id, "product": wait.product},
        )
        for place, wait in enumerate(in_turn)
    )
