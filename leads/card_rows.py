"""Rows by which the card of a lead follows what happens, and calls to take it. Pure.

A card is rendered from what is stored when it is delivered, so its rows carry no content. Which
fact causes which row is `leads.reactions`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from leads.caused import card_key, fact_key, row_key, stamp, to_sales, untaken
from leads.consent import Audience, Purpose
from leads.facts import AnswerGiven, Fact, HalfFinished, Taken
from leads.grading.facts import Lifted
from leads.handoff import call_keys, wrote_keys
from leads.lead import Lead
from leads.outbox import OutboxMessage, Priority
from leads.policy import Policy
from leads.touch import UNTAKEN, Touch
from leads.working_time import add_working_time

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
    over = to_sales(lead, "calls_over", f"over:{fact_key(fact, lead)}")
    calls = [row_key(untaken(lead)), call_keys(lead), wrote_keys(lead.contact_id)]
    return (replace(over, payload={**over.payload, "calls": calls}),)


def card_soon(fact: AnswerGiven, lead: Lead) -> tuple[OutboxMessage, ...]:
    """The same, at most once in `CARD_EVERY`."""
    if lead.qualified_at is None:
        return ()
    turn = int(fact.at.timestamp() // CARD_EVERY.total_seconds()) + 1
    at = datetime.fromtimestamp(turn * CARD_EVERY.total_seconds(), UTC)
    return (to_sales(lead, "lead_card", f"{card_key(lead)}:brief:{turn}", not_before=at),)


def untaken_reminders(fact: Fact, lead: Lead, policy: Policy, now: datetime) -> tuple[Touch, ...]:
    """Calls to take the lead, as long as nobody did; sooner for one that was lifted."""
    return tuple(
        Touch(
            key=f"{untaken(lead)}{stamp(fact.at)}:{span // timedelta(minutes=1)}m",
            kind=UNTAKEN,
            lead_id=lead.id,
            contact_id=None,
            audience=Audience.STAFF,
            purpose=Purpose.SERVICE,
            due_at=add_working_time(now, span, policy),
            priority=Priority.ALERT,
            payload={"kind": UNTAKEN, "v": 1, "lead_id": lead.id},
        )
        for span in policy.calls(sooner=isinstance(fact, Lifted))
    )
