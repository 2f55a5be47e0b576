"""Rows by which the card of a lead follows what happens. Pure.

A card is rendered from what is stored when it is delivered, so its rows carry no content. Which
fact causes which row is `leads.reactions`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from leads.caused import card_key, fact_key, lates, row_key, stamp, to_sales, untaken
from leads.facts import AnswerGiven, Fact, HalfFinished, Taken
from leads.handoff import call_keys, wrote_keys
from leads.lead import Lead
from leads.outbox import OutboxMessage

CARD_EVERY = timedelta(seconds=2)


def card_update(fact: Fact, lead: Lead) -> tuple[OutboxMessage, ...]:
    """The card is brought up to date, where sales have one."""
    if lead.card_at is None or lead.lifted_at == fact.at:
        return ()  # what is lifted at this very moment brings its card itself
    if isinstance(fact, HalfFinished) and lead.card_at == fact.at:
        return (to_sales(lead, "lead_card", card_key(lead)),)
    return (to_sales(lead, "lead_card", f"{card_key(lead)}:{fact.kind}:{stamp(fact.at)}"),)


def calls_over(fact: Fact, lead: Lead) -> tuple[OutboxMessage, ...]:
    """Calls to take the lead lose their buttons once it is taken or closed; they are named by
    the beginnings of their rows' keys."""
    if not isinstance(fact, Taken) and (lead.card_at is None or lead.taken_at is not None):
        return ()
    waits = (row_key(untaken(lead)), row_key(lates(lead)))
    calls = [*waits, call_keys(lead), wrote_keys(lead.contact_id)]
    return (to_sales(lead, "calls_over", f"over:{fact_key(fact, lead)}", {"calls": calls}),)


def card_soon(fact: AnswerGiven, lead: Lead) -> tuple[OutboxMessage, ...]:
    """The same, at most once in `CARD_EVERY`."""
    if lead.qualified_at is None:
        return ()
    turn = int(fact.at.timestamp() // CARD_EVERY.total_seconds()) + 1
    at = datetime.fromtimestamp(turn * CARD_EVERY.total_seconds(), UTC)
    return (to_sales(lead, "lead_card", f"{card_key(lead)}:brief:{turn}", not_before=at),)
