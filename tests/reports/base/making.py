"""What everything in a made-up base is made with: chance, time, and the registers of a company."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.reports.base.rows import Rows

ZONE = ZoneInfo("Europe/Berlin")
"""With days of 23 and of 25 hours."""
NOW = datetime(2026, 3, 31, 15, 30, tzinfo=UTC)
TODAY = date(2026, 3, 31)
DAYS = 820
"""How far back the base begins."""
CURRENCY = "RUB"

PRODUCTS = {"seo": 40, "ads": 25, "portal": 15, "crm": 12, "audit": 8}
CHANNELS = {"yandex": 35, "vk": 20, "telegram": 18, "direct": 17, "expo": 9, "newspaper": 0.3}
MANAGERS = {101: "Анна", 102: "Борис", 103: "Вера", 104: "Глеб", 105: "Дина"}
PARTNERS = {"alfa": "Альфа-партнёр", "beta": "Бета-партнёр"}

NORM_DAYS = {"qualified": 3, "brief": 5, "proposal": 10}
"""After how many days a lead of the warm funnel has stood too long in a stage."""
WORK = (10, 19)
"""The hours of work, Monday to Friday."""
PROMISED_HOURS = 1
"""Within so much working time somebody takes a qualified lead."""

BANDS = ((0, 0.05, 200), (25, 0.15, 150), (50, 0.3, 80))
"""Scores from there on, the chance that they are won, and of how many deals it was found."""
SETTLES_DAYS = 45
PLAN = {
    "2024-12": {"A": 5, "B": 0, "sales": 3},
    "2025-09": {"A": 20, "B": 30, "C": 40, "qualified": 60, "key_stage": 30, "revenue": 900_000},
    "2025-11": {"qualified": 50, "key_stage": 25, "sales": 12, "revenue": 1_200_000},
    "2026-02": {"A": 22, "C": 0, "sales": 14, "revenue": 0},
    "2026-03": {"A": 25, "B": 30, "C": 45, "qualified": 70, "sales": 15, "revenue": 1_500_000},
}
"""What is agreed on, as read from a file."""

SECOND = 1_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(moment: datetime) -> int:
    """An instant as microseconds since 1970."""
    return (moment - EPOCH) // timedelta(microseconds=1)


UNTIL = micros(NOW)
SINCE = UNTIL - DAYS * DAY


class Making:
    """Rows under way, and chance. The same seed makes the same base."""

    def __init__(self, seed: int) -> None:
        self.rows = Rows()
        self.chance = random.Random(seed)

    def one_of(self, weights: Mapping[str, float]) -> str:
        """A key, by its weight."""
        return self.chance.choices(list(weights), list(weights.values()))[0]

    def odds(self, share: float) -> bool:
        """True that often."""
        return self.chance.random() < share

    def any(self, those: Sequence[int]) -> int:
        """One of them."""
        return those[int(self.chance.random() * len(those))]

    def moment(self) -> int:
        """Some time, now and then the very midnight that a day of the company begins with."""
        at = SINCE + int(self.chance.random() * (UNTIL - SINCE))
        if self.odds(0.01):
            day = (EPOCH + timedelta(microseconds=at)).astimezone(ZONE).date()
            return micros(datetime(day.year, day.month, day.day, tzinfo=ZONE))
        return at

    def after(self, at: int, days: float) -> int:
        """A while later: that many days in the mean, to the second."""
        return at + int(self.chance.expovariate(1 / days) * 86_400) * SECOND

    def happened(
        self,
        kind: str,
        at: int,
        contact: int,
        lead: int | None,
        by: int | None = None,
        **details: Any,
    ) -> None:
        """A fact of history."""
        self.rows.add(
            "events",
            kind=kind,
            contact_id=contact,
            lead_id=lead,
            at=at,
            by_id=by,
            details=details,
            **_counted(details.get("verdict")),
        )


def _counted(verdict: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """What is stored beside a verdict; nothing beside others."""
    if verdict is None:
        return dict.fromkeys(("rules", "judged", "fit", "intent", "gate", "digest"))
    fired = [verdict["gate"]] if verdict["gate"] else [row["id"] for row in verdict["rows"]]
    return {
        "rules": f" {' '.join('quiz.' + rule for rule in fired)} ",
        "judged": verdict["stage"],
        **{name: verdict[name] for name in ("fit", "intent", "gate", "digest")},
    }
