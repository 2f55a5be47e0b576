"""Following a link: which campaign it is of, of the file or made since by staff.

Made links are looked up in the register only when the file does not know the code: another process
may have made them a moment ago.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from leads.catalogue import UNKNOWN_LINK, Arrival, Campaign, by_campaign
from leads.contact import Contact


class Campaigns(Protocol):
    """The register of links."""

    async def made_with(self, code: str) -> Campaign | None: ...


class FollowingUnitOfWork(Protocol):
    """What following a link reads."""

    @property
    def campaigns(self) -> Campaigns: ...


async def followed(uow: FollowingUnitOfWork, arrived: Arrival) -> Arrival:
    """How they came, with the campaign if it was a link that was made."""
    if arrived.source.channel != UNKNOWN_LINK or arrived.parameter is None:
        return arrived
    made = await uow.campaigns.made_with(arrived.parameter)
    return by_campaign(made) if made else arrived


async def came_by(
    uow: FollowingUnitOfWork, contact: Contact, campaigns: Mapping[str, Campaign]
) -> Campaign | None:
    """The campaign that the person came by last."""
    code = contact.last_source.campaign if contact.last_source else None
    if code is None:
        return None
    return campaigns.get(code) or await uow.campaigns.made_with(code)
