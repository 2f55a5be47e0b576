"""What partners make of the leads they get, and when one has sunk. Pure; reading is storage's.

Conversion: sales among leads that ended (sold, lost, given back); leads still in work say nothing
yet. Opinion: people who gave at least `CONTENT` of 10. On time: answered, one way or the other,
before the deadline. Shares come with Wilson's interval (`reports.intervals`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from leads.partners.partner import Register, Targets
from leads.partners.referral import ENDED, Referral
from leads.partners.referral import ReferralState as S
from reports.intervals import Share, share

CONTENT = 7
FEW = 10
"""With fewer cases than that a figure is shown as one of few, and nobody is warned."""


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


def sunk_partners(referrals: Sequence[Referral], register: Register) -> tuple[SunkPartner, ...]:
    """Partners of the register who have sunk, over their last `Targets.last` cases of each kind."""
    found: list[SunkPartner] = []
    for partner in register.partners:
        own = [one for one in referrals if one.partner == partner.id]
        found += _sunk(partner.id, own, register.targets)
    return tuple(found)


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


def _conversion(found: Sequence[Referral], last: int) -> Share:
    ended = [one for one in found if one.state in ENDED][-last:]
    return share(sum(one.state is S.SOLD for one in ended), len(ended))


def _content(found: Sequence[Referral], last: int) -> Share:
    grades = [one.opinion for one in found if one.opinion is not None][-last:]
    return share(sum(grade >= CONTENT for grade in grades), len(grades))
