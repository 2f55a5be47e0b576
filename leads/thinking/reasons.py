"""Why somebody does not decide: named by the person and by the seller, in the same codes.

The words are in the templates (`doubt_…`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from leads.happened import Happened
from leads.stage import Stage


class Doubt(StrEnum):
    """What holds a decision up. Those that can lose a deal have the codes of `LossReason`."""

    PRICE = "price"
    COMPETITOR = "competitor"
    NO_BUDGET = "no_budget"
    POSTPONED = "postponed"
    APPROVAL = "approval"
    UNSURE = "unsure"
    PROPOSAL = "proposal"
    NO_NEED = "no_need"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtNamed(Happened):
    """Why the lead does not decide, in the view of the person, or of the seller when `by` says who.

    `stage` is where the lead stood then.
    """

    kind: ClassVar[str] = "doubt_named"
    doubt: str
    stage: Stage


def objection(history: Iterable[object]) -> str | None:
    """The doubt to answer: the person's own word, else the seller's; the last one each."""
    named = [fact for fact in history if isinstance(fact, DoubtNamed)]
    own = [fact for fact in named if fact.by is None]
    return (own or named)[-1].doubt if named else None
