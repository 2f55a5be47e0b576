"""Columns of a table ↔ slots of a scenario: which is which, and cells in the scenario's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.app.calibration.files import TableError
from bot.app.calibration.words import Labels
from dialogs.calibration.card import NOT_SAID, plain
from dialogs.calibration.rows import can_score, meanings
from dialogs.scenario import OWN_WORDS, Scenario, Slot

Rows = list[dict[str, str]]
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Ignored:
    """Values of a column that the slot can't hold: how many cells, and which words."""

    column: str
    slot: str
    cells: int
    words: tuple[str, ...]


def mapped(scenario: Scenario, pairs: Sequence[str], columns: Sequence[str]) -> dict[str, Slot]:
    """`column=slot` as typed → the slot of every column. Raises `TableError`."""
    found: dict[str, Slot] = {}
    for pair in pairs:
        column, _, slot_id = (part.strip() for part in pair.rpartition("="))
        if column not in columns:
            raise TableError(f"--map {pair}: write column=slot; there is no column {column!r}.")
        slot = scenario.slots.get(slot_id)
        if slot is None:
            there = ", ".join(one.id for one in scenario.slots.values() if can_score(one))
            raise TableError(f"--map {pair}: there is no slot {slot_id!r}. There are {there}.")
        if not can_score(slot):
            raise TableError(
                f"--map {pair}: a {slot.type.value} can't give points. "
                "Map yes/no questions, single choices and numbers."
            )
        if slot in found.values():
            raise TableError(f"--map {pair}: {slot_id} is mapped twice.")
        found[column] = slot
    return found


def translated(
    rows: Rows, slots: Mapping[str, Slot], blanks: Sequence[str] = ()
) -> tuple[Rows, list[Ignored]]:
    """Only the mapped columns, options by their ids, and what no slot can hold.

    `blanks` are more words that mean «not answered».
    """
    not_said = NOT_SAID.union(map(plain, blanks))
    kept: Rows = [{} for _ in rows]
    ignored: list[Ignored] = []
    for column, slot in slots.items():
        known = meanings(slot)
        own = OWN_WORDS if slot.other else ""
        strange: dict[str, int] = {}
        for row, new in zip(rows, kept, strict=True):
            cell = plain(row[column])
            new[column] = cell if known is None or cell in not_said else known.get(cell, own)
            if known is not None and cell not in not_said and cell not in known and not slot.other:
                strange[cell] = strange.get(cell, 0) + 1
        if strange:
            words = tuple(sorted(strange, key=lambda word: -strange[word])[:SHOWN])
            ignored.append(Ignored(column, slot.id, sum(strange.values()), words))
    return kept, ignored


def labels(slots: Mapping[str, Slot], locale: str) -> Labels:
    """What columns and answers are called in the scenario."""
    return {
        column: (
            slot.label.in_(locale),
            {option.id: option.label.in_(locale) for option in slot.options},
        )
        for column, slot in slots.items()
    }
