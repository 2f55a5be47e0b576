"""Reports by hand: speed, managers, offers, base, overrides."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.by_hand.dialect import Rival

INDEXES: tuple[str, ...] = ()
RIVALS: Mapping[str, Rival] = {}
