"""The schema, told by domain. Values become rows in the module of their domain.

Ids are allotted by the application (storage/ids.py). `Sealed` columns hold personal data.
A change here is a migration too; a test compares the two.
"""

from storage.tables.base import metadata
from storage.tables.calls import calls
from storage.tables.crm import crm_links, crm_tokens
from storage.tables.crm_back import crm_calls, crm_feeds, crm_heard
from storage.tables.deliveries import inbox, outbox, paces, posts, threads, touches
from storage.tables.dialogs import publications, scenarios, sessions
from storage.tables.forms import submissions
from storage.tables.grading import yardsticks
from storage.tables.hypotheses import hypotheses
from storage.tables.imports import (
    imported,
    imported_arrivals,
    imported_deals,
    imported_people,
)
from storage.tables.leads import (
    absences,
    assignments,
    events,
    lead_stages,
    leads,
    orders,
    products,
    tasks,
)
from storage.tables.mailings import mailings
from storage.tables.meetings import calendars, meetings
from storage.tables.page import page_keys
from storage.tables.partners import referrals
from storage.tables.people import (
    campaigns,
    companies,
    company_ties,
    consents,
    contacts,
    documents,
    visits,
)
from storage.tables.rollup import (
    client_months,
    client_totals,
    cohort_months,
    rollup_due,
    rollup_months,
)
from storage.tables.supply import product_supply, supply, waits
from storage.tables.surveys import surveys

__all__ = [
    "absences",
    "assignments",
    "calendars",
    "calls",
    "campaigns",
    "client_months",
    "client_totals",
    "cohort_months",
    "companies",
    "company_ties",
    "consents",
    "contacts",
    "crm_calls",
    "crm_feeds",
    "crm_heard",
    "crm_links",
    "crm_tokens",
    "documents",
    "events",
    "hypotheses",
    "imported",
    "imported_arrivals",
    "imported_deals",
    "imported_people",
    "inbox",
    "lead_stages",
    "leads",
    "mailings",
    "meetings",
    "metadata",
    "orders",
    "outbox",
    "paces",
    "page_keys",
    "posts",
    "product_supply",
    "products",
    "publications",
    "referrals",
    "rollup_due",
    "rollup_months",
    "scenarios",
    "sessions",
    "submissions",
    "supply",
    "surveys",
    "tasks",
    "threads",
    "touches",
    "visits",
    "waits",
    "yardsticks",
]
