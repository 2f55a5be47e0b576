"""Stored words about a person: recognised in opened payloads, taken out of sessions. No rows."""

from __future__ import annotations

import json
from collections.abc import Collection
from html import escape
from typing import Any

from dialogs.session import Session, SessionStatus, session_from_json, session_to_json
from leads.contact import Contact
from storage.secrets import Ciphertext, KeyRing
from storage.sessions import STATE


def emptied_session(state: bytes, keys: KeyRing) -> Ciphertext:
    """The state of a passage as a number: which scenario, when, how it ended; it is over."""
    session = session_from_json(keys.open_json(STATE, state))
    over = session.status is not SessionStatus.ACTIVE
    emptied = Session(
        scenario_id=session.scenario_id,
        scenario_version=session.scenario_version,
        digest=session.digest,
        step=None,
        turn=session.turn,
        status=session.status if over else SessionStatus.ABANDONED,
        outcome=session.outcome,
        started_at=session.started_at,
        answered_at=session.answered_at,
    )
    return keys.seal_json(STATE, session_to_json(emptied))


def speaks_of(contact: Contact, payload: bytes) -> bool:
    """Whether stored bytes hold something that is this person's alone."""
    marks: list[Any] = [contact.telegram_id, contact.phone, contact.email, contact.username]
    return any(str(mark).encode() in payload for mark in marks if mark)


def holds_name(names: Collection[str], payload: bytes) -> bool:
    """Whether a stored message holds one of these names, plain or as Telegram HTML has them."""
    for name in names:
        html = escape(name).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")
        if any(
            json.dumps(form, ensure_ascii=False)[1:-1].encode() in payload for form in (name, html)
        ):
            return True
    return False
