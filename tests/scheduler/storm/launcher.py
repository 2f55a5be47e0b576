"""Workers of the touch storm: the whole program without its intake, one process for each life.

The program is imported once and forked for each life. A line of standard input is JSON:
`{"do": "live", "began": 1.5, "point": "", "after": 1}` is answered by `pid <n>`;
`{"do": "wait", "pid": <n>}` by `dead <exit status>` once that is so. A life kills itself when it
comes to `point` for the `after`-th time; all but SENT_ONCE are of what is sent at least once.
Time passes as `tests.crm_sync.chaos.hurry` has it.

The file LEDGER keeps what was in hand, a line for each step of a message: `<pid> began <key>`,
`<pid> sent <key> <moment>` right before the call, `<pid> cut <key>` where that took too long,
`<pid> settled <key>` after its record.

What is computed takes its real time, so the patience with it is real too, and leases may be shorter
than the program's, by LEASE.

`SETTLE_FIRST` and `UNMARKED` break the program on purpose, to prove the proof.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.app import speaking
from bot.app.app import App
from bot.app.bootstrap import build
from bot.app.rows import OutboxRows
from bot.app.settings import load_settings
from bot.chat.messages import Outgoing
from bot.chat.sender import Delivery, Sender
from dialogs.loader import SHIPPED_SCENARIOS, load_folder
from leads.outbox import Claimed
from scheduler import one_by_one
from scheduler.jobs import Ticker
from scheduler.relay import Delivered, Settled
from storage.errors import DatabaseError
from storage.outbox import Outbox
from tests.crash.launcher import die_with
from tests.crm_sync.chaos.hurry import HurriedClock, run_hurried
from tests.crm_sync.rig import START
from tests.scheduler.storm.crowd import number_of, priority_of

SETTLE_FIRST = "settle_first"
UNMARKED = "unmarked"
SENDING, SENT, SENT_ONCE = "sending", "sent", "sent_once"


class Life:
    """What one child does besides being a worker."""

    def __init__(self, clock: HurriedClock, point: str, after: int) -> None:
        self._clock = clock
        self._point = point
        self._left = after
        self._ledger = os.open(os.environ["LEDGER"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def note(self, step: str, key: str) -> None:
        os.write(self._ledger, f"{os.getpid()} {step} {key}\n".encode())

    def reached(self, point: str) -> None:
        """Die here, if it is here that we are to die."""
        if point != self._point:
            return
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def arm(self) -> None:
        """Put the points into the program's classes; this process is one life only."""
        begin, send, settle = Outbox.begin, Sender._send, OutboxRows.settle

        async def beginning(rows: Outbox, row: Claimed, owner: str) -> bool:
            self.note("began", row.key)
            return await begin(rows, row, owner)

        async def sending(sender: Sender, message: Outgoing) -> Delivery:
            if not priority_of(number_of(message.key)).at_most_once:
                self.reached(SENDING)
            moment = (self._clock.now() - START).total_seconds()
            self.note("sent", f"{message.key} {moment:.3f}")
            try:
                return await send(sender, message)
            except asyncio.CancelledError:  # it took longer than its lease allows
                self.note("cut", message.key)
                raise

        async def settling(rows: OutboxRows, outcomes: Sequence[Settled], now: datetime) -> None:
            for row, outcome in outcomes:
                if isinstance(outcome, Delivered):
                    self.reached(SENT_ONCE if row.priority.at_most_once else SENT)
            await settle(rows, outcomes, now)
            for row, _ in outcomes:
                self.note("settled", row.key)

        _put(Outbox, "begin", beginning)
        _put(Sender, "_send", sending)
        _put(OutboxRows, "settle", settling)


def spoil(how: str) -> None:
    """Make the program do what it must not."""
    if how == SETTLE_FIRST:
        begin = Outbox.begin

        async def settled(rows: Outbox, row: Claimed, owner: str) -> bool:
            held = await begin(rows, row, owner)
            if held:
                await rows.settle(row.id)
            return held

        _put(Outbox, "begin", settled)
    if how == UNMARKED:

        async def beginning(rows: Outbox, row: Claimed, owner: str) -> bool:
            return await rows._held(row.id, owner)

        _put(Outbox, "begin", beginning)


async def built(clock: HurriedClock) -> App:
    """The program. Whoever connects is as impatient as time is quick."""
    while True:
        try:
            return await build(load_settings(None), clock=clock)
        except DatabaseError:
            await asyncio.sleep(1)


async def live(clock: HurriedClock) -> None:
    """One life: the program that `bot.app.bootstrap` builds, ticking."""
    app = await built(clock)
    ticker = Ticker(app.tick, (), _nothing, app.settings.zone)
    ticker.start()
    await asyncio.Event().wait()


async def _nothing() -> None:
    """The night's work has no part in this."""


def main() -> None:
    """Fork a life for every line that asks for one."""
    logging.disable(logging.WARNING)
    die_with(os.getppid())
    load_folder(SHIPPED_SCENARIOS)  # brings in the parser, which is imported on demand
    one_by_one.PATIENCE *= float(os.environ["SPEED"])
    speaking.LEASE = timedelta(seconds=float(os.environ["LEASE"]))
    spoil(os.environ["SPOILED"])
    _tell("ready now")
    for line in sys.stdin:
        wish = json.loads(line)
        if wish["do"] == "wait":
            _, status = os.waitpid(wish["pid"], 0)
            _tell(f"dead {os.waitstatus_to_exitcode(status)}")
            continue
        parent, pid = os.getpid(), os.fork()
        if pid == 0:
            try:
                die_with(parent)
                clock = HurriedClock(float(os.environ["SPEED"]), wish["began"])
                Life(clock, wish["point"], wish["after"]).arm()
                run_hurried(live(clock), clock.speed)
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(1)
        _tell(f"pid {pid}")


def _put(owner: type, name: str, function: object) -> None:
    setattr(owner, name, function)


def _tell(line: str) -> None:
    os.write(1, f"{line}\n".encode())
