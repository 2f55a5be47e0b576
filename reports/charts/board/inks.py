"""Inks by what they are for, and the two themes that give them colours. Values only.

Every pair that meets in a picture is held to the contrast of WCAG 2.2 by a test: 4.5 for words, 3
for marks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Colour = tuple[int, int, int]


class Ink(StrEnum):
    """What a colour is for."""

    PAPER = "paper"
    WORDS = "words"
    QUIET = "quiet"  # words that matter less
    GRID = "grid"
    TRACK = "track"  # the ground that a bar lies on
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    FOURTH = "fourth"
    GOOD = "good"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Mix:
    """An ink that covers the paper by `share` (0 to 1)."""

    ink: Ink
    share: float


@dataclass(frozen=True, slots=True)
class On:
    """Whatever can be read on that ground."""

    ground: Ink | Mix


AnyInk = Ink | Mix | On


class Theme(StrEnum):
    """Which of the two palettes."""

    LIGHT = "light"
    DARK = "dark"


PALETTES: Mapping[Theme, Mapping[Ink, str]] = {
    Theme.LIGHT: {
        Ink.PAPER: "#ffffff",
        Ink.WORDS: "#151922",
        Ink.QUIET: "#596274",
        Ink.GRID: "#dfe3ea",
        Ink.TRACK: "#eef1f6",
        Ink.FIRST: "#2b62e3",
        Ink.SECOND: "#c4620a",
        Ink.THIRD: "#0f8a62",
        Ink.FOURTH: "#717b8e",
        Ink.GOOD: "#0c7a56",
        Ink.BAD: "#c8324b",
    },
    Theme.DARK: {
        Ink.PAPER: "#141a24",
        Ink.WORDS: "#f1f4f9",
        Ink.QUIET: "#a6b0c2",
        Ink.GRID: "#2d3748",
        Ink.TRACK: "#1f2734",
        Ink.FIRST: "#6d9bff",
        Ink.SECOND: "#f3a64a",
        Ink.THIRD: "#40c795",
        Ink.FOURTH: "#8792a6",
        Ink.GOOD: "#4fd1a1",
        Ink.BAD: "#ff7d8f",
    },
}


def colour(ink: AnyInk, theme: Theme) -> Colour:
    """What an ink looks like in a theme."""
    if isinstance(ink, On):
        ground = colour(ink.ground, theme)
        either = (_parsed("#ffffff"), _parsed("#000000"))
        return max(either, key=lambda one: contrast(one, ground))
    if isinstance(ink, Mix):
        full, paper = colour(ink.ink, theme), colour(Ink.PAPER, theme)
        return _blended(full, paper, ink.share)
    return _parsed(PALETTES[theme][ink])


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of WCAG 2.2, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _parsed(code: str) -> Colour:
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def _blended(full: Colour, paper: Colour, share: float) -> Colour:
    red, green, blue = (
        round(back + (front - back) * share) for front, back in zip(full, paper, strict=True)
    )
    return red, green, blue


def _luminance(one: Colour) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in one)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
