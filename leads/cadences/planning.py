"""Touches of a cadence: the first one, and after each the next. Pure.

At most one row is planned per lead and cadence. Sending it plans the next one, in the same
transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from leads.cadences.cadence import Cadence, Moment, Step, Variant
from leads.cadences.hours import on_day
from leads.caused import cadences, stamp
from leads.consent import Audience, ConsentEntry, Purpose, allowed, last_word
from leads.contact import Contact
from leads.lead import Lead
from leads.local_time import first_moment
from leads.policy import Policy
from leads.touch import CADENCE, CADENCE_INVITE, Touch

ONE_DAY = 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where a lead is in a cadence: which step is next (from 0), from when offsets count.

    `run` tells one passage through the cadence from another one. The lead was in `stage` since
    `stage_since`; a message is meant for `day` of the person's. Signs of the person after `since`
    are an answer. `about` is what the lead waited for.
    """

    cadence: str
    step: int
    begun: datetime
    day: date
    since: datetime
    stage: str
    stage_since: int
    run: int
    about: str | None = None

    def to_payload(self, kind: str) -> dict[str, object]:
        """The payload of its touch."""
        return {
            "kind": kind,
            "v": 1,
            "cadence": self.cadence,
            "step": self.step,
            "begun": self.begun.isoformat(),
            "day": self.day.isoformat(),
            "since": self.since.isoformat(),
            "stage": self.stage,
            "stage_since": self.stage_since,
            "run": self.run,
            "about": self.about,
        }

    @classmethod
    def of(cls, touch: Touch) -> Place:
        """The place that a touch of a cadence holds."""
        raw = touch.payload
        return cls(
            cadence=str(raw["cadence"]),
            step=int(str(raw["step"])),
            begun=datetime.fromisoformat(str(raw["begun"])),
            day=date.fromisoformat(str(raw["day"])),
            since=datetime.fromisoformat(str(raw["since"])),
            stage=str(raw["stage"]),
            stage_since=int(str(raw["stage_since"])),
            run=int(str(raw["run"])),
            about=str(raw["about"]) if raw.get("about") else None,
        )

    def holds(self, lead: Lead) -> bool:
        """Whether the lead is where it was when the cadence began."""
        where = (lead.stage.value, stamp(lead.stage_since))
        return lead.is_open and where == (self.stage, self.stage_since)


def begin(
    moment: Moment,
    lead: Lead,
    contact: Contact,
    ledger: Sequence[ConsentEntry],
    policy: Policy,
    now: datetime,
    *,
    on: date | None = None,
    about: str | None = None,
) -> tuple[Touch, ...]:
    """The first touches of the cadences that `moment` begins for the lead, `on` a day if given.

    Whoever may get such messages gets the first one on its day; whoever never said is invited,
    where there is an invitation; whoever refused hears nothing.
    """
    begun = []
    for cadence in policy.cadences.beginning(moment):
        if allowed(cadence.purpose, ledger, now):
            begun.append(first(cadence, lead, contact, policy, now, on=on, about=about))
        elif cadence.invitation is not None and last_word(cadence.purpose, ledger, now) is None:
            begun.append(_invitation(cadence, lead, contact, policy, now))
    return tuple(touch for touch in begun if touch is not None)


def first(
    cadence: Cadence,
    lead: Lead,
    contact: Contact,
    policy: Policy,
    now: datetime,
    *,
    on: date | None = None,
    about: str | None = None,
) -> Touch | None:
    """The touch of the first step, reckoned from `now`, or `on` that day of the person's."""
    begun = now
    if on is not None and cadence.steps:
        zone = policy.towards(contact).local_zone
        first_days = days_after(cadence, lead, policy)[0]
        begun = first_moment(on - timedelta(days=first_days), cadence.at, zone)
    return _step(cadence, 0, lead, contact, policy, begun, now, stamp(now), about)


def following(
    cadence: Cadence, sent: Place, lead: Lead, contact: Contact, policy: Policy, now: datetime
) -> Touch | None:
    """The touch after `sent`, which leaves now; None after the last one.

    It keeps its distance to that one, though that may have left late.
    """
    begun, run, about = sent.begun, sent.run, sent.about
    return _step(cadence, sent.step + 1, lead, contact, policy, begun, now, run, about)


def drawn(step: Step, about: str | None, contact_id: int, cadence: str) -> Variant:
    """The variant that the person gets of a step: always the same one, each as often as others."""
    choices = step.choices(about)
    draw = sha256(f"{contact_id}:{cadence}:{step.id}".encode()).digest()
    return choices[int.from_bytes(draw[:8], "big") % len(choices)]


def days_after(cadence: Cadence, lead: Lead, policy: Policy) -> list[int]:
    """After how many days each step comes for this lead, in growing order."""
    stretch = policy.cadences.rules.stretch(cadence, lead.product, lead.grade)
    days: list[int] = []
    for step in cadence.steps:
        after = max(ONE_DAY, round(step.after / timedelta(days=1) * stretch))
        days.append(max(after, days[-1] + ONE_DAY) if days else after)
    return days


def _step(
    cadence: Cadence,
    index: int,
    lead: Lead,
    contact: Contact,
    policy: Policy,
    begun: datetime,
    now: datetime,
    run: int,
    about: str | None,
) -> Touch | None:
    if index >= len(cadence.steps):
        return None
    theirs = policy.towards(contact)
    zone = theirs.local_zone
    days = days_after(cadence, lead, policy)
    day = begun.astimezone(zone).date() + timedelta(days=days[index])
    if index > 0:
        apart = timedelta(days=days[index] - days[index - 1])
        day = max(day, now.astimezone(zone).date() + apart)
    due = on_day(day, cadence, theirs)
    place = _place(cadence, index, lead, begun, due.astimezone(zone).date(), now, run, about)
    return _touch(CADENCE, cadence, place, lead, contact, cadence.purpose, due, index + 1)


def _invitation(
    cadence: Cadence, lead: Lead, contact: Contact, policy: Policy, now: datetime
) -> Touch:
    theirs = policy.towards(contact)
    due = theirs.after_quiet_hours(now)
    day = due.astimezone(theirs.local_zone).date()
    place = _place(cadence, 0, lead, now, day, now, stamp(now), None)
    return _touch(CADENCE_INVITE, cadence, place, lead, contact, Purpose.FOLLOW_UP, due, 0)


def _place(
    cadence: Cadence,
    index: int,
    lead: Lead,
    begun: datetime,
    day: date,
    since: datetime,
    run: int,
    about: str | None,
) -> Place:
    return Place(
        cadence=cadence.id,
        step=index,
        begun=begun,
        day=day,
        since=since,
        stage=lead.stage.value,
        stage_since=stamp(lead.stage_since),
        run=run,
        about=about,
    )


def _touch(
    kind: str,
    cadence: Cadence,
    place: Place,
    lead: Lead,
    contact: Contact,
    purpose: Purpose,
    due: datetime,
    number: int,
) -> Touch:
    return Touch(
        key=f"{cadences(lead, cadence.id)}{place.run}:{number}",
        kind=kind,
        lead_id=lead.id,
        contact_id=contact.id,
        audience=Audience.PERSON,
        purpose=purpose,
        due_at=due,
        priority=cadence.priority,
        payload=place.to_payload(kind),
    )
