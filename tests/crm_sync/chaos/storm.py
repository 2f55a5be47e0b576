"""A chaos run: workers that carry leads to a CRM and are killed, and the CRM that outlives them."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from storage.engine import open_database
from storage.secrets import KeyRing
from tests.available import ROOT
from tests.crm_sync.chaos.espo import Espo
from tests.crm_sync.chaos.hurry import HurriedClock
from tests.crm_sync.chaos.odoo import OdooDatabase
from tests.crm_sync.chaos.oracle import differences
from tests.crm_sync.chaos.stands import STANDS, Stand
from tests.crm_sync.chaos.weather import COMMON, SHARE, Weather
from tests.crm_sync.rig import START
from tests.launching import launcher

STORMED: Mapping[str, type[Stand]] = {**STANDS, Espo.crm: Espo, OdooDatabase.crm: OdooDatabase}
"""The CRMs whose limits are proven too, and those whose stand-ins have none."""

SEED = 20_261_126
TAKES = (0.05, 1.5)  # seconds that the CRM works for a call


@dataclass(frozen=True)
class Plan:
    """How a run is to go. Lives last `lives` real seconds; times of the run are the clock's. The
    first `lost` calls that write are carried out, and nobody is told."""

    crm: str
    leads: int
    speed: float
    lives: tuple[float, float]
    kills: int = 0
    workers: int = 1
    outage: timedelta = timedelta()
    share: float = SHARE
    lost: int = 0
    blind: bool = False
    patience: float = 140.0


@dataclass
class Run:
    """A finished run."""

    plan: Plan
    stand: Stand
    weather: Weather
    amiss: Sequence[str]
    kills: int
    seconds: float
    passed: timedelta

    def __str__(self) -> str:
        met = dict(self.weather.met)
        return (
            f"{self.plan.crm}: {self.plan.leads} leads, {self.kills} kills in {self.seconds:.0f} s"
            f" that were {self.passed}; calls {len(self.stand.api.calls)}: {met};"
            f" {len(self.amiss)} differences"
        )


async def storm(home: Path, url: str, plan: Plan) -> Run:
    """Let it rage until nearly all has arrived, then be calm; what differs in the end."""
    began = time.monotonic()
    chance = random.Random(SEED)
    workers = [Worker(home, number, chance) for number in range(1, plan.workers + 1)]
    for worker in workers:
        await worker.start(plan)
    clock = HurriedClock(plan.speed, time.time())
    stand = STORMED[plan.crm](clock)
    outages = [(START + timedelta(minutes=2), plan.outage)]
    weather = Weather(clock, chance, stand.refusals, outages, plan.share)
    stand.api.weather, stand.api.sleep = weather, clock.sleep
    stand.api.faults.extend([COMMON["lost"]] * plan.lost)
    stand.api.takes = lambda: chance.uniform(*TAKES)
    await stand.api.start()
    try:
        _write(home, url, plan, clock, stand)
        async with asyncio.timeout(plan.patience), asyncio.TaskGroup() as group:
            for worker in workers:
                group.create_task(worker.live_and_die(plan))
        weather.clear()
        stand.calm()
        async with asyncio.timeout(plan.patience):
            await workers[0].settle(plan)
        database = await open_database(url, keys=KeyRing.from_file(home / "key"), clock=clock)
        amiss = await differences(database, stand)
        await database.close()
    finally:
        for worker in workers:
            await worker.end()
        await stand.api.stop()
    kills = sum(worker.kills for worker in workers)
    seconds = time.monotonic() - began
    return Run(plan, stand, weather, amiss, kills, seconds, clock.now() - START)


def _write(home: Path, url: str, plan: Plan, clock: HurriedClock, stand: Stand) -> None:
    stand.write(home)
    told = {
        "url": url,
        "key": str(home / "key"),
        "accounts": str(home / "crm.yaml"),
        "secrets": dict(stand.account[1]),
        "leads": plan.leads,
        "speed": clock.speed,
        "began": clock.began,
    }
    (home / "told.json").write_text(json.dumps(told), encoding="utf-8")


class Worker:
    """One worker: a launcher, and the lives that it forks one after another."""

    def __init__(self, home: Path, number: int, chance: random.Random) -> None:
        self._home = home
        self._name = f"worker{number}"
        self._chance = chance
        self._process: asyncio.subprocess.Process | None = None
        self._pid = 0
        self.kills = 0

    async def start(self, plan: Plan) -> None:
        """Import the program; nothing runs yet."""
        with (self._home / f"{self._name}.errors").open("ab") as errors:
            self._process = await asyncio.create_subprocess_exec(
                *launcher("tests.crm_sync.chaos.worker", str(self._home), self._name, plan.crm),
                cwd=ROOT,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
            )
        await self._line("ready")

    async def live_and_die(self, plan: Plan) -> None:
        """Be killed so often, then live until nearly all has arrived; then be killed once more."""
        for _ in range(plan.kills):
            await self._begin(plan)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._chance.uniform(*plan.lives)):
                    while True:
                        await self._line("left")
            await self._kill()
        await self._begin(plan)
        while int(await self._line("left")) > plan.leads // 20:
            pass
        await self._kill()

    async def settle(self, plan: Plan) -> None:
        """One life until nothing waits."""
        await self._begin(plan)
        while int(await self._line("left")):
            pass
        await self._kill()

    async def end(self) -> None:
        """Leave no process behind."""
        if self._process is not None and self._process.returncode is None:
            if self._pid:
                with suppress(ProcessLookupError):
                    os.kill(self._pid, signal.SIGKILL)
            self._process.kill()
            await self._process.wait()

    async def _begin(self, plan: Plan) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(b"blind\n" if plan.blind else b"live\n")
        self._pid = int(await self._line("pid"))
        await self._line("up")

    async def _kill(self) -> None:
        os.kill(self._pid, signal.SIGKILL)
        self._pid = 0
        while (line := await self._read())[0] == "left":
            pass
        if line != ["dead", str(-signal.SIGKILL)]:
            raise AssertionError(f"{line}: {self._words()}")
        self.kills += 1

    async def _line(self, kind: str) -> str:
        found = await self._read()
        if found[0] != kind:
            raise AssertionError(f"the worker said {found}: {self._words()}")
        return found[1]

    async def _read(self) -> list[str]:
        assert self._process is not None
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        return line.decode().split() or ["nothing", ""]

    def _words(self) -> str:
        errors = (self._home / f"{self._name}.errors").read_text(errors="replace")
        return errors[-3000:]
