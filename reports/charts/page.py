"""What every picture has: title, period and filters on top, notes and the source line below.

Sizes are for a phone: a picture of `PHONE` pixels is shown about a third as wide there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from reports.charts.board.inks import AnyInk, Ink
from reports.charts.board.marks import Align, Board, Box
from reports.charts.board.type import width_of, wrapped
from reports.charts.speech import Speech
from reports.tables import Report, Row, Table

PHONE = 1080
DESK = 1680
MARGIN = 56
TITLE = 56
BODY = 36
SMALL = 30
GAP = 28
NAMED_ON_ONE = 20
"""How many clients one picture names."""


class Page:
    """A picture under way, from top to bottom; `y` is where the next thing goes."""

    def __init__(self, report: Report, speech: Speech, width: int) -> None:
        self.board = Board(width)
        self.report = report
        self.speech = speech
        self.left = MARGIN
        self.right = width - MARGIN
        self.room = width - 2 * MARGIN
        self.y: float = MARGIN
        self._notes: list[str] = []

    def head(self) -> None:
        """What it is about."""
        self.y += TITLE * 0.74
        title = self.speech.title(self.report.id)
        self.board.say(self.left, self.y, title, TITLE, bold=True, room=self.room)
        self.y += 10
        self.lines(" · ".join(self.speech.about(self.report.about)), 32)
        self.y += GAP

    def lines(self, text: str, size: int, ink: AnyInk = Ink.QUIET) -> None:
        """A sentence, on as many lines as it takes."""
        for line in wrapped(text, size, self.room):
            self.y += size * 1.32
            self.board.say(self.left, self.y, line, size, ink)

    def heading(self, text: str, told: str = "", ink: AnyInk = Ink.WORDS) -> None:
        """What the next part is about, and a figure of it to the right."""
        self.y += GAP + BODY
        taken = self.board.say(self.right, self.y, told, BODY, ink, bold=True, align=Align.RIGHT)
        room = self.room - taken - GAP
        self.board.say(self.left, self.y, text, BODY, bold=True, room=room)
        self.y += GAP * 0.9

    def sentence(self, text: str) -> None:
        """What is said where there is nothing to draw."""
        top = self.y
        lines = wrapped(text, BODY, self.room - 2 * MARGIN)
        height = 150 + len(lines) * BODY * 1.35
        self.board.put(Box(self.left, top, self.room, height, Ink.TRACK, 24))
        for at, line in enumerate(lines):
            y = top + 75 + BODY * (1 + at * 1.35)
            self.board.say(self.board.width / 2, y, line, BODY, align=Align.MIDDLE)
        self.y = top + height

    def legend(self, entries: Sequence[tuple[AnyInk, str]]) -> None:
        """Which ink is what, on as many lines as it takes."""
        x: float = self.left
        self.y += SMALL * 1.3
        for ink, name in entries:
            wide = 40 + width_of(name, SMALL)
            if x > self.left and x + wide > self.right:
                x, self.y = self.left, self.y + SMALL * 1.5
            self.board.put(Box(x, self.y - 22, 24, 24, ink, 7))
            self.board.say(x + 36, self.y, name, SMALL, Ink.QUIET, room=self.room - 40)
            x += wide + 36
        self.y += GAP

    def note(self, text: str) -> None:
        """Something to be said under the picture."""
        self._notes.append(text)

    def foot(self, made: datetime) -> None:
        """The notes, how many cases it rests on, and when it was made."""
        self.y += GAP
        if self.report.left_out:
            left_out = self.speech.count(self.report.left_out)
            self.note(self.speech.say("left_out", count=left_out))
        for note in self._notes:
            self.lines(note, SMALL)
            self.y += 6
        self.y += GAP * 0.5
        self.board.put(Box(self.left, self.y, self.room, 2, Ink.GRID))
        size = self.speech.count(self.report.size)
        base = self.speech.say(f"base_{self.report.id}", count=size)
        self.lines(f"{base} · {self.speech.say('made', moment=self.speech.moment(made))}", SMALL)
        self.board.height = self.y + MARGIN * 0.8

    def table(self, id_: str) -> Table | None:
        """A table of the report."""
        return next((one for one in self.report.tables if one.id == id_), None)


def figure(row: Row, table: Table, column: str) -> int | Fraction | None:
    """The number of a row in a column, None where nothing can be told."""
    ids = [one.id for one in table.columns]
    value = row.cells[ids.index(column)].value
    return value if isinstance(value, int | Fraction) else None
