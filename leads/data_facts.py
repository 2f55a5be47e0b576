"""Facts about what we keep of a person: seen, handed out, erased."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased(Happened):
    """The person, or the end of the time that data are kept, had everything erased."""

    kind: ClassVar[str] = "erased"
