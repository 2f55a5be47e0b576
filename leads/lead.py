"""The lead: a person's need on its way through a funnel. No storage, no rules of moving."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from leads.clock import require_aware
from leads.company import Grade
from leads.stage import CLOSED, Stage
from leads.verdict import JsonValue, Verdict


class Temperature(StrEnum):
    """Who began: we (cold) or they (warm)."""

    COLD = "cold"
    WARM = "warm"


BEFORE_QUALIFIED = frozenset(
    {Stage.ENQUIRY, Stage.LEAD, Stage.NOT_YET, Stage.SELF_SERVICE, Stage.UNKNOWN}
)


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead. `id` is 0 until storage has allotted one; `version` is for storage's save.

    `owner_id` is the Telegram id of the salesperson who has it, `taken_by` of who took it where
    somebody else has it since. `amount` and `discount` are in whole units of `currency`.
    `loss_reason` is the seller's word, `own_loss_reason` the person's.
    `grade` is that of the company and `worth` (whole units) what the lead was worth when it was
    judged last (`leads.grading`); `lifted_at` is when sales got it for its company's sake.
    `traits` are the choices made in its conversations, as `slot.option`; `brief` holds the brief's
    answers by slot id. `channel` and `campaign` are those of the enquiry. A `product` of None
    means that it is not named yet.
    """

    id: int
    contact_id: int
    company_id: int | None = None
    product: str | None = None
    funnel: str = "warm"
    temperature: Temperature = Temperature.WARM
    stage: Stage = Stage.ENQUIRY
    stage_since: datetime | None = None
    owner_id: int | None = None
    taken_by: int | None = None
    verdict: Verdict | None = None
    traits: tuple[str, ...] = ()
    brief: Mapping[str, JsonValue] = field(default_factory=dict)
    brief_done: bool = False
    brief_done_at: datetime | None = None
    amount: int | None = None
    discount: int | None = None
    currency: str = "RUB"
    loss_reason: str | None = None
    own_loss_reason: str | None = None
    channel: str | None = None
    campaign: str | None = None
    enquired_at: datetime | None = None
    first_reply_at: datetime | None = None
    half_at: datetime | None = None
    qualified_at: datetime | None = None
    taken_at: datetime | None = None
    closed_at: datetime | None = None
    grade: Grade | None = None
    worth: int | None = None
    lifted_at: datetime | None = None
    version: int = 0

    def __post_init__(self) -> None:
        require_aware(
            stage_since=self.stage_since,
            brief_done_at=self.brief_done_at,
            enquired_at=self.enquired_at,
            first_reply_at=self.first_reply_at,
            half_at=self.half_at,
            qualified_at=self.qualified_at,
            taken_at=self.taken_at,
            closed_at=self.closed_at,
            lifted_at=self.lifted_at,
        )

    @property
    def awaited_since(self) -> datetime | None:
        """Since when a salesperson was due: the verdict, or the lifting where that came later."""
        return max(filter(None, (self.qualified_at, self.lifted_at)), default=None)

    @property
    def card_at(self) -> datetime | None:
        """When the present card was due; None while sales have none."""
        return self.awaited_since or self.half_at

    @property
    def is_open(self) -> bool:
        """Something can still come of it."""
        return self.stage not in CLOSED

    @property
    def awaits_verdict(self) -> bool:
        """A verdict may still decide what becomes of it."""
        return self.owner_id is None and self.stage in BEFORE_QUALIFIED

    @property
    def held(self) -> bool:
        """Its verdict would qualify it, but a manager has to agree, or did not."""
        judged = self.verdict is not None and self.verdict.stage is Stage.QUALIFIED
        return judged and self.card_at is None and self.owner_id is None

    def handed_on(self, owner_id: int) -> Lead:
        """The lead as somebody else's."""
        return replace(self, owner_id=owner_id, taken_by=self.taken_by or self.owner_id)

    def moved(self, stage: Stage, now: datetime) -> Lead:
        """The lead in `stage` since `now`, closed if that stage closes. Asks no permission.

        Coming to `qualified` from before it starts the wait for a salesperson; coming back to it
        from further down the road does not.
        """
        waited = self.stage is Stage.WAITING and self.qualified_at is None
        before = self.stage in BEFORE_QUALIFIED or waited
        qualifies = stage is Stage.QUALIFIED and before
        return replace(
            self,
            stage=stage,
            stage_since=now,
            qualified_at=now if qualifies else self.qualified_at,
            closed_at=now if stage in CLOSED else None,
        )

    def judged(self, verdict: Verdict, now: datetime) -> Lead:
        """The lead with its verdict, moved where the verdict says.

        A lead that somebody works on is moved by that somebody: only the verdict is kept.
        """
        lead = replace(self, verdict=verdict)
        if self.owner_id is not None or self.stage is verdict.stage:
            return lead
        return lead.moved(verdict.stage, now)

    def overridden(self, stage: Stage, now: datetime) -> Lead:
        """The lead moved by somebody who overrides its verdict, which stays.

        Whoever is qualified by that and has no salesperson waits for one from now on.
        """
        lead = replace(self.moved(stage, now), loss_reason=None)
        anew = stage is Stage.QUALIFIED and (lead.owner_id is None or lead.qualified_at is None)
        return replace(lead, qualified_at=now) if anew else lead

    def briefed(self, brief: Mapping[str, JsonValue], now: datetime) -> Lead:
        """The lead with its brief done; from `qualified` it moves on to `brief`."""
        lead = replace(self, brief=brief, brief_done=True, brief_done_at=now)
        return lead.moved(Stage.BRIEF, now) if self.stage is Stage.QUALIFIED else lead

    def left_half_way(self, now: datetime) -> Lead:
        """The lead that goes to sales without a verdict; once, and never after a verdict."""
        known = self.half_at is not None or self.qualified_at is not None
        return self if known else replace(self, half_at=now)

    def lifted(self, now: datetime) -> Lead:
        """The lead handed to sales whatever its verdict; it stays where the verdict put it."""
        return replace(self, lifted_at=now)

    def replied(self, now: datetime) -> Lead:
        """The lead with the moment of our first reply; later replies change nothing."""
        return self if self.first_reply_at is not None else replace(self, first_reply_at=now)

    def waiting(self, now: datetime) -> timedelta | None:
        """How long the person has waited for a salesperson: since the verdict, until taken.

        None when nobody is waited for: not qualified yet, or closed untaken.
        """
        if self.awaited_since is None:
            return None
        until = self.taken_at or self.closed_at or now
        return max(until - self.awaited_since, timedelta())
