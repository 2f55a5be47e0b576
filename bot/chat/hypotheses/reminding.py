"""Whoever noted a hypothesis hears after 3 and after 6 months what it earned.

The touches are planned together with the hypothesis; one that was moved or dropped since says
nothing. Figures are read when the row is delivered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Protocol

from bot.chat.hypotheses import HYPOTHESIS_DUE, VERSION
from bot.chat.hypotheses.words import HypothesisWords
from bot.chat.reports.planned import Outbox, Touches, say, staff_row, staff_touch
from bot.chat.sender import Sender
from leads.clock import Clock
from leads.local_time import first_moment
from leads.outbox import Claimed, OutboxMessage
from leads.policy import Policy
from leads.touch import Touch
from leads.working_time import next_working
from reports.hypotheses.hypothesis import HORIZONS, Hypothesis
from reports.hypotheses.tables import Hypotheses
from scheduler.relay import Delivered, Outcome

MORNING = time(10)


class Register(Protocol):
    """The register of hypotheses."""

    async def get(self, number: int) -> Hypothesis | None: ...


class RemindingUnitOfWork(Protocol):
    """What planning reminders writes."""

    @property
    def touches(self) -> Touches: ...


class DueUnitOfWork(Protocol):
    """What a due reminder reads and writes."""

    @property
    def hypotheses(self) -> Register: ...
    @property
    def outbox(self) -> Outbox: ...


def reminders(hypothesis: Hypothesis, now: datetime, policy: Policy) -> Iterator[Touch]:
    """Those that lie ahead, in the working time of their day or the next."""
    for months in HORIZONS:
        day = hypothesis.due(months)
        at = next_working(first_moment(day, MORNING, policy.zone), policy)
        if at > now:
            noted = f"{hypothesis.noted_at:%Y%m%d%H%M%S%f}"
            key = f"hypothesis:{hypothesis.id}:{noted}:{hypothesis.started}:{months}"
            payload = {
                "hypothesis": hypothesis.id,
                "started": hypothesis.started.isoformat(),
                "months": months,
            }
            yield replace(staff_touch(key, HYPOTHESIS_DUE, at), payload=payload)


@dataclass(frozen=True)
class HypothesisReminders:
    """What a due touch writes: a row for the author, for every manager where they are none."""

    managers: Collection[int]

    async def due(self, uow: DueUnitOfWork, touch: Touch) -> None:
        """Once, when the months have passed."""
        asked = touch.payload
        found = await uow.hypotheses.get(int(str(asked["hypothesis"])))
        if found is None or found.started.isoformat() != asked["started"]:
            return
        author = found.author in self.managers
        for person in (found.author,) if author else sorted(self.managers):
            await uow.outbox.add(_row(touch, found, person))


def _row(touch: Touch, hypothesis: Hypothesis, person: int) -> OutboxMessage:
    return staff_row(
        HYPOTHESIS_DUE,
        VERSION,
        f"{touch.key}:{person}",
        person,
        hypothesis.locale,
        hypothesis=hypothesis.id,
        months=touch.payload["months"],
    )


@dataclass(frozen=True)
class HypothesisDelivery:
    """Says what a row asks for."""

    source: Hypotheses
    words: HypothesisWords
    policy: Policy
    clock: Clock

    async def deliver(self, sender: Sender, row: Claimed) -> Outcome:
        """What it earned by now; nothing of one that was dropped meanwhile."""
        asked = row.payload
        today = self.clock.now().astimezone(self.policy.zone).date()
        told = await self.source.one(int(asked["hypothesis"]), today)
        if told is None:
            return Delivered()
        text = self.words.card(told, today, str(asked["locale"]), due=int(asked["months"]))
        return await say(sender, int(asked["chat_id"]), text)
