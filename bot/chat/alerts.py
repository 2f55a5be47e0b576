"""Calls for attention in the sales chat: which words a row gets, and what fills them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from leads.card import LeadCard

ALERTS: Mapping[str, str] = {
    "untaken": "untaken_reminder",
    "human_called": "sales_called",
    "person_wrote": "sales_wrote",
}
"""Kind of an outbox row → its template."""


def alert_values(payload: Mapping[str, Any], card: LeadCard, product: str) -> dict[str, object]:
    """What the template of the row's kind takes; `product` is the product in words."""
    common: dict[str, object] = {
        "lead_id": card.lead_id,
        "title": card.title or f"№ {card.lead_id}",
        "product": product,
    }
    if payload["kind"] == "untaken":
        return {**common, "waiting": card.waiting or timedelta()}
    return {
        **common,
        "contact_name": card.contact.name or "",
        "username": card.contact.username or "",
        "owner": card.owner,
        "at": datetime.fromisoformat(str(payload["by"])),
    }
