"""The worker of a chaos run: takes leads in and carries their rows to the CRM until it is killed.

The database, the outbox, the relay, the publisher, the limiter, the transport and the adapter are
the program's own, put together as `bot.app` does; only what a lead says is made up. Python starts
slowly, so this process imports everything once and forks a life for each line of its input.
Lines of output: `ready now`; of a life `pid <n>`, `up now`, `left <n>` (the rows that wait) once
every lead has come, `dead <status>`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import sys
import traceback
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from bot.app.crm import relaying
from bot.app.crm.connecting import connect, load_crms
from bot.app.crm.ports import StoredPaces, StoredTokens
from bot.app.crm.relaying import Crms
from bot.app.files import load_funnels
from bot.app.rows import release_leases
from crm_sync.adapters import adapter_class
from crm_sync.capabilities import Capability
from crm_sync.errors import CrmError
from crm_sync.wire.pacing import MemoryPaces
from storage.database import Database
from storage.engine import open_database
from storage.errors import DatabaseError
from storage.secrets import KeyRing
from tests.crash.launcher import die_with
from tests.crm_sync.chaos.hurry import HurriedClock, run_hurried
from tests.crm_sync.chaos.office import Arrivals, StoredSubjects, waiting

TICK = 5.0


async def nobody(account: str, error: CrmError) -> None:
    """The alarm: failing is what this is about."""


async def opened(url: str, keys: KeyRing, clock: HurriedClock) -> Database:
    """The database. Whoever connects has a patience that is as hurried as everything here: on a
    busy machine it may run out before a server has answered."""
    while True:
        try:
            return await open_database(url, keys=keys, clock=clock, synchronous="NORMAL")
        except DatabaseError:
            await asyncio.sleep(TICK)


async def live(told: dict[str, Any], name: str) -> None:
    """One life."""
    clock = HurriedClock(told["speed"], told["began"])
    keys = KeyRing.from_file(Path(told["key"]))
    database = await opened(told["url"], keys, clock)
    alone = told["url"].startswith("sqlite")
    if alone:
        await release_leases(database)
    planned = load_crms(told["accounts"], told["secrets"], load_funnels())
    paces = MemoryPaces() if alone else StoredPaces(database)
    connections = connect(planned, paces, StoredTokens(database), clock, name)
    if not told["looks_up"]:
        for crm in connections.values():
            kind = type(crm.adapter)
            kind.capabilities = kind.capabilities & ~Capability.LOOKUP
    subjects = cast("Any", StoredSubjects(database))
    alarm, nothing = cast("Any", nobody), cast("Any", None)  # no files, nobody listens
    crms = Crms(connections, database, subjects, alarm, nothing, nothing, clock, name)
    arrivals = Arrivals(database, clock, told["leads"])
    tell("up now")
    while True:
        # As hurried as `opened`, and as the program's ticker: the next tick comes nevertheless.
        with contextlib.suppress(DatabaseError, TimeoutError):
            complete = await arrivals.come() if told["takes_in"] else True
            await crms.relay.tick()
            if complete:
                tell(f"left {await waiting(database)}")
        await asyncio.sleep(TICK)


def main() -> None:
    """Fork a life for every line, one at a time."""
    folder, name = Path(sys.argv[1]), sys.argv[2]
    logging.disable(logging.WARNING)
    die_with(os.getppid())
    load_funnels()  # brings in the parser, which is imported on demand
    adapter_class(sys.argv[3])
    # Who is set aside after how many failures is proven elsewhere: here chance alone would decide.
    relaying.RETRIES = replace(relaying.RETRIES, max_attempts=1_000)
    tell("ready now")
    for line in sys.stdin:
        parent, pid = os.getpid(), os.fork()
        if pid == 0:
            try:
                die_with(parent)
                told = json.loads((folder / "told.json").read_text(encoding="utf-8"))
                told |= {"takes_in": name == "worker1", "looks_up": "blind" not in line}
                run_hurried(live(told, f"{name}-{os.getpid()}"), told["speed"])
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(1)
        tell(f"pid {pid}")
        _, status = os.waitpid(pid, 0)
        tell(f"dead {os.waitstatus_to_exitcode(status)}")


def tell(line: str) -> None:
    with contextlib.suppress(BrokenPipeError):
        os.write(1, f"{line}\n".encode())
