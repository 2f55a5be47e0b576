"""What must be true after the storm: the screens, the database and the ledger compared.

At least once: on the screen, or refused for good; there twice only where a call ended in a 500 or
took longer than its lease allows, or where a life was killed between the call and its record. At
most once: never there twice, there if the database says so, and a doubt only for the same reasons.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from storage.outbox import DONE, DROPPED, PARKED, UNKNOWN
from tests.scheduler.storm.crowd import number_of, priority_of
from tests.scheduler.storm.telegram import has_blocked

BEGAN, SENT, CUT, SETTLED = "began", "sent", "cut", "settled"


@dataclass
class Evidence:
    """Whatever is known of a run; people by number. `failed` counts calls whose end is unknown,
    `listed` is what the operator is shown."""

    people: int
    shown: Mapping[int, int]
    failed: Mapping[int, int]
    began_at_death: Mapping[int, int]
    sent_at_death: Mapping[int, int]
    status: Mapping[int, str]
    listed: Collection[int]


@dataclass
class Verdict:
    """`problems` is empty when all is well but the number of `doubles`; the rest are counts."""

    problems: list[str] = field(default_factory=list)
    lost: int = 0
    twice: int = 0
    doubles: int = 0
    repeats: int = 0
    unknown: int = 0
    blocked: int = 0

    def amiss(self, number: int, what: str) -> None:
        self.problems.append(f"{number} ({priority_of(number).name}): {what}")


def judge(known: Evidence) -> Verdict:
    """Compare. `doubles` are those that kills explain, `repeats` those that only a 500 does."""
    verdict = Verdict()
    for number in range(1, known.people + 1):
        status = known.status.get(number, "never written")
        if has_blocked(number) and status in (PARKED, DROPPED):
            verdict.blocked += 1
        elif priority_of(number).at_most_once:
            _at_most_once(verdict, known, number, status)
        else:
            _at_least_once(verdict, known, number, status)
    return verdict


def _at_least_once(verdict: Verdict, known: Evidence, number: int, status: str) -> None:
    shown = known.shown.get(number, 0)
    if not shown:
        verdict.lost += 1
        verdict.amiss(number, f"lost, though {status}")
    elif status != DONE:
        verdict.amiss(number, f"on the screen, yet {status}")
    extra = max(shown - 1, 0)
    # A call may have ended in a 500 before anything appeared: it must not explain a kill away.
    by_kill = min(extra, known.sent_at_death.get(number, 0))
    verdict.doubles += by_kill
    verdict.repeats += extra - by_kill
    if extra - by_kill > known.failed.get(number, 0):
        verdict.amiss(number, f"{shown} times on the screen, and no kill explains it")


def _at_most_once(verdict: Verdict, known: Evidence, number: int, status: str) -> None:
    shown = known.shown.get(number, 0)
    if shown > 1:
        verdict.twice += 1
        verdict.amiss(number, f"{shown} times on the screen")
    if status == UNKNOWN:
        verdict.unknown += 1
        if number not in known.listed:
            verdict.amiss(number, "a doubt that nobody is shown")
        if not (known.failed.get(number) or known.began_at_death.get(number)):
            verdict.amiss(number, "a doubt without a reason")
    elif (status, shown) != (DONE, 1):
        verdict.lost += not shown
        verdict.amiss(number, f"{shown} times on the screen and {status}")


def in_hand(ledger: Path) -> tuple[Counter[int], Counter[int], Counter[int]]:
    """Of whom something was begun, and called for, by lives that never came to settle it; and for
    whom a call was cut off."""
    cut = Counter[int]()
    lines = [line.split() for line in ledger.read_text().splitlines()]
    held: dict[str, dict[str, Counter[int]]] = {
        step: defaultdict(Counter) for step in (BEGAN, SENT)
    }
    for pid, step, key, *_ in lines:
        number = number_of(key)
        if step == CUT:
            cut[number] += 1
        elif step == SETTLED:
            for steps in held.values():
                steps[pid].pop(number, None)
        else:
            held[step][pid][number] = 1
    began, sent = (sum(steps.values(), Counter[int]()) for steps in held.values())
    return began, sent, cut


def busiest_second(ledger: Path) -> int:
    """How many calls left within one second at the most."""
    lines = [line.split() for line in ledger.read_text().splitlines()]
    moments = sorted(float(line[3]) for line in lines if line[1] == SENT)
    return max(
        number - bisect_right(moments, moment - 1) + 1 for number, moment in enumerate(moments)
    )
