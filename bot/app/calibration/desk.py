"""`calibrate` from files to files: read, let the arithmetic work, write, tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from bot.app.calibration import files, report
from bot.app.calibration.card_file import card_text
from bot.app.calibration.files import Deals, TableError
from bot.app.calibration.new_version import (
    difference,
    labels,
    mapped,
    next_version,
    translated,
)
from bot.app.calibration.report import Wishes
from bot.app.calibration.words import Words, spellings
from dialogs.calibration.history import history
from dialogs.calibration.proposal import Nothing, Proposal, propose
from dialogs.calibration.rows import NUMBERS
from dialogs.calibration.thresholds import for_capacity, for_precision
from dialogs.loader import load_scenario, read_file
from dialogs.scenario import Scenario, Slot

ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
DOTTED = re.compile(r"(\d\d?)\.(\d\d?)\.(\d{4})")


@dataclass(frozen=True, slots=True)
class Asked:
    """What `prequal calibrate` was asked."""

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
    score: str


def calibrate(asked: Asked) -> Iterator[str]:
    """The report, line by line; writes the card, or the scenario's new version if one is named.

    Raises `TableError` and `ScenarioErrors`.
    """
    rows = files.read_table(asked.table)
    drop = [name for one in asked.drop for name in _names(one, list(rows[0]))]
    files.need_columns(rows, drop, option="--drop")
    rows, wishes = _in_time(rows, asked.date, asked.wishes)
    deals = files.closed_deals(rows, asked.target, asked.won)
    if wishes.capacity is not None and wishes.weeks is None:
        raise TableError(
            "--capacity is leads a week: say with --weeks how many weeks the file covers, "
            "or with --date which column holds the day."
        )
    scenario, slots = _mapping(asked, deals)
    target = asked.output or _beside(asked, scenario)
    if target.exists():
        raise TableError(f"{target} is there already. Move it away, or name another with -o.")
    words = Words(asked.language, labels(slots, asked.language))
    table, ignored = translated(deals.rows, slots, asked.blanks) if slots else (deals.rows, [])
    for one in ignored:
        yield words.say(
            "ignored",
            column=one.column,
            count=one.cells,
            slot=one.slot,
            words=", ".join(one.words),
        )
    found = propose(
        history(
            table,
            deals.won,
            drop=(*drop, *filter(None, [asked.date])),
            blanks=asked.blanks,
            numbers={column: slot.type in NUMBERS for column, slot in slots.items()},
        ),
        asked.questions,
    )
    if deals.still_open:
        yield words.say("open", count=deals.still_open)
    if isinstance(found, Nothing):
        yield from report.nothing(words, found)
        return
    spelled = spellings(found.card, table)
    if not slots:
        words = Words(asked.language, spelled)
    yield from report.proposal(words, found, wishes)
    yield ""
    if asked.scenario is not None and scenario is not None:
        yield from _new_version(asked, scenario, slots, found, wishes, target, words)
    else:
        first, second = found.grades
        _write(target, card_text(found.card, first.score, second.score, spelled))
        yield words.say("written", path=target)


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


def _mapping(asked: Asked, deals: Deals) -> tuple[Scenario | None, dict[str, Slot]]:
    if (asked.scenario is None) != (not asked.pairs):
        raise TableError(
            "--scenario and --map go together: --scenario quiz.yaml --map column=slot."
        )
    if asked.scenario is None:
        return None, {}
    scenario = load_scenario(read_file(asked.scenario), name=asked.scenario.name)
    return scenario, mapped(scenario, asked.pairs, list(deals.rows[0]) if deals.rows else [])


def _beside(asked: Asked, scenario: Scenario | None) -> Path:
    """A new scenario gets a name that a folder of scenarios doesn't take for one of its own."""
    if asked.scenario is None or scenario is None:
        return asked.table.with_suffix(".card.yaml")
    return asked.scenario.with_name(f"{asked.scenario.name}.v{scenario.version + 1}")


def _new_version(
    asked: Asked,
    scenario: Scenario,
    slots: Mapping[str, Slot],
    found: Proposal,
    wishes: Wishes,
    written: Path,
    words: Words,
) -> Iterator[str]:
    assert asked.scenario is not None
    old = read_file(asked.scenario)
    new = next_version(old, asked.scenario.name, found.card, slots, asked.score, scenario.version)
    load_scenario(new, name=written.name)
    _write(written, new)
    yield from difference(old, new, str(asked.scenario), str(written))
    yield from ("", words.say("scenario_written", path=written))
    for threshold in sorted(set(_wanted(found, wishes))):
        yield words.say("suggestion", score=asked.score, threshold=threshold)


def _wanted(found: Proposal, wishes: Wishes) -> Sequence[int]:
    asked = []
    if wishes.precision is not None:
        asked.append(for_precision(found.through, wishes.precision))
    if wishes.capacity is not None and wishes.weeks is not None:
        asked.append(for_capacity(found.through, wishes.capacity * wishes.weeks))
    return [one.score for one in asked if one is not None]


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise TableError(f"{path} can't be written ({error.strerror}).") from error
