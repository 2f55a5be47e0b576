"""The warning that fewer of the new leads are worth much. Words only; the figures are
`reports.plan.worth`."""

from __future__ import annotations

from bot.chat import wording
from bot.chat.texts import Texts
from reports.intervals import Share
from reports.plan.worth import BEFORE, LATELY, Worth


def warning(worth: Worth, texts: Texts, locale: str) -> str:
    """What managers are told where the share fell."""
    spoken = texts.spoken(locale)
    told = {
        "days": LATELY,
        "days_before": BEFORE,
        "now": _told(worth.lately, spoken),
        "then": _told(worth.before, spoken),
        "came": worth.came,
        "usual": worth.usual,
    }
    return texts.render("leads_worth", locale, worthy=told)


def _told(share: Share, locale: str) -> dict[str, object]:
    return {
        "share": wording.share(share.value, locale),
        "low": f"{share.low * 100:.0f}",
        "high": wording.share(share.high, locale),
        "whole": share.whole,
    }
