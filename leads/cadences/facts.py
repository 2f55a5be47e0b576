"""What happened in cadences. What these facts cause is `leads.reactions`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from leads.happened import Happened


@dataclass(frozen=True, slots=True, kw_only=True)
class CadenceSaid(Happened):
    """A message of a cadence left: which step, in which variant. `number` counts from 1, and is 0
    for the invitation."""

    kind: ClassVar[str] = "cadence_said"
    cadence: str
    step: str
    variant: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CadenceAnswered(Happened):
    """The person tapped an answer under a message of a cadence. `counts` says whether that ended
    it."""

    kind: ClassVar[str] = "cadence_answered"
    cadence: str
    step: str
    variant: str
    answer: str
    counts: bool = True


CadenceFact = CadenceSaid | CadenceAnswered
