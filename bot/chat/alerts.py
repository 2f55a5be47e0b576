"""Calls for attention in the sales chat: which words a row gets, and what fills them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.chat.cards import offered_values
from leads.card import LeadCard

ALERTS: Mapping[str, str] = {
    "untaken": "untaken_reminder",
    "human_called": "sales_called",
    "person_wrote": "sales_wrote",
    "disputed": "sales_disputed",
    "bot_quiet": "bot_quiet",
    "bot_back": "bot_back",
    "undelivered": "undelivered",
    "colleague": "colleague",
    "referral_back": "referral_back",
    "recheck_staff": "sales_recheck",
}
"""Kind of an outbox row → its template."""

WITH_BUTTONS = frozenset(
    {
        "lead_card",
        "untaken",
        "human_called",
        "person_wrote",
        "disputed",
        "recheck_staff",
        "referral_back",
    }
)
"""Kinds of rows that show the lead's buttons."""


def alert_values(
    payload: Mapping[str, Any], card: LeadCard, product: str, reason: str
) -> dict[str, object]:
    """What the templates of all kinds take together; `product` is the product in words, `reason`
    why a rule refused."""
    by = payload.get("by")
    return {
        "lead_id": card.lead_id,
        "title": card.title or f"№ {card.lead_id}",
        "product": product,
        "outcome": card.verdict.outcome if card.verdict else "",
        "reason": reason,
        "waiting": card.waiting or timedelta(),
        "contact_name": card.contact.name or "",
        "username": card.contact.username or "",
        "owner": card.owner,
        "offered": offered_values(card),
        "at": datetime.fromisoformat(str(by)) if by else None,
        "hours": payload.get("hours", 0),
        "account_id": payload.get("account_id", 0),
        "account": payload.get("account", ""),
        "partner": payload.get("partner", ""),
        "what": payload.get("what", ""),
        "why": payload.get("why", ""),
    }
