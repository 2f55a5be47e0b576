"""Figures of mailings as values, and what they are judged by. Counting is `storage.mailed`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from leads.mailings.mailing import FOLLOWED, OVER, Expectation, Mailing

FEW = 50
"""So many people are called by the names of their companies; a share of so few says nothing."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Whom a segment reaches: `reachable` of `people`; the others have `no_consent` to advertising
    or `blocked` the bot. `companies` are those of the reachable, `names` some of theirs. `lacks`
    tells of how many of all `people` what is not known (`leads.mailings.segment.LACKS`). `base` are
    people of an existing base who never wrote to the bot."""

    people: int = 0
    reachable: int = 0
    no_consent: int = 0
    blocked: int = 0
    companies: int = 0
    names: tuple[str, ...] = ()
    lacks: Mapping[str, int] = field(default_factory=dict)
    base: int = 0


@dataclass(frozen=True, slots=True)
class Results:
    """What became of a mailing, in people.

    `waiting` are still to be written to, `under_way` lie in the outbox; the rest are over:
    `delivered`, `unknown` (nobody knows whether it arrived), `blocked`, `refused` (no consent any
    more), `failed` (given up, undeliverable), `called_off` (the mailing was stopped). Of the
    delivered so many `answered`, met, bought, `unsubscribed`; `deleted` of them were taken away.
    """

    waiting: int = 0
    under_way: int = 0
    delivered: int = 0
    unknown: int = 0
    blocked: int = 0
    refused: int = 0
    failed: int = 0
    called_off: int = 0
    answered: int = 0
    meetings: int = 0
    sales: int = 0
    unsubscribed: int = 0
    deleted: int = 0

    @property
    def planned(self) -> int:
        """All of them."""
        return self.waiting + self.over

    @property
    def over(self) -> int:
        """Those who are dealt with, or about to be."""
        return (
            self.under_way
            + self.delivered
            + self.unknown
            + self.blocked
            + self.refused
            + self.failed
            + self.called_off
        )

    def to_json(self) -> dict[str, int]:
        """As it is stored; `Results(**stored)` gives an equal one back."""
        return {name: getattr(self, name) for name in Results.__slots__}


class Judged(StrEnum):
    """Beside what was expected."""

    BELOW = "below"
    MET = "met"
    ABOVE = "above"
    EARLY = "early"


@dataclass(frozen=True, slots=True)
class Beside:
    """A count beside its expectation, which is scaled to those who got the mailing."""

    count: int
    low: int
    high: int
    judged: Judged


def beside(count: int, span: tuple[int, int], of: int, delivered: int, *, early: bool) -> Beside:
    """`early`: it may still become more, so too few is no verdict yet."""
    low, high = (_scaled(one, of, delivered) for one in span)
    if count < low:
        return Beside(count, low, high, Judged.EARLY if early else Judged.BELOW)
    return Beside(count, low, high, Judged.ABOVE if count > high else Judged.MET)


def judge(results: Results, expected: Expectation, *, early: bool) -> tuple[Beside, Beside]:
    """Meetings and sales beside what was expected of so many who got it."""
    return (
        beside(results.meetings, expected.meetings, expected.of, results.delivered, early=early),
        beside(results.sales, expected.sales, expected.of, results.delivered, early=early),
    )


def is_early(mailing: Mailing, now: datetime) -> bool:
    """Whether more may come of it."""
    return mailing.finished_at is None or now < mailing.finished_at + FOLLOWED


@dataclass(frozen=True, slots=True)
class Earlier:
    """What earlier mailings brought together, from `delivered` people."""

    mailings: int
    delivered: int
    answered: int
    meetings: int
    sales: int


def earlier(mailing: Mailing, others: Iterable[tuple[Mailing, Results]]) -> Earlier | None:
    """Those that were over before this one began; None where there are none that arrived."""
    before: Sequence[Results] = [
        results
        for other, results in others
        if other.id < mailing.id and other.state in OVER and results.delivered
    ]
    if not before:
        return None
    return Earlier(
        len(before),
        *(
            sum(getattr(one, name) for one in before)
            for name in ("delivered", "answered", "meetings", "sales")
        ),
    )


def _scaled(expected: int, of: int, delivered: int) -> int:
    """Half and more counts as one."""
    return (2 * expected * delivered + of) // (2 * of)
