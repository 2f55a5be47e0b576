"""What people name on the command line: a scenario, a language, a score. Refuses the rest."""

from __future__ import annotations

from pathlib import Path

from bot.app.refusal import refuse
from dialogs.loader import SHIPPED_SCENARIOS
from dialogs.scenario import LOCALES
from leads.winning import ScoreName


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


def known_score(named: str) -> ScoreName:
    """The score, if it is one."""
    match named:
        case "fit":
            return "fit"
        case "intent":
            return "intent"
        case _:
            refuse(f"{named!r} is no score. Use fit or intent.")
