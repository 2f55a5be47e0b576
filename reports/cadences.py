"""What came of cadences, and where deals sag: wordings compared, doubts of both sides, feedback.

Pure; counting over facts that storage reads.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from leads.cadences.facts import CadenceAnswered, CadenceSaid
from leads.thinking.facts import DoubtNamed
from reports.intervals import Share, share

Told = CadenceSaid | CadenceAnswered | DoubtNamed


class CadenceReader(Protocol):
    """Facts of the last `days` days, oldest first."""

    async def told(self, days: int) -> Sequence[Told]: ...


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording of a step: the share of those who got it that answered under it."""

    cadence: str
    step: str
    variant: str
    answered: Share


@dataclass(frozen=True, slots=True)
class Sides:
    """Why leads did not decide, by stage: how often the person and the seller named each doubt, and
    how many of the leads for which both spoke they agreed on."""

    stage: str
    person: Mapping[str, int]
    seller: Mapping[str, int]
    agreed: Share


@dataclass(frozen=True, slots=True)
class CadenceReport:
    """Wordings in the order of their cadences; answers by cadence; both sides by stage."""

    wordings: tuple[Wording, ...]
    answers: Mapping[str, Mapping[str, int]]
    sides: tuple[Sides, ...]


def cadence_report(told: Iterable[Told]) -> CadenceReport:
    """The report over these facts. Of several answers under one message each lead counts once."""
    said: dict[tuple[str, str, str], set[int | None]] = {}
    heard: dict[tuple[str, str, str], set[int | None]] = {}
    answers: dict[str, Counter[str]] = {}
    doubts: list[DoubtNamed] = []
    for fact in told:
        match fact:
            case CadenceSaid(number=0):
                continue
            case CadenceSaid():
                said.setdefault(_wording(fact), set()).add(fact.lead_id)
            case CadenceAnswered():
                heard.setdefault(_wording(fact), set()).add(fact.lead_id)
                answers.setdefault(fact.cadence, Counter())[fact.answer] += 1
            case DoubtNamed():
                doubts.append(fact)
    wordings = tuple(
        Wording(*key, share(len(heard.get(key, set()) & got), len(got)))
        for key, got in sorted(said.items())
    )
    counted = {cadence: dict(found.most_common()) for cadence, found in sorted(answers.items())}
    return CadenceReport(wordings, counted, tuple(_sides(doubts)))


def _wording(fact: CadenceSaid | CadenceAnswered) -> tuple[str, str, str]:
    return fact.cadence, fact.step, fact.variant


def _sides(doubts: Sequence[DoubtNamed]) -> Iterable[Sides]:
    for stage in sorted({fact.stage.value for fact in doubts}):
        here = [fact for fact in doubts if fact.stage.value == stage]
        person = {fact.lead_id: fact.doubt for fact in here if fact.by is None}
        seller = {fact.lead_id: fact.doubt for fact in here if fact.by is not None}
        both = person.keys() & seller.keys()
        agreed = sum(person[lead] == seller[lead] for lead in both)
        theirs, ours = Counter(person.values()), Counter(seller.values())
        yield Sides(
            stage,
            dict(theirs.most_common()),
            dict(ours.most_common()),
            share(agreed, len(both)),
        )
