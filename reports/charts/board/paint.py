"""Marks → PNG. Shapes are painted twice as large and made small again, which smooths their edges;
words are set in their own size, which keeps them sharp."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw

from reports.charts.board.inks import Ink, Theme, colour
from reports.charts.board.marks import Area, Board, Box, Dot, Line, Mark, Words
from reports.charts.board.type import font

LARGER = 2


def painted(board: Board, theme: Theme) -> bytes:
    """The board as a PNG file."""
    size = (board.width * LARGER, round(board.height) * LARGER)
    large = Image.new("RGB", size, colour(Ink.PAPER, theme))
    shapes = ImageDraw.Draw(large)
    for mark in board.marks:
        if not isinstance(mark, Words):
            _shape(shapes, mark, theme)
    image = large.reduce(LARGER)
    words = ImageDraw.Draw(image)
    for mark in board.marks:
        if isinstance(mark, Words):
            _words(words, mark, theme)
    file = BytesIO()
    image.save(file, "PNG", compress_level=6)
    return file.getvalue()


def _shape(draw: ImageDraw.ImageDraw, mark: Mark, theme: Theme) -> None:
    match mark:
        case Box(x, y, width, height, ink, radius):
            corner = (x * LARGER, y * LARGER)
            other = ((x + width) * LARGER - 1, (y + height) * LARGER - 1)
            if other[0] >= corner[0] and other[1] >= corner[1]:
                draw.rounded_rectangle((corner, other), radius * LARGER, colour(ink, theme))
        case Line(points, ink, thick):
            wide = round(thick * LARGER)
            draw.line(_scaled(points), colour(ink, theme), wide, joint="curve")
        case Area(points, ink):
            draw.polygon(_scaled(points), colour(ink, theme))
        case Dot(x, y, radius, ink):
            draw.circle((x * LARGER, y * LARGER), radius * LARGER, colour(ink, theme))


def _words(draw: ImageDraw.ImageDraw, mark: Words, theme: Theme) -> None:
    draw.text(
        (mark.x, mark.y),
        mark.text,
        colour(mark.ink, theme),
        font(mark.size, bold=mark.bold),
        anchor=f"{mark.align.value}s",
    )


def _scaled(points: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
    return [(x * LARGER, y * LARGER) for x, y in points]
