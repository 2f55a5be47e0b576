"""The warning that fewer of the new leads are worth much. Words only; the figures are
`reports.plan.worth`."""

from __future__ import annotations

from collections.abc import Iterable

from bot.chat import wording
from bot.chat.messages import Outgoing
from bot.chat.texts import Texts
from leads.consent import STAFF_BASIS, Purpose
from leads.outbox import OutboxMessage
from reports.intervals import Share
from reports.plan.worth import BEFORE, LATELY, Worth


def warnings(
    worth: Worth, managers: Iterable[int], texts: Texts, locale: str, turn: int
) -> list[OutboxMessage]:
    """A message to every manager where the share fell; its key is that of the turn, so that a
    second look in it says nothing more."""
    if not worth.fell:
        return []
    spoken = texts.spoken(locale)
    told = {
        "days": LATELY,
        "days_before": BEFORE,
        "now": _told(worth.lately, spoken),
        "then": _told(worth.before, spoken),
        "came": worth.came,
        "usual": worth.usual,
    }
    text = texts.render("leads_worth", locale, worthy=told)
    return [
        Outgoing(manager, text, Purpose.SERVICE.value, str(STAFF_BASIS)).row(
            f"worth:{turn}:{manager}"
        )
        for manager in sorted(managers)
    ]


def _told(share: Share, locale: str) -> dict[str, object]:
    return {
        "share": wording.share(share.value, locale),
        "low": f"{share.low * 100:.0f}",
        "high": wording.share(share.high, locale),
        "whole": share.whole,
    }
