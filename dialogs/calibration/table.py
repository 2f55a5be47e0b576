"""The table of chances that a scenario carries, from closed deals that a card never saw.

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
PLACES = 3
"""Chances are kept to a tenth of a per cent."""


def bands(scores: Sequence[float], chances: Sequence[float]) -> tuple[WinBand, ...]:
    """Up to ten bands of about as many deals each, the lowest first; equal scores stay together.

    Parts of a point count as none. Rising scores must have rising chances, as a card's have.
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
            least = ranked[begin][0] if found else 0
            found.append(WinBand(least, round(sum(group) / len(group), PLACES), len(group)))
            begin = end
    return tuple(found)


def fingerprint(rows: Iterable[ScoreRow]) -> str:
    """Eight hex digits that change when a row's condition or points do; its sentence may change."""
    told = "\n".join(f"{row.add} {' '.join(row.when.source.split())}" for row in rows)
    return hashlib.sha256(told.encode("utf-8")).hexdigest()[:FINGERPRINT]
