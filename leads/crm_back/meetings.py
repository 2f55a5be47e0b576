"""What becomes of a lead by a meeting that sales made, moved or ended in a CRM."""

from __future__ import annotations

from datetime import datetime

from leads.crm_back.facts import MeetingHeard
from leads.crm_back.meeting import SaidMeeting
from leads.desk_ports import DeskUnitOfWork
from leads.lead import Lead
from leads.steps import Doer, Steps


class MeetingsBack:
    """The use case: whoever keeps meetings here follows `said` in the same transaction."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps

    async def follow(
        self, uow: DeskUnitOfWork, lead: Lead, said: SaidMeeting, now: datetime
    ) -> None:
        """Note it in the lead's history, with what that causes. `said` is news: told once."""
        fact = MeetingHeard(
            **Doer(crm=said.crm).where(lead, now),
            mark=said.mark,
            starts_at=said.starts_at,
            minutes=said.minutes,
            became=said.state,
            was_at=said.was_at,
        )
        await self._steps.record(uow, fact, lead, now)
