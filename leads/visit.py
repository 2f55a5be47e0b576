"""A visit: a bare /start or an opened link. Traffic of a channel, not an enquiry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from leads.clock import require_aware


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit. `start_parameter` is what the link carried, whether or not it is known to us.

    `id` is 0 until storage has allotted one.
    """

    contact_id: int
    channel: str
    at: datetime
    campaign: str | None = None
    start_parameter: str | None = None
    id: int = 0

    def __post_init__(self) -> None:
        require_aware(at=self.at)
