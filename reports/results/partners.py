"""What partners make of the leads they get. Pure; a case is a referral by its number, which belongs
to the day on which the partner was offered to the person.

What counts as ended, content and consented is told in `reports.partners`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Protocol
from zoneinfo import ZoneInfo

from leads.partners.referral import ENDED, IN_WORK, NEW, Referral
from leads.partners.referral import ReferralState as S
from reports.asking.asked import About, Asked
from reports.asking.filters import Filters
from reports.partners import CONTENT
from reports.pipeline.funnel import Began, period_of
from reports.slices import instants
from reports.source import Spot
from reports.tables import ALL, NOTHING, Cell, Column, Kind, Named, Report
from reports.tally import CaseReader, Counted, Tallied, Tally, Those, count, grouped, middle, part

ID = "partners"
COUNTS: Mapping[str, Callable[[Referral], bool]] = {
    "partner_offered": lambda _: True,
    "partner_consented": lambda one: one.passed_on,
    "partner_accepted": lambda one: one.accepted_at is not None,
    "partner_declined": lambda one: one.state is S.DECLINED,
    "partner_expired": lambda one: one.state is S.EXPIRED,
    "partner_given_back": lambda one: one.state is S.GIVEN_BACK,
    "partner_in_work": lambda one: one.state in NEW | IN_WORK,
    "partner_sold": lambda one: one.state is S.SOLD,
    "partner_lost": lambda one: one.state is S.LOST,
}
"""Which referrals each metric counts."""
OTHERS = (
    "partner_amount",
    "partner_conversion",
    "partner_opinion",
    "partner_content",
    "partner_answer",
)
COLUMNS = tuple(Column(one) for one in (*COUNTS, *OTHERS))


class ReferralReader(Began, CaseReader, Protocol):
    """Referrals."""

    async def referrals(
        self, since: datetime, until: datetime, filters: Filters
    ) -> Sequence[Referral]:
        """Those offered in [since, until), oldest first."""
        ...


class Partners(Tallied):
    """`reports.source.Source` of /partners."""

    def __init__(self, reader: ReferralReader, zone: ZoneInfo, currency: str) -> None:
        super().__init__(reader)
        self._reader = reader
        self._zone = zone
        self._currency = currency

    async def tallied(self, asked: Asked, today: date) -> tuple[Report, Mapping[Spot, Those]]:
        """Every partner that was offered anybody, the most offered first."""
        period = await period_of(self._reader, asked, today, self._zone)
        found = await self._reader.referrals(*instants(period, self._zone), asked.filters)
        lines = [
            (Named(Kind.WORDS, partner, those[-1].name), _figures(those, self._currency))
            for partner, those in grouped(found, lambda one: one.partner).items()
        ]
        tally, every = Tally(), (ALL, _figures(found, self._currency))
        tables = (tally.table("partners", Kind.WORDS, COLUMNS, lines, every),)
        about = About(period, asked.filters, self._currency)
        return Report(ID, about, len(found), tables), tally.behind


def _figures(found: Sequence[Referral], currency: str) -> tuple[Counted, ...]:
    sold = [one for one in found if one.state is S.SOLD and one.currency == currency]
    ended = [one for one in found if one.state in ENDED]
    grades = {one.id: one.opinion for one in found if one.opinion is not None}
    rated = [one for one in found if one.id in grades]
    spans = {
        one.id: one.accepted_at - one.handed_at
        for one in found
        if one.accepted_at and one.handed_at
    }
    mean = Cell(Fraction(sum(grades.values()), len(grades)), len(grades)) if grades else NOTHING
    return (
        *(count(_at(one for one in found if counts(one))) for counts in COUNTS.values()),
        Counted(Cell(sum(one.amount or 0 for one in sold)), _at(sold)),
        part(_at(one for one in ended if one.state is S.SOLD), len(ended)),
        Counted(mean, _at(rated)),
        part(_at(one for one in rated if grades[one.id] >= CONTENT), len(rated)),
        middle(spans, _at(one for one in found if one.id in spans)),
    )


def _at(found: Iterable[Referral]) -> Those:
    return {one.id: one.offered_at for one in found}
