"""The lead card: everything that sales see of a lead, as a value. No words, no markup.

Labels and sentences stay in every language; who shows the card picks one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from leads.companies.colleagues import NO_COLLEAGUES, Colleagues
from leads.company import Company
from leads.contact import Contact, Source
from leads.exclusivity.holding import Hold
from leads.facts import Assigned, HalfFinished
from leads.grading.facts import Lifted
from leads.grading.standing import Standing
from leads.handing.facts import OwnerChanged
from leads.lead import Lead
from leads.meetings.facts import OfMeeting
from leads.repeat.facts import RepeatDue
from leads.stage import OFF_RAMPS, Funnel, Stage
from leads.verdict import SCORE_NAMES, FiredRow, JsonValue, Verdict
from leads.verdict_facts import VerdictOverridden

PARKING = (Stage.THINKING, Stage.WAITING)
Labels = Mapping[str, Mapping[str, str]]
"""Slot id → locale → label."""


class CardState(StrEnum):
    """What the head of the card says."""

    NEW = "new"
    HALF = "half"
    TAKEN = "taken"
    REJECTED = "rejected"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Line:
    """One answer: its slot, the label by locale, the stored value."""

    slot: str
    label: Mapping[str, str]
    value: JsonValue

    @property
    def blank(self) -> bool:
        """The person did not know, or skipped the question."""
        return isinstance(self.value, dict) and "blank" in self.value


@dataclass(frozen=True, slots=True)
class LeadCard:
    """The card. `title` is the company, else the person; empty when neither is known.

    `rows` are the sentences with points, the weightiest first within each score. `waiting` is
    None while nobody is waited for. `next_stage` and `parking` are the moves worth a button,
    `allowed` all that the funnel allows. `decided` is what somebody decided otherwise than the
    verdict, `lifted` why sales have the lead in spite of it, `standing` what the company can become
    and what the lead is worth. `left` says where the person stopped answering
    and has not come back yet, `colleagues` what is known of the company beside this
    person, `offered` to whom the lead is offered while nobody took it. `conflict` is its conflict
    of interest, `conflict_client` the client's name where sales may read it, else "". `handed` says
    from whom the owner has it.
    `moved_in_crm`: it came where it stands by somebody in a CRM. `meeting` is what was last said of
    a meeting, `next_purchase` why it was opened for a client, `brief_filled` how many questions of
    the brief hold a value, of how many.
    """

    lead_id: int
    state: CardState
    title: str
    company: Company | None
    contact: Contact
    product: str | None
    source: Source | None
    waiting: timedelta | None
    owner_id: int | None
    owner: str
    stage: Stage
    stage_since: datetime | None
    key_stage_name: str
    loss_reason: str | None
    amount: int | None
    discount: int | None
    currency: str
    verdict: Verdict | None
    rows: tuple[FiredRow, ...]
    answers: tuple[Line, ...]
    brief: tuple[Line, ...]
    brief_done: bool
    next_stage: Stage | None
    parking: tuple[Stage, ...]
    allowed: frozenset[Stage]
    left: HalfFinished | None = None
    colleagues: Colleagues = NO_COLLEAGUES
    offered: Assigned | None = None
    decided: VerdictOverridden | None = None
    lifted: Lifted | None = None
    standing: Standing | None = None
    conflict: Hold | None = None
    conflict_client: str = ""
    handed: OwnerChanged | None = None
    moved_in_crm: bool = False
    meeting: OfMeeting | None = None
    next_purchase: RepeatDue | None = None
    brief_filled: tuple[int, int] = (0, 0)

    def on_offer(self, offered: Assigned | None) -> LeadCard:
        """The card of a lead that was offered to somebody: shown while nobody took it."""
        return replace(self, offered=offered) if self.state is CardState.NEW else self

    @property
    def undecided(self) -> bool:
        """A manager has to decide first whether the lead is worked with."""
        return self.conflict is not None and self.conflict.waiting

    @property
    def fit(self) -> int:
        """Points for the company; 0 without a verdict."""
        return self.verdict.fit if self.verdict else 0

    @property
    def intent(self) -> int:
        """Points for the readiness to act; 0 without a verdict."""
        return self.verdict.intent if self.verdict else 0


def lead_card(
    lead: Lead,
    contact: Contact,
    company: Company | None,
    *,
    funnel: Funnel,
    quiz_labels: Labels,
    brief_labels: Labels,
    now: datetime,
    owner: str = "",
    left: HalfFinished | None = None,
    colleagues: Colleagues | None = None,
) -> LeadCard:
    """The card of `lead` as it is at `now`; `owner` is the name of who took it."""
    verdict = lead.verdict
    next_stage = funnel.next_after(lead.stage) if lead.is_open else None
    allowed = funnel.allowed(lead.stage)
    return LeadCard(
        lead_id=lead.id,
        state=_state(lead),
        title=_title(contact, company),
        company=company,
        contact=contact,
        product=lead.product,
        source=Source(lead.channel, lead.campaign) if lead.channel else contact.last_source,
        waiting=lead.waiting(now),
        owner_id=lead.owner_id,
        owner=owner,
        stage=lead.stage,
        stage_since=lead.stage_since,
        key_stage_name=funnel.key_stage_name,
        loss_reason=lead.loss_reason,
        amount=lead.amount,
        discount=lead.discount,
        currency=lead.currency,
        verdict=verdict,
        rows=() if verdict is None else tuple(sorted(verdict.rows, key=_weight)),
        answers=_lines(_answers(verdict, left), quiz_labels),
        brief=_lines(lead.brief, brief_labels),
        brief_done=lead.brief_done,
        next_stage=next_stage,
        parking=tuple(stage for stage in PARKING if stage in allowed & OFF_RAMPS),
        allowed=allowed,
        left=left,
        colleagues=colleagues or NO_COLLEAGUES,
    )


def _state(lead: Lead) -> CardState:
    if lead.stage is Stage.DISQUALIFIED and lead.loss_reason is not None:
        return CardState.REJECTED
    if lead.owner_id is not None:
        return CardState.TAKEN
    if not lead.is_open:
        return CardState.CLOSED
    return CardState.HALF if lead.awaited_since is None and lead.half_at else CardState.NEW


def _answers(verdict: Verdict | None, left: HalfFinished | None) -> Mapping[str, JsonValue]:
    if verdict is not None:
        return verdict.inputs
    return left.answers if left is not None else {}


def _title(contact: Contact, company: Company | None) -> str:
    if company is not None and company.title:
        return company.title
    return contact.name or (f"@{contact.username}" if contact.username else "")


def _weight(row: FiredRow) -> tuple[int, int, str]:
    return SCORE_NAMES.index(row.score), -abs(row.points), row.id


def _lines(values: Mapping[str, JsonValue], labels: Labels) -> tuple[Line, ...]:
    """In the order of the labels, which is the scenario's; what has none comes last, by its id."""
    known = [slot for slot in labels if slot in values]
    strange = sorted(set(values) - set(labels))
    return tuple(
        Line(slot, labels.get(slot, {"ru": slot, "en": slot}), values[slot])
        for slot in (*known, *strange)
    )
