"""Whether a touch that has become due still makes sense: asked again right before it is sent.

Pure. The dispatcher does what the decision says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leads.cadences.asked import held_up, unwanted
from leads.cadences.room import NOTHING, Lately, room_from
from leads.caused import stamp
from leads.consent import (
    STAFF_BASIS,
    Audience,
    Basis,
    ConsentEntry,
    NoConsent,
    basis_for,
)
from leads.contact import Contact
from leads.handoff import BOT_BACK
from leads.lead import Lead
from leads.meetings.caused import REMIND, TOLD
from leads.policy import Policy
from leads.stage import Stage
from leads.touch import Touch

WHILE_A_HUMAN_WRITES = timedelta(hours=1)
WHATEVER_IS_SAID = frozenset({BOT_BACK, REMIND, TOLD})
"""Kinds that don't wait for the end of a talk with a human: one ends it, the others are about a
time that was agreed."""

SET_ASIDE = frozenset({Stage.NOT_YET, Stage.SELF_SERVICE})


@dataclass(frozen=True, slots=True)
class Send:
    """Send it now, resting on this."""

    basis: Basis


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: due again at `at`."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Drop:
    """Never; `reason` is a code for the row."""

    reason: str


Decision = Send | Later | Drop


def decide(
    touch: Touch,
    *,
    lead: Lead | None,
    contact: Contact | None,
    ledger: Sequence[ConsentEntry],
    policy: Policy,
    now: datetime,
    lately: Lately = NOTHING,
) -> Decision:
    """What is to become of `touch` at `now`. `lately` is what the person got and said of late."""
    if touch.expired(now):
        return Drop("expired")
    if lead is not None and not _wanted(touch, lead):
        return Drop("overtaken")
    if reason := unwanted(touch, lead, ledger, policy, lately, now):
        return Drop(reason)
    if touch.audience is Audience.STAFF:
        return Send(STAFF_BASIS)
    if contact is None or not contact.can_be_written_to:
        return Drop("blocked")
    try:
        basis = basis_for(touch.purpose, ledger, now)
    except NoConsent:
        return Drop("no_consent")
    if contact.human_since is not None and touch.kind not in WHATEVER_IS_SAID:
        return Later(now + WHILE_A_HUMAN_WRITES)
    theirs = policy.towards(contact)
    if theirs.is_quiet(now):
        return Later(theirs.after_quiet_hours(now))
    later = held_up(touch, theirs, now) or room_from(
        touch, lately, policy.cadences.rules.caps, theirs, now
    )
    return Send(basis) if later is None else Later(later)


def _wanted(touch: Touch, lead: Lead) -> bool:
    match touch.kind:
        case "untaken" | "untaken_heads":
            waits = lead.stage not in SET_ASIDE or lead.lifted_at is not None
            return lead.is_open and lead.owner_id is None and waits
        case "stage_norm":
            since = touch.payload.get("stage_since")
            return lead.is_open and stamp(lead.stage_since) == since
        case "recheck" | "recheck_staff":
            return lead.stage is Stage.NOT_YET
        case _:
            return True
