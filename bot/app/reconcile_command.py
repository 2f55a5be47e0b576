"""`prequal crm reconcile`: leads here beside their cards there. Parses and prints."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bot.app.refusal import refuse
from bot.app.settings import Settings, SettingsError, crm_secrets, load_settings

if TYPE_CHECKING:
    from bot.app.crm.reconciling import Comparison, Reconciled
    from crm_sync.publishing.connection import Connection
    from crm_sync.reconciling.comparing import Difference

HEADER = ("lead", "what", "ours", "theirs", "whose word counts", "because")
WIDEST = 40


def reconcile(
    account: Annotated[
        str, typer.Argument(help="Name of an account; all of them, if left out.")
    ] = "",
    repair: Annotated[
        bool, typer.Option("--repair", help="Bring in line what a rule tells how.")
    ] = False,
) -> None:
    """Compare both sides, lead by lead, and print what differs; exit status 1 if anything does."""
    from crm_sync.strict_file import BadCrmFile
    from storage.errors import DatabaseError

    try:
        good = asyncio.run(_reconcile(load_settings(), account, repair=repair))
    except (SettingsError, BadCrmFile, DatabaseError, LookupError, OSError) as error:
        refuse(str(error))
    if not good:
        sys.exit(1)


async def _reconcile(settings: Settings, account: str, *, repair: bool) -> bool:
    from bot.app.crm.reconciling import comparison
    from bot.app.crm.standalone import connected_to, planned_accounts
    from bot.app.data_desk import beside, owned
    from leads.clock import SystemClock

    accounts = planned_accounts(settings, crm_secrets())
    planned = planned_accounts(settings, crm_secrets(), account)
    every = {one.entry.account.name: one.entry.every for one in planned}
    good = True
    async with (owned if repair else beside)(settings) as database:
        compared = await comparison(settings, database, accounts, SystemClock())
        async with connected_to(database, planned) as connections:
            for crm in connections:
                good &= await _account(crm, compared, every=every[crm.name], repair=repair)
    return good


async def _account(crm: Connection, compared: Comparison, *, every: bool, repair: bool) -> bool:
    """Whether both sides are the same now, as far as can be told."""
    from crm_sync.capabilities import Capability
    from crm_sync.errors import CrmError

    if Capability.READ not in crm.adapter.capabilities:
        print(f"{crm.name}: {crm.adapter.title} can't be read: there is nothing to compare.")
        return True
    try:
        count = await compared.count(crm, every=every)
        with typer.progressbar(length=count, label=crm.name) as bar:
            done = await compared.account(crm, bar.update, every=every, repair=repair)
    except CrmError as error:
        print(f"{crm.name}: {error.kind.value}: {error}", file=sys.stderr)
        return False
    _print(crm.name, done, repair=repair)
    return not (done.left if repair else done.found)


def _print(account: str, done: Reconciled, *, repair: bool) -> None:
    for line in _table(done.found):
        print(line)
    waits = f", {done.under_way} of them passed over: something is on its way" * (
        done.under_way > 0
    )
    print(f"{account}: {done.leads} leads{waits}; {len(done.found)} differences.")
    if repair and done.found:
        whose = " A person has to look at:" if done.left else ""
        print(f"{account}: {len(done.found) - len(done.left)} are brought in line.{whose}")
        for line in _table(done.left):
            print(line)


def _table(found: Sequence[Difference]) -> list[str]:
    """The differences in columns."""
    if not found:
        return []
    rows = [HEADER]
    for one in found:
        lead = f"{one.lead_id} {one.party.entity.value}"
        rows.append((lead, one.what, one.ours, one.theirs, one.side.value, one.rule))
    short = [
        [cell if len(cell) <= WIDEST else f"{cell[: WIDEST - 1]}…" for cell in row] for row in rows
    ]
    widths = [max(len(row[place]) for row in short) for place in range(len(HEADER))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in short
    ]
