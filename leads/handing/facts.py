"""The fact that a lead is somebody else's now. What it causes is `leads.handing.caused`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from leads.happened import Happened


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerChanged(Happened):
    """A lead that somebody had (`former`) was given to somebody else (`owner`): by `giver` of the
    staff, for a `reason` in their words, or by whoever did it in the account `crm`. Or a manager
    gave one that nobody had, and it counts as taken by `owner` (`Taken` stands before it).

    All are names as colleagues see them, "" for what is not known.
    """

    kind: ClassVar[str] = "owner_changed"
    owner: str
    former: str = ""
    giver: str = ""
    reason: str = ""
    crm: str = ""
