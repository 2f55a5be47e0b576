"""What became of a message, as the relay takes it."""

from __future__ import annotations

from bot.chat.sender import Delivery, Later, Never, Sent
from scheduler.relay import Deferred, Delivered, Outcome, Parked


def outcome_of(sent: Delivery) -> Outcome:
    """Sent, to be tried again, or never."""
    match sent:
        case Later(reason, seconds, doubtful):
            return Deferred(reason, seconds, doubtful)
        case Never(reason):
            return Parked(reason)
        case Sent(message_id):
            return Delivered(message_id)
