"""What readers of reports over leads have in common."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from reports.asking.filters import Filters
from reports.source import Behind
from reports.tally import Those
from storage.figures import NO_DUPLICATES
from storage.reports.cases import CLIENT_OF_LEAD, listed
from storage.reports.enquiries import Enquiries
from storage.reports.taken import of_leads
from storage.tables import leads

LEADS = select(leads.c.id, leads.c.id, CLIENT_OF_LEAD, leads.c.amount, leads.c.currency)


class OfLeads(Enquiries):
    """Leads of one database, by name."""

    async def cases(self, those: Those) -> Behind:
        """These leads, the newest by name."""
        keys = self._database.keys
        return await self._database.read(lambda c: listed(c, keys, those, LEADS))


def counting_leads(filters: Filters) -> list[ColumnElement[bool]]:
    """Which leads count: all the filters, and no duplicates."""
    return [NO_DUPLICATES, *of_leads(filters)]
