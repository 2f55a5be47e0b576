"""`prequal export …`: reports and lists of leads as files. Thin."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.app.named import known_language
from bot.app.refusal import refuse
from bot.app.settings import SettingsError, load_settings

app = typer.Typer(no_args_is_help=True, help="Reports and lists of leads as files: XLSX or CSV.")

Words = Annotated[
    list[str] | None,
    typer.Argument(help="A period and filters in plain words: last quarter, ads, warm."),
]
Folder = Annotated[Path, typer.Option("--to", help="The folder to write into.")]
Csv = Annotated[bool, typer.Option("--csv", help="CSV instead of XLSX.")]
Language = Annotated[str, typer.Option(help="ru or en")]


@app.command()
def report(
    name: Annotated[str, typer.Argument(help="The report, by its command: funnel, channels, …")],
    words: Words = None,
    to: Folder = Path(),
    csv: Csv = False,
    language: Language = "ru",
) -> None:
    """Write a report; the definitions of its figures come along."""
    _export([name, *(words or [])], to, language, csv=csv)


@app.command()
def leads(
    words: Words = None,
    to: Folder = Path(),
    csv: Csv = False,
    language: Language = "ru",
) -> None:
    """Write a list of leads; names only of those whose consent is in force."""
    _export(["leads", *(words or [])], to, language, csv=csv)


def _export(words: list[str], folder: Path, language: str, *, csv: bool) -> None:
    from bot.app.exporting import ExportRefused, export
    from bot.app.runtime import REFUSED
    from dialogs.findings import ScenarioErrors

    asked = " ".join([*words, "csv"] if csv else words)
    try:
        print(asyncio.run(export(load_settings(), asked, folder, known_language(language))))
    except (SettingsError, ExportRefused, ScenarioErrors, *REFUSED) as error:
        refuse(str(error))
