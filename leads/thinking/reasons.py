"""Why somebody does not decide, what they wait for, what is prepared for them: codes.

A doubt is named by the person and by the seller, in the same codes, so that the two can be
compared. The words are in the templates (`doubt_…`, `wait_for_…`, `prepare_…`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum

from leads.thinking.facts import DoubtNamed


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


class Wait(StrEnum):
    """What a lead waits for."""

    DATE = "date"
    SEASON = "season"
    BUDGET = "budget"
    CONTRACT = "contract"


class Prepared(StrEnum):
    """What a seller may be preparing."""

    PROPOSAL = "proposal"
    INVOICE = "invoice"


AHEAD: Mapping[str, timedelta] = {
    Wait.SEASON: timedelta(days=30),
    Wait.BUDGET: timedelta(days=14),
    Wait.CONTRACT: timedelta(days=30),
}
"""How long before the day itself a waiting lead is woken: a season is prepared, a budget drawn up
and a notice given before it begins or ends."""


def wakes_on(until: date, wait: str, today: date) -> date:
    """The day on which a lead that waits until `until` hears from us; never before tomorrow."""
    return max(until - AHEAD.get(wait, timedelta()), today + timedelta(days=1))


def objection(history: Iterable[object]) -> str | None:
    """The doubt to answer: the person's own word, else the seller's; the last one each."""
    named = [fact for fact in history if isinstance(fact, DoubtNamed)]
    own = [fact for fact in named if fact.by is None]
    return (own or named)[-1].doubt if named else None
