"""`prequal crm …`: the accounts of CRMs beside their mappings. Parses and prints."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated

import typer

from bot.app.import_command import import_
from bot.app.reconcile_command import reconcile
from bot.app.refusal import refuse
from bot.app.settings import SettingsError, crm_secrets, load_settings

if TYPE_CHECKING:
    from crm_sync.publishing.connection import Connection

app = typer.Typer(
    no_args_is_help=True, help="CRMs: check, set up and compare them, bring a base in."
)

app.command("import")(import_)
app.command()(reconcile)

Account = Annotated[str, typer.Argument(help="Name of an account; all of them, if left out.")]


@app.command()
def check(account: Account = "") -> None:
    """Ask each account whether it answers and has everything that its mapping names."""
    from crm_sync.mapping.check import missing

    async def act(crm: Connection) -> bool:
        await crm.adapter.check()
        lacking = await missing(crm.adapter, crm.plan)
        for one in lacking:
            print(f"{crm.name}: {one.said}")
        if not lacking:
            print(f"{crm.name}: answers, and has everything that {crm.plan.name} names.")
        return not lacking

    if not _each(account, act):
        sys.exit(2)


@app.command()
def setup(account: Account = "") -> None:
    """Create the fields that a mapping names and its CRM lacks, where the CRM lets us."""
    from crm_sync.capabilities import Capability
    from crm_sync.mapping.check import missing

    async def act(crm: Connection) -> bool:
        lacking = await missing(crm.adapter, crm.plan)
        fields = [one.field for one in lacking if one.field is not None]
        if fields and Capability.MAKE_FIELDS not in crm.adapter.capabilities:
            print(f"{crm.name}: {crm.adapter.title} lets nobody create fields from outside.")
            return False
        with typer.progressbar(fields, label=crm.name) as bar:
            made = [await crm.adapter.make_field(field) for field in bar]
        for wanted, there in zip(fields, made, strict=True):
            print(f"{crm.name}: created {there.entity.value}.{there.name}")
            if wanted.name != there.name:
                print(f"{crm.name}: write {there.name} in {crm.plan.name} for {wanted.name}")
        for one in await missing(crm.adapter, crm.plan):
            print(f"{crm.name}: {one.said}")
        return True

    if not _each(account, act):
        sys.exit(2)


def _each(account: str, act: Callable[[Connection], Awaitable[bool]]) -> bool:
    """Do it with every account, or with the one that is named; whether all went well."""
    from bot.app.crm.standalone import connected
    from crm_sync.errors import CrmError
    from crm_sync.strict_file import BadCrmFile
    from storage.errors import DatabaseError

    async def work() -> bool:
        good = True
        async with connected(load_settings(), crm_secrets(), account) as connections:
            for crm in connections:
                try:
                    good &= await act(crm)
                except CrmError as error:
                    print(f"{crm.name}: {error.kind.value}: {error}")
                    good = False
        return good

    try:
        return asyncio.run(work())
    except (SettingsError, BadCrmFile, DatabaseError, LookupError, OSError) as error:
        refuse(str(error))
