"""Reports by hand: quiz, reasons, thinkers, nps, mailings, calibration."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.by_hand.dialect import Rival

INDEXES: tuple[str, ...] = ()
RIVALS: Mapping[str, Rival] = {}
