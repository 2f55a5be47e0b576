"""What a company decides about its own work: hours, deadlines, promises. Given by settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from leads.becoming import LeadCriterion
from leads.cadences.cadence import Cadences
from leads.calendar import ORDINARY_WEEK, Calendar
from leads.contact import Contact
from leads.crm_rows import CrmAccount
from leads.lead import Lead
from leads.local_time import in_quiet_hours, shift_out_of_quiet_hours
from leads.repeat.rules import RepeatRules
from leads.stage import Stage
from leads.surveys.survey import SurveyRules

WEEKDAYS = frozenset(range(5))
SHORTER_BY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Policy:
    """The company's rules, in its own time zone. Days of the week count from Monday = 0.

    Quiet hours are those of `quiet_zone`, by default the company's too.

    `untaken_after` are spans of working time after which sales are reminded of a card that
    nobody took. `call_within` is what the person is promised in working hours. After
    `human_silence` in which neither a human nor the person wrote, the bot answers again.
    `lead_when` has the criterion of each funnel by its id. `crm_accounts` are told of leads.
    `cadences` say when people hear from us unasked, `norms` by funnel how long a lead may stand
    still in a stage. `surveys` say when clients are asked what they think,
    `repeat` when they are expected again and what is offered then.
    Meetings are written into the calendars of `calendars` (Telegram ids of salespeople).
    `meetings` lets the bot offer times by itself.
    ValueError for hours that do not make a day's work.
    """

    zone: ZoneInfo
    quiet_start: time = time(21)
    quiet_end: time = time(9)
    working_start: time = time(10)
    working_end: time = time(19)
    working_days: frozenset[int] = WEEKDAYS
    untaken_after: tuple[timedelta, ...] = (timedelta(minutes=5), timedelta(minutes=15))
    call_within: timedelta = timedelta(hours=1)
    human_silence: timedelta = timedelta(hours=12)
    calendar: Calendar = ORDINARY_WEEK
    quiet_zone: ZoneInfo | None = None
    lead_when: Mapping[str, LeadCriterion] = field(default_factory=dict)
    crm_accounts: tuple[CrmAccount, ...] = ()
    cadences: Cadences = field(default_factory=Cadences)
    norms: Mapping[str, Mapping[Stage, timedelta]] = field(default_factory=dict)
    calendars: frozenset[int] = frozenset()
    meetings: bool = False
    surveys: SurveyRules = field(default_factory=SurveyRules)
    repeat: RepeatRules = field(default_factory=RepeatRules)

    def __post_init__(self) -> None:
        if not self.working_start < self.working_end:
            raise ValueError("working hours must begin before they end, on the same day")
        if not self.working_days or not self.working_days <= frozenset(range(7)):
            raise ValueError("working days are numbers from 0 (Monday) to 6, at least one")
        if any(
            span <= timedelta()
            for span in (*self.untaken_after, self.call_within, self.human_silence)
        ):
            raise ValueError("deadlines must be positive")

    @property
    def local_zone(self) -> ZoneInfo:
        """The zone of the clock on the person's wall, as far as it is known."""
        return self.quiet_zone or self.zone

    def criterion(self, funnel: str) -> LeadCriterion:
        """What makes an enquiry in that funnel a lead."""
        return self.lead_when.get(funnel) or LeadCriterion()

    def norm(self, lead: Lead) -> timedelta | None:
        """How long that lead may stand still where it stands; None for as long as it likes."""
        return self.norms.get(lead.funnel, {}).get(lead.stage)

    def calls(self, *, sooner: bool) -> tuple[timedelta, ...]:
        """Spans of working time after which sales are called; `sooner` in half of them."""
        return tuple(span / 2 for span in self.untaken_after) if sooner else self.untaken_after

    def hours(self, day: date) -> tuple[time, time] | None:
        """When work begins and ends on that day, by the wall clock; None on a day off."""
        if not self.calendar.works(day, self.working_days):
            return None
        if day not in self.calendar.short:
            return self.working_start, self.working_end
        early = datetime.combine(day, self.working_end) - SHORTER_BY
        return self.working_start, max(early, datetime.combine(day, self.working_start)).time()

    def is_quiet(self, moment: datetime) -> bool:
        """Whether nothing unsolicited may be sent at `moment`."""
        return in_quiet_hours(moment, self.local_zone, self.quiet_start, self.quiet_end)

    def after_quiet_hours(self, due: datetime) -> datetime:
        """`due`, or the end of the quiet hours that it falls into."""
        return shift_out_of_quiet_hours(due, self.local_zone, self.quiet_start, self.quiet_end)

    def towards(self, contact: Contact | None) -> Policy:
        """The policy with the person's clock where it is known, and the quiet hours they chose."""
        if contact is None:
            return self
        own = self if contact.zone is None else replace(self, quiet_zone=ZoneInfo(contact.zone))
        if contact.quiet_start is None or contact.quiet_end is None:
            return own
        return replace(own, quiet_start=contact.quiet_start, quiet_end=contact.quiet_end)
