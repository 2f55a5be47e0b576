"""`calibrate` from a table: read, mapped to a scenario where one is named, proposed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from bot.app.calibration import files
from bot.app.calibration.files import TableError
from bot.app.calibration.mapping import mapped
from bot.app.calibration.proposing import Deals, Old, Options, proposed
from bot.app.calibration.report import Wishes
from dialogs.loader import load_scenario, read_file
from dialogs.scenario import Slot
from leads.winning import ScoreName

ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
DOTTED = re.compile(r"(\d\d?)\.(\d\d?)\.(\d{4})")


@dataclass(frozen=True, slots=True)
class Asked:
    """What `prequal calibrate TABLE` was asked."""

    table: Path
    target: str
    won: str | None
    drop: tuple[str, ...]
    blanks: tuple[str, ...]
    questions: int
    wishes: Wishes
    date: str | None
    language: str
    output: Path | None
    scenario: Path | None
    pairs: tuple[str, ...]
    score: ScoreName


def calibrate(asked: Asked) -> Iterator[str]:
    """The report, line by line; writes the card, or the scenario's new version if one is named.

    Raises `TableError` and `ScenarioErrors`.
    """
    rows = files.read_table(asked.table)
    drop = [name for one in asked.drop for name in _names(one, list(rows[0]))]
    files.need_columns(rows, drop, option="--drop")
    rows, wishes = _in_time(rows, asked.date, asked.wishes)
    closed = files.closed_deals(rows, asked.target, asked.won)
    if wishes.capacity is not None and wishes.weeks is None:
        raise TableError(
            "--capacity is leads a week: say with --weeks how many weeks the file covers, "
            "or with --date which column holds the day."
        )
    old, slots = _scenario(asked, list(closed.rows[0]) if closed.rows else [])
    deals = Deals(
        closed.rows,
        closed.won,
        drop=(*drop, *filter(None, [asked.date])),
        blanks=asked.blanks,
        slots=slots,
        still_open=closed.still_open,
    )
    options = Options(
        asked.questions, asked.language, asked.score, asked.output or _beside(asked, old)
    )
    yield from proposed(deals, old, options, wishes)


def _names(listed: str, columns: Sequence[str]) -> list[str]:
    """Names with commas between them; a column may have a comma in its own."""
    return [listed] if listed in columns else [part.strip() for part in listed.split(",")]


def _in_time(
    rows: list[dict[str, str]], column: str | None, wishes: Wishes
) -> tuple[list[dict[str, str]], Wishes]:
    """The rows by day, and the weeks they cover where nobody said."""
    if column is None:
        return rows, wishes
    files.need_columns(rows, [column], option="--date")
    days = [_day(column, row[column]) for row in rows]
    order = sorted(range(len(rows)), key=lambda at: days[at])
    weeks = ((max(days) - min(days)).days + 1) / 7
    return [rows[at] for at in order], replace(wishes, weeks=wishes.weeks or round(weeks, 1))


def _day(column: str, cell: str) -> date:
    try:
        if found := ISO.match(cell.strip()):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := DOTTED.match(cell.strip()):
            return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        pass
    raise TableError(f"--date: {cell!r} in column {column!r} is no day like 2026-11-25.")


def _scenario(asked: Asked, columns: Sequence[str]) -> tuple[Old | None, dict[str, Slot]]:
    if (asked.scenario is None) != (not asked.pairs):
        raise TableError(
            "--scenario and --map go together: --scenario quiz.yaml --map column=slot."
        )
    if asked.scenario is None:
        return None, {}
    text = read_file(asked.scenario)
    scenario = load_scenario(text, name=asked.scenario.name)
    slots = mapped(scenario, asked.pairs, columns)
    return Old(text, str(asked.scenario), scenario.version + 1), slots


def _beside(asked: Asked, old: Old | None) -> Path:
    """A new scenario gets a name that a folder of scenarios doesn't take for one of its own."""
    if asked.scenario is None or old is None:
        return asked.table.with_suffix(".card.yaml")
    return asked.scenario.with_name(f"{asked.scenario.name}.v{old.version}")
