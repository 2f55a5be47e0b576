"""Chances that a scenario carries must be about the points that it gives."""

from __future__ import annotations

from itertools import pairwise

from dialogs.bounds import Explored
from dialogs.calibration.table import fingerprint
from dialogs.checks.sheet import Sheet
from dialogs.schema.slot_types import SCORES


def check_chances(sheet: Sheet) -> None:
    """The table is about the rows that there are, and rises with the score."""
    table = sheet.scenario.calibration
    if table is None:
        return
    rows = sheet.scenario.fit if table.score == "fit" else sheet.scenario.intent
    if not rows:
        sheet.error(
            "chances-without-rows",
            ("calibration", "score"),
            f"there are no rows under score: {table.score}, so every lead has the same chance",
            "name the score that has rows, or remove calibration",
        )
    elif table.rows is not None and table.rows != fingerprint(rows):
        sheet.error(
            "chances-outdated",
            ("calibration", "rows"),
            f"the rows of {table.score} are not those that these chances were found for",
            "calibrate anew, or remove calibration until there are leads to learn from",
        )
    for index, (lower, higher) in enumerate(pairwise(table.bands), 1):
        if higher.chance < lower.chance:
            sheet.warning(
                "chances-fall",
                ("calibration", "bands", str(index), "chance"),
                f"from {higher.least} points on fewer are won than below",
                "look at the rows: more points should mean a better chance",
            )


def check_bands(sheet: Sheet, explored: Explored) -> None:
    """Every band is within reach of some path."""
    table = sheet.scenario.calibration
    if table is None:
        return
    most = max((pair[SCORES.index(table.score)] for pair in explored.totals), default=0)
    for index, band in enumerate(table.bands[1:], 1):
        if band.least > most:
            sheet.warning(
                "band-unreachable",
                ("calibration", "bands", str(index), "from"),
                f"a band begins at {band.least} points, the paths give at most {most}",
                "calibrate anew, or remove the band",
            )
