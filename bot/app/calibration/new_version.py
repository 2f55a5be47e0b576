"""A scenario file → its next version with the card's rows in place of one score's.

What changes: the rows, the version number, the chances by score, the points that personas expect,
and the threshold of the qualifying outcome where one is wanted. Every other line stays as its
author wrote it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from difflib import unified_diff

from bot.app.calibration.files import TableError
from bot.app.calibration.mapping import labels
from bot.app.calibration.personas import Undecided, corrected
from bot.app.calibration.words import Words
from dialogs.calibration.card import Blank, Card
from dialogs.calibration.rows import DraftRow, score_rows
from dialogs.calibration.table import fingerprint
from dialogs.conditions import Compare, leaves
from dialogs.loader import load_scenario, read
from dialogs.scenario import LOCALES, Scenario, Slot
from dialogs.source import Entries, Entry, Scalar, Tree, read_source
from leads.stage import Stage
from leads.winning import WinTable


@dataclass(frozen=True, slots=True)
class Change:
    """What a new version gets: its number, the card with the slots of its columns, the chances
    by its score (the fingerprint is filled in), and the threshold where one is wanted."""

    version: int
    card: Card
    slots: Mapping[str, Slot]
    table: WinTable
    threshold: int | None = None


@dataclass(frozen=True, slots=True)
class NewVersion:
    """Its text, the outcome that got the threshold, and the personas that a person must decide
    about, since they end elsewhere now."""

    text: str
    outcome: str | None
    undecided: tuple[Undecided, ...]


def next_version(text: str, name: str, change: Change, words: Words) -> NewVersion:
    """The new version. Raises `TableError` when there is no such score to replace."""
    text = _with_rows(text, name, change)
    text = _with_chances(text, change.table, load_scenario(text, name=name))
    text, outcome = _with_threshold(text, name, change)
    text, undecided = corrected(text, name, words)
    return NewVersion(text, outcome, undecided)


def difference(old: str, new: str, old_name: str, new_name: str) -> list[str]:
    """The unified diff, for review."""
    return [
        line.rstrip("\n")
        for line in unified_diff(
            old.splitlines(), new.splitlines(), old_name, new_name, lineterm=""
        )
    ]


def _with_rows(text: str, name: str, change: Change) -> str:
    tree = read_source(text, name=name)
    lines = text.splitlines(keepends=True)
    head, scores = _entry(tree, "scenario"), _entry(tree, "score")
    number = head and _entry(head.value, "version")
    rows = scores and _entry(scores.value, change.table.score)
    if number is None or rows is None or not isinstance(number.value, Scalar):
        raise TableError(
            f"{name} has no rows under score: {change.table.score}: that could be replaced."
        )
    begin = rows.mark.line - 1
    end = _end(begin, (*_entries(scores.value if scores else None), *_entries(tree)), lines)
    margin = " " * (rows.mark.column - 1)
    taken = _other_ids(tree, rows)
    lines[begin:end] = [
        f"{margin}{change.table.score}:\n",
        *_written(change, taken, margin + "  ", _answered(load_scenario(text, name=name))),
    ]
    at = number.value.mark
    line = lines[at.line - 1]
    lines[at.line - 1] = line[: at.column - 1] + line[at.column - 1 :].replace(
        number.value.text, str(change.version), 1
    )
    return "".join(lines)


def _with_chances(text: str, table: WinTable, scenario: Scenario) -> str:
    """The `calibration:` part in place of the old one, or behind the scores."""
    tree = read_source(text, name=scenario.id)
    lines = text.splitlines(keepends=True)
    rows = scenario.fit if table.score == "fit" else scenario.intent
    new = list(_chances(table, fingerprint(rows)))
    old = _entry(tree, "calibration")
    part = old or _entry(tree, "score")
    assert part is not None
    end = _end(part.mark.line - 1, _entries(tree), lines)
    if old is not None:
        lines[old.mark.line - 1 : end] = new
    else:
        spaced = end < len(lines) and not lines[end].strip()
        lines[end:end] = ["\n", *new] if spaced else new
    return "".join(lines)


def _chances(table: WinTable, told: str) -> Iterator[str]:
    yield "calibration:\n"
    yield f"  score: {table.score}\n"
    yield f"  target: {table.target.value}\n"
    yield f"  settles: {max(1, table.settles // timedelta(days=1))}d\n"
    yield f'  rows: "{told}"\n'
    yield "  bands:\n"
    for band in table.bands:
        chance = f"{100 * band.chance:.1f}".removesuffix(".0")
        yield f"    - {{from: {band.least}, chance: {chance}, deals: {band.deals}}}\n"


def _with_threshold(text: str, name: str, change: Change) -> tuple[str, str | None]:
    """The threshold in the one qualifying outcome that compares the score; None without one."""
    loaded = read(text, name=name)
    found = [
        (outcome.id, leaf)
        for outcome in loaded.scenario.outcomes
        if outcome.stage is Stage.QUALIFIED and outcome.when is not None
        for leaf in leaves(outcome.when.tree)
        if isinstance(leaf, Compare) and (leaf.slot, leaf.sign) == (change.table.score, ">=")
    ]
    if change.threshold is None or len(found) != 1:
        return text, None
    outcome, leaf = found[0]
    place = loaded.places["outcomes", outcome, "when"]
    assert isinstance(place, Scalar)
    mark = place.at(leaf.at)
    lines = text.splitlines(keepends=True)
    line = lines[mark.line - 1]
    written = re.compile(rf"{leaf.slot}\s*>=\s*[\d_]+").match(line, mark.column - 1)
    if written is None:
        return text, None
    told = f"{leaf.slot} >= {change.threshold}"
    lines[mark.line - 1] = line[: written.start()] + told + line[written.end() :]
    return "".join(lines), outcome


def _entries(tree: Tree | None) -> tuple[Entry, ...]:
    return tree.entries if isinstance(tree, Entries) else ()


def _entry(tree: Tree, key: str) -> Entry | None:
    return next((entry for entry in _entries(tree) if entry.key == key), None)


def _end(begin: int, entries: Iterable[Entry], lines: list[str]) -> int:
    """The line after the part that begins there: before the next key and its comments."""
    after = [entry.mark.line - 1 for entry in entries if entry.mark.line - 1 > begin]
    end = min(after, default=len(lines))
    while end > begin + 1 and (not lines[end - 1].strip() or _is_comment(lines[end - 1])):
        end -= 1
    return end


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _other_ids(tree: Tree, rows: Entry) -> set[str]:
    """Ids of gates and of the other score's rows, which a new row must not repeat."""
    gates, scores = _entry(tree, "gates"), _entry(tree, "score")
    parts = [gates] if gates else []
    if scores:
        parts += [entry for entry in _entries(scores.value) if entry.key != rows.key]
    found: set[str] = set()
    for part in parts:
        for item in getattr(part.value, "items", ()):
            entry = _entry(item, "id")
            found.add(getattr(entry.value, "text", "") if entry else "")
    return found


def _answered(scenario: Scenario) -> frozenset[str]:
    """Slots that nobody can leave without an answer."""
    if scenario.shortest:
        return frozenset()
    return frozenset(
        step.slot
        for step in scenario.steps
        if step.slot and step.when is None and not (step.unsure or step.optional)
    )


def _written(
    change: Change, taken: set[str], margin: str, answered: frozenset[str]
) -> Iterator[str]:
    card = change.card
    words = {locale: Words(locale, labels(change.slots, locale)) for locale in LOCALES}
    rows = [
        row
        for row in score_rows(card, change.slots)
        if not (
            isinstance(row.answer.bin, Blank) and change.slots[row.question.column].id in answered
        )
    ]
    ids = (f"C{number}" for number in range(1, 1000) if f"C{number}" not in taken)
    for row, row_id in zip(rows, ids, strict=False):
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
