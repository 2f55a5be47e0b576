"""Making links: a campaign whose code nobody can guess, known to the register from then on.

A partner has one link, whoever asks for it. What a code looks like on paper is no matter of this
module.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from leads.catalogue import Campaign
from leads.clock import require_aware

LETTERS = "23456789abcdefghijkmnpqrstuvwxyz"
"""Without those that are taken for each other when they are read aloud or typed from paper."""
LENGTH = 10
"""About 50 bits: nobody finds a link by trying."""
NOT_MADE_YET = "new"
"""The code of a campaign before its link is made."""
PARTNERS = "partner"
"""The channel of whoever a partner brought."""


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A link that was made. `partner` is the id of the one who brings people by it, `by` the
    Telegram id of who made it; None for the operator at the command line."""

    campaign: Campaign
    made_at: datetime
    by: int | None = None
    partner: str | None = None

    def __post_init__(self) -> None:
        require_aware(made_at=self.made_at)


@dataclass(frozen=True, slots=True)
class Brought:
    """What a link has brought so far: how often it was opened, and how many enquiries came of it
    and got so far."""

    visits: int
    enquiries: int
    qualified: int
    sales: int


class MadeLinks(Protocol):
    """Links that were made."""

    async def of_partner(self, partner: str) -> MadeLink | None: ...
    async def add_made(self, link: MadeLink) -> None: ...
    async def brought_by(self, code: str) -> Brought: ...


class LinkingUnitOfWork(Protocol):
    """What making a link reads and writes."""

    @property
    def campaigns(self) -> MadeLinks: ...


def fresh_code() -> str:
    """A code that nobody has."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


async def make_link(uow: LinkingUnitOfWork, link: MadeLink) -> MadeLink:
    """Keep the link under a code of its own, which it comes back with. The link of a partner who
    has one comes back as it is."""
    if link.partner is not None:
        known = await uow.campaigns.of_partner(link.partner)
        if known is not None:
            return known
    made = replace(link, campaign=replace(link.campaign, code=fresh_code()))
    await uow.campaigns.add_made(made)
    return made


async def link_of(
    uow: LinkingUnitOfWork, partner: str, name: str, now: datetime, by: int | None
) -> MadeLink:
    """The link by which a partner brings people; made when it is asked for first."""
    campaign = Campaign(NOT_MADE_YET, PARTNERS, name)
    return await make_link(uow, MadeLink(campaign, now, by, partner))
