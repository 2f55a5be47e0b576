"""`prequal scenario …`: scenarios written and shown; versions published, compared, taken back.

Parses and prints.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.app.named import known_language, scenario_file
from bot.app.refusal import refuse
from bot.app.settings import SettingsError, load_settings

if TYPE_CHECKING:
    from bot.app.registry_desk import RegistryDesk

app = typer.Typer(no_args_is_help=True, help="Scenarios: write, show, publish, compare, go back.")

ScenarioId = Annotated[str, typer.Argument(help="Id of the scenario, as its file says.")]
Share = Annotated[int, typer.Option(min=1, max=99, help="Per cent of people who get version B.")]
SHARE_OF_NEW = "Only for this per cent of people (1-99), beside the current version."
NAMES = "A file, an id (what is published now), id@version, or a digest."


@app.command()
def publish(
    path: Annotated[Path, typer.Argument(help="A scenario file, or a folder of them.")],
    share: Annotated[int | None, typer.Option(min=1, max=99, help=SHARE_OF_NEW)] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what would change.")
    ] = False,
) -> None:
    """Let new conversations begin with this version; tells what changes, and for which leads."""
    _run(lambda desk: desk.publishing.publish(path, share=share, dry_run=dry_run))


@app.command("list")
def list_() -> None:
    """List what was published when and by whom; a star marks what counts now."""
    _run(lambda desk: desk.editions.listing())


@app.command()
def diff(
    old: Annotated[str, typer.Argument(help=NAMES)],
    new: Annotated[str, typer.Argument(help=NAMES)],
) -> None:
    """Tell two versions apart, and name the stored leads whose verdict would change."""
    from bot.app.editions import differences_of_files

    _run(
        lambda desk: desk.editions.differences(old, new),
        otherwise=lambda reason: differences_of_files(old, new, reason),
    )


@app.command()
def rollback(
    scenario: ScenarioId,
    version: Annotated[
        str | None,
        typer.Argument(help="Version or digest; the one before the current, if left out."),
    ] = None,
) -> None:
    """Let new conversations begin with an earlier version again."""
    _run(lambda desk: desk.publishing.roll_back(scenario, version))


@app.command()
def split(
    scenario: ScenarioId,
    versions: Annotated[
        list[str] | None, typer.Argument(help="Versions A and B, to begin a split.")
    ] = None,
    share: Share = 50,
    keep: Annotated[
        str | None, typer.Option(help="End the split: everybody gets this one.")
    ] = None,
) -> None:
    """Compare two versions on people: begin a split, report on it (no versions), or end it."""
    if keep is not None and versions:
        refuse("Either name two versions to begin a split, or --keep one to end it.")
    if keep is not None:
        _run(lambda desk: desk.publishing.end_split(scenario, keep))
    elif not versions:
        _run(lambda desk: desk.editions.report(scenario))
    elif len(versions) == 2:
        first, second = versions
        _run(lambda desk: desk.publishing.begin_split(scenario, first, second, share))
    else:
        refuse("Name two versions, A and B, to begin a split; none to see its report.")


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="Short name of yours: plant gives plant-quiz.yaml.")],
    template: Annotated[
        str, typer.Option(help="agency, construction, equipment, saas or wholesale")
    ] = "agency",
    to: Annotated[Path, typer.Option(help="Folder to write to; made if it is not there.")] = (
        Path("scenarios")
    ),
) -> None:
    """Start scenarios of your own from a template: a quiz, a brief, and their personas."""
    from bot.app.new_scenarios import begin

    for line in begin(name, template, to):
        print(line)


@app.command()
def report(
    scenario: Annotated[str, typer.Argument(help="A scenario file, or the id of a shipped one.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write; ID.html, if left out.")
    ] = None,
    language: Annotated[str, typer.Option(help="ru or en")] = "ru",
) -> None:
    """Write one HTML file that shows the whole scenario: steps, rules, texts, a diagram."""
    from bot.app.report.page import report as html
    from dialogs.findings import ScenarioErrors

    path = scenario_file(scenario)
    target = output or Path(f"{path.stem}.html")
    try:
        target.write_text(html(path, known_language(language)), encoding="utf-8")
    except ScenarioErrors as errors:
        refuse(f"{errors}\nA scenario with errors has no report; mend these first.")
    except OSError as error:
        refuse(f"{target} can't be written ({error.strerror}). Name another file with -o.")
    print(f"{target}: open it in a browser, or print it")


@app.command()
def schema(
    cadences: Annotated[
        bool, typer.Option("--cadences", help="The schema of files of cadences instead.")
    ] = False,
) -> None:
    """Print the JSON Schema with which editors complete scenario files and underline mistakes."""
    import json

    from dialogs.document.cadence_schema import cadence_schema
    from dialogs.document.json_schema import json_schema

    made = cadence_schema() if cadences else json_schema()
    print(json.dumps(made, ensure_ascii=False, indent=2))


def _run(
    use: Callable[[RegistryDesk], Awaitable[list[str]]],
    *,
    otherwise: Callable[[str], list[str] | None] = lambda _: None,
) -> None:
    """Print the lines of one use of the registry; `otherwise` may do without a database."""
    from bot.app.registry_desk import registry_desk
    from dialogs.findings import ScenarioErrors
    from dialogs.registry import RegistryError
    from storage.errors import DatabaseError

    async def used() -> list[str]:
        async with registry_desk(load_settings()) as desk:
            return await use(desk)

    try:
        try:
            lines = asyncio.run(used())
        except DatabaseError as error:
            without = otherwise(str(error))
            if without is None:
                raise
            lines = without
    except (SettingsError, DatabaseError, RegistryError, ScenarioErrors, OSError) as error:
        refuse(str(error))
    print("\n".join(lines))
