"""A field with axes for lines, its places from values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reports.charts.board.inks import AnyInk, Ink
from reports.charts.board.marks import Align, Box, Dot, Line, Point
from reports.charts.board.scale import ticks
from reports.charts.board.type import width_of
from reports.charts.page import BODY, Page

TICK = 28


@dataclass(frozen=True, slots=True)
class Field:
    """Values from 0 to `across` and from 0 to `highest` on a rectangle."""

    left: float
    top: float
    width: float
    height: float
    across: float
    highest: float

    def at(self, x: float, y: float) -> Point:
        """Where a value lies."""
        return (
            self.left + self.width * x / self.across,
            self.top + self.height * (1 - y / self.highest),
        )

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.top + self.height


def field(
    page: Page,
    across: float,
    highest: float,
    written: Callable[[float], str],
    *,
    height: float,
    room_right: float = 0,
) -> Field:
    """A field at the page's place with its levels drawn; the page goes on below it."""
    levels = ticks(highest)
    names = [written(level) for level in levels]
    gutter = max(width_of(name, TICK) for name in names) + 20
    top = page.y + TICK
    made = Field(
        page.left + gutter, top, page.room - gutter - room_right, height, across, levels[-1]
    )
    for level, name in zip(levels, names, strict=True):
        _, y = made.at(0, level)
        page.board.put(Line(((made.left, y), (made.left + made.width, y)), Ink.GRID, 2))
        page.board.say(made.left - 16, y + 10, name, TICK, Ink.QUIET, align=Align.RIGHT)
    page.y = made.bottom
    return made


def under(page: Page, made: Field, names: Sequence[tuple[float, str]]) -> None:
    """Words under the field at these values across, as many as there is room for."""
    page.y += TICK * 1.5
    taken = float("-inf")
    for x, name in names:
        middle, _ = made.at(x, 0)
        half = width_of(name, TICK) / 2
        middle = min(max(middle, page.left + half), page.right - half)
        if middle - half > taken + 14:
            page.board.say(middle, page.y, name, TICK, Ink.QUIET, align=Align.MIDDLE)
            taken = middle + half


def line(page: Page, points: Sequence[Point], ink: AnyInk, thick: float) -> None:
    """A line through places, a dot for a single one."""
    if len(points) > 1:
        page.board.put(Line(tuple(points), ink, thick))
    if points:
        page.board.put(Dot(*points[-1], thick * (1.6 if len(points) > 1 else 2), ink))


def end(page: Page, made: Field, place: Point, told: str, ink: Ink) -> None:
    """What a line comes to, on a ground of its own: other lines pass behind it."""
    wide = width_of(told, BODY, bold=True) + 28
    x = min(page.right - wide, max(page.left, place[0] - wide))
    above = place[1] - 78
    y = above if above >= made.top - TICK else place[1] + 24
    page.board.put(Box(x, y, wide, 54, ink, 14))
    page.board.say(x + wide / 2, y + 40, told, BODY, Ink.PAPER, bold=True, align=Align.MIDDLE)
