"""The table of chances that a scenario carries: bands of a card's scores.

Plain Python over numbers: `check` reads a table without the extra. The shape is `leads.winning`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from dialogs.calibration.drift import GROUPS
from dialogs.scenario import ScoreRow
from leads.winning import WinBand

SMALLEST = 20
"""Deals of a band, at least: fewer say hardly anything about its chance."""
FINGERPRINT = 8
NEAR = 0.03
"""Neighbours whose chances differ by less are one band: nobody would act otherwise."""
PLACES = 3
"""Chances are kept to a tenth of a per cent."""


def bands(scores: Sequence[float], chances: Sequence[float]) -> tuple[WinBand, ...]:
    """Up to ten bands, the lowest first: parts of about as many deals each, those with nearly the
    same chance joined. Equal scores stay together, and parts of a point count as none.

    Rising scores must have rising chances, as a card's have.
    """
    pairs = zip(scores, chances, strict=True)
    ranked = sorted((max(int(score // 1), 0), chance) for score, chance in pairs)
    count = max(1, min(GROUPS, len(ranked) // SMALLEST))
    found: list[WinBand] = []
    begin = 0
    for part in range(1, count + 1):
        end = round(part * len(ranked) / count)
        while 0 < end < len(ranked) and ranked[end][0] == ranked[end - 1][0]:
            end += 1
        if end > begin:
            group = [chance for _, chance in ranked[begin:end]]
            chance = round(sum(group) / len(group), PLACES)
            _add(found, WinBand(ranked[begin][0] if found else 0, chance, len(group)))
            begin = end
    return tuple(found)


def _add(found: list[WinBand], band: WinBand) -> None:
    if not found or band.chance - found[-1].chance >= NEAR:
        found.append(band)
        return
    last = found.pop()
    deals = last.deals + band.deals
    mean = (last.chance * last.deals + band.chance * band.deals) / deals
    found.append(WinBand(last.least, round(mean, PLACES), deals))


def fingerprint(rows: Iterable[ScoreRow]) -> str:
    """Eight hex digits that change when a row's condition or points do; its sentence may change."""
    told = "\n".join(f"{row.add} {' '.join(row.when.source.split())}" for row in rows)
    return hashlib.sha256(told.encode("utf-8")).hexdigest()[:FINGERPRINT]
