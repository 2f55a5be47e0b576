"""The command line: `prequal run | sandbox | check | play | scenario … | calibrate | score | …`.

Parses, calls one thing, prints. A mistake is one sentence on standard error and exit status 2.
What starts the bot is `bot.app.cli`.
"""

from __future__ import annotations

import asyncio
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.app import (
    calibration_commands,
    crm_commands,
    data_commands,
    export_commands,
    link_commands,
    outbox_commands,
    scenario_commands,
)
from bot.app.cli import run
from bot.app.named import known_language, scenario_file
from bot.app.refusal import refuse
from bot.app.settings import SettingsError
from dialogs.findings import Severity
from dialogs.loader import SHIPPED_SCENARIOS

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Prequal: a pre-qualification assistant for B2B sales in Telegram.",
)
app.command()(run)
app.add_typer(scenario_commands.app, name="scenario")
app.add_typer(outbox_commands.app, name="outbox")
app.add_typer(crm_commands.app, name="crm")
app.add_typer(link_commands.app, name="link")
app.add_typer(export_commands.app, name="export")
app.command()(data_commands.rotate_keys)
app.command()(data_commands.consents)
app.command()(calibration_commands.calibrate)
app.command()(calibration_commands.score)


@app.command()
def sandbox(
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.")] = 8081,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
) -> None:
    """Start only the sandbox: a local Bot API server with a browser messenger."""
    from bot.app.sandbox import serve_sandbox

    try:
        asyncio.run(serve_sandbox(host, port, announce=print))
    except OSError as error:
        refuse(f"Port {port} can't be used ({error.strerror}). Choose another with --port.")
    except KeyboardInterrupt:
        return


class Format(StrEnum):
    """How `check` writes its findings."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


@app.command()
def check(
    path: Annotated[Path, typer.Argument(help="Folder with scenarios (*.yaml), or one file.")] = (
        SHIPPED_SCENARIOS
    ),
    output: Annotated[
        Format, typer.Option("--format", help="text for people, json for machines, github for CI")
    ] = Format.TEXT,
    exclusivity: Annotated[
        Path | None, typer.Option(help="Register of exclusive clients to be proven as well.")
    ] = None,
    forms: Annotated[
        Path | None, typer.Option(help="File of the forms of sites to be proven as well.")
    ] = None,
) -> None:
    """Prove the scenarios consistent: every mistake with its place and its remedy."""
    from bot.app.findings import find, find_in_forms, find_in_register, write

    if not path.exists():
        refuse(f"{path} is not there. Name the folder that holds your scenarios, or one file.")
    if exclusivity is not None and not exclusivity.is_file():
        refuse(f"{exclusivity} is not there. Name the file that lists your exclusive clients.")
    if forms is not None and not forms.is_file():
        refuse(f"{forms} is not there. Name the file that lists the forms of your sites.")
    findings = find(path)
    if exclusivity is not None:
        findings += find_in_register(exclusivity, path)
    if forms is not None:
        try:
            findings += find_in_forms(forms, path)
        except SettingsError as error:
            refuse(str(error))
    print(write(findings, output.value))
    if any(finding.severity is Severity.ERROR for finding in findings):
        sys.exit(2)


@app.command()
def play(
    scenario: Annotated[str, typer.Argument(help="Path of a scenario, or the id of a shipped one")],
    language: Annotated[str, typer.Option(help="ru or en")] = "ru",
) -> None:
    """Play a scenario in the terminal, answered by the same engine that serves Telegram."""
    from bot.app.play import play_in_terminal
    from dialogs.findings import ScenarioErrors

    try:
        play_in_terminal(scenario_file(scenario), known_language(language), read=input, write=print)
    except ScenarioErrors as errors:
        refuse(str(errors))
    except (EOFError, KeyboardInterrupt):
        return
