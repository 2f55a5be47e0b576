"""A scenario file → its next version with the card's rows in place of one score's.

Only the rows and the version number change; every other line stays as its author wrote it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff

from bot.app.calibration.files import TableError
from bot.app.calibration.words import Labels, Words
from dialogs.calibration.card import NOT_SAID, Card, plain
from dialogs.calibration.rows import DraftRow, can_score, meanings, score_rows
from dialogs.scenario import LOCALES, OWN_WORDS, Scenario, Slot
from dialogs.source import Entries, Entry, read_source

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


def next_version(
    text: str, name: str, card: Card, slots: Mapping[str, Slot], score: str, version: int
) -> str:
    """The text of the new version. Raises `TableError` when there is no such score to replace."""
    tree = read_source(text, name=name)
    lines = text.splitlines(keepends=True)
    head = _entry(tree, "scenario")
    number = head and _entry(head.value, "version")
    scores = _entry(tree, "score")
    rows = scores and _entry(scores.value, score)
    if number is None or rows is None:
        raise TableError(f"{name} has no rows under score: {score}: that could be replaced.")
    begin, end = rows.mark.line - 1, _end(tree, rows, lines)
    margin = " " * (rows.mark.column - 1)
    taken = _other_ids(tree, rows)
    new = [f"{margin}{score}:\n", *_written(card, slots, taken, margin + "  ")]
    lines[begin:end] = new
    at = number.value.mark
    line = lines[at.line - 1]
    lines[at.line - 1] = line[: at.column - 1] + line[at.column - 1 :].replace(
        str(version), str(version + 1), 1
    )
    return "".join(lines)


def difference(old: str, new: str, old_name: str, new_name: str) -> list[str]:
    """The unified diff, for review."""
    return [
        line.rstrip("\n")
        for line in unified_diff(
            old.splitlines(), new.splitlines(), old_name, new_name, lineterm=""
        )
    ]


def _entry(tree: object, key: str) -> Entry | None:
    if not isinstance(tree, Entries):
        return None
    return next((entry for entry in tree.entries if entry.key == key), None)


def _end(tree: object, rows: Entry, lines: list[str]) -> int:
    """The line after the last row: before the next key and the comments that belong to it."""
    assert isinstance(tree, Entries)
    scores = next(entry for entry in tree.entries if entry.key == "score").value
    assert isinstance(scores, Entries)
    after = [
        entry.mark.line - 1
        for entry in (*scores.entries, *tree.entries)
        if entry.mark.line > rows.mark.line
    ]
    end = min(after, default=len(lines))
    while end > rows.mark.line and (not lines[end - 1].strip() or _is_comment(lines[end - 1])):
        end -= 1
    return end


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _other_ids(tree: object, rows: Entry) -> set[str]:
    """Ids of gates and of the other score's rows, which a new row must not repeat."""
    gates, scores = _entry(tree, "gates"), _entry(tree, "score")
    parts = [gates] if gates else []
    if scores and isinstance(scores.value, Entries):
        parts += [entry for entry in scores.value.entries if entry.key != rows.key]
    found: set[str] = set()
    for part in parts:
        for item in getattr(part.value, "items", ()):
            entry = _entry(item, "id")
            found.add(getattr(entry.value, "text", "") if entry else "")
    return found


def _written(card: Card, slots: Mapping[str, Slot], taken: set[str], margin: str) -> Iterator[str]:
    words = {locale: Words(locale, labels(slots, locale)) for locale in LOCALES}
    ids = (f"C{number}" for number in range(1, 1000) if f"C{number}" not in taken)
    for row, row_id in zip(score_rows(card, slots), ids, strict=False):
        yield f"{margin}- id: {row_id}\n"
        yield f"{margin}  when: {_quoted(row.when)}\n"
        yield f"{margin}  add: {row.answer.points}\n"
        yield f"{margin}  why:\n"
        for locale, say in words.items():
            yield f"{margin}    {locale}: {_quoted(_why(say, card, row))}\n"


def _why(say: Words, card: Card, row: DraftRow) -> str:
    """The sentence; a brace would be a placeholder of the scenario language."""
    return say.sentence(card, row.question, row.answer).replace("{", "(").replace("}", ")")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
