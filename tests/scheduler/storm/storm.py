"""A storm: three workers send touches, are killed, and come back, until nothing is left to send."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, func, select

from bot.app.speaking import LEASE
from storage.database import Database
from storage.engine import open_database
from storage.outbox import OPEN, SENDING
from storage.secrets import KeyRing
from storage.tables import outbox, touches
from storage.unit_of_work import UnitOfWork
from tests.available import ROOT
from tests.crm_sync.chaos.hurry import HurriedClock
from tests.crm_sync.rig import START
from tests.launching import launcher
from tests.scheduler.storm.crowd import invite, number_of
from tests.scheduler.storm.oracle import SENT, Evidence, Verdict, busiest_second, in_hand, judge
from tests.scheduler.storm.telegram import TOKEN, Telegram

SEED = 20_261_126
WORKERS = 3
LOOKS_EVERY = 0.2
A_FEW = 20


@dataclass(frozen=True)
class Plan:
    """How a run is to go. The first lives end themselves at `points`, each alone. Then every
    `lives` real seconds one of three that has sent a few is ended. With `kills` so many die in
    all: half of the messages wait for that. Twice `fails` of all calls end in a 500."""

    people: int
    speed: float
    lives: tuple[float, float]
    kills: int | None = None
    points: Sequence[tuple[str, int]] = ()
    spoiled: str = ""
    lease: float = LEASE.total_seconds()
    patience: float = 250.0
    fails: float = 0.02


@dataclass
class Run:
    """A finished run; `busiest` is how many calls left in one second, `passed` the clock's time."""

    plan: Plan
    telegram: Telegram
    verdict: Verdict
    kills: int
    busiest: int
    passed: timedelta

    @property
    def figures(self) -> dict[str, float]:
        verdict, telegram = self.verdict, self.telegram
        return {
            "touches": self.plan.people,
            "kills": self.kills,
            "lost": verdict.lost,
            "doubles_by_kill": verdict.doubles,
            "repeats_after_500": verdict.repeats,
            "at_most_once_doubled": verdict.twice,
            "at_most_once_unknown": verdict.unknown,
            "blocked": verdict.blocked,
            "problems": len(verdict.problems),
            "busiest_second": self.busiest,
            "knocks_in_silence": telegram.knocks,
            **{f"answers_{answer}": count for answer, count in telegram.answers.items()},
            "per_second": round(telegram.shown.total() / self.passed.total_seconds(), 1),
            "seconds": round(self.passed.total_seconds() / self.plan.speed),
            "seconds_of_the_clock": round(self.passed.total_seconds()),
        }


async def storm(home: Path, url: str, plan: Plan) -> Run:
    """Let it rage until everything is sent or given up, then judge."""
    chance = random.Random(SEED)
    half = None if plan.kills is None else plan.people // 2
    telegram = Telegram(HurriedClock(plan.speed, time.time()), chance, plan.fails, half)
    address = await telegram.start()
    keys = KeyRing.from_file(home / "key")
    database = await open_database(url, keys=keys, clock=telegram.clock)
    try:
        async with launched(home, url, address, plan) as office:
            await invite(database, plan.people, START)
            await office.line("ready")
            telegram.clock = clock = HurriedClock(plan.speed, time.time())
            async with asyncio.timeout(plan.patience):
                await office.rage(plan, clock, chance, database, telegram.released)
            passed = clock.now() - START
            await office.end()
        verdict = judge(await evidence(database, telegram, plan, home))
    finally:
        await database.close()
        await telegram.stop()
    busiest = busiest_second(home / "ledger")
    return Run(plan, telegram, verdict, office.kills, busiest, passed)


class Office:
    """The workers: a launcher, and the lives that it forks."""

    def __init__(self, process: asyncio.subprocess.Process, home: Path) -> None:
        self._process = process
        self._errors = home / "errors"
        self._ledger = home / "ledger"
        self._read = 0
        self._sent = Counter[int]()
        self._began = 0.0
        self._pids: list[int] = []
        self.kills = 0

    async def rage(
        self,
        plan: Plan,
        clock: HurriedClock,
        chance: random.Random,
        database: Database,
        killed: asyncio.Event,
    ) -> None:
        """Kill and begin again, until nothing is left to send. Tells when all who were to die have
        been `killed`."""
        self._began = clock.began
        for point, after in plan.points:
            await self._gone(await self._begin(point, after))
        for _ in range(WORKERS):
            self._pids.append(await self._begin())
        at = time.monotonic() + chance.uniform(*plan.lives)
        while await left(database):
            if self.kills == plan.kills:
                killed.set()
            await asyncio.sleep(LOOKS_EVERY)
            if time.monotonic() < at or self.kills == plan.kills:
                continue
            if busy := self._at_work():
                pid = chance.choice(busy)
                os.kill(pid, signal.SIGKILL)
                await self._gone(pid)
                self._pids[self._pids.index(pid)] = await self._begin()
                at = time.monotonic() + chance.uniform(*plan.lives)

    async def end(self) -> None:
        """Nothing is in hand any more: these are no kills that count."""
        for pid in self._pids:
            os.kill(pid, signal.SIGKILL)
        self._pids.clear()

    async def _begin(self, point: str = "", after: int = 1) -> int:
        wish = {"do": "live", "began": self._began, "point": point, "after": after}
        return int(await self._ask(wish, "pid"))

    def _at_work(self) -> list[int]:
        """Who has sent a few; on a busy machine it takes a while to begin."""
        if self._ledger.exists():
            with self._ledger.open() as ledger:
                ledger.seek(self._read)
                self._sent.update(int(line.split()[0]) for line in ledger if SENT in line)
                self._read = ledger.tell()
        return [pid for pid in self._pids if self._sent[pid] >= A_FEW]

    async def _gone(self, pid: int) -> None:
        status = int(await self._ask({"do": "wait", "pid": pid}, "dead"))
        if status != -signal.SIGKILL:
            raise AssertionError(f"a life ended with status {status}: {self._words()}")
        self.kills += 1

    async def _ask(self, wish: dict[str, object], answer: str) -> str:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{json.dumps(wish)}\n".encode())
        return await self.line(answer)

    async def line(self, kind: str) -> str:
        assert self._process.stdout is not None
        found, _, rest = (await self._process.stdout.readline()).decode().partition(" ")
        if found != kind:
            raise AssertionError(f"the launcher said {found!r}: {self._words()}")
        return rest.strip()

    def _words(self) -> str:
        return self._errors.read_text(errors="replace")[-3000:]


@asynccontextmanager
async def launched(home: Path, url: str, address: str, plan: Plan) -> AsyncIterator[Office]:
    """A launcher that imports the program; whatever it started dies with it."""
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "BOT_TOKEN": TOKEN,
        "BOT_API_URL": address,
        "DATABASE_URL": url,
        "ENCRYPTION_KEY_FILE": str(home / "key"),
        "LEDGER": str(home / "ledger"),
        "SPEED": str(plan.speed),
        "LEASE": str(plan.lease),
        "SPOILED": plan.spoiled,
    }
    with (home / "errors").open("wb") as stderr:
        process = await asyncio.create_subprocess_exec(
            *launcher("tests.scheduler.storm.launcher"),
            cwd=ROOT,
            env=environment,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=stderr,
        )
        try:
            yield Office(process, home)
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


async def left(database: Database) -> int:
    """What is still to be sent."""

    def count(connection: Connection) -> int:
        planned = select(func.count()).where(touches.c.status == OPEN)
        rows = select(func.count()).where(outbox.c.status.in_((OPEN, SENDING)))
        return sum(connection.execute(one).scalar_one() for one in (planned, rows))

    return await database.read(count)


async def evidence(database: Database, telegram: Telegram, plan: Plan, home: Path) -> Evidence:
    """What the screens, the database and the ledger say."""
    written = select(outbox.c.key, outbox.c.status)
    rows = await database.read(lambda connection: connection.execute(written).all())
    began, sent, cut = in_hand(home / "ledger")
    return Evidence(
        people=plan.people,
        shown=telegram.shown,
        failed=telegram.failed + cut,
        began_at_death=began,
        sent_at_death=sent,
        status={number_of(row.key): row.status for row in rows},
        listed=await database.run(_listed),
    )


async def _listed(uow: UnitOfWork) -> set[int]:
    """Whom the operator is shown as one who may have got it."""
    listed: set[int] = set()
    after = 0
    while page := await uow.undelivered.page(after=after):
        after = page[-1].id
        listed |= {number_of(row.key) for row in page if row.unknown}
    return listed
