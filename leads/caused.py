"""What a fact may cause, as values, and how rows for sales and touches are made. Pure.

Which fact causes what is `leads.reactions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from leads.consent import Audience, Purpose
from leads.happened import Happened
from leads.lead import Lead
from leads.order import Task
from leads.outbox import OutboxMessage, Priority, Topic
from leads.touch import Touch

CADENCES = "cadence:"
"""What the keys of messages of all cadences begin with."""


@dataclass(frozen=True, slots=True)
class Reactions:
    """What is to be written beside the fact: first cancel (by the keys' beginnings), then plan.

    `tasks` are for the lead's owner, in the built-in CRM.
    """

    outbox: tuple[OutboxMessage, ...] = ()
    touches: tuple[Touch, ...] = ()
    cancel_touches: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = ()


def together(*caused: Reactions) -> Reactions:
    """What several rules cause at once, in their order."""
    return Reactions(
        outbox=tuple(row for one in caused for row in one.outbox),
        touches=tuple(touch for one in caused for touch in one.touches),
        cancel_touches=tuple(key for one in caused for key in one.cancel_touches),
        tasks=tuple(task for one in caused for task in one.tasks),
    )


def card_key(lead: Lead) -> str:
    """The outbox key of the lead's present card. A lead qualified anew gets a new card."""
    return f"card:{lead.id}:{stamp(lead.card_at)}"


def to_sales(
    lead: Lead,
    kind: str,
    key: str,
    about: Mapping[str, object] | None = None,
    *,
    not_before: datetime | None = None,
    priority: Priority = Priority.REPLY,
) -> OutboxMessage:
    """A row for the sales chat, which tells `about` beside the lead. `card` names the row whose
    message is answered or edited."""
    named = {"kind": kind, "v": 1, "lead_id": lead.id, "card": card_key(lead)}
    return OutboxMessage(
        topic=Topic.SALES,
        key=key,
        lane=f"lead:{lead.id}",
        payload={**named, **(about or {})},
        not_before=not_before,
        priority=priority,
    )


def staff_rows(
    lead: Lead, kind: str, key: str, told: Mapping[str, object], *, managers: bool = True
) -> tuple[OutboxMessage, ...]:
    """The same for the sales chat and, unless they are left out, every manager in private."""
    row = to_sales(lead, kind, key, told, priority=Priority.ALERT)
    if not managers:
        return (row,)
    return row, replace(row, topic=Topic.MANAGERS, key=f"{key}:managers", lane=f"{key}:managers")


def person_touch(
    lead: Lead,
    kind: str,
    key: str,
    due: datetime,
    about: Mapping[str, object],
    *,
    purpose: Purpose = Purpose.SERVICE,
    priority: Priority,
    expires: datetime | None = None,
) -> Touch:
    """A planned word to the person whose lead it is; `about` is what its payload says."""
    return Touch(
        key=key,
        kind=kind,
        lead_id=lead.id,
        contact_id=lead.contact_id,
        audience=Audience.PERSON,
        purpose=purpose,
        due_at=due,
        expires_at=expires,
        priority=priority,
        payload={"kind": kind, "v": 1, **about},
    )


def staff_touch(
    lead: Lead,
    kind: str,
    key: str,
    due: datetime,
    about: Mapping[str, object],
    *,
    priority: Priority = Priority.ALERT,
    expires: datetime | None = None,
) -> Touch:
    """The same for staff."""
    return Touch(
        key=key,
        kind=kind,
        lead_id=lead.id,
        contact_id=None,
        audience=Audience.STAFF,
        purpose=Purpose.SERVICE,
        due_at=due,
        expires_at=expires,
        priority=priority,
        payload={"kind": kind, "v": 1, **about},
    )


def fact_key(fact: Happened, lead: Lead) -> str:
    """What makes a row that the fact causes unique."""
    return f"{fact.kind}:{lead.id}:{stamp(fact.at)}"


def row_key(touch: str) -> str:
    """The outbox key of the row that carries the touch of that key; a beginning for a beginning."""
    return f"touch:{touch}"


def stamp(moment: datetime | None) -> int:
    """A moment in keys: microseconds, 0 for none."""
    return 0 if moment is None else int(moment.timestamp() * 1_000_000)


def planned(lead: Lead) -> tuple[str, ...]:
    """What the keys of everything planned for the lead begin with."""
    kinds = (untaken, unanswered, lates, rechecks, cadences, norms)
    return tuple(keys(lead) for keys in kinds)


# The colon at the end keeps lead 1 apart from lead 10.
def untaken(lead: Lead) -> str:
    """What the keys of reminders that nobody took the lead begin with."""
    return f"untaken:{lead.id}:"


def unanswered(lead: Lead) -> str:
    """What the keys of looks whether somebody answered a form begin with."""
    return f"unanswered:{lead.id}:"


def lates(lead: Lead) -> str:
    """What the keys of words that an answer to a call takes longer begin with."""
    return f"late:{lead.id}:"


def rechecks(lead: Lead) -> str:
    """What the keys of second looks begin with."""
    return f"recheck:{lead.id}:"


def cadences(lead: Lead, cadence: str = "") -> str:
    """What the keys of messages of cadences, or of that one, begin with."""
    return f"{CADENCES}{lead.id}:" + (f"{cadence}:" if cadence else "")


def norms(lead: Lead) -> str:
    """What the keys of what watches that the lead does not stand still begin with."""
    return f"norm:{lead.id}:"
