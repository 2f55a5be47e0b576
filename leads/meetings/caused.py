"""What each fact of a meeting causes. Pure.

| Fact | Causes |
|---|---|
| MeetingBooked, MeetingMoved | the person gets the time with a file for their calendar, and is
  reminded a day and an hour before; sales are told, reminded an hour before, and asked at its end
  what became of it; offers of times and cadences of the lead stop |
| MeetingConfirmed | the card is brought up to date |
| MeetingHeld | the same, everything planned about it stops |
| MeetingMissed | the same, and the person is asked kindly for another time |
| MeetingCancelled | the same without that; whoever did not call it off is told |

CRMs are shown the meeting as it is after each of them (`leads.crm_rows`). Whoever has a calendar of
their own finds it there, too (`Policy.calendars`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from leads.card_rows import card_update
from leads.caused import Reactions, person_touch, staff_touch, stamp, to_sales
from leads.consent import REPLY_BASIS, Basis, Purpose
from leads.contact import Contact
from leads.crm_back.meeting import MeetingState, ToldMeeting, own_mark
from leads.crm_rows import meeting_to_crm
from leads.lead import Lead
from leads.meetings.facts import (
    MeetingBooked,
    MeetingCancelled,
    MeetingConfirmed,
    MeetingFact,
    MeetingHeld,
    MeetingMissed,
    MeetingMoved,
)
from leads.meetings.meeting import MadeBy
from leads.outbox import OutboxMessage, Priority, Topic, lane_to
from leads.policy import Policy
from leads.touch import Touch

OFFER, REMIND, SOON, ASK = "meeting_offer", "meeting_remind", "meeting_soon", "meeting_ask"
MISSED, OVER, TOLD = "meeting_missed", "meeting_over", "meeting_told"
HANDING, CLASH = "meeting_handing", "meeting_clash"
INVITE = "meeting_invite"
"""The outbox row that carries a meeting's time and file to the person."""

EVENT = "calendar_event"
"""The outbox row that brings a meeting's event in a salesperson's calendar up to date."""

DAY, HOUR, MINUTE = timedelta(hours=24), timedelta(hours=1), timedelta(minutes=1)
BARELY = timedelta(minutes=30)
"""Whoever has booked so shortly before a reminder would come is not reminded then."""

ASKED_AGAIN, ASKED_FOR = timedelta(hours=3), timedelta(days=3)
"""How soon sales are asked once more what became of a meeting, and for how long."""

OFFER_EXPIRES = timedelta(days=3)
MISSED_EXPIRES = timedelta(days=2)


def of_meeting(
    fact: MeetingFact,
    lead: Lead,
    policy: Policy,
    now: datetime,
    contact: Contact | None,
) -> Reactions:
    """What a fact of a meeting causes."""
    rows = (*card_update(fact, lead), *_events(fact, policy), *_in_crms(fact, lead, policy))
    over = (of_one(lead.id, fact.meeting),)
    match fact:
        case MeetingBooked() | MeetingMoved():
            told = _to_person(fact, lead, contact, now)
            touches = (*reminders(fact, lead, contact, now), *told.touches)
            stopped = (all_of(lead.id), f"cadence:{lead.id}:")
            return Reactions((*told.outbox, _to_sales(fact, lead), *rows), touches, stopped)
        case MeetingCancelled():
            told = _to_person(fact, lead, contact, now)
            sales = (_to_sales(fact, lead),) if fact.made_by != MadeBy.STAFF else ()
            return Reactions((*told.outbox, *sales, *rows), told.touches, over)
        case MeetingMissed():
            return Reactions(rows, (_missed(fact, lead, now),), over)
        case MeetingHeld():
            return Reactions(rows, cancel_touches=over)
        case MeetingConfirmed():
            return Reactions(rows)


def all_of(lead_id: int) -> str:
    """What the keys of everything planned about meetings of a lead begin with."""
    return f"meeting:{lead_id}:"


def of_one(lead_id: int, meeting_id: int) -> str:
    """The same for one meeting."""
    return f"{all_of(lead_id)}{meeting_id}:"


def offer_touch(lead: Lead, why: str, now: datetime) -> Touch:
    """Times are offered to the person as soon as nothing else is asked of them; `why` tells offers
    apart."""
    key, expires = f"{all_of(lead.id)}offer:{why}:{stamp(now)}", now + OFFER_EXPIRES
    about = {"lead_id": lead.id}
    return person_touch(
        lead,
        OFFER,
        key,
        now,
        about,
        purpose=Purpose.FOLLOW_UP,
        priority=Priority.REMINDER,
        expires=expires,
    )


def over_touch(lead: Lead, now: datetime) -> Touch:
    """The lead is closed: a meeting that is still to be is called off."""
    key = f"{all_of(lead.id)}over:{stamp(now)}"
    return staff_touch(lead, OVER, key, now, {"lead_id": lead.id})


def handing_touch(lead: Lead, now: datetime) -> Touch:
    """The lead is somebody else's now: so is the meeting that is still to be."""
    key = f"{all_of(lead.id)}handing:{stamp(now)}"
    return staff_touch(lead, HANDING, key, now, {"lead_id": lead.id})


def event_row(owner_id: int, meeting_id: int, mark: str) -> OutboxMessage:
    """The event of a meeting in somebody's calendar is brought up to date, or taken away."""
    return OutboxMessage(
        topic=Topic.CALENDAR,
        key=f"{EVENT}:{owner_id}:{meeting_id}:{mark}",
        lane=f"calendar:{owner_id}",
        payload={"kind": EVENT, "v": 1, "owner_id": owner_id, "meeting_id": meeting_id},
    )


def invite_row(
    meeting_id: int, lead_id: int, contact: Contact, what: str, basis: Basis, mark: str
) -> OutboxMessage:
    """The meeting's time and its file for a calendar, made of what is stored when delivered; `what`
    is booked, moved, handed (to another salesperson) or cancelled."""
    return OutboxMessage(
        topic=Topic.CHAT,
        key=f"{INVITE}:{meeting_id}:{mark}",
        lane=lane_to(contact.telegram_id),
        priority=Priority.REPLY if basis.purpose is Purpose.REPLY else Priority.REMINDER,
        payload={
            "kind": INVITE,
            "v": 1,
            "contact_id": contact.id,
            "lead_id": lead_id,
            "meeting_id": meeting_id,
            "what": what,
            "purpose": basis.purpose.value,
            "basis": str(basis),
        },
    )


def _to_person(
    fact: MeetingBooked | MeetingMoved | MeetingCancelled,
    lead: Lead,
    contact: Contact | None,
    now: datetime,
) -> Reactions:
    """At once to whoever did it themselves, else outside of their quiet hours."""
    handed = isinstance(fact, MeetingMoved) and fact.before == fact.starts_at
    what = "handed" if handed else fact.kind.removeprefix("meeting_")
    mark = str(stamp(fact.at))
    late = isinstance(fact, MeetingCancelled) and fact.starts_at <= now
    if contact is None or not contact.has_chat or late:
        return Reactions()
    if fact.made_by == MadeBy.PERSON:
        row = invite_row(fact.meeting, lead.id, contact, what, REPLY_BASIS, mark)
        return Reactions(outbox=(row,))
    key, expires = f"{of_one(lead.id, fact.meeting)}told:{mark}", max(fact.starts_at, now + HOUR)
    about = {"meeting_id": fact.meeting, "what": what, "mark": mark}
    touch = person_touch(lead, TOLD, key, now, about, priority=Priority.ALERT, expires=expires)
    return Reactions(touches=(touch,))


def _to_sales(fact: MeetingFact, lead: Lead) -> OutboxMessage:
    about = {
        "starts_at": fact.starts_at.isoformat(),
        "before": fact.before.isoformat() if isinstance(fact, MeetingMoved) else None,
        "made_by": fact.made_by,
        "holder": fact.owner,
        "why": fact.why if isinstance(fact, MeetingCancelled) else "",
    }
    return to_sales(lead, fact.kind, f"{fact.kind}:{fact.meeting}:{stamp(fact.at)}", about)


def reminders(
    fact: MeetingBooked | MeetingMoved,
    lead: Lead,
    contact: Contact | None,
    now: datetime,
    *,
    mark: str = "",
) -> tuple[Touch, ...]:
    """Before the meeting, as far as there is time, and at its end; `mark` tells them from others
    that were planned before."""
    begins = f"{of_one(lead.id, fact.meeting)}{fact.sequence}:{mark}"
    about = {"meeting_id": fact.meeting, "sequence": fact.sequence}
    to_staff, ends = {"lead_id": lead.id, **about}, fact.ends_at
    touches = [
        staff_touch(lead, ASK, f"{begins}ask", ends, to_staff, expires=ends + ASKED_FOR),
    ]
    if (due := fact.starts_at - HOUR) > now + BARELY:
        touches.append(staff_touch(lead, SOON, f"{begins}soon", due, to_staff))
    reached = contact is not None and contact.has_chat
    for name, span in (("day", DAY), ("hour", HOUR)) if reached else ():
        if (due := fact.starts_at - span) > now + BARELY:
            touches.append(
                person_touch(
                    lead,
                    REMIND,
                    f"{begins}{name}",
                    due,
                    about,
                    priority=Priority.REMINDER,
                    expires=fact.starts_at,
                )
            )
    return tuple(touches)


def _missed(fact: MeetingMissed, lead: Lead, now: datetime) -> Touch:
    key, expires = f"{of_one(lead.id, fact.meeting)}missed", now + MISSED_EXPIRES
    about = {"meeting_id": fact.meeting}
    return person_touch(lead, MISSED, key, now, about, priority=Priority.ALERT, expires=expires)


def _in_crms(fact: MeetingFact, lead: Lead, policy: Policy) -> tuple[OutboxMessage, ...]:
    """The meeting as CRMs are to show it; nothing there changes when a person confirms."""
    if isinstance(fact, MeetingConfirmed):
        return ()
    ended = isinstance(fact, MeetingMissed | MeetingCancelled)
    state = MeetingState.CANCELLED if ended else MeetingState.PLANNED
    told = ToldMeeting(
        mark=fact.mark or own_mark(fact.meeting),
        starts_at=fact.starts_at,
        minutes=(fact.ends_at - fact.starts_at) // MINUTE,
        state=MeetingState.HELD if isinstance(fact, MeetingHeld) else state,
        place=fact.place,
        crm=fact.origin,
    )
    return meeting_to_crm(fact, told, lead, policy.crm_accounts)


def _events(fact: MeetingFact, policy: Policy) -> tuple[OutboxMessage, ...]:
    """What changes in salespeople's own calendars."""
    if isinstance(fact, MeetingHeld | MeetingMissed | MeetingConfirmed):
        return ()
    owners = {fact.owner_id, *((fact.had_by,) if isinstance(fact, MeetingMoved) else ())}
    mark = f"{stamp(fact.at)}"
    return tuple(
        event_row(owner, fact.meeting, mark) for owner in sorted(owners & policy.calendars)
    )
