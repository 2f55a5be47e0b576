"""What staff are told of companies. Pure."""

from __future__ import annotations

from leads.caused import fact_key, to_sales
from leads.company_facts import CompanyJoined
from leads.lead import Lead
from leads.outbox import OutboxMessage


def account_told(fact: CompanyJoined, lead: Lead) -> tuple[OutboxMessage, ...]:
    """Whoever leads the company hears that a colleague of their client writes."""
    if fact.account_id is None:
        return ()
    account = {"account_id": fact.account_id, "account": fact.account}
    return (to_sales(lead, "colleague", f"colleague:{fact_key(fact, lead)}", account),)
