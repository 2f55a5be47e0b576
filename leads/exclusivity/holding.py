"""Where a conflict stands, from history, and what each of its facts causes. Pure.

Rows for managers carry no content: they are rendered from what is stored when they are delivered.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from leads.card_rows import calls_over, card_update
from leads.caused import Reactions, lates, person_touch, planned, staff_touch, stamp, untaken
from leads.consent import Purpose
from leads.exclusivity.facts import ConflictAsked, ConflictDecided, ConflictFact, ConflictFound
from leads.happened import Happened
from leads.lead import Lead
from leads.outbox import OutboxMessage, Priority, Topic
from leads.policy import Policy
from leads.touch import Touch
from leads.waiting.planned import while_untaken
from leads.working_time import next_working

UNDECIDED = "undecided"
"""The touch that reminds managers of a conflict until one of them has decided."""

DECIDED = "decided"
"""The touch with which the person hears what became of the wait."""

CONFLICT = "conflict"
"""The reason that a refused lead closes with; a code like `RejectReason`, but not for sales."""

ASKS = "conflict:"
REMIND_BEFORE = timedelta(hours=2)


class Choice(StrEnum):
    """What a manager may decide."""

    WORK = "work"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Hold:
    """The last conflict of a lead, with what managers did about it; `clients` are the keys of all
    that were ever met."""

    found: ConflictFound
    clients: frozenset[str]
    asked: ConflictAsked | None = None
    decided: ConflictDecided | None = None

    @property
    def waiting(self) -> bool:
        """Nobody has decided."""
        return self.decided is None

    @property
    def refused(self) -> bool:
        """It was decided not to work with the lead."""
        return self.decided is not None and self.decided.choice == Choice.REFUSE

    @property
    def answer_by(self) -> datetime:
        """By when the person was told they would hear from us."""
        return (self.asked or self.found).answer_by


def hold_of(history: Iterable[Happened]) -> Hold | None:
    """The conflict as history tells it, None where there was none."""
    hold: Hold | None = None
    for fact in history:
        if isinstance(fact, ConflictFound):
            before = hold.clients if hold else frozenset[str]()
            hold = Hold(fact, before | {fact.client, *fact.others})
        elif hold and isinstance(fact, ConflictAsked):
            hold = replace(hold, asked=fact)
        elif hold and isinstance(fact, ConflictDecided):
            hold = replace(hold, decided=fact)
    return hold


def asks(lead_id: int) -> str:
    """What the outbox keys of what managers are asked about a lead begin with."""
    return f"{ASKS}{lead_id}:"


def is_ask(key: str) -> bool:
    """Whether that is the key of something that managers are asked."""
    return key.startswith(ASKS)


def of_conflict(fact: ConflictFact, lead: Lead, policy: Policy, now: datetime) -> Reactions:
    """What a fact of a conflict causes."""
    match fact:
        case ConflictFound():
            return _found(fact, lead, policy, now)
        case ConflictAsked():
            due = max(now, fact.answer_by - REMIND_BEFORE)
            touches = (_reminder(fact, lead, due, policy), *_answer(fact, lead, policy, now))
            return Reactions(_settled(fact, lead), touches, (_reminders(lead), _answers(lead)))
        case ConflictDecided():
            return _decided(fact, lead, policy, now)


def _found(fact: ConflictFound, lead: Lead, policy: Policy, now: datetime) -> Reactions:
    """Managers are asked, and once more by half of the time; nobody is called to take the lead."""
    ask = to_managers(lead, "conflict", f"{asks(lead.id)}{stamp(fact.at)}")
    half = now + (fact.answer_by - now) / 2
    cancelled = (_reminders(lead), untaken(lead), lates(lead))
    rows = (ask, *card_update(fact, lead))
    return Reactions(rows, (_reminder(fact, lead, half, policy),), cancelled)


def _decided(fact: ConflictDecided, lead: Lead, policy: Policy, now: datetime) -> Reactions:
    """Whoever waits hears of it. A lead that sales had before goes on, or is over."""
    rows = (*_settled(fact, lead), *card_update(fact, lead))
    touches = _answer(fact, lead, policy, now)
    cancelled = (_reminders(lead), _answers(lead))
    if not lead.is_open:
        rows = (*rows, *calls_over(fact, lead))
        return Reactions(rows, touches, (*cancelled, *planned(lead)))
    if lead.owner_id is None and lead.card_at not in (None, now):
        touches = (*touches, *while_untaken(fact, lead, policy, now, promised=True))
    return Reactions(rows, touches, cancelled)


def to_managers(lead: Lead, kind: str, key: str) -> OutboxMessage:
    """A row for every manager in private."""
    return OutboxMessage(
        topic=Topic.MANAGERS,
        key=key,
        lane=f"managers:{lead.id}",
        payload={"kind": kind, "v": 1, "lead_id": lead.id},
    )


def _settled(fact: ConflictFact, lead: Lead) -> tuple[OutboxMessage, ...]:
    """What managers were asked is brought up to date."""
    return (to_managers(lead, "conflict_over", f"over:{fact.kind}:{lead.id}:{stamp(fact.at)}"),)


def _reminder(fact: ConflictFact, lead: Lead, due: datetime, policy: Policy) -> Touch:
    key, about = f"{_reminders(lead)}{stamp(fact.at)}", {"lead_id": lead.id}
    return staff_touch(lead, UNDECIDED, key, next_working(due, policy), about)


def _reminders(lead: Lead) -> str:
    return f"{UNDECIDED}:{lead.id}:"


def _answers(lead: Lead) -> str:
    return f"{DECIDED}:{lead.id}:"


def _answer(fact: ConflictFact, lead: Lead, policy: Policy, now: datetime) -> tuple[Touch, ...]:
    """The person hears of it outside quiet hours; from a salesperson where one has the lead."""
    if lead.owner_id is not None:
        return ()
    key, due = f"{_answers(lead)}{stamp(fact.at)}", policy.after_quiet_hours(now)
    about = {"lead_id": lead.id}
    purpose, priority = Purpose.FOLLOW_UP, Priority.ALERT
    return (person_touch(lead, DECIDED, key, due, about, purpose=purpose, priority=priority),)
