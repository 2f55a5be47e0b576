"""Facts that come from a CRM alone. What sales do there as they would here is the same fact as
here, with the account's name in `crm` (`leads.facts`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from leads.happened import Happened


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerChanged(Happened):
    """A lead that somebody had taken was given to somebody else (`owner`) in the CRM."""

    kind: ClassVar[str] = "owner_changed"
    owner: str
    crm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CrmSaid(Happened):
    """The CRM `crm` said something that changed nothing here: `said` of `what` (stage, owner,
    card), in the CRM's own words where we have none, because of `why` (`leads.crm_back.owning`)."""

    kind: ClassVar[str] = "crm_said"
    crm: str
    what: str
    said: str
    why: str
