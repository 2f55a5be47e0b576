"""What happened with people who think or wait. What it causes is `leads.cadences.caused`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from leads.happened import Happened
from leads.stage import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtNamed(Happened):
    """Why the lead does not decide, in the view of the person, or of the seller when `by` says who.

    `stage` is where the lead stood then.
    """

    kind: ClassVar[str] = "doubt_named"
    doubt: str
    stage: Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Delayed(Happened):
    """The lead waits until the day `until`, for the reason `wait` (`leads.thinking.reasons.Wait`).

    `by` is the seller who said so, None for the person.
    """

    kind: ClassVar[str] = "delayed"
    until: date
    wait: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparing(Happened):
    """A seller prepares `what` for the person: a proposal or an invoice."""

    kind: ClassVar[str] = "preparing"
    what: str


ThinkingFact = DoubtNamed | Delayed | Preparing
