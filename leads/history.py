"""Facts as rows of history, and back. The shapes of facts are `leads.facts`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import get_args

from leads.consent import Purpose
from leads.crm_back.meeting import MeetingState
from leads.facts import (
    AnswerGiven,
    Assigned,
    BriefCompleted,
    Fact,
    HalfFinished,
    Lost,
    Paid,
    Qualified,
    Rejected,
    StageMoved,
    Taken,
)
from leads.grading.facts import Lifted
from leads.handing.facts import OwnerChanged
from leads.meetings.facts import OfMeeting
from leads.partners.referral import ReferralState
from leads.repeat.facts import RepeatDue
from leads.stage import Stage
from leads.supply.availability import Condition
from leads.verdict import Verdict
from leads.verdict_facts import Disputed, Judged, VerdictOverridden


def _verdict(raw: object) -> Verdict:
    if not isinstance(raw, Mapping):
        raise ValueError(f"not a stored verdict: {raw!r}")
    return Verdict.from_json(raw)


def owner_name(history: Iterable[Fact]) -> str:
    """The name of whoever took or rejected the lead last, or closed it untaken; "" for nobody."""
    names = [
        fact.owner if isinstance(fact, Taken | OwnerChanged | RepeatDue) else fact.seller
        for fact in history
        if isinstance(fact, Taken | OwnerChanged | RepeatDue | Rejected | Lost)
    ]
    return next((name for name in reversed(names) if name), "")


def handed_on(history: Iterable[Fact]) -> OwnerChanged | None:
    """From whom whoever has the lead has it; None for a lead that was never handed on."""
    found = [fact for fact in history if isinstance(fact, OwnerChanged)]
    return found[-1] if found else None


def moved_in_crm(history: Iterable[Fact]) -> bool:
    """Whether the lead came where it stands by somebody in a CRM."""
    moves = [fact.crm for fact in history if isinstance(fact, StageMoved | Rejected | Lost | Paid)]
    return bool(moves and moves[-1])


def offers_of(history: Iterable[Fact]) -> list[Assigned]:
    """The offers to members of the team since the lead was qualified, or lifted, last."""
    offers: list[Assigned] = []
    for fact in history:
        if isinstance(fact, Qualified | Lifted):
            offers.clear()
        elif isinstance(fact, Assigned):
            offers.append(fact)
    return offers


def lifted(history: Iterable[Fact]) -> Lifted | None:
    """Why the lead went to sales whatever its answers; None once it is qualified itself."""
    found: Lifted | None = None
    for fact in history:
        if isinstance(fact, Lifted):
            found = fact
        elif isinstance(fact, Qualified):
            found = None
    return found


def left_half_way(history: Iterable[Fact]) -> HalfFinished | None:
    """Where the person stopped answering, None once they went on."""
    left: HalfFinished | None = None
    for fact in history:
        if isinstance(fact, HalfFinished):
            left = fact
        elif isinstance(fact, AnswerGiven | Judged | BriefCompleted):
            left = None
    return left


def last_meeting(history: Iterable[Fact]) -> OfMeeting | None:
    """What was last said of a meeting."""
    said = [fact for fact in history if isinstance(fact, OfMeeting)]
    return said[-1] if said else None


def next_purchase(history: Iterable[Fact]) -> RepeatDue | None:
    """Why the lead was opened, where that was for a client's next purchase."""
    return next((fact for fact in history if isinstance(fact, RepeatDue)), None)


def brief_filled(history: Iterable[Fact]) -> tuple[int, int]:
    """How many questions of the brief hold a value, of how many; both 0 while it is not done."""
    filled = (0, 0)
    for fact in history:
        if isinstance(fact, BriefCompleted):
            filled = fact.answered, fact.asked
    return filled


def disputed(history: Iterable[Fact]) -> bool:
    """Whether the person disputed the last verdict."""
    found = False
    for fact in history:
        if isinstance(fact, Disputed):
            found = True
        elif isinstance(fact, Judged | VerdictOverridden):
            found = False
    return found


READERS: Mapping[str, Callable[[object], object]] = {
    "verdict": _verdict,
    "judged": lambda raw: Stage(str(raw)),
    "was": lambda raw: Stage(str(raw)),
    "stage": lambda raw: Stage(str(raw)),
    "state": lambda raw: ReferralState(str(raw)),
    "purpose": lambda raw: Purpose(str(raw)),
    "evidence": lambda raw: tuple(raw) if isinstance(raw, list) else (),
    "condition": lambda raw: Condition(str(raw)),
    "others": lambda raw: tuple(raw) if isinstance(raw, list) else (),
    "became": lambda raw: MeetingState(str(raw)),
    "was_at": lambda raw: None if raw is None else datetime.fromisoformat(str(raw)),
    "recheck_at": lambda raw: datetime.fromisoformat(str(raw)),
    "until": lambda raw: date.fromisoformat(str(raw)),
    "answer_by": lambda raw: datetime.fromisoformat(str(raw)),
    "starts_at": lambda raw: datetime.fromisoformat(str(raw)),
    "ends_at": lambda raw: datetime.fromisoformat(str(raw)),
    "before": lambda raw: datetime.fromisoformat(str(raw)),
}
KINDS: Mapping[str, Callable[..., Fact]] = {fact.kind: fact for fact in get_args(Fact)}


def fact_from_row(
    kind: str,
    *,
    at: datetime,
    contact_id: int,
    lead_id: int | None,
    by: int | None,
    details: Mapping[str, object],
) -> Fact:
    """The fact that a history row holds; KeyError for an unknown kind, TypeError or ValueError
    for details that this kind never had."""
    own = {name: READERS.get(name, _as_is)(value) for name, value in details.items()}
    return KINDS[kind](at=at, contact_id=contact_id, lead_id=lead_id, by=by, **own)


def _as_is(raw: object) -> object:
    return raw
