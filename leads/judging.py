"""What a verdict sets going beside its fact: grading, and offering where there is a team."""

from __future__ import annotations

from dataclasses import dataclass

from leads.assigning import Assigner
from leads.grading.grading import Grading


@dataclass(frozen=True, slots=True)
class Judging:
    """The two, as a conversation needs them; without a team nobody in particular is offered."""

    grading: Grading
    assigner: Assigner | None = None
