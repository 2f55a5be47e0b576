"""What is planned while nobody answers: who is called, and when the person hears that it takes
longer. Pure; what is done then is `leads.waiting.late` and the rows' own delivery."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from leads.caused import lates, person_touch, staff_touch, stamp, untaken
from leads.consent import Audience, Purpose
from leads.grading.facts import Lifted
from leads.happened import Happened
from leads.lead import Lead
from leads.outbox import OutboxMessage, Priority, Topic
from leads.policy import Policy
from leads.touch import LATE, OVERLOAD, UNTAKEN, UNTAKEN_HEADS, Touch
from leads.working_time import add_working_time, end_of_working_day, next_working

WORTH_SAYING = timedelta(days=1)
"""After so long nobody apologises for being late."""


def while_untaken(
    fact: Happened, lead: Lead, policy: Policy, now: datetime, *, promised: bool
) -> tuple[Touch, ...]:
    """Calls to take the lead, as long as nobody did, sooner for one that was lifted: of sales, then
    of every manager. A person to whom an answer was `promised` hears when it is late."""
    spans = policy.calls(sooner=isinstance(fact, Lifted))
    keys = f"{untaken(lead)}{stamp(fact.at)}:"
    calls = tuple(
        _call(UNTAKEN, f"{keys}{span // timedelta(minutes=1)}m", lead, span, policy, now)
        for span in spans
    )
    if not spans:
        return ()
    span = min(2 * max(spans), policy.call_within)
    heads = _call(UNTAKEN_HEADS, f"{keys}heads", lead, span, policy, now)
    if not promised:
        return (*calls, heads)
    by = add_working_time(now, policy.call_within, policy).isoformat()
    heads = replace(heads, payload={**heads.payload, "by": by})
    return (*calls, heads, late(fact, lead, policy, now))


def late(fact: Happened, lead: Lead, policy: Policy, now: datetime) -> Touch:
    """What is said to the person when the answer that `fact` promised them has not come."""
    due = add_working_time(now, policy.call_within, policy)
    key, expires = f"{lates(lead)}{stamp(fact.at)}", due + WORTH_SAYING
    about = {"lead_id": lead.id, "since": now.isoformat()}
    return person_touch(lead, LATE, key, due, about, priority=Priority.REMINDER, expires=expires)


def to_heads(lead: Lead, key: str, about: Mapping[str, object]) -> OutboxMessage:
    """A row by which every manager hears that somebody waits. `about` holds `by`, the moment that
    was promised, and, where the person has heard that it takes longer, `since` when they wait."""
    return OutboxMessage(
        topic=Topic.MANAGERS,
        key=key,
        lane=f"managers:{lead.id}",
        payload={"kind": UNTAKEN_HEADS, "v": 1, "lead_id": lead.id, **about},
        priority=Priority.ALERT,
    )


def overload_seen(now: datetime, policy: Policy) -> Touch:
    """A look whether there is too much, in working time; the second one of a day is none."""
    return _look(next_working(now, policy), policy)


def overload_again(now: datetime, policy: Policy) -> Touch:
    """The look when work begins again."""
    return _look(next_working(end_of_working_day(now, 0, policy), policy), policy)


def _look(due: datetime, policy: Policy) -> Touch:
    return Touch(
        key=f"{OVERLOAD}:{due.astimezone(policy.zone).date()}",
        kind=OVERLOAD,
        lead_id=None,
        contact_id=None,
        audience=Audience.STAFF,
        purpose=Purpose.SERVICE,
        due_at=due,
        priority=Priority.ALERT,
        payload={"kind": OVERLOAD, "v": 1},
    )


def _call(kind: str, key: str, lead: Lead, span: timedelta, policy: Policy, now: datetime) -> Touch:
    return staff_touch(lead, kind, key, add_working_time(now, span, policy), {"lead_id": lead.id})
