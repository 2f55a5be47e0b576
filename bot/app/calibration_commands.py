"""`prequal calibrate` and `prequal score`: a scorecard from closed deals, and its use. Thin."""

from __future__ import annotations

import asyncio
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.app.named import known_language, known_score, scenario_file
from bot.app.refusal import refuse
from bot.app.settings import SettingsError, load_settings
from leads.stage import Stage
from leads.winning import TARGETS

if TYPE_CHECKING:
    from bot.app.calibration.own import AskedOwn

EXTRA = "numpy", "sklearn"
PARTS = "Columns, with commas between them; the option may be repeated."


def calibrate(  # noqa: PLR0913, PLR0917 - every option of a command is an argument
    file: Annotated[
        Path | None, typer.Argument(help="CSV of deals, a line for each, the oldest first.")
    ] = None,
    target: Annotated[
        str | None,
        typer.Option(
            help="Column that says whether a deal was won. With --history: payment or key_stage."
        ),
    ] = None,
    history: Annotated[
        bool, typer.Option("--history", help="Learn from the leads of the own database instead.")
    ] = False,
    won: Annotated[
        str | None, typer.Option(help="Its value for won, where that isn't yes.")
    ] = None,
    drop: Annotated[list[str] | None, typer.Option(help=f"Not to be asked. {PARTS}")] = None,
    blank: Annotated[
        list[str] | None, typer.Option(help="A word that means «not answered», like Select.")
    ] = None,
    questions: Annotated[int, typer.Option(min=1, max=20, help="Questions at most.")] = 8,
    precision: Annotated[
        float | None, typer.Option(min=0.01, max=1.0, help="Share of wins wanted, like 0.8.")
    ] = None,
    capacity: Annotated[
        float | None, typer.Option(min=0.1, help="Leads a week that the team can take.")
    ] = None,
    weeks: Annotated[
        float | None, typer.Option(min=0.1, help="Weeks that the file covers.")
    ] = None,
    date: Annotated[str | None, typer.Option(help="Column with the day of each deal.")] = None,
    language: Annotated[str, typer.Option(help="ru or en")] = "ru",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="What is written; FILE.card.yaml, if left out."),
    ] = None,
    scenario: Annotated[
        str | None,
        typer.Option(help="Scenario that gets a new version. With --history: a published id."),
    ] = None,
    map_: Annotated[
        list[str] | None, typer.Option("--map", help="column=slot; only these are asked.")
    ] = None,
    score: Annotated[str, typer.Option(help="Score whose rows are replaced: fit, intent")] = "fit",
) -> None:
    """Propose a scorecard from closed deals: points, reasons, thresholds, how far to trust it."""
    _need_extra()
    from bot.app.calibration.desk import Asked, calibrate
    from bot.app.calibration.files import TableError
    from bot.app.calibration.own import AskedOwn
    from bot.app.calibration.report import Wishes
    from dialogs.findings import ScenarioErrors

    if history:
        if file or won or blank or date or map_:
            refuse("--history needs no table: leave out FILE, --won, --blank, --date and --map.")
        _print_own(
            AskedOwn(
                scenario=scenario,
                target=_stage(target or "payment"),
                drop=_parts(drop),
                questions=questions,
                wishes=Wishes(precision, capacity, weeks),
                language=known_language(language),
                output=output,
                score=known_score(score),
            )
        )
        return
    if file is None or target is None:
        refuse("Name a table and --target, the column that says how a deal ended; or --history.")
    asked = Asked(
        table=file,
        target=target,
        won=won,
        drop=tuple(drop or ()),
        blanks=tuple(blank or ()),
        questions=questions,
        wishes=Wishes(precision, capacity, weeks),
        date=date,
        language=known_language(language),
        output=output,
        scenario=None if scenario is None else scenario_file(scenario),
        pairs=_parts(map_),
        score=known_score(score),
    )
    try:
        for line in calibrate(asked):
            print(line)
    except (TableError, ScenarioErrors) as error:
        refuse(str(error))


def _print_own(asked: AskedOwn) -> None:
    from bot.app.calibration.files import TableError
    from bot.app.calibration.own import calibrate_own
    from dialogs.findings import ScenarioErrors
    from dialogs.registry import RegistryError
    from leads.clock import SystemClock
    from storage.errors import DatabaseError

    try:
        lines = asyncio.run(calibrate_own(asked, load_settings(), SystemClock().now()))
    except (SettingsError, DatabaseError, RegistryError, TableError, ScenarioErrors) as error:
        refuse(str(error))
    print("\n".join(lines))


def _stage(named: str) -> Stage:
    for stage in TARGETS:
        if stage.value == named:
            return stage
    refuse(f"With --history, --target is payment or key_stage, not {named!r}.")


def score(
    file: Annotated[Path, typer.Argument(help="CSV with the card's columns.")],
    card: Annotated[Path, typer.Option(help="A card that `calibrate` wrote.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Where the table goes.")],
) -> None:
    """Apply a card to a table: every row gets its score, probability and grade."""
    from bot.app.calibration.files import TableError
    from bot.app.calibration.scored import score

    try:
        print(score(file, card, output))
    except TableError as error:
        refuse(str(error))


def _need_extra() -> None:
    if any(find_spec(name) is None for name in EXTRA):
        refuse("calibrate needs the extra `calibration`: pip install 'prequal[calibration]'.")


def _parts(lists: list[str] | None) -> tuple[str, ...]:
    return tuple(part.strip() for one in lists or () for part in one.split(",") if part.strip())
