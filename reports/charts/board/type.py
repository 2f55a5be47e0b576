"""The type of pictures: a cut of Inter (Latin, Cyrillic, signs of currencies), and how wide it is.

The fonts ship with us, since no server is sure to have one with Cyrillic; see fonts/README.md.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from PIL import ImageFont

FONTS = Path(__file__).parent / "fonts"
ELLIPSIS = "…"


@cache
def font(size: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    """The font in that size (pixels)."""
    file = FONTS / f"Inter-{'SemiBold' if bold else 'Regular'}.otf"
    # The other layout engine is not there everywhere, and refuses some texts.
    return ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)
def width_of(text: str, size: int, *, bold: bool = False) -> float:
    """Pixels that one line takes."""
    return font(size, bold=bold).getlength(text)


def clean(text: str) -> str:
    """One line that the font can set: every gap a space, no control characters."""
    kinds = ((one, unicodedata.category(one)[0]) for one in " ".join(text.split()))
    return "".join(one for one, kind in kinds if kind != "C")


def wrapped(text: str, size: int, room: float) -> list[str]:
    """The text on as many lines as it takes; a word that is too long for one is clipped."""
    lines: list[str] = []
    for word in clean(text).split(" "):
        if lines and width_of(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(clipped(word, size, room))
    return lines


def clipped(text: str, size: int, room: float, *, bold: bool = False) -> str:
    """The text, or as much of its beginning as there is room for, with an ellipsis."""
    text = clean(text)
    if width_of(text, size, bold=bold) <= room:
        return text
    low, high = 0, min(len(text), 400)
    while low < high:
        middle = (low + high + 1) // 2
        if width_of(text[:middle].rstrip() + ELLIPSIS, size, bold=bold) <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip(" .,;:«(") + ELLIPSIS
