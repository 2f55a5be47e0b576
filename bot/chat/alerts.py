"""Calls for attention in the sales chat: which words a row gets, and what fills them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from bot.chat.cadences.marks import doubts
from bot.chat.callbacks import HeldButton
from bot.chat.card_buttons import card_keyboard
from bot.chat.cards import Shown, offered_values
from bot.chat.messages import Button, Keyboard
from bot.chat.texts import Texts
from leads.card import LeadCard
from leads.handing.caused import HANDED
from leads.thinking.telling import ASK_DOUBT, SILENT, THINKER

ALERTS: Mapping[str, str] = {
    "untaken": "untaken_reminder",
    "human_called": "sales_called",
    "person_wrote": "sales_wrote",
    "disputed": "sales_disputed",
    "bot_quiet": "bot_quiet",
    "bot_back": "bot_back",
    "undelivered": "undelivered",
    "colleague": "colleague",
    HANDED: "sales_handed",
    "referral_back": "referral_back",
    "recheck_staff": "sales_recheck",
    "link_opened": "sales_link_opened",
    "form_sent": "sales_form_sent",
    "detractor": "sales_detractor",
    "repeat_due": "sales_repeat",
    "anniversary_eve": "sales_anniversary",
    "birthday_eve": "sales_birthday",
    "loop_open": "sales_loop_open",
    "meeting_booked": "sales_meeting",
    "meeting_moved": "sales_meeting",
    "meeting_cancelled": "sales_meeting",
    "meeting_clash": "sales_meeting_clash",
    "meeting_soon": "sales_meeting_soon",
    "meeting_ask": "sales_meeting_ask",
    THINKER: "sales_thinker",
    ASK_DOUBT: "sales_ask_doubt",
    SILENT: "sales_silent",
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
        HANDED,
        SILENT,
    }
)
"""Kinds of rows that show the lead's buttons."""

MEETING_ACTS: Mapping[str, Sequence[str]] = {
    "meeting_ask": ("held", "missed", "cancelled"),
    "meeting_soon": ("missed",),
}
"""What may be said of a meeting under a row about it."""


def alert_values(
    payload: Mapping[str, Any],
    card: LeadCard,
    product: str,
    reason: str,
    brief: Sequence[Mapping[str, str]],
) -> dict[str, object]:
    """What the templates of all kinds take together; `product` is the product in words, `reason`
    why a rule refused, `brief` the answers of the brief with their labels."""
    answered, asked = card.brief_filled
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
        "at": _moment(payload, "by"),
        "hours": payload.get("hours", 0),
        "to": payload.get("to", 0),
        "handed": payload.get("handed", {}),
        "account_id": payload.get("account_id", 0),
        "account": payload.get("account", ""),
        "partner": payload.get("partner", ""),
        "what": payload.get("what", ""),
        "why": payload.get("why", ""),
        "act": str(payload["kind"]).removeprefix("meeting_"),
        "made_by": payload.get("made_by", ""),
        "holder": payload.get("holder", ""),
        "meets_at": _moment(payload, "starts_at"),
        "met_before": _moment(payload, "before"),
        "number": payload.get("survey", 0),
        "scale": payload.get("scale", ""),
        "grade": payload.get("grade", 0),
        "day": date.fromisoformat(str(payload.get("day", "1970-01-01"))),
        "years": payload.get("years", 0),
        "greets": payload.get("greets", False),
        "brief": brief,
        "brief_answered": answered,
        "brief_asked": asked,
        "thinker": _thinker(payload.get("thinker", {})),
        "stage": card.stage.value,
    }


def alert_keyboard(payload: Mapping[str, Any], shown: Shown, texts: Texts, locale: str) -> Keyboard:
    """The buttons under the row: the lead's, or those that its kind asks for."""
    kind = str(payload["kind"])
    if kind == ASK_DOUBT:
        return doubts(shown.card.lead_id, texts, locale)
    acts = MEETING_ACTS.get(kind, ())
    if acts:
        number = int(payload["meeting_id"])
        buttons = [
            Button(texts.label(f"held_{act}", locale), HeldButton(meeting=number, act=act).pack())
            for act in acts
        ]
        return tuple((button,) for button in buttons)
    return card_keyboard(shown, texts, locale) if kind in WITH_BUTTONS else ()


def _moment(payload: Mapping[str, Any], name: str) -> datetime | None:
    raw = payload.get(name)
    return datetime.fromisoformat(str(raw)) if raw else None


def _thinker(said: Mapping[str, Any]) -> dict[str, Any]:
    """What a person said of their decision, as the template takes it."""
    until = said.get("until")
    return {
        "what": said.get("what", ""),
        "label": said.get("label", {}),
        "doubt": said.get("doubt", ""),
        "until": date.fromisoformat(str(until)) if until else None,
    }
