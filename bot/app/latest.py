"""The newest leads for /leads, read through storage's listing."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.managers import LatestLead
from leads.history import owner_name
from storage.listing import ListedLead, Listing


class StoredLeads:
    """`LeadLister` over the database."""

    def __init__(self, listing: Listing) -> None:
        self._listing = listing

    async def latest(self, limit: int) -> tuple[Sequence[LatestLead], int]:
        """The newest leads, closed ones too, and how many there are."""
        page = await self._listing.page(limit=limit, only_open=False)
        return [await self._line(listed) for listed in page.leads], page.total

    async def _line(self, listed: ListedLead) -> LatestLead:
        lead, company = listed.lead, listed.company
        title = (company.name or company.domain) if company else None
        return LatestLead(
            id=lead.id,
            title=title or listed.contact.name or "",
            product=lead.product,
            stage=lead.stage.value,
            owner=await self._owner(listed),
            at=lead.enquired_at or lead.stage_since,
        )

    async def _owner(self, listed: ListedLead) -> str:
        if listed.lead.owner_id is None:
            return ""
        found = await self._listing.lead(listed.lead.id)
        return owner_name(found.facts) if found else ""
