"""`prequal crm import`: an existing base from a table or from a CRM. Parses and prints."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.app.refusal import refuse
from bot.app.settings import Settings, SettingsError, crm_secrets, load_settings

if TYPE_CHECKING:
    from bot.app.crm.bringing import Outcome
    from bot.app.crm.importing import Previewed, TableImport
    from bot.app.crm.pulling import BaseImport, Glimpse
    from crm_sync.importing.columns import Columns
    from leads.importing.rows import BaseRow, Kind
    from storage.database import Database

SHOWN = 5
KINDS = "companies, contacts, deals or orders"


def import_(
    file: Annotated[
        Path | None, typer.Argument(help="A table: .csv or .xlsx; none with --from alone.")
    ] = None,
    account: Annotated[
        str,
        typer.Option("--from", help="An account of a CRM: its base, or a table with its numbers."),
    ] = "",
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

    if file is None and not account:
        refuse("Name a table (.csv or .xlsx), or with --from an account of a CRM.")
    if file is not None and not file.is_file():
        refuse(f"{file} is not there. Name a .csv or .xlsx; with --from, an account of a CRM.")
    try:
        settings = load_settings()
        if file is None:
            wrong = asyncio.run(_pull(account, _kinds(columns, kind), settings, preview=preview))
        else:
            wrong = _act(file, _columns(columns, kind, account), settings, preview=preview)
    except (SettingsError, BadSheet, BadCrmFile, DatabaseError, LookupError, OSError) as error:
        refuse(str(error))
    if wrong:
        sys.exit(1)


def _kinds(columns: Path | None, kind: str) -> Sequence[Kind]:
    """What of a CRM is brought in, in the order in which one names the other."""
    from leads.importing.rows import Kind

    if columns is not None:
        refuse("--columns is for tables: what a CRM calls its fields stands in its mapping.")
    if kind and kind not in list(Kind):
        refuse(f"--kind is {KINDS}, not {kind!r}.")
    return [Kind(kind)] if kind else [Kind.COMPANIES, Kind.CONTACTS, Kind.DEALS]


def _columns(path: Path | None, kind: str, account: str) -> Columns:
    from crm_sync.importing.columns import Columns, read_columns
    from leads.importing.rows import Kind

    if path is not None:
        found = read_columns(path)
        if kind and kind != found.kind.value:
            refuse(f"{path} is for {found.kind.value}, and --kind says {kind}.")
        return found
    if kind not in list(Kind):
        refuse(f"Say with --kind what the rows are: {KINDS}. Or name a mapping with --columns.")
    return Columns(Kind(kind), base=account) if account else Columns(Kind(kind))


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


async def _pull(account: str, kinds: Sequence[Kind], settings: Settings, *, preview: bool) -> bool:
    """Bring the base of a CRM in, or show its beginning; whether something is wrong with it."""
    from bot.app.crm.pulling import BaseImport
    from bot.app.crm.standalone import connected_to, planned_accounts
    from bot.app.data_desk import beside, owned
    from crm_sync.capabilities import Capability
    from crm_sync.errors import CrmError

    planned = planned_accounts(settings, crm_secrets(), account)
    async with (
        (beside if preview else owned)(settings) as database,
        connected_to(database, planned) as (crm,),
    ):
        if Capability.BASE not in crm.adapter.capabilities:
            refuse(f"{crm.adapter.title} hands nothing over: export a table there.")
        base = BaseImport(crm, settings, Path())
        try:
            if preview:
                return await _show(base, kinds)
            return await _bring_base(base, account, kinds, database, settings)
        except CrmError as error:
            print(f"{crm.name}: {error.kind.value}: {error}", file=sys.stderr)
            print("Run it again later: it goes on where it was broken off.", file=sys.stderr)
            return True


async def _show(base: BaseImport, kinds: Sequence[Kind]) -> bool:
    wrong = False
    for kind in kinds:
        glimpse = await base.glimpse(kind, SHOWN)
        _print_glimpse(kind, glimpse)
        wrong |= bool(glimpse.outcome.wrong)
    return wrong


async def _bring_base(
    base: BaseImport, account: str, kinds: Sequence[Kind], database: Database, settings: Settings
) -> bool:
    from bot.app.grades import stored_grades
    from bot.app.policies import terms_of
    from leads.clock import SystemClock
    from leads.importing.rows import Kind

    wrong = False
    for kind in kinds:
        outcome = await base.bring(kind, database, partial(_progress, kind))
        print(file=sys.stderr)
        print(f"{kind.value}: ", end="")
        _print_outcome(outcome, f" --kind {kind.value} --from {account}")
        wrong |= bool(outcome.wrong)
        if outcome.added[Kind.ORDERS]:
            grades = await stored_grades(database, terms_of(settings), SystemClock())
            await grades.measure()
    if Kind.DEALS in kinds and Kind.ORDERS not in kinds:
        print("Deals that were won count as orders once `--kind orders` has brought them in, too.")
    return wrong


def _progress(kind: Kind, done: int, total: int | None) -> None:
    of = f" of {total:,}" if total else ""
    print(f"\r{kind.value}: {done:,}{of} read", end="", file=sys.stderr, flush=True)


def _print_glimpse(kind: Kind, glimpse: Glimpse) -> None:
    there = "an unknown number" if glimpse.total is None else f"{glimpse.total:,}"
    print(f"{kind.value}: {there} there; of the first {glimpse.outcome.rows}:")
    for row in glimpse.first:
        print(f"  {_told(row)}")
    print("Nothing was kept.")
    _print_wrong(glimpse.outcome)


def _print_outcome(outcome: Outcome, how: str = "") -> None:
    added = ", ".join(f"{count:,} {kind.value}" for kind, count in sorted(outcome.added.items()))
    print(f"{outcome.rows:,} rows: new are {added or 'none'}; {outcome.known:,} were here already.")
    _print_wrong(outcome)
    if outcome.wrong_in is not None:
        way = f": prequal crm import {outcome.wrong_in}{how}" if how else " in the same way."
        print(f"Mend them in {outcome.wrong_in} and import that file{way}")


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
