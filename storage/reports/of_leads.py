"""What readers of reports over leads have in common."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Select, select

from reports.asking.filters import Filters
from reports.slices import Came
from reports.source import Behind
from reports.tally import Those
from storage.figures import NO_DUPLICATES
from storage.reports.cases import CLIENT_OF_LEAD, listed
from storage.reports.enquiries import Enquiries
from storage.reports.taken import of_leads
from storage.tables import leads, surveys

LEADS = select(leads.c.id, leads.c.id, CLIENT_OF_LEAD, leads.c.amount, leads.c.currency)


class OfLeads(Enquiries):
    """Cases of one database: leads, unless `listed_as` selects others about leads."""

    listed_as: ClassVar[Select[Any]] = LEADS
    """As `storage.reports.cases.listed` takes it."""

    async def cases(self, those: Those) -> Behind:
        """These cases, the newest by name."""
        keys = self._database.keys
        return await self._database.read(lambda c: listed(c, keys, those, self.listed_as))


def enquired(came: Came) -> list[ColumnElement[bool]]:
    """Whose enquiry came then. Of all there is no range: for one SQLite takes leads by the index of
    their times, which is slower by far than one after another."""
    if came is None:
        return [leads.c.enquired_at.is_not(None)]
    since, until = came
    return [leads.c.enquired_at >= since, leads.c.enquired_at < until]


def counting_leads(filters: Filters) -> list[ColumnElement[bool]]:
    """Which leads count: all the filters, and no duplicates."""
    return [NO_DUPLICATES, *of_leads(filters)]


def asked(came: Came, filters: Filters) -> list[ColumnElement[bool]]:
    """Which surveys count, beside their leads: those asked then, of leads that count."""
    if came is None:
        return counting_leads(filters)
    since, until = came
    return [surveys.c.asked_at >= since, surveys.c.asked_at < until, *counting_leads(filters)]
