"""Surveys after a purchase, and mailings with what became of them."""

from __future__ import annotations

from collections.abc import Sequence

from tests.reports.base.making import DAY, PRODUCTS, UNTIL, Making
from tests.reports.base.walked import Walked
from tests.reports.base.who import Who

RESULTS = ("waiting", "under_way", "delivered", "unknown", "blocked", "refused", "failed")
BROUGHT = ("answered", "meetings", "sales", "unsubscribed")
FATES = {
    ("open", None, None, None): 1,
    ("done", None, "done", None): 30,
    ("done", None, "open", None): 1,
    ("done", None, "unknown", None): 1,
    ("done", None, "dropped", "the consent was taken back"): 2,
    ("done", None, "parked", "chat not found"): 2,
    ("expired", "blocked", None, None): 2,
    ("expired", "no_consent", None, None): 2,
    ("cancelled", "stopped", None, None): 1,
    ("dead", "quiet", None, None): 1,
}
"""Status and error of a touch, and of the row that carried it."""


def surveyed(making: Making, lead: Walked) -> None:
    """Some weeks after the payment."""
    at = lead.now + making.chance.randrange(30, 46) * DAY
    if at >= UNTIL:
        return
    scale = making.one_of({"nps": 8, "csi": 2})
    grades = range(11) if scale == "nps" else range(1, 6)
    answered = at + DAY if making.odds(0.6) and at + DAY < UNTIL else None
    grade = max(making.chance.choice(grades), making.chance.choice(grades)) if answered else None
    closed = making.after(at, 5) if grade is not None and making.odds(0.4) else None
    making.rows.add(
        "surveys",
        contact_id=lead.who.contact,
        lead_id=lead.id,
        product=lead.product,
        scale=scale,
        asked_at=at,
        grade=grade,
        answered_at=answered,
        reason="Долго" if answered and making.odds(0.3) else None,
        closed_at=closed if closed and closed < UNTIL else None,
        closed_by=None,
        done=None,
    )


def mailed(making: Making, everybody: Sequence[Who]) -> None:
    """Old mailings whose figures were kept, and late ones that are counted still."""
    for back in (500, 300, 120, 60, 28, 9):
        begins = UNTIL - back * DAY
        kept = {name: making.chance.randrange(40) for name in (*RESULTS, *BROUGHT)}
        kept["delivered"] = 200 + kept["delivered"]
        number = making.rows.add(
            "mailings",
            state="done",
            segment={},
            text="Новости",
            asks=False,
            product=making.one_of(PRODUCTS),
            created_by=1,
            created_at=begins - DAY,
            approver="Мария",
            begins_at=begins,
            planned=0,
            last=0,
            finished_at=begins + DAY if making.odds(0.5) else None,
            gone=0,
            results=kept if back > 30 else None,
        )
        if back <= 30:
            many = min(max(120, len(everybody) // 20), len(everybody) // 3)
            for who in making.chance.sample(everybody, many):
                _sent(making, number, who, begins)


def _sent(making: Making, mailing: int, who: Who, begins: int) -> None:
    fates = list(FATES)
    status, error, row, why = making.chance.choices(fates, list(FATES.values()))[0]
    key, done = f"mail:{mailing}:{who.contact}", None if status == "open" else begins + 3600
    making.rows.add(
        "touches",
        key=key,
        kind="mailing",
        contact_id=who.contact,
        lead_id=None,
        audience="person",
        purpose="advertising",
        payload={},
        status=status,
        due_at=begins,
        priority=60,
        attempts=0,
        error=error,
        done_at=done,
    )
    if row is not None:
        making.rows.add(
            "outbox",
            topic="telegram",
            key=f"touch:{key}",
            lane=key,
            payload={},
            status=row,
            priority=60,
            due_at=begins,
            attempts=0,
            error=why,
            created_at=begins,
            done_at=done,
        )
    if row == "done":
        _did(making, who, begins + 3600)


def _did(making: Making, who: Who, at: int) -> None:
    """Whoever got it writes, meets, unsubscribes, within days or too late."""
    for odds, kind in ((0.15, "person_wrote"), (0.05, "meeting_booked")):
        when = making.after(at, 6)
        if making.odds(odds) and when < UNTIL:
            making.happened(kind, when, who.contact, None)
    when = making.after(at, 5)
    if making.odds(0.08) and when < UNTIL:
        making.rows.add(
            "consents",
            contact_id=who.contact,
            purpose="advertising",
            granted=False,
            partner="",
            at=when,
            text_version="1",
            text_hash="0",
            language="ru",
            source="button",
        )
