"""What happened: the closed union of facts that history keeps and reactions answer to.

A fact never carries the person's name, phone number or e-mail address: history outlives them.
`crm` is the account of the CRM in which somebody did it, "" for what was done here.
What a fact causes is `leads.reactions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from leads.cadences.facts import CadenceFact
from leads.cold.facts import LinkOpened
from leads.company_facts import CompanyJoined, CompanySplit
from leads.consent import Purpose
from leads.crm_back.facts import CrmFact
from leads.data_facts import DataGiven, Erased, LeadSeen
from leads.exclusivity.facts import ConflictFact
from leads.forms.facts import FormContinued, FormSent
from leads.grading.facts import Lifted
from leads.handing.facts import OwnerChanged
from leads.happened import Happened
from leads.meetings.facts import MeetingFact
from leads.partners.facts import PartnerOffered, PartnerRated, ReferralMoved, Referred
from leads.repeat.facts import RepeatDue
from leads.stage import Stage
from leads.supply.facts import WaitFact
from leads.surveys.facts import SurveyFact
from leads.talk_facts import BotReturned, HumanCalled, HumanWrote, PersonWrote
from leads.thinking.facts import ThinkingFact
from leads.verdict import JsonValue
from leads.verdict_facts import BecameLead, Disputed, Judged, SelfServed, VerdictOverridden


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited(Happened):
    """A bare /start or an opened link; with `by` a touch outside Telegram that staff noted."""

    kind: ClassVar[str] = "visited"
    channel: str
    campaign: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquiryMade(Happened):
    """The person said something for the first time on this lead."""

    kind: ClassVar[str] = "enquiry_made"
    channel: str
    campaign: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductNamed(Happened):
    """It became known what the person needs."""

    kind: ClassVar[str] = "product_named"
    product: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerGiven(Happened):
    """An answer was accepted. `value` is None for a slot of personal data."""

    kind: ClassVar[str] = "answer_given"
    scenario: str
    step: str
    value: JsonValue | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualified(Judged):
    """The verdict meets the criteria: sales are to see it now."""

    kind: ClassVar[str] = "qualified"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotYet(Judged):
    """Too early for the person. `verdict.recheck_days` says when to look again."""

    kind: ClassVar[str] = "not_yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Disqualified(Judged):
    """Not our case."""

    kind: ClassVar[str] = "disqualified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unproven(Judged):
    """No gate closed, but not enough points: it stays a lead and interrupts nobody."""

    kind: ClassVar[str] = "unproven"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecheckAgreed(Happened):
    """The person let us remind them. `recheck_at` is when."""

    kind: ClassVar[str] = "recheck_agreed"
    recheck_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefCompleted(Happened):
    """The need-discovery brief is done. `answered` of `asked` questions hold a value."""

    kind: ClassVar[str] = "brief_completed"
    answered: int
    asked: int
    was: Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfFinished(Happened):
    """The person stopped answering at question `number` of `total`, and sales get what there is.

    `answers` are those without personal data by slot; `digest` names the scenario's version.
    """

    kind: ClassVar[str] = "half_finished"
    scenario: str
    digest: str
    answers: Mapping[str, JsonValue]
    number: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactGiven(Happened):
    """The person left a way to be reached or told their birthday, or `by` of ours did: `what` is
    phone, email, name or birthday, never the value."""

    kind: ClassVar[str] = "contact_given"
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven(Happened):
    """An entry in the ledger that gives."""

    kind: ClassVar[str] = "consent_given"
    purpose: Purpose
    partner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentWithdrawn(Happened):
    """An entry in the ledger that takes back."""

    kind: ClassVar[str] = "consent_withdrawn"
    purpose: Purpose
    partner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken(Happened):
    """A salesperson (`by`, shown as `owner`) took the lead."""

    kind: ClassVar[str] = "taken"
    owner: str
    crm: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned(Happened):
    """The lead was offered to a member of the team (Telegram id and name), for the reason `why`.

    `about` fills the reason's sentence (`leads.routing.Choice`). `passed_by` is the name of who
    had it before and did not take it, "" for a manager; None when nobody had. `region` is the id of
    the city that the need was about.
    """

    kind: ClassVar[str] = "assigned"
    member: int
    name: str
    why: str
    about: Mapping[str, JsonValue]
    passed_by: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected(Happened):
    """A salesperson (`by`, shown as `seller`) sent the lead back with a reason."""

    kind: ClassVar[str] = "rejected"
    reason: str
    was: Stage
    seller: str = ""
    crm: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageMoved(Happened):
    """Somebody moved the lead."""

    kind: ClassVar[str] = "stage_moved"
    was: Stage
    stage: Stage
    crm: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountSet(Happened):
    """The expected amount and discount, in whole units of `currency`."""

    kind: ClassVar[str] = "amount_set"
    amount: int
    discount: int
    currency: str
    crm: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost(Happened):
    """A lead was lost, for the seller's reason. `seller` is the name of who closed a lead that
    nobody had taken, and so took it."""

    kind: ClassVar[str] = "lost"
    reason: str
    was: Stage
    seller: str = ""
    crm: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid(Happened):
    """Money came in; an order was written."""

    kind: ClassVar[str] = "paid"
    amount: int
    discount: int
    currency: str
    was: Stage
    crm: str = ""


Fact = (
    Visited
    | EnquiryMade
    | ProductNamed
    | BecameLead
    | AnswerGiven
    | Qualified
    | NotYet
    | Disqualified
    | Unproven
    | PartnerOffered
    | SelfServed
    | Referred
    | ReferralMoved
    | PartnerRated
    | RecheckAgreed
    | VerdictOverridden
    | Disputed
    | BriefCompleted
    | HalfFinished
    | ContactGiven
    | ConsentGiven
    | ConsentWithdrawn
    | Assigned
    | Taken
    | OwnerChanged
    | Rejected
    | StageMoved
    | AmountSet
    | Lost
    | HumanCalled
    | PersonWrote
    | HumanWrote
    | BotReturned
    | Paid
    | DataGiven
    | LeadSeen
    | CompanyJoined
    | CompanySplit
    | Lifted
    | WaitFact
    | ConflictFact
    | MeetingFact
    | LinkOpened
    | FormSent
    | FormContinued
    | CrmFact
    | CadenceFact
    | ThinkingFact
    | SurveyFact
    | RepeatDue
    | Erased
)
