"""What becomes of each table when a person is erased: it is emptied of them, or says why not.

How a table is emptied is storage/erasure.py.
"""

from collections.abc import Mapping

REACHED = frozenset(
    {
        *("companies", "contacts", "crm_links", "events", "imported_deals", "imported_people"),
        *("inbox", "leads", "meetings", "outbox", "sessions", "surveys", "tasks", "touches"),
        *("submissions", "visits", "waits"),
    }
)
"""Tables that an erasure empties of the person."""

UNTOUCHED: Mapping[str, str] = {
    "consents": "proof of what was agreed to and taken back; holds no personal data",
    "referrals": "to which partner a lead went and what came of it, in codes and numbers",
    "orders": "kept for the books; holds numbers only",
    **dict.fromkeys(
        ("client_months", "client_totals", "cohort_months", "rollup_due", "rollup_months"),
        "sums over orders by numbers of clients",
    ),
    "company_ties": "which companies are one, in numbers; goes with its company",
    "threads": "the number of a topic of the sales group, which is deleted there",
    "posts": "numbers of messages where staff read, which are emptied there",
    "assignments": "to whom of the staff a lead was offered; numbers only",
    **dict.fromkeys(("absences", "calls"), "of the staff: days off, for whom they answer now"),
    "lead_stages": "counts entries into stages; holds no personal data",
    "calendars": "when salespeople are busy, in times only",
    "crm_calls": "emptied within minutes, once dealt with; of the erased nothing is heard",
    "crm_heard": "hashes of which events of CRMs were dealt with",
    "crm_feeds": "how far CRMs were asked for changes",
    "paces": "how fast CRMs and Telegram may be called",
    "crm_tokens": "our own access to CRMs",
    "documents": "texts that people agree to",
    **dict.fromkeys(("scenarios", "publications"), "texts of scenarios, and which is in force"),
    "products": "what is sold",
    **dict.fromkeys(("supply", "product_supply"), "what is in stock, and what sellers said of it"),
    "campaigns": "where people come from",
    **dict.fromkeys(("imported", "imported_arrivals"), "who of a base is who here: numbers only"),
    "hypotheses": "what the staff try, in their own words; of people counts alone",
    "mailings": "what was written to whom by which conditions, and counts; no person",
    "page_keys": "which browsers of the staff may see reports: digests and a browser's name",
    "yardsticks": "what all clients taught together: thresholds and counts",
}
"""Tables that hold nothing to erase, and why."""
