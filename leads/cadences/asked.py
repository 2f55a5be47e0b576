"""What is asked of a message of a cadence right before it leaves, beside what every touch is asked.

Pure. Putting the answers together is `leads.due`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from leads.cadences.cadence import Cadence, Stop
from leads.cadences.hours import not_before
from leads.cadences.planning import Place
from leads.cadences.room import Lately
from leads.consent import ConsentEntry, last_word
from leads.lead import Lead
from leads.policy import Policy
from leads.touch import CADENCE, CADENCE_INVITE, Touch

KINDS = frozenset({CADENCE, CADENCE_INVITE})


def unwanted(
    touch: Touch,
    lead: Lead | None,
    ledger: Sequence[ConsentEntry],
    policy: Policy,
    lately: Lately,
    now: datetime,
) -> str | None:
    """Why a message of a cadence is not wanted any more, as a code; None when it is, or when the
    touch is no such message."""
    if touch.kind not in KINDS:
        return None
    place = Place.of(touch)
    cadence = policy.cadences.by_id.get(place.cadence)
    if cadence is None or place.step >= len(cadence.steps):
        return "no_such_step"
    if lead is None or _over(cadence, place, lead):
        return "overtaken"
    if _answered(cadence, place, lately):
        return "answered"
    if touch.kind == CADENCE:
        return None
    if cadence.invitation is None:
        return "no_such_step"
    return None if last_word(cadence.purpose, ledger, now) is None else "asked_before"


def held_up(touch: Touch, theirs: Policy, now: datetime) -> datetime | None:
    """When a message of a cadence may leave by the person's clock; None for now."""
    if touch.kind != CADENCE:
        return None
    place = Place.of(touch)
    return not_before(place.day, theirs.cadences.by_id[place.cadence], theirs, now)


def _over(cadence: Cadence, place: Place, lead: Lead) -> bool:
    return not lead.is_open or (Stop.MOVED in cadence.stops and not place.holds(lead))


def _answered(cadence: Cadence, place: Place, lately: Lately) -> bool:
    wrote = lately.heard_at is not None and lately.heard_at > place.since
    return Stop.WROTE in cadence.stops and wrote
