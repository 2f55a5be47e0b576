"""What befalls calls in a chaos run: three of ten fail, each in a way of its own, and outages.

The forms of an API's own refusals are told by the run; here live the chances.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from leads.clock import Clock
from tests.crm_sync.emulators.base import Fault, Recorded, page_fault

SHARE = 0.3
PAGES = 0.0004  # of all calls: a page instead of an answer, for which the account rests
SOON, TOO_LATE = 6.0, 90.0  # seconds

COMMON: Mapping[str, Fault] = {
    "lost": Fault(lost=True),
    "late": Fault(dropped=True, served_after=SOON),
    "slow": Fault(lost=True, answered_after=TOO_LATE),
    "dropped": Fault(dropped=True),
    "gateway": page_fault(504, served_after=SOON),
    "broken": page_fault(502),
}


@dataclass
class Weather:
    """Meets calls with `own` refusals of an API and what befalls every one alike."""

    clock: Clock
    chance: random.Random
    own: Sequence[Fault]
    outages: Sequence[tuple[datetime, timedelta]] = ()
    share: float = SHARE
    met: Counter[str] = field(default_factory=Counter)

    def __call__(self, call: Recorded) -> Fault | None:
        """The fault that the call meets."""
        now = self.clock.now()
        if any(start <= now < start + length for start, length in self.outages):
            self.met["outage"] += 1
            return self.chance.choice((COMMON["dropped"], COMMON["broken"]))
        self.met["calls"] += 1
        if self.share and self.chance.random() < PAGES:
            self.met["page"] += 1
            return page_fault(403)
        if self.chance.random() >= self.share:
            return None
        kinds = {**COMMON, **{f"own{number}": fault for number, fault in enumerate(self.own)}}
        name = self.chance.choice(list(kinds))
        self.met[name] += 1
        return kinds[name]

    def clear(self) -> None:
        """All is well from now on."""
        self.share, self.outages = 0.0, ()
