"""What happens to the companies of leads: facts of the union `leads.facts`. No names, only ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from leads.happened import Happened


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyJoined(Happened):
    """The lead's company turned out to be another one that is known: `company` went into `into`.

    `evidence` are codes, the weightiest first. `account_id` and `account` are who took the
    company's previous lead, None and "" for nobody.
    """

    kind: ClassVar[str] = "company_joined"
    company: int
    into: int
    evidence: tuple[str, ...]
    account_id: int | None = None
    account: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanySplit(Happened):
    """A join was undone: the lead belongs to `company` again."""

    kind: ClassVar[str] = "company_split"
    company: int
    into: int
