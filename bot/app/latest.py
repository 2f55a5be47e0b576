"""The newest leads for /leads and /selfservice, read through storage's listing."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.choosing import Choosing
from bot.chat.managers import LatestLead
from leads.history import owner_name
from leads.stage import Stage
from storage.listing import ListedLead, Listing


class StoredLeads:
    """`LeadLister` over the database."""

    def __init__(self, listing: Listing) -> None:
        self._listing = listing

    async def latest(self, limit: int) -> tuple[Sequence[LatestLead], int]:
        """The newest leads, closed ones too, and how many there are."""
        page = await self._listing.page(limit=limit, only_open=False)
        return [await self._line(listed) for listed in page.leads], page.total

    async def choosing(self, limit: int) -> tuple[Sequence[Choosing], int]:
        """Who chooses by themselves, the newest first, and how many they are."""
        page = await self._listing.page(limit=limit, stage=Stage.SELF_SERVICE)
        return [_choosing(listed) for listed in page.leads], page.total

    async def _line(self, listed: ListedLead) -> LatestLead:
        lead = listed.lead
        return LatestLead(
            id=lead.id,
            title=_title(listed),
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


def _title(listed: ListedLead) -> str:
    return (listed.company.title if listed.company else "") or listed.contact.name or ""


def _choosing(listed: ListedLead) -> Choosing:
    lead, verdict = listed.lead, listed.lead.verdict
    return Choosing(
        id=lead.id,
        title=_title(listed),
        product=lead.product,
        fit=verdict.fit if verdict else 0,
        intent=verdict.intent if verdict else 0,
        since=lead.stage_since,
    )
