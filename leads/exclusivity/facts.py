"""What happens to a lead that conflicts with a client's exclusivity. All other facts are
`leads.facts`.

A client is named by its key in the register, and only managers (or sales, where it is so set) are
shown what that stands for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from leads.happened import Happened


@dataclass(frozen=True, slots=True, kw_only=True)
class OfConflict(Happened):
    """What the facts of a conflict share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictFound(OfConflict):
    """The lead conflicts with the client of key `client`, and perhaps with those in `others`.

    `ground` is a code of `leads.exclusivity.matching.Ground`, `competitor` the company of the
    register that was met, "" for an exclusive area. A decision is due by `answer_by`; `awaited`
    when the person was told so, and nothing follows for them until then.
    """

    kind: ClassVar[str] = "conflict_found"
    client: str
    ground: str
    competitor: str
    others: tuple[str, ...]
    answer_by: datetime
    awaited: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictAsked(OfConflict):
    """A manager (`by`, shown as `manager`) asks the client first, and decides by `answer_by`."""

    kind: ClassVar[str] = "conflict_asked"
    manager: str
    answer_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictDecided(OfConflict):
    """A manager (`by`, shown as `manager`) decided: `choice` is a code of `Choice`, `reason` their
    own words or ""."""

    kind: ClassVar[str] = "conflict_decided"
    choice: str
    reason: str
    manager: str


ConflictFact = ConflictFound | ConflictAsked | ConflictDecided
