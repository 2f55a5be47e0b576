"""What a picture consists of: marks with their places, in the order in which they are painted.

Places are pixels of the finished picture, from its upper left corner. Nothing is painted here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from reports.charts.board.inks import AnyInk, Ink
from reports.charts.board.type import clipped, width_of

Point = tuple[float, float]


class Align(StrEnum):
    """Which end of the words the place is of."""

    LEFT = "l"
    MIDDLE = "m"
    RIGHT = "r"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, its corners rounded by `radius`."""

    x: float
    y: float
    width: float
    height: float
    ink: AnyInk
    radius: float = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points."""

    points: tuple[Point, ...]
    ink: AnyInk
    thick: float


@dataclass(frozen=True, slots=True)
class Area:
    """A filled outline."""

    points: tuple[Point, ...]
    ink: AnyInk


@dataclass(frozen=True, slots=True)
class Dot:
    """A circle."""

    x: float
    y: float
    radius: float
    ink: AnyInk


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text; `y` is its base line."""

    x: float
    y: float
    text: str
    size: int
    ink: AnyInk = Ink.WORDS
    bold: bool = False
    align: Align = Align.LEFT

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of what capitals and descenders take."""
        width = width_of(self.text, self.size, bold=self.bold)
        left = self.x - {Align.LEFT: 0.0, Align.MIDDLE: width / 2, Align.RIGHT: width}[self.align]
        return left, self.y - 0.74 * self.size, left + width, self.y + 0.2 * self.size


Mark = Box | Line | Area | Dot | Words


@dataclass(slots=True)
class Board:
    """A picture under way: so wide, and as high as what is put on it."""

    width: int
    height: float = 0
    marks: list[Mark] = field(default_factory=list)

    def put(self, *marks: Mark) -> None:
        """Add marks on top of those that are there."""
        self.marks += marks

    def say(
        self,
        x: float,
        y: float,
        text: str,
        size: int,
        ink: AnyInk = Ink.WORDS,
        *,
        bold: bool = False,
        align: Align = Align.LEFT,
        room: float | None = None,
    ) -> float:
        """Add words, clipped to `room`; how wide they became."""
        if room is not None:
            text = clipped(text, size, room, bold=bold)
        self.put(Words(x, y, text, size, ink, bold, align))
        return width_of(text, size, bold=bold)
