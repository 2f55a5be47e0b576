"""A card applied to a table. Needs nothing but the base install."""

from __future__ import annotations

from pathlib import Path

from bot.app.calibration import files
from bot.app.calibration.card_file import read_card
from bot.app.calibration.files import TableError


def score(table: Path, card: Path, output: Path) -> str:
    """Apply a card: score, probability and grade are added to the rows. Raises `TableError`."""
    rows = files.read_table(table)
    file = read_card(card)
    found = file.card()
    added = ("score", "probability", "grade")
    if doubled := [name for name in added if name in rows[0]]:
        raise TableError(f"{table} has a column {doubled[0]!r} already. Rename it.")
    files.need_columns(rows, [one.column for one in found.questions], option=str(card))
    if output.resolve() == table.resolve():
        raise TableError("-o names the table itself. Name another file.")
    scores = [found.score(row) for row in rows]
    files.write_table(
        output,
        [
            {
                **row,
                "score": points,
                "probability": f"{found.probability(points):.4f}",
                "grade": file.grade(points),
            }
            for row, points in zip(rows, scores, strict=True)
        ],
    )
    grades = [file.grade(points) for points in scores]
    counted = ", ".join(f"{grade}: {grades.count(grade)}" for grade in "ABC")
    return f"{output}: {len(rows)} rows with score, probability and grade ({counted})."
