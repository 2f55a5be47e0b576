"""Facts that come from a CRM alone. What sales do there as they would here is the same fact as
here, with the account's name in `crm` (`leads.facts`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from leads.crm_back.meeting import MeetingState
from leads.happened import Happened


@dataclass(frozen=True, slots=True, kw_only=True)
class CrmSaid(Happened):
    """The CRM `crm` said something that changed nothing here: `said` of `what` (stage, owner,
    card), in the CRM's own words where we have none, because of `why` (`leads.crm_back.owning`)."""

    kind: ClassVar[str] = "crm_said"
    crm: str
    what: str
    said: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingHeard(Happened):
    """Sales booked, moved, ended or called off a meeting in the CRM `crm`: what `became` of it.

    `mark` tells it from other meetings of the lead there (`leads.crm_back.meeting`); `was_at` is
    when it was to begin before, None for one that was not known.
    """

    kind: ClassVar[str] = "meeting_heard"
    crm: str
    mark: str
    starts_at: datetime
    minutes: int | None
    became: MeetingState
    was_at: datetime | None


CrmFact = CrmSaid | MeetingHeard
