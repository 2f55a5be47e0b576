"""Who saw what is kept of a person. All other facts are `leads.facts`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from leads.happened import Happened


@dataclass(frozen=True, slots=True, kw_only=True)
class DataGiven(Happened):
    """The person asked for all their data and got them."""

    kind: ClassVar[str] = "data_given"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadSeen(Happened):
    """A member of the staff (`by`) looked a lead up with everything that is known of its person."""

    kind: ClassVar[str] = "lead_seen"
