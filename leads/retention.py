"""How long things are kept. Given by settings; counting and pruning is `storage.retention`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Retention:
    """What is kept for how long; a span of zero keeps for ever.

    `updates` are the numbers of updates dealt with (Telegram may repeat one within a day),
    `messages` what was delivered and the touches that are over, `conversations` the answers of
    sessions that are over, `contacts` people whom nobody has heard of since and who have no lead
    under way.
    """

    updates: timedelta = timedelta(days=7)
    messages: timedelta = timedelta(days=30)
    conversations: timedelta = timedelta(days=365)
    contacts: timedelta = timedelta(days=1095)

    def __post_init__(self) -> None:
        if min(self.updates, self.messages, self.conversations, self.contacts) < timedelta():
            raise ValueError("nothing can be kept for less than no time")
