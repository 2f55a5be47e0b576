"""What facts cause in cadences: which begin, which end at once, what sales hear. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from leads.cadences.cadence import Moment, Stop
from leads.cadences.facts import CadenceAnswered
from leads.cadences.planning import begin
from leads.caused import Reactions, cadences, norms
from leads.consent import ConsentEntry, Purpose
from leads.contact import Contact
from leads.facts import ConsentWithdrawn, Fact, Lost, Paid, Rejected, StageMoved
from leads.lead import Lead
from leads.meetings.facts import MeetingHeld
from leads.policy import Policy
from leads.stage import CLOSED, OFF_RAMPS, Stage
from leads.thinking.facts import Delayed, DoubtNamed, Preparing
from leads.thinking.norm import watch
from leads.thinking.reasons import Prepared, wakes_on
from leads.thinking.telling import ask_doubt, asked_enough, told

BEGUN_BY_PREPARING = {
    Prepared.PROPOSAL: Moment.PROPOSAL_PREPARED,
    Prepared.INVOICE: Moment.INVOICE_PREPARED,
}


def of_cadences(
    fact: Fact,
    lead: Lead,
    policy: Policy,
    now: datetime,
    contact: Contact | None,
    ledger: Sequence[ConsentEntry],
) -> Reactions:
    """What `fact` begins and ends, given the lead as it is after it."""
    match fact:
        case StageMoved():
            return _moved(fact, lead, policy, now, contact, ledger)
        case Delayed():
            over = _ended(lead, policy, Stop.MOVED)
            zone = policy.towards(contact).local_zone
            day = wakes_on(fact.until, fact.wait, now.astimezone(zone).date())
            begun = Reactions(cancel_touches=(*over, norms(lead)), outbox=told(fact, lead))
            if contact is None:
                return begun
            woken = Moment.WAIT_OVER
            touches = begin(woken, lead, contact, ledger, policy, now, on=day, about=fact.wait)
            return replace(begun, touches=touches)
        case Lost() | Rejected() | Paid() if fact.was is Stage.THINKING:
            return Reactions(outbox=asked_enough(fact, lead))
        case MeetingHeld() if contact is not None:
            passed = Moment.KEY_STAGE_PASSED
            return Reactions(touches=begin(passed, lead, contact, ledger, policy, now))
        case Preparing() if contact is not None:
            moment = BEGUN_BY_PREPARING[Prepared(fact.what)]
            over = tuple(cadences(lead, one.id) for one in policy.cadences.beginning(moment))
            touches = begin(moment, lead, contact, ledger, policy, now)
            return Reactions(touches=touches, cancel_touches=over)
        case CadenceAnswered(counts=True):
            answered = policy.cadences.by_id.get(fact.cadence)
            ends = answered is None or Stop.ANSWERED in answered.stops
            over = (cadences(lead, fact.cadence),) if ends else ()
            return Reactions(cancel_touches=over, outbox=told(fact, lead, policy.cadences))
        case DoubtNamed():
            asked = () if fact.by is None else asked_enough(fact, lead)
            return Reactions(outbox=(*told(fact, lead), *asked))
        case ConsentWithdrawn():
            return Reactions(cancel_touches=_withdrawn(fact.purpose, lead, policy))
        case _:
            return Reactions()


def _moved(
    fact: StageMoved,
    lead: Lead,
    policy: Policy,
    now: datetime,
    contact: Contact | None,
    ledger: Sequence[ConsentEntry],
) -> Reactions:
    over = (*_ended(lead, policy, Stop.MOVED), norms(lead))
    watched = watch(lead, policy, now)
    touches = [watched] if watched else []
    if contact is not None:
        for moment in _moments(fact):
            touches += begin(moment, lead, contact, ledger, policy, now)
    asked = ask_doubt(fact, lead) if lead.stage is Stage.THINKING else ()
    if fact.was is Stage.THINKING:
        asked = asked_enough(fact, lead)
    return Reactions(touches=tuple(touches), cancel_touches=over, outbox=asked)


def _moments(fact: StageMoved) -> Iterable[Moment]:
    """What a move begins: thinking, and the question how the key stage went."""
    if fact.stage is Stage.THINKING:
        yield Moment.THINKING
    left = fact.was is Stage.KEY_STAGE and fact.stage not in CLOSED
    if left and (fact.stage is Stage.THINKING or fact.stage not in OFF_RAMPS):
        yield Moment.KEY_STAGE_PASSED


def _ended(lead: Lead, policy: Policy, stop: Stop) -> tuple[str, ...]:
    """What the keys of all cadences begin with that `stop` ends."""
    stopped = (one.id for one in policy.cadences.by_id.values() if stop in one.stops)
    return tuple(cadences(lead, one) for one in stopped)


def _withdrawn(purpose: Purpose, lead: Lead, policy: Policy) -> tuple[str, ...]:
    """Cadences of that purpose end."""
    ended = (one.id for one in policy.cadences.by_id.values() if one.purpose is purpose)
    return tuple(cadences(lead, one) for one in ended)
