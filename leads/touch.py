"""One planned contact from us: a reminder, a nudge, a follow-up. A row, never a job in memory.

Planning is `leads.reactions`, delivering what is due `scheduler.dispatch`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from leads.clock import require_aware
from leads.consent import Audience, Purpose
from leads.outbox import LONGEST_KEY, Priority

UNTAKEN = "untaken"
"""The kind of the reminders that nobody took a lead."""
UNTAKEN_HEADS = "untaken_heads"
"""The kind of the last of them, to every manager."""
UNANSWERED = "unanswered"
"""The kind of the look whether somebody has answered a form in the promised time."""
LATE = "late"
"""The kind of the word to a person that an answer takes longer than was promised."""
OVERLOAD = "overload"
"""The kind of the look whether there is more than the team can carry."""
RECHECK = "recheck"
"""The kind of the second look that a person agreed to."""
CADENCE = "cadence"
"""The kind of the messages of a cadence."""
CADENCE_INVITE = "cadence_invite"
"""The kind of the question whether a cadence may begin."""
STAGE_NORM = "stage_norm"
"""The kind of what watches that a deal does not stand still."""
RECHECK_STAFF = "recheck_staff"
"""The same for staff, where a person must not be reminded."""


@dataclass(frozen=True, slots=True)
class Touch:
    """A planned contact. `id` is 0 until storage has allotted one.

    `key` is unique for ever, and its beginning is what cancelling goes by. At `due_at` the
    dispatcher checks again whether it still makes sense; after `expires_at` it is dropped.
    `contact_id` is None for staff. `payload` is plain JSON.
    """

    key: str
    kind: str
    lead_id: int | None
    contact_id: int | None
    audience: Audience
    purpose: Purpose
    due_at: datetime
    expires_at: datetime | None = None
    priority: Priority = Priority.FOLLOW_UP
    payload: Mapping[str, object] = field(default_factory=dict)
    id: int = 0

    def __post_init__(self) -> None:
        require_aware(due_at=self.due_at, expires_at=self.expires_at)
        if not 0 < len(self.key) <= LONGEST_KEY:
            raise ValueError(f"a touch's key has 1 to {LONGEST_KEY} characters: {self.key!r}")
        if (self.audience is Audience.PERSON) != (self.contact_id is not None):
            raise ValueError(f"touch {self.key!r}: a person has a contact, and staff has none")
        if self.expires_at is not None and self.expires_at <= self.due_at:
            raise ValueError(f"touch {self.key!r} expires before it is due")

    def expired(self, now: datetime) -> bool:
        """It is too late for it to make sense."""
        return self.expires_at is not None and now >= self.expires_at
