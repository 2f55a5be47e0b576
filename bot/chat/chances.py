"""The warning once a month that promised chances of winning don't come true."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.chat.messages import Outgoing
from leads.consent import STAFF_BASIS, Purpose
from leads.outbox import OutboxMessage


def warnings(text: str, managers: Iterable[int], month: date) -> list[OutboxMessage]:
    """The text to every manager; its key is that of the month, so that a second look in it says
    nothing more."""
    return [
        Outgoing(manager, text, Purpose.SERVICE.value, str(STAFF_BASIS)).row(
            f"chances:{month:%Y-%m}:{manager}"
        )
        for manager in sorted(managers)
    ]
