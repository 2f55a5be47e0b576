"""`prequal crm import`: a table of an existing base. Parses and prints."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.app.refusal import refuse
from bot.app.settings import Settings, SettingsError, load_settings

if TYPE_CHECKING:
    from bot.app.crm.importing import Outcome, Previewed, TableImport
    from crm_sync.importing.columns import Columns
    from leads.importing.rows import BaseRow

SHOWN = 5
KINDS = "companies, contacts, deals or orders"


def import_(
    file: Annotated[Path, typer.Argument(help="A table: .csv or .xlsx.")],
    columns: Annotated[
        Path | None, typer.Option(help="Mapping of the columns, see docs/import.md.")
    ] = None,
    kind: Annotated[str, typer.Option(help=f"{KINDS}; a mapping says it by itself.")] = "",
    preview: Annotated[
        bool, typer.Option("--preview", help="Show the first rows and the counts, keep nothing.")
    ] = False,
) -> None:
    """Bring companies, contacts, deals or orders of an existing base in; twice is harmless."""
    from crm_sync.importing.sheet import BadSheet
    from crm_sync.strict_file import BadCrmFile
    from storage.errors import DatabaseError

    if not file.is_file():
        refuse(f"{file} is not there. Name a .csv or .xlsx; of a CRM, one that was exported there.")
    try:
        settings = load_settings()
        wrong = _act(file, _columns(columns, kind), settings, preview=preview)
    except (SettingsError, BadSheet, BadCrmFile, DatabaseError, OSError) as error:
        refuse(str(error))
    if wrong:
        sys.exit(1)


def _columns(path: Path | None, kind: str) -> Columns:
    from crm_sync.importing.columns import Columns, read_columns
    from leads.importing.rows import Kind

    if path is not None:
        found = read_columns(path)
        if kind and kind != found.kind.value:
            refuse(f"{path} is for {found.kind.value}, and --kind says {kind}.")
        return found
    if kind not in list(Kind):
        refuse(f"Say with --kind what the rows are: {KINDS}. Or name a mapping with --columns.")
    return Columns(Kind(kind))


def _act(file: Path, columns: Columns, settings: Settings, *, preview: bool) -> bool:
    """Do it, and whether a row is wrong."""
    from bot.app.crm.importing import TableImport

    table = TableImport(file, columns, settings)
    if preview:
        with table.open() as sheet, typer.progressbar(length=sheet.size, label="read") as bar:
            shown = table.preview(sheet, SHOWN, bar.update)
        _print_preview(shown)
        return bool(shown.outcome.wrong)
    outcome = asyncio.run(_bring(table, settings))
    _print_outcome(outcome)
    return bool(outcome.wrong)


async def _bring(table: TableImport, settings: Settings) -> Outcome:
    from bot.app.data_desk import owned
    from bot.app.grades import stored_grades
    from bot.app.policies import terms_of
    from leads.clock import SystemClock
    from leads.importing.rows import Kind

    async with owned(settings) as database:
        with table.open() as sheet, typer.progressbar(length=sheet.size, label="read") as bar:
            outcome = await table.bring(sheet, database, bar.update)
        if outcome.added[Kind.ORDERS]:
            grades = await stored_grades(database, terms_of(settings), SystemClock())
            await grades.measure()
    return outcome


def _print_outcome(outcome: Outcome) -> None:
    added = ", ".join(f"{count:,} {kind.value}" for kind, count in sorted(outcome.added.items()))
    print(f"{outcome.rows:,} rows: new are {added or 'none'}; {outcome.known:,} were here already.")
    _print_wrong(outcome)
    if outcome.wrong_in is not None:
        print(f"Mend them in {outcome.wrong_in} and import that file in the same way.")


def _print_preview(shown: Previewed) -> None:
    print("Columns: " + ", ".join(f"{ours} = {theirs}" for ours, theirs in shown.columns.items()))
    if shown.left_out:
        print(f"Left out: {', '.join(shown.left_out)}")
    for row in shown.first:
        print(f"line {row.line}: {_told(row)}")
    good = shown.outcome.rows - shown.outcome.wrong
    print(f"{shown.outcome.rows:,} rows, {good:,} of them can be imported. Nothing was kept.")
    _print_wrong(shown.outcome)


def _print_wrong(outcome: Outcome) -> None:
    if not outcome.wrong:
        return
    print(f"{outcome.wrong:,} rows are wrong:", file=sys.stderr)
    for line in outcome.told:
        print(f"  {line}", file=sys.stderr)
    if outcome.wrong > len(outcome.told):
        print(f"  and {outcome.wrong - len(outcome.told):,} more", file=sys.stderr)


def _told(row: BaseRow) -> str:
    """What would be kept of it."""
    from dataclasses import asdict

    said = [f"id {row.key}"] if row.key else []
    for part in (row.company, row.person, row.order, row.deal):
        told = {} if part is None else asdict(part)
        words = [f"{name} {value}" for name, value in told.items() if value]
        title = type(part).__name__.removesuffix("Of").lower()
        said += [f"{title}: {', '.join(words)}"] if words else []
    return "; ".join(said)
