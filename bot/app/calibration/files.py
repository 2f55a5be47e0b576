"""Tables of deals and scorecards as files: read with one clear sentence when they can't be."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dialogs.calibration.card import NOT_SAID, plain

DELIMITERS = ",;\t"
WON = frozenset(
    {
        *("1", "true", "yes", "won", "win", "converted", "success"),
        *("да", "выиграно", "выиграна", "выигран", "успех", "оплачено"),
    }
)
LOST = frozenset(
    {
        *("0", "false", "no", "lost", "loss", "lose", "failed"),
        *("нет", "проиграно", "проиграна", "проигран", "отказ", "потеряно"),
    }
)
SHOWN = 5
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula at the beginning of a cell."""


class TableError(Exception):
    """The file can't be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Deals:
    """Closed deals: their cells without the target, whether each was won, how many are open."""

    rows: list[dict[str, str]]
    won: list[bool]
    still_open: int


def read_table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file by column; UTF-8 or Windows-1251, commas, semicolons or tabs.

    Raises `TableError`.
    """
    text = _text(path)
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [name.strip() for name in next(lines, [])]
        rows = list(_rows(path, header, lines))
    except csv.Error as error:
        raise TableError(f"{path}, line {lines.line_num}: this is no CSV ({error}).") from error
    if not rows:
        raise TableError(f"{path} has no rows. A table needs a line of column names and deals.")
    return rows


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise TableError(f"{path} can't be read ({error.strerror}).") from error
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableError(f"{path} is neither UTF-8 nor Windows-1251. Save it as a CSV in UTF-8.")


def _rows(path: Path, header: list[str], lines: Iterator[list[str]]) -> Iterator[dict[str, str]]:
    if doubled := {name for name in header if header.count(name) > 1}:
        raise TableError(f"{path}: column {min(doubled)!r} is there twice. Rename one of them.")
    for number, cells in enumerate(lines, 2):
        if not any(cells):
            continue
        if len(cells) != len(header):
            raise TableError(
                f"{path}, row {number}: {len(cells)} cells under {len(header)} column names. "
                "Put text with the delimiter in it between double quotes."
            )
        yield dict(zip(header, cells, strict=True))


def closed_deals(rows: Sequence[dict[str, str]], target: str, won_word: str | None) -> Deals:
    """Split a table into won, lost and open deals. Raises `TableError`.

    A deal is open when its target is empty. `won_word` names the value that means won; without it
    only the usual words are understood.
    """
    need_columns(rows, [target], option="--target")
    cells = [plain(row[target]) for row in rows]
    said = {cell for cell in cells if cell not in NOT_SAID}
    winning = WON & said if won_word is None else said & {plain(won_word)}
    if won_word is None and (strange := said - WON - LOST):
        raise TableError(
            f"Column {target!r} holds {_few(strange)}: name with --won the value of a won deal."
        )
    if won_word is not None and not winning:
        raise TableError(f"No deal has {won_word!r} in column {target!r}; it holds {_few(said)}.")
    closed = [(row, cell) for row, cell in zip(rows, cells, strict=True) if cell not in NOT_SAID]
    return Deals(
        [{name: cell for name, cell in row.items() if name != target} for row, _ in closed],
        [cell in winning for _, cell in closed],
        len(rows) - len(closed),
    )


def need_columns(rows: Sequence[Mapping[str, str]], names: Iterable[str], *, option: str) -> None:
    """Raise `TableError` for the first column that isn't there; `option` is what named it."""
    there = list(rows[0])
    for name in names:
        if name not in there:
            raise TableError(f"{option}: there is no column {name!r}. There are {_few(there, 30)}.")


def write_table(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    """Write rows as CSV that no spreadsheet takes for formulas. Raises `TableError`."""
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writerow({name: harmless(name) for name in rows[0]})
            writer.writerows({name: harmless(cell) for name, cell in row.items()} for row in rows)
    except OSError as error:
        raise TableError(f"{path} can't be written ({error.strerror}).") from error


def harmless(cell: object) -> object:
    """The cell as text where a spreadsheet would take it for a formula."""
    if not isinstance(cell, str) or not cell.startswith(DANGEROUS):
        return cell
    try:
        float(cell)  # a negative number is no formula
    except ValueError:
        return f"'{cell}"
    return cell


def _few(words: Iterable[str], most: int = SHOWN) -> str:
    listed = sorted(words) if isinstance(words, set | frozenset) else list(words)
    more = ", …" if len(listed) > most else ""
    return ", ".join(repr(word[:40]) for word in listed[:most]) + more
