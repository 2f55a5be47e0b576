"""Scenarios to start from: which trades there are, and their files under an id of one's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from dialogs.loader import SHIPPED_SCENARIOS, SUFFIX, read_file
from dialogs.schema.fields import ID, MAX_ID

FOLDER = Path(__file__).parent.parent / "templates"
PARTS = ("quiz", "brief")
FLAGSHIP = "agency"
"""The trade whose scenarios are those that the bot serves when nothing else is named."""


def trades() -> tuple[str, ...]:
    """The names of the templates."""
    return (
        FLAGSHIP,
        *sorted(path.name for path in FOLDER.iterdir() if (path / "quiz.yaml").exists()),
    )


def template_files(trade: str) -> Mapping[str, Path]:
    """The files of a template by part; KeyError for a trade that there is not."""
    if trade not in trades():
        raise KeyError(trade)
    if trade == FLAGSHIP:
        return {part: SHIPPED_SCENARIOS / f"{trade}-{part}{SUFFIX}" for part in PARTS}
    return {part: FOLDER / trade / f"{part}{SUFFIX}" for part in PARTS}


def good_name(name: str) -> bool:
    """Whether the ids made of `name` are well-formed."""
    return bool(ID.fullmatch(name)) and len(f"{name}-brief") <= MAX_ID


def written(trade: str, name: str) -> Mapping[str, str]:
    """File names and texts of the template, `TRADE-quiz` and `TRADE-brief` renamed after `name`."""
    ids = re.compile(rf"\b{trade}-({'|'.join(PARTS)})\b")
    return {
        f"{name}-{part}{SUFFIX}": ids.sub(rf"{name}-\1", read_file(file))
        for part, file in template_files(trade).items()
    }
