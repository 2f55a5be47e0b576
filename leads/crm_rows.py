"""What CRMs are told of a fact, as outbox rows. Pure; what a row becomes is `crm_sync.publishing`.

Rows carry numbers only: a card is filled from what is stored when it is delivered. One lane per
account and lead keeps their order.

| Fact | The CRM gets |
|---|---|
| a verdict, half a conversation, a contact, an amount, a stage, an owner, a company | the lead |
| Qualified, Disputed, VerdictOverridden | the lead, and a note that says why |
| BriefCompleted | the lead, a note with the brief, and the task to calculate |
| StageMoved to where an offer is calculated | the task, too, unless the brief is finished |
| Qualified, HalfFinished, later an answer that is a file | the files (`leads.copies`) |
| what books, moves, ends or calls off a meeting | the meeting as it is then (`meeting_to_crm`) |
| Erased | the person's cards emptied (`leads.erasure`) |
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leads.caused import fact_key, stamp
from leads.company_facts import CompanyJoined, CompanySplit
from leads.copies import SentFile, sent_files
from leads.crm_back.meeting import ToldMeeting
from leads.facts import (
    AmountSet,
    BriefCompleted,
    ContactGiven,
    Fact,
    HalfFinished,
    Lost,
    Paid,
    Qualified,
    Rejected,
    StageMoved,
    Taken,
)
from leads.handing.facts import OwnerChanged
from leads.happened import Happened
from leads.lead import Lead
from leads.outbox import OutboxMessage, Topic
from leads.partners.facts import ReferralMoved, Referred
from leads.repeat.facts import RepeatDue
from leads.stage import Stage
from leads.verdict_facts import BecameLead, Disputed, Judged, VerdictOverridden

LEAD, NOTE, TASK, ERASE = "crm_lead", "crm_note", "crm_task", "crm_erase"
MEETING, FILE = "crm_meeting", "crm_file"
CALCULATION = "calculation"
CALCULATED = frozenset({Stage.PROPOSAL, Stage.PLANNED})
"""Stages in which an offer is calculated."""

LONGEST_DELIVERY = timedelta(minutes=5)
"""No delivery to a CRM takes longer (`scheduler.steady`)."""

TOLD = (
    BecameLead,
    Judged,
    HalfFinished,
    ContactGiven,
    AmountSet,
    StageMoved,
    Taken,
    OwnerChanged,
    Rejected,
    Lost,
    Paid,
    Referred,
    ReferralMoved,
    CompanyJoined,
    CompanySplit,
    RepeatDue,
    BriefCompleted,
    Disputed,
    VerdictOverridden,
)
NOTED = (Qualified, BriefCompleted, Disputed, VerdictOverridden)


@dataclass(frozen=True, slots=True)
class CrmAccount:
    """An account that is told of leads: of `every` one, or of those that sales see too."""

    name: str
    every: bool = False

    def hears_of(self, lead: Lead) -> bool:
        """Whether the account is told of this lead."""
        return self.every or lead.qualified_at is not None or lead.half_at is not None


def to_crm(fact: Fact, lead: Lead, accounts: Sequence[CrmAccount]) -> tuple[OutboxMessage, ...]:
    """The rows that the fact causes, given the lead as it is after it."""
    files = sent_files(fact, lead)
    if not (isinstance(fact, TOLD) or files):
        return ()
    rows: list[OutboxMessage] = []
    for account in accounts:
        if not account.hears_of(lead):
            continue
        rows += [_file(one, lead, account) for one in files]
        if not isinstance(fact, TOLD):
            continue
        rows.append(_row(LEAD, fact, lead, account))
        if isinstance(fact, NOTED):
            rows.append(_row(NOTE, fact, lead, account, note=fact.kind))
        if (mark := calculation_mark(fact, lead)) is not None:
            rows.append(_row(TASK, fact, lead, account, task=CALCULATION, mark=mark))
    return tuple(rows)


def calculation_mark(fact: Fact, lead: Lead) -> str | None:
    """What tells the task that the fact gives from others of the lead; None for no task.

    A stage gives one, however often the lead is moved there and back.
    """
    match fact:
        case BriefCompleted(at=at, kind=kind):
            return f"{kind}-{stamp(at)}"
        case StageMoved(stage=stage) if stage in CALCULATED and not lead.brief_done:
            return f"{CALCULATION}-{stage.value}"
        case _:
            return None


def meeting_to_crm(
    fact: Happened, meeting: ToldMeeting, lead: Lead, accounts: Sequence[CrmAccount]
) -> tuple[OutboxMessage, ...]:
    """The rows that show a lead's meeting as it is after the fact, for any fact that changes it.

    An account in which a person has just done the same knows it already: its row costs no call.
    """
    return tuple(
        _row(
            MEETING,
            fact,
            lead,
            account,
            meeting=meeting.mark_in(account.name),
            starts_at=meeting.starts_at.isoformat(),
            minutes=meeting.minutes,
            state=meeting.state.value,
            place=meeting.place,
        )
        for account in accounts
        if account.hears_of(lead)
    )


def lead_again(account: str, lead_id: int, now: datetime) -> OutboxMessage:
    """The row that has a lead written once more, since its card was found to differ."""
    mark = f"reconciled-{stamp(now)}"
    return _of_lead(LEAD, account, lead_id, f"{mark}:{lead_id}", mark=mark)


def erase_in_crm(
    account: str, contact_id: int, lead_ids: Sequence[int], now: datetime
) -> OutboxMessage:
    """The row that has the person's cards emptied, once nothing that knew them is under way."""
    return OutboxMessage(
        topic=Topic.CRM,
        key=f"{ERASE}:{account}:{contact_id}",
        lane=f"crm:{account}:contact:{contact_id}",
        payload={
            "kind": ERASE,
            "v": 1,
            "account": account,
            "contact_id": contact_id,
            "lead_ids": list(lead_ids),
        },
        not_before=now + LONGEST_DELIVERY,
    )


def _file(file: SentFile, lead: Lead, account: CrmAccount) -> OutboxMessage:
    """A file is told once, by the message that it came in."""
    number = file.message_id
    key, mark = f"{lead.id}:{number}", f"message-{number}"
    return _of_lead(FILE, account.name, lead.id, key, mark=mark, message=number)


def _row(
    kind: str, fact: Happened, lead: Lead, account: CrmAccount, **more: str | int
) -> OutboxMessage:
    """`mark` is what tells a note or task from others of the lead."""
    told = {"mark": f"{fact.kind}-{stamp(fact.at)}", **more}
    return _of_lead(kind, account.name, lead.id, fact_key(fact, lead), **told)


def _of_lead(kind: str, account: str, lead_id: int, key: str, **told: str | int) -> OutboxMessage:
    """A row of a lead, which waits for the rows of that lead before it."""
    return OutboxMessage(
        topic=Topic.CRM,
        key=f"{kind}:{account}:{key}",
        lane=f"crm:{account}:lead:{lead_id}",
        payload={"kind": kind, "v": 1, "account": account, "lead_id": lead_id, **told},
    )
