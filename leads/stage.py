"""Stages of the funnels, and which moves between them are allowed.

Funnels are data (`leads/funnels.yaml` is read by the composition root into `Funnel` values);
here live the closed list of stage names and the rules of moving. No storage, no texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from leads.becoming import LeadCriterion


class Stage(StrEnum):
    """Every stage that any funnel may use, and the off-ramps that all funnels share."""

    ENQUIRY = "enquiry"
    LEAD = "lead"
    QUALIFIED = "qualified"
    BRIEF = "brief"
    KEY_STAGE = "key_stage"
    PROPOSAL = "proposal"
    CONTRACT = "contract"
    PAYMENT = "payment"
    PLANNED = "planned"
    OFFERED = "offered"
    NOT_YET = "not_yet"
    DISQUALIFIED = "disqualified"
    THINKING = "thinking"
    WAITING = "waiting"
    SELF_SERVICE = "self_service"
    LOST = "lost"
    REFERRED = "referred"
    UNKNOWN = "unknown"


ROAD = (
    Stage.ENQUIRY,
    Stage.LEAD,
    Stage.QUALIFIED,
    Stage.BRIEF,
    Stage.KEY_STAGE,
    Stage.PROPOSAL,
    Stage.CONTRACT,
    Stage.PAYMENT,
)
"""The way of a sale, in order."""
OFF_RAMPS = frozenset(
    {
        Stage.NOT_YET,
        Stage.DISQUALIFIED,
        Stage.THINKING,
        Stage.WAITING,
        Stage.SELF_SERVICE,
        Stage.LOST,
        Stage.REFERRED,
    }
)
CLOSED = frozenset({Stage.PAYMENT, Stage.DISQUALIFIED, Stage.LOST, Stage.REFERRED})


@dataclass(frozen=True, slots=True)
class FunnelStage:
    """One stage of a funnel: the task that entering it gives the owner (ids of texts), and after
    how many days without a sign it counts as silent."""

    stage: Stage
    task: str | None = None
    task_days: int = 1
    norm_days: int | None = None


class MoveRefused(ValueError):
    """The funnel does not allow this move; `reason` is a code that the texts explain."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Funnel:
    """A funnel: its stages in order. `key_stage_name` says what КЭВ is here (meeting, demo …).

    `off_ramps` names those off-ramps that give a task; every funnel has all of them. `lead_when`
    makes an enquiry a lead.
    """

    id: str
    stages: tuple[FunnelStage, ...]
    key_stage_name: str = "meeting"
    off_ramps: tuple[FunnelStage, ...] = ()
    extra_moves: Mapping[Stage, frozenset[Stage]] = field(default_factory=dict)
    lead_when: LeadCriterion = field(default_factory=LeadCriterion)

    @property
    def order(self) -> tuple[Stage, ...]:
        """The stages on the main road, first to last."""
        return tuple(item.stage for item in self.stages)

    def entry(self, stage: Stage) -> FunnelStage:
        """What entering `stage` gives the owner to do; nothing for a stage that says nothing."""
        found = (item for item in (*self.stages, *self.off_ramps) if item.stage is stage)
        return next(found, FunnelStage(stage))

    def reached(self, current: Stage, stage: Stage) -> bool:
        """Whether `current` is `stage` or lies behind it on the main road."""
        order = self.order
        return current in order and stage in order and order.index(current) >= order.index(stage)

    def next_after(self, stage: Stage) -> Stage | None:
        """The stage that follows on the main road; None at its end.

        From a parking off-ramp (thinking, waiting, not yet) the way on is decided by a person,
        so there is no next one either.
        """
        order = self.order
        if stage not in order or stage == order[-1]:
            return None
        return order[order.index(stage) + 1]

    def allowed(self, stage: Stage) -> frozenset[Stage]:
        """Stages that a lead in `stage` may be moved to by a person.

        Forward to any later stage of the road, onto any off-ramp, one step back; from an open
        off-ramp back to any stage of the road. A closed lead is reopened by nobody here.
        """
        order = self.order
        if stage in CLOSED:
            return frozenset()
        if stage not in order:
            return (frozenset(order) | OFF_RAMPS) - {stage}
        at = order.index(stage)
        moves = set(order[at + 1 :]) | OFF_RAMPS | set(order[max(at - 1, 0) : at])
        return frozenset(moves | self.extra_moves.get(stage, frozenset()))

    def check_move(self, current: Stage, target: Stage) -> None:
        """Raise `MoveRefused` with the reason's code when `current` → `target` is not allowed."""
        if current == target:
            raise MoveRefused("already_there")
        if current in CLOSED:
            raise MoveRefused("lead_closed")
        if target not in self.allowed(current):
            raise MoveRefused("not_in_this_funnel")
