"""What whoever has a lead now is told of it. Pure.

Beside that the card is brought up to date (`leads.reactions`), CRMs are told (`leads.crm_rows`),
and a meeting that is still to be goes with its lead (`leads.meetings.beside`).
"""

from __future__ import annotations

from leads.caused import fact_key, to_sales
from leads.handing.facts import OwnerChanged
from leads.lead import Lead
from leads.outbox import OutboxMessage

HANDED = "lead_handed"
"""The outbox row that tells them from whom the lead comes and why."""


def handed(fact: OwnerChanged, lead: Lead) -> tuple[OutboxMessage, ...]:
    """The row, while something can come of the lead."""
    if not lead.is_open:
        return ()
    about = {"to": lead.owner_id, "handed": fact.details()}
    return (to_sales(lead, HANDED, f"handed:{fact_key(fact, lead)}", about),)
