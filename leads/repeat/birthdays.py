"""When a birthday is spoken of: the next day of it, and what plans it. Pure.

As on an anniversary the owner is told on the working day before, so that they may congratulate by
themselves; doing it is `leads.repeat.congratulating`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from leads.birthday import Birthday
from leads.caused import Reactions, person_touch, staff_touch, stamp
from leads.consent import ConsentEntry, Purpose
from leads.contact import Contact
from leads.facts import ContactGiven, Fact, Paid, Qualified
from leads.lead import Lead
from leads.local_time import first_moment
from leads.outbox import Priority
from leads.policy import Policy
from leads.touch import Touch
from leads.working_time import MORNING, worked_before

BIRTHDAY_EVE, BIRTHDAY = "birthday_eve", "birthday"
"""Kinds of touches: the word to the owner on the working day before, and the one to the person."""


def of_birthdays(
    fact: Fact,
    lead: Lead,
    policy: Policy,
    now: datetime,
    contact: Contact | None,
    ledger: Sequence[ConsentEntry],
) -> Reactions:
    """What `fact` causes, given the lead and the person as they are after it."""
    told = isinstance(fact, ContactGiven) and fact.what == BIRTHDAY
    counts = told or isinstance(fact, Paid | Qualified)
    if contact is None or contact.birthday is None or not counts:
        return Reactions()
    # A verdict or a payment on the eve leaves tomorrow's congratulation where it is.
    eves, wishes = planned_for(contact)
    eve = birthday_eve(contact.birthday, lead, policy, now, told=told)
    return Reactions(touches=(eve,), cancel_touches=(eves, wishes) if told else (eves,))


def birthday_eve(
    birthday: Birthday, lead: Lead, policy: Policy, now: datetime, *, told: bool = False
) -> Touch:
    """The touch before the next birthday of the person whose lead it is. One for each year.

    Its day lies ahead; where the birthday was `told` between that day and itself, it is due now.
    """
    today = now.astimezone(policy.zone).date()
    day = birthday.of(today.year)
    while (day if told else worked_before(day, policy)) <= today:
        day = birthday.of(day.year + 1)
    eve = first_moment(worked_before(day, policy), policy.working_start, policy.zone)
    due = max(eve, now)
    key = f"{BIRTHDAY_EVE}:{lead.contact_id}:{day.isoformat()}:{stamp(now)}"
    about = {"lead_id": lead.id, "day": day.isoformat()}
    return staff_touch(lead, BIRTHDAY_EVE, key, due, about, priority=Priority.FOLLOW_UP)


def birthday_wish(lead: Lead, contact: Contact, day: date, policy: Policy) -> Touch:
    """On the day itself by the person's clock, a day off too; the next day it is too late."""
    zone = policy.towards(contact).local_zone
    return person_touch(
        lead,
        BIRTHDAY,
        f"{BIRTHDAY}:{contact.id}:{day.isoformat()}",
        first_moment(day, MORNING, zone),
        {"lead_id": lead.id},
        purpose=Purpose.REMINDER,
        priority=Priority.FOLLOW_UP,
        expires=first_moment(day + timedelta(days=1), time(), zone),
    )


def planned_for(contact: Contact) -> tuple[str, str]:
    """What the keys of everything planned for the person's birthday begin with."""
    return f"{BIRTHDAY_EVE}:{contact.id}:", f"{BIRTHDAY}:{contact.id}:"
