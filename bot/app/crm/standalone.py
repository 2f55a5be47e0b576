"""Connections for one command, beside a running bot: they share its tokens, and on PostgreSQL its
pace."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from bot.app.crm.connecting import Planned, connect, load_crms
from bot.app.crm.ports import StoredPaces, StoredTokens
from bot.app.data_desk import beside
from bot.app.files import load_funnels
from bot.app.settings import Settings
from crm_sync.publishing.connection import Connection
from leads.clock import SystemClock
from storage.database import Database


def planned_accounts(
    settings: Settings, secrets: Mapping[str, str], account: str = ""
) -> Sequence[Planned]:
    """Every account, or the one that is named. LookupError when there is none, `BadCrmFile` as when
    the program starts."""
    planned = load_crms(settings.crm_file, secrets, load_funnels())
    wanted = [one for one in planned if account in ("", one.entry.account.name)]
    if not wanted:
        known = ", ".join(one.entry.account.name for one in planned)
        raise LookupError(
            f"There is no account {account!r}; there are: {known}."
            if known
            else "There is no CRM: set CRM_FILE, see docs/crm.md."
        )
    return wanted


@asynccontextmanager
async def connected(
    settings: Settings, secrets: Mapping[str, str], account: str = ""
) -> AsyncIterator[Sequence[Connection]]:
    """The accounts of `planned_accounts`, connected beside a running bot; closed afterwards.
    Raises as that does, and `DatabaseError`."""
    planned = planned_accounts(settings, secrets, account)
    async with beside(settings) as database, connected_to(database, planned) as connections:
        yield connections


@asynccontextmanager
async def connected_to(
    database: Database, planned: Sequence[Planned]
) -> AsyncIterator[Sequence[Connection]]:
    """These accounts by the pace and the tokens that a database holds; closed afterwards."""
    by = f"command-{os.getpid()}"
    paces, tokens = StoredPaces(database), StoredTokens(database)
    connections = connect(planned, paces, tokens, SystemClock(), by)
    try:
        yield list(connections.values())
    finally:
        for crm in connections.values():
            await crm.aclose()
