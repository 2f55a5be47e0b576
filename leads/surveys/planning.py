"""What facts cause in surveys: who is asked when, who hears of a bad grade. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from leads.caused import Reactions, person_touch, staff_rows, staff_touch, stamp
from leads.consent import ConsentEntry, Purpose, last_word
from leads.contact import Contact
from leads.copies import copy_of
from leads.facts import Fact, Paid
from leads.lead import Lead
from leads.outbox import Priority
from leads.policy import Policy
from leads.surveys.facts import LoopClosed, SurveyAnswered, SurveyExplained
from leads.surveys.survey import Group
from leads.touch import Touch
from leads.working_time import add_working_time, working_morning

ASK, INVITE, LOOP = "survey", "survey_invite", "loop"
"""Kinds of touches: the question, whether it may be asked, and the reminder of an open loop."""

DETRACTOR, LOOP_OPEN = "detractor", "loop_open"
"""Kinds of rows for staff."""

SOON, DAY = timedelta(hours=1), timedelta(days=1)
LOOP_EVERY = timedelta(hours=8)
"""Of working time: a day."""
OWNER_FIRST, REMINDERS = 2, 6
"""Reminders that the owner gets before managers do, and how many there are in all."""


def of_surveys(
    fact: Fact,
    lead: Lead,
    policy: Policy,
    now: datetime,
    contact: Contact | None,
    ledger: Sequence[ConsentEntry],
) -> Reactions:
    """What `fact` causes, given the lead as it is after it."""
    match fact:
        case Paid() if contact is not None:
            return Reactions(touches=_after_payment(lead, contact, policy, now, ledger))
        case SurveyAnswered(group=Group.DETRACTOR):
            told = {"survey": fact.survey, "scale": fact.scale, "grade": fact.grade}
            rows = staff_rows(lead, DETRACTOR, _alert(fact.survey), told)
            return Reactions(outbox=rows, touches=(reminder(fact.survey, 1, lead, policy, now),))
        case SurveyExplained(group=Group.DETRACTOR) if contact is not None:
            key = f"{_alert(fact.survey)}:reason"
            under = _alert(fact.survey)
            return Reactions(
                outbox=(copy_of(contact, lead, fact.message_id, key=key, under=under),)
            )
        case LoopClosed():
            return Reactions(cancel_touches=(_loop(fact.survey),))
        case _:
            return Reactions()


def question(lead: Lead, contact: Contact, paid_at: datetime, policy: Policy) -> Touch:
    """The touch that asks what the person thinks of what was paid then."""
    window, theirs = policy.surveys.window(lead.product), policy.towards(contact)
    day = (paid_at + window.after).astimezone(theirs.local_zone).date()
    due = working_morning(day, theirs)
    return person_touch(
        lead,
        ASK,
        f"{ASK}:{lead.id}:{stamp(paid_at)}",
        due,
        {"lead_id": lead.id},
        purpose=Purpose.SURVEY,
        priority=Priority.SURVEY,
        # Long holidays may reach beyond the window.
        expires=max(paid_at + window.until, due + DAY),
    )


def reminder(survey_id: int, number: int, lead: Lead, policy: Policy, now: datetime) -> Touch:
    """The reminder of that number, counted from 1, that a loop is open."""
    due, about = add_working_time(now, LOOP_EVERY, policy), {"survey": survey_id, "number": number}
    return staff_touch(lead, LOOP, f"{_loop(survey_id)}{number}", due, about)


def _after_payment(
    lead: Lead,
    contact: Contact,
    policy: Policy,
    now: datetime,
    ledger: Sequence[ConsentEntry],
) -> tuple[Touch, ...]:
    """Whoever agreed to be asked is asked; whoever never said is asked whether they do."""
    said = last_word(Purpose.SURVEY, ledger, now)
    if said is None:
        return (_invitation(lead, contact, policy.towards(contact), now),)
    return (question(lead, contact, now, policy),) if said.granted else ()


def _invitation(lead: Lead, contact: Contact, theirs: Policy, now: datetime) -> Touch:
    due = theirs.after_quiet_hours(now + SOON)
    return person_touch(
        lead,
        INVITE,
        f"{INVITE}:{lead.id}:{stamp(now)}",
        due,
        {"lead_id": lead.id},
        purpose=Purpose.FOLLOW_UP,
        priority=Priority.FOLLOW_UP,
        expires=max(now + theirs.surveys.window(lead.product).after, due + DAY),
    )


def _alert(survey_id: int) -> str:
    return f"{DETRACTOR}:{survey_id}"


def _loop(survey_id: int) -> str:
    # The colon at the end keeps survey 1 apart from survey 10.
    return f"{LOOP}:{survey_id}:"
