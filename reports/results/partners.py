"""What partners make of the leads they get. Pure; a case is a referral, which belongs to the day on
which the partner was offered to the person.

What counts as ended, content and consented is told in `reports.partners`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Protocol
from zoneinfo import ZoneInfo

from leads.partners.referral import ENDED, IN_WORK, NEW
from leads.partners.referral import ReferralState as S
from reports.asking.asked import About, Asked
from reports.asking.filters import Filters
from reports.intervals import share
from reports.partners import CONTENT
from reports.pipeline.funnel import Began, period_of
from reports.sellers.spread import Spread, middle_of
from reports.slices import instants
from reports.source import Behind, Spot
from reports.tables import ALL, NOTHING, Cell, Column, Kind, Named, Report, Row, Table, cell_of

ID = "partners"


@dataclass(frozen=True, slots=True)
class Which:
    """Referrals in one of the states (None: in any), with all these fields told; with an opinion of
    at least `opinion`; `paid`: in the currency of the report."""

    states: frozenset[S] | None = None
    told: tuple[str, ...] = ()
    opinion: int | None = None
    paid: bool = False


COUNTS: Mapping[str, Which] = {
    "partner_offered": Which(),
    "partner_consented": Which(told=("handed_at",)),
    "partner_accepted": Which(told=("accepted_at",)),
    "partner_declined": Which(frozenset({S.DECLINED})),
    "partner_expired": Which(frozenset({S.EXPIRED})),
    "partner_given_back": Which(frozenset({S.GIVEN_BACK})),
    "partner_in_work": Which(NEW | IN_WORK),
    "partner_sold": Which(frozenset({S.SOLD})),
    "partner_lost": Which(frozenset({S.LOST})),
}
"""Which referrals each metric counts."""
RATED, CONTENTED, OVER, SUMMED, HERE = "rated", "contented", "ended", "summed", "summed_here"
COUNTED: Mapping[str, Which] = {
    **COUNTS,
    RATED: Which(told=("opinion",)),
    CONTENTED: Which(opinion=CONTENT),
    OVER: Which(ENDED),
    SUMMED: Which(frozenset({S.SOLD}), told=("amount",)),
    HERE: Which(frozenset({S.SOLD}), told=("amount",), paid=True),
}
"""And those that shares are of, or that say how many sums are in another currency."""
BEHIND: Mapping[str, Which] = {
    **COUNTS,
    "partner_amount": Which(frozenset({S.SOLD}), paid=True),
    "partner_conversion": COUNTS["partner_sold"],
    "partner_opinion": COUNTED[RATED],
    "partner_content": COUNTED[CONTENTED],
    "partner_answer": Which(told=("handed_at", "accepted_at")),
}
"""Those behind every figure."""
COLUMNS = tuple(Column(one) for one in BEHIND)


@dataclass(frozen=True, slots=True)
class Made:
    """What a partner made of its referrals: how many there are of `COUNTED`, their `amount`,
    the sum of their `opinions`, how soon they were answered. `name` is the newest."""

    partner: str
    name: str
    counts: Mapping[str, int]
    amount: int
    opinions: int
    answer: Spread | None


class ReferralReader(Began, Protocol):
    """Referrals offered in [since, until)."""

    async def made(
        self, since: datetime, until: datetime, filters: Filters, currency: str
    ) -> tuple[Sequence[Made], Spread | None]:
        """By partner; and how soon all of them together answered."""
        ...

    async def those(
        self,
        since: datetime,
        until: datetime,
        filters: Filters,
        currency: str,
        which: Which,
        partner: str | None,
    ) -> Behind:
        """Of that partner, or of all, by when they were offered."""
        ...


class Partners:
    """`reports.source.Source` of /partners."""

    def __init__(self, reader: ReferralReader, zone: ZoneInfo, currency: str) -> None:
        self._reader = reader
        self._zone = zone
        self._currency = currency

    async def report(self, asked: Asked, today: date) -> Report:
        """Every partner that was offered anybody, the most offered first."""
        about = await self._about(asked, today)
        since, until = instants(about.period, self._zone)
        found, answer = await self._reader.made(since, until, asked.filters, self._currency)
        every = _together(found, answer)
        found = sorted(found, key=lambda one: (-one.counts["partner_offered"], one.partner))
        rows = tuple(Row(Named(Kind.WORDS, one.partner, one.name), _cells(one)) for one in found)
        table = Table("partners", Kind.WORDS, COLUMNS, rows, Row(ALL, _cells(every)))
        left_out = every.counts[SUMMED] - every.counts[HERE]
        return Report(ID, about, every.counts["partner_offered"], (table,), left_out)

    async def behind(self, asked: Asked, today: date, spot: Spot) -> Behind | None:
        """The referrals behind a figure."""
        which = BEHIND.get(spot.column)
        if which is None or spot.table != ID:
            return None
        about = await self._about(asked, today)
        since, until = instants(about.period, self._zone)
        partner = None if spot.row == ALL.id else spot.row
        return await self._reader.those(since, until, asked.filters, self._currency, which, partner)

    async def _about(self, asked: Asked, today: date) -> About:
        period = await period_of(self._reader, asked, today, self._zone)
        return About(period, asked.filters, self._currency)


def _together(found: Sequence[Made], answer: Spread | None) -> Made:
    counts = {one: sum(made.counts[one] for made in found) for one in COUNTED}
    amount, opinions = (sum(getattr(one, name) for one in found) for name in ("amount", "opinions"))
    return Made(ALL.id, "", counts, amount, opinions, answer)


def _cells(made: Made) -> tuple[Cell, ...]:
    of = made.counts
    rated = of[RATED]
    return (
        *(Cell(of[one]) for one in COUNTS),
        Cell(made.amount),
        cell_of(share(of["partner_sold"], of[OVER])),
        Cell(Fraction(made.opinions, rated), rated) if rated else NOTHING,
        cell_of(share(of[CONTENTED], rated)),
        middle_of(made.answer),
    )
