"""What partners make of the leads they get, and when one has sunk. Pure; reading is storage's.

Conversion: sales among leads that ended (sold, lost, given back); leads still in work say nothing
yet. Opinion: people who gave at least `CONTENT` of 10. On time: answered, one way or the other,
before the deadline. Shares come with Wilson's interval (`reports.intervals`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from statistics import fmean, median
from typing import Protocol

from leads.partners.partner import Register, Targets
from leads.partners.referral import ENDED, IN_WORK, NEW, Referral
from leads.partners.referral import ReferralState as S
from reports.intervals import Share, share

CONTENT = 7
FEW = 10
"""With fewer cases than that a figure is shown as one of few, and nobody is warned."""


@dataclass(frozen=True, slots=True)
class PartnerFigures:
    """One partner in a span of time. `amount` by currency in whole units, `accepted_in` the median
    from the hand-over to the answer, `opinion` the mean grade."""

    id: str
    name: str
    known: bool
    offered: int
    consented: int
    accepted: int
    declined: int
    expired: int
    given_back: int
    in_work: int
    sold: int
    lost: int
    amount: Mapping[str, int]
    conversion: Share
    opinion: float | None
    content: Share
    accepted_in: timedelta | None


class Sunk(StrEnum):
    """In what a partner is below the target."""

    CONVERSION = "conversion"
    OPINION = "opinion"
    ON_TIME = "on_time"


@dataclass(frozen=True, slots=True)
class SunkPartner:
    """A partner who has sunk: the share of the last cases, whose upper bound is below `target`."""

    partner: str
    what: Sunk
    found: Share
    target: float


class ReferralReader(Protocol):
    """Referrals of the last `days` days, oldest first."""

    async def since(self, days: int) -> Sequence[Referral]: ...


def figures(referrals: Iterable[Referral], register: Register) -> tuple[PartnerFigures, ...]:
    """A line for every partner of the register, and for those that left it and have referrals."""
    of: dict[str, list[Referral]] = {one.id: [] for one in register.partners}
    for one in referrals:
        of.setdefault(one.partner, []).append(one)
    return tuple(_figures(partner, found, register) for partner, found in of.items())


def sunk_partners(referrals: Sequence[Referral], register: Register) -> tuple[SunkPartner, ...]:
    """Partners of the register who have sunk, over their last `Targets.last` cases of each kind."""
    found: list[SunkPartner] = []
    for partner in register.partners:
        own = [one for one in referrals if one.partner == partner.id]
        found += _sunk(partner.id, own, register.targets)
    return tuple(found)


def _figures(partner_id: str, found: Sequence[Referral], register: Register) -> PartnerFigures:
    partner = register.get(partner_id)
    states = Counter(one.state for one in found)
    grades = [one.opinion for one in found if one.opinion is not None]
    amount: Counter[str] = Counter()
    for one in found:
        if one.state is S.SOLD:
            amount[one.currency] += one.amount or 0
    spans = [
        (one.accepted_at - one.handed_at).total_seconds()
        for one in found
        if one.accepted_at and one.handed_at
    ]
    return PartnerFigures(
        id=partner_id,
        name=partner.name if partner else found[-1].name,
        known=partner is not None,
        offered=len(found),
        consented=sum(one.passed_on for one in found),
        accepted=sum(one.accepted_at is not None for one in found),
        declined=states[S.DECLINED],
        expired=states[S.EXPIRED],
        given_back=states[S.GIVEN_BACK],
        in_work=sum(states[one] for one in NEW | IN_WORK),
        sold=states[S.SOLD],
        lost=states[S.LOST],
        amount=dict(amount),
        conversion=_conversion(found),
        opinion=fmean(grades) if grades else None,
        content=_content(found),
        accepted_in=timedelta(seconds=median(spans)) if spans else None,
    )


def _sunk(partner_id: str, own: Sequence[Referral], targets: Targets) -> list[SunkPartner]:
    answered = [one for one in own if one.accepted_at or one.state in {S.DECLINED, S.EXPIRED}]
    on_time = answered[-targets.last :]
    missed = sum(one.state is S.EXPIRED for one in on_time)
    measured = (
        (Sunk.CONVERSION, _conversion(own, targets.last), targets.conversion),
        (Sunk.OPINION, _content(own, targets.last), targets.opinion),
        (Sunk.ON_TIME, share(len(on_time) - missed, len(on_time)), targets.on_time),
    )
    return [
        SunkPartner(partner_id, what, found, target)
        for what, found, target in measured
        if found.whole >= FEW and found.high < target
    ]


def _conversion(found: Sequence[Referral], last: int = 0) -> Share:
    ended = [one for one in found if one.state in ENDED][-last:]
    return share(sum(one.state is S.SOLD for one in ended), len(ended))


def _content(found: Sequence[Referral], last: int = 0) -> Share:
    grades = [one.opinion for one in found if one.opinion is not None][-last:]
    return share(sum(grade >= CONTENT for grade in grades), len(grades))
