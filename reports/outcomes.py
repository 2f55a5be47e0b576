"""What became of leads that points decided about: won, lost, or nothing yet. Pure.

Storage reads them; calibration learns from them, and the watch over its chances compares.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from leads.stage import Stage
from leads.verdict import Gist
from leads.winning import SETTLED

MOST = 0.9
"""The share of endings that are waited for before a lead counts."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Followed:
    """The verdict that sales received a lead with, reached `at`, and where the lead is now.

    `key_at` is when it first came to the key stage or one behind it, `rejected` whether sales
    sent it back. `lead` is its number, 0 where nobody asks.
    """

    verdict: Gist
    at: datetime
    stage: Stage
    key_at: datetime | None = None
    closed_at: datetime | None = None
    rejected: bool = False
    lead: int = 0


@dataclass(frozen=True, slots=True)
class Ending:
    """How it ended and when."""

    won: bool
    at: datetime


def ending(lead: Followed, target: Stage) -> Ending | None:
    """How the lead ended, as seen from `target` (payment, or key_stage); None for not yet.

    A lead that was given to a partner, or that nobody tried to sell to since the verdict itself
    turned it away, has no ending: it says nothing about chances.
    """
    if target is Stage.KEY_STAGE and lead.key_at is not None:
        return Ending(True, lead.key_at)
    if lead.closed_at is None:
        return None
    match lead.stage:
        case Stage.PAYMENT:
            return Ending(True, lead.closed_at)
        case Stage.LOST:
            return Ending(False, lead.closed_at)
        case Stage.DISQUALIFIED if lead.rejected or lead.verdict.stage is not Stage.DISQUALIFIED:
            return Ending(False, lead.closed_at)
        case _:
            return None


@dataclass(frozen=True, slots=True)
class Cohort:
    """Leads old enough to count: those that ended, and how many have not; and those too young."""

    ended: tuple[tuple[Followed, Ending], ...]
    still_open: int
    young: int


def cohort(leads: Iterable[Followed], target: Stage, settles: timedelta, now: datetime) -> Cohort:
    """Leads judged at least `settles` ago, the oldest first.

    Younger ones are left out whatever became of them: sales are often lost sooner than won, so
    the endings of a young lot promise too little.
    """
    everybody = sorted(leads, key=lambda lead: lead.at)
    old = [lead for lead in everybody if lead.at <= now - settles]
    endings = [(lead, ending(lead, target)) for lead in old]
    ended = tuple((lead, end) for lead, end in endings if end is not None)
    still_open = sum(end is None and lead.closed_at is None for lead, end in endings)
    return Cohort(ended, still_open, len(everybody) - len(old))


def settling(leads: Iterable[Followed], target: Stage) -> timedelta:
    """By when nine leads of ten had ended, in whole days; `SETTLED` where none has."""
    ended = [(lead.at, ending(lead, target)) for lead in leads]
    spans = sorted(max(end.at - at, DAY) for at, end in ended if end is not None)
    if not spans:
        return SETTLED
    return ceil(spans[ceil(MOST * len(spans)) - 1] / DAY) * DAY
