"""What became of leads that points decided about: won, lost, or nothing yet. Pure.

Calibration learns from them one by one; the watch over its chances counts those alike together.
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
class Fate:
    """What a verdict made of a lead (`judged`), and where the lead is now.

    `key` says whether it ever came to the key stage or one behind it, `rejected` whether sales
    sent it back.
    """

    judged: Stage
    stage: Stage
    key: bool
    closed: bool
    rejected: bool


def is_won(fate: Fate, target: Stage) -> bool | None:
    """Whether the lead was won, as seen from `target` (payment, or key_stage); None for no ending.

    A lead that was given to a partner, or that nobody tried to sell to since the verdict itself
    turned it away, has no ending: it says nothing about chances.
    """
    if target is Stage.KEY_STAGE and fate.key:
        return True
    if not fate.closed:
        return None
    match fate.stage:
        case Stage.PAYMENT:
            return True
        case Stage.LOST:
            return False
        case Stage.DISQUALIFIED if fate.rejected or fate.judged is not Stage.DISQUALIFIED:
            return False
        case _:
            return None


@dataclass(frozen=True, slots=True)
class Followed:
    """The verdict that sales received a lead with, reached `at`, and where the lead is now.

    `key_at` is when it first came to the key stage or one behind it, `rejected` whether sales
    sent it back.
    """

    verdict: Gist
    at: datetime
    stage: Stage
    key_at: datetime | None = None
    closed_at: datetime | None = None
    rejected: bool = False

    @property
    def fate(self) -> Fate:
        """What became of it, without when."""
        closed, key = self.closed_at is not None, self.key_at is not None
        return Fate(self.verdict.stage, self.stage, key, closed, self.rejected)


@dataclass(frozen=True, slots=True)
class Ending:
    """How it ended and when."""

    won: bool
    at: datetime


def ending(lead: Followed, target: Stage) -> Ending | None:
    """How and when the lead ended (`is_won`); None for no ending."""
    won = is_won(lead.fate, target)
    at = (target is Stage.KEY_STAGE and lead.key_at) or lead.closed_at
    return None if won is None or at is None else Ending(won, at)


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
