"""Which partner a lead is offered to, and why. Pure: the same inputs give the same choice.

Of those that take such leads and have room: the better conversion, then the better opinion, then
the smaller load, then whoever has waited longest. Shares are drawn towards what all partners have
together, as if `DRAWN` more leads had gone the common way (the mean of a beta prior of that
weight), so that one lucky sale makes nobody the best and a new partner is not starved; and they
are compared in steps, so that a hair's breadth decides nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum

from leads.partners.partner import Partner, Register, Wish
from leads.verdict import JsonValue

DRAWN = 20
STEP = 0.1
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class WhyPartner(StrEnum):
    """What decided. The words are templates; `PartnerChoice.about` fills them."""

    ONLY_ONE = "only_one"
    CONVERSION = "conversion"
    OPINION = "opinion"
    LOAD = "load"
    TURN = "turn"


@dataclass(frozen=True, slots=True)
class Record:
    """What a partner has to show: `sold` of `ended`, the sum of `opinions` grades, what is open."""

    ended: int = 0
    sold: int = 0
    opinions: int = 0
    grades: int = 0
    open: int = 0
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class PartnerChoice:
    """A partner, the reason, and the figures it rests on."""

    partner: Partner
    why: WhyPartner
    about: Mapping[str, JsonValue] = field(default_factory=dict)


def choose_partner(
    register: Register,
    wish: Wish,
    records: Mapping[str, Record],
    day: date,
    passed: Collection[str] = (),
) -> PartnerChoice | None:
    """Who is to be offered the lead; None when nobody takes it who is not among `passed`."""
    fitting = [
        one
        for one in register.partners
        if one.id not in passed
        and one.active(day)
        and one.takes(wish)
        and _has_room(one, records.get(one.id, Record()))
    ]
    if not fitting:
        return None
    common = _together(records.values())

    def rank(one: Partner) -> tuple[int, int, float, datetime, str]:
        return _rank(one, records.get(one.id, Record()), common)

    best, *others = sorted(fitting, key=rank)
    own = records.get(best.id, Record())
    about: dict[str, JsonValue] = {
        "sold": own.sold,
        "ended": own.ended,
        "opinions": own.opinions,
        "open": own.open,
        "capacity": best.capacity or 0,
    }
    return PartnerChoice(best, _why(rank(best), [rank(one) for one in others]), about)


def _has_room(partner: Partner, record: Record) -> bool:
    return partner.capacity is None or record.open < partner.capacity


def _rank(
    partner: Partner, record: Record, common: Record
) -> tuple[int, int, float, datetime, str]:
    conversion = _drawn(record.sold, record.ended, common.sold, common.ended)
    opinion = _drawn(record.grades, record.opinions * 10, common.grades, common.opinions * 10)
    burden = record.open / (partner.capacity or 10)
    steps = -round(conversion / STEP), -round(opinion / STEP)
    return (*steps, burden, record.last or NEVER, partner.id)


def _drawn(part: int, whole: int, common_part: int, common_whole: int) -> float:
    prior = common_part / common_whole if common_whole else 0.5
    return (part + DRAWN * prior) / (whole + DRAWN)


def _together(records: Iterable[Record]) -> Record:
    each = list(records)
    return Record(
        ended=sum(one.ended for one in each),
        sold=sum(one.sold for one in each),
        opinions=sum(one.opinions for one in each),
        grades=sum(one.grades for one in each),
    )


def _why(best: tuple[object, ...], others: list[tuple[object, ...]]) -> WhyPartner:
    """The first thing in which the best differs from the runner-up."""
    if not others:
        return WhyPartner.ONLY_ONE
    reasons = (WhyPartner.CONVERSION, WhyPartner.OPINION, WhyPartner.LOAD)
    second = min(others)
    pairs = zip(reasons, best, second, strict=False)
    return next((why for why, one, other in pairs if one != other), WhyPartner.TURN)
