"""Lives of the real bot for the crash test, and the places at which a life kills itself.

Starting Python and importing aiogram takes seconds, so this process imports the program once and
forks a child for each life; the child runs `bot.app.runtime.serve` on settings from the
environment, as `prequal run` does. Nothing of the program knows of this module.

Every line of standard input is JSON and asks for one life: `{"point": "", "after": 1}`. The life
SIGKILLs itself when it comes to `point` for the `after`-th time; without a point somebody else
ends it. Lines of standard output: `pid <n>`, then `dead <exit status>`.

The file LEDGER keeps what was in hand: a line per life, before each message that is sent and after
each settled row. The kernel keeps it when the process dies.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime
from typing import Any

from aiogram.types import Update
from aiohttp import ClientSession
from sqlalchemy import Connection

from bot.app import runtime
from bot.app.rows import InboxRows, OutboxRows
from bot.app.settings import load_settings
from bot.chat.intake import Intake, RawUpdate, Received, Storing
from bot.chat.messages import Outgoing
from bot.chat.sender import Delivery, Sender
from dialogs.loader import SHIPPED_SCENARIOS, load_folder
from leads.outbox import Claimed
from scheduler.relay import Delivered, Outcome, Relay, Settled
from storage import database as storage_database
from storage.changes import Changes
from storage.database import Database
from storage.unit_of_work import UnitOfWork

POINTS = (
    "received",  # handed over by Telegram, not stored
    "stored",  # in the inbox, no turn yet, not confirmed to Telegram
    "joined",  # in the inbox and its turn in the same commit, not confirmed to Telegram
    "in_turn",  # the turn has run, nothing is written
    "written",  # rows are written, the transaction is not committed
    "committed",  # the turn is committed, nothing was sent
    "sending",  # about to call Telegram
    "sent",  # on the screen, about to be settled
    "settled",  # settled, whatever else is under way
)
ACKNOWLEDGE_FIRST = "acknowledge_first"
ACKNOWLEDGED = "acknowledged"  # a point of that mode alone: confirmed to Telegram, not stored
LOOK_SECONDS = 0.05
PR_SET_PDEATHSIG = 1

_key: ContextVar[str] = ContextVar("key")


class Life:
    """What one child does besides being the bot."""

    def __init__(self, point: str, after: int, ledger: int) -> None:
        self._point = point
        self._left = after
        self._ledger = ledger
        self._late: set[asyncio.Task[None]] = set()
        self._worked: set[int] = set()  # updates whose turn has run, whatever became of it

    def reached(self, point: str) -> None:
        """Die here, if it is here that we are to die."""
        if point != self._point:
            return
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def arm(self, *, acknowledge_first: bool) -> None:
        """Put the points into the program's classes; this process is one life only."""
        self._watch_intake(acknowledge_first)
        self._watch_turns()
        self._watch_deliveries()

    def _watch_intake(self, acknowledge_first: bool) -> None:
        accept, store = Intake.accept, InboxRows.store

        async def accepting(intake: Intake, raw: Sequence[RawUpdate]) -> None:
            if raw:
                self.reached("received")
            if not acknowledge_first:
                await accept(intake, raw)
                return

            async def late() -> None:
                await confirmed()
                if raw:
                    self.reached(ACKNOWLEDGED)
                await accept(intake, raw)

            task = asyncio.create_task(late())
            self._late.add(task)
            task.add_done_callback(self._late.discard)

        def storing(rows: InboxRows, updates: Sequence[Received]) -> Storing:
            begun = store(rows, updates)

            async def stored() -> Sequence[Received]:
                fresh = await begun.fresh
                if fresh:
                    # The storing hears first of a commit: what has run by now was in its batch.
                    joined = self._worked.issuperset(update.update_id for update in fresh)
                    self.reached("joined" if joined else "stored")
                return fresh

            return replace(begun, fresh=stored())

        _put(Intake, "accept", accepting)
        _put(InboxRows, "store", storing)

    def _watch_turns(self) -> None:
        run, write = Database.run, Changes.write

        async def running(
            database: Database,
            work: Callable[[UnitOfWork], Awaitable[Any]],
            *,
            chat_ids: Sequence[int] = (),
            update_ids: Sequence[int] = (),
        ) -> Any:
            async def watched(uow: UnitOfWork) -> Any:
                value = await work(uow)
                self._worked.update(update_ids)
                if chat_ids:
                    self.reached("in_turn")
                return value

            value = await run(database, watched, chat_ids=chat_ids, update_ids=update_ids)
            if chat_ids:
                self.reached("committed")
            return value

        def writing(changes: Changes, connection: Connection) -> None:
            something = bool(changes)
            write(changes, connection)
            if something:
                self.reached("written")

        _put(storage_database.Database, "run", running)
        _put(Changes, "write", writing)

    def _watch_deliveries(self) -> None:
        one, settle = Relay.deliver_one, OutboxRows.settle
        send = Sender._send  # below the pacer: what waits for its moment is not in hand

        async def delivering(relay: Relay, row: Claimed) -> Outcome:
            _key.set(row.key)
            return await one(relay, row)

        async def sending(sender: Sender, message: Outgoing) -> Delivery:
            self.reached("sending")
            os.write(self._ledger, f"send {_key.get()}\n".encode())
            return await send(sender, message)

        async def settling(rows: OutboxRows, outcomes: Sequence[Settled], now: datetime) -> None:
            if any(isinstance(outcome, Delivered) for _, outcome in outcomes):
                self.reached("sent")
            await settle(rows, outcomes, now)
            for row, _ in outcomes:
                os.write(self._ledger, f"settled {row.key}\n".encode())
            self.reached("settled")

        _put(Relay, "deliver_one", delivering)
        _put(Sender, "_send", sending)
        _put(OutboxRows, "settle", settling)


async def confirmed() -> None:
    """Wait until Telegram keeps no update for us: whatever we got is forgotten there."""
    url = f"{os.environ['BOT_API_URL']}/bot{os.environ['BOT_TOKEN']}/getWebhookInfo"
    async with ClientSession() as http:
        while True:
            async with http.get(url) as answer:
                if not (await answer.json())["result"]["pending_update_count"]:
                    return
            await asyncio.sleep(LOOK_SECONDS)


def live(point: str, after: int) -> None:
    """One life: the whole program, until it is killed or told to stop."""
    ledger = os.open(os.environ["LEDGER"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(ledger, b"life\n")
    Life(point, after, ledger).arm(acknowledge_first=ACKNOWLEDGE_FIRST in sys.argv)
    asyncio.run(runtime.serve(load_settings(None), announce=lambda _: None))


def main() -> None:
    """Fork a life for every line; one at a time."""
    die_with(os.getppid())
    load_folder(SHIPPED_SCENARIOS)  # brings in the parser, which is imported on demand
    Update.model_rebuild()  # every life would build it anew
    for line in sys.stdin:
        wish = json.loads(line)
        parent, pid = os.getpid(), os.fork()
        if pid == 0:
            status = 1
            try:
                die_with(parent)
                live(wish["point"], wish["after"])
                status = 0
            finally:
                sys.stderr.flush()
                os._exit(status)
        _tell(f"pid {pid}")
        _, status = os.waitpid(pid, 0)
        _tell(f"dead {os.waitstatus_to_exitcode(status)}")


def die_with(parent: int) -> None:
    """Never outlive the launcher, where the system can promise that."""
    with contextlib.suppress(AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _put(owner: type, name: str, function: Callable[..., object]) -> None:
    setattr(owner, name, function)


def _tell(line: str) -> None:
    os.write(1, f"{line}\n".encode())
