"""What sales hear of people who think or wait, and what they are asked. Pure."""

from __future__ import annotations

from leads.cadences.cadence import Cadences, Then
from leads.cadences.facts import CadenceAnswered
from leads.caused import fact_key, to_sales
from leads.facts import Lost, Paid, Rejected, StageMoved
from leads.lead import Lead
from leads.outbox import OutboxMessage
from leads.thinking.facts import Delayed, DoubtNamed

THINKER, ASK_DOUBT, SILENT = "thinker", "ask_doubt", "silent"
"""Kinds of rows for the sales chat."""

TOLD = frozenset({Then.QUESTION, Then.LEAVE, Then.THANKS})
"""Answers that sales hear of from here; a call for a human, or a date, they hear of anyway."""


def told(
    fact: CadenceAnswered | DoubtNamed | Delayed, lead: Lead, cadences: Cadences | None = None
) -> tuple[OutboxMessage, ...]:
    """The person's own word, for sales; nothing of what sales said themselves."""
    if fact.by is not None:
        return ()
    said = _said(fact, cadences or Cadences())
    if said is None:
        return ()
    key = f"{THINKER}:{fact_key(fact, lead)}"
    return (to_sales(lead, THINKER, key, {"thinker": said}),)


def ask_doubt(fact: StageMoved, lead: Lead) -> tuple[OutboxMessage, ...]:
    """Whoever says that somebody thinks is asked what holds them up, as they see it."""
    if lead.owner_id is None:
        return ()
    return (to_sales(lead, ASK_DOUBT, f"{ASK_DOUBT}:{fact_key(fact, lead)}"),)


def asked_enough(
    fact: StageMoved | DoubtNamed | Lost | Rejected | Paid, lead: Lead
) -> tuple[OutboxMessage, ...]:
    """The seller answered, or the lead thinks no more: the question loses its buttons."""
    key = f"over:{ASK_DOUBT}:{fact_key(fact, lead)}"
    asked = f"{ASK_DOUBT}:{StageMoved.kind}:{lead.id}:"
    return (to_sales(lead, "calls_over", key, {"calls": [asked]}),)


def _said(
    fact: CadenceAnswered | DoubtNamed | Delayed, cadences: Cadences
) -> dict[str, object] | None:
    match fact:
        case CadenceAnswered():
            cadence = cadences.by_id.get(fact.cadence)
            answer = cadence.answer(fact.answer) if cadence else None
            if answer is None or answer.then not in TOLD:
                return None
            return {"what": "answer", "label": dict(answer.label)}
        case DoubtNamed():
            return {"what": "doubt", "doubt": fact.doubt}
        case _:
            return {"what": "until", "until": fact.until.isoformat()}
