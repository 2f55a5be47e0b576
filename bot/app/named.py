"""What people name on the command line: a scenario by file or id, a language. Refuses the rest."""

from __future__ import annotations

from pathlib import Path

from bot.app.refusal import refuse
from dialogs.loader import SHIPPED_SCENARIOS
from dialogs.scenario import LOCALES


def scenario_file(named: str) -> Path:
    """The file of that name, or of the shipped scenario with that id."""
    path = Path(named)
    if not path.suffix:
        path = SHIPPED_SCENARIOS / f"{named}.yaml"
    if not path.is_file():
        refuse(f"{path} is not there. Name a scenario file, or the id of a shipped scenario.")
    return path


def known_language(named: str) -> str:
    """The language, if it is one of ours."""
    if named not in LOCALES:
        refuse(f"{named!r} is not a language of Prequal. Use {' or '.join(LOCALES)}.")
    return named
