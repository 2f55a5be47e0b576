"""How likely a scored lead is to be won: the table that a scenario carries, and how it is read.

Pure. How a table is found in closed leads is `dialogs.calibration`; whether its chances still come
true is `reports.calibration`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from leads.stage import Stage

ScoreName = Literal["fit", "intent"]

SETTLED = timedelta(days=60)
"""How long leads are given to end, where a table doesn't say."""
TARGETS = (Stage.PAYMENT, Stage.KEY_STAGE)
"""The stages that a chance may be about: the sale, or the stage that decides it."""


@dataclass(frozen=True, slots=True)
class WinBand:
    """Scores from `least` up to the next band: of such leads the share `chance` (0 to 1) is won.

    `deals` is how many closed deals say so.
    """

    least: int
    chance: float
    deals: int


@dataclass(frozen=True, slots=True)
class WinTable:
    """Chances by one score, the lowest band first; every score below the second belongs to it.

    Won means that the lead came to `target`. `settles` is the time after a verdict by which nine
    leads of ten had ended; younger ones say nothing about the chances. `rows` is the fingerprint
    of the score rows that it was made for, None where nobody noted it.
    """

    score: ScoreName
    bands: tuple[WinBand, ...]
    target: Stage = Stage.PAYMENT
    settles: timedelta = SETTLED
    rows: str | None = None

    def of_scores(self, fit: int, intent: int) -> WinBand:
        """The band of a verdict's scores."""
        return self.band(fit if self.score == "fit" else intent)

    def band(self, points: int) -> WinBand:
        """The band of a score."""
        fitting = [band for band in self.bands if band.least <= points]
        return fitting[-1] if fitting else self.bands[0]
