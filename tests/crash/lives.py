"""The processes of a crash run: the sandbox, and one life of the bot after another."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from bot.app.sandbox import MANAGER, SALES_GROUP, SALESPERSON, SANDBOX_TOKEN
from tests.available import ROOT
from tests.crash.launcher import ACKNOWLEDGE_FIRST, POINTS
from tests.launching import launcher

BY_TIME = "by time"
LONGEST_LIFE = 5.0
SURE_LIFE = 200.0
"""So long a life may take to a point that it is sure to come to."""
TIMED_LIVES = (0.05, 1.3)
MOST_VISITS = 3
ANYWHERE = (*POINTS, *[""] * (len(POINTS) // 2))  # every third life ends at a random moment
START_SECONDS = 60.0


@asynccontextmanager
async def sandbox() -> AsyncIterator[str]:
    """A sandbox in a process of its own; its address."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-u", "-c", "from bot.app.cli import main; main()"),
        *("sandbox", "--port", "0"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        line = await asyncio.wait_for(process.stdout.readline(), START_SECONDS)
        yield line.decode().split()[1]
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


class Lives:
    """Lives of the bot on one database, one at a time."""

    def __init__(self, process: asyncio.subprocess.Process, home: Path) -> None:
        self._process = process
        self._home = home
        self._pid = 0
        self._deck: list[str] = []
        self.kills: Counter[str] = Counter()

    @property
    def ledger(self) -> Path:
        """What the lives had in hand."""
        return self._home / "ledger"

    async def begin(self, point: str = "", after: int = 1) -> None:
        """Start a life; with a point it ends itself there."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{json.dumps({'point': point, 'after': after})}\n".encode())
        await self._process.stdin.drain()
        self._pid = int(await self._line("pid"))

    async def killed(self, chance: random.Random, points: Sequence[str] = ANYWHERE) -> None:
        """One whole life that ends by SIGKILL, at one of the points or at a random moment.

        Every point is used before any comes again. Where only some are given, each is sure to be
        come to.
        """
        if not self._deck:
            self._deck = chance.sample(points, len(points))
        point = self._deck.pop()
        visits = MOST_VISITS if points is ANYWHERE else 1
        longest = LONGEST_LIFE if points is ANYWHERE else SURE_LIFE
        seconds = longest if point else chance.uniform(*TIMED_LIVES)
        await self.begin(point, chance.randint(1, visits))
        ending = asyncio.ensure_future(self._line("dead"))
        finished, _ = await asyncio.wait({ending}, timeout=seconds)
        if not finished:
            point = BY_TIME
            self.signal(signal.SIGKILL)
        status = int(await ending)
        if status != -signal.SIGKILL:
            raise AssertionError(f"a life ended with status {status}: {self.words()}")
        self._pid = 0
        self.kills[point] += 1

    async def stop(self) -> int:
        """End the present life as an operator does; its exit status."""
        self.signal(signal.SIGTERM)
        status = int(await self._line("dead"))
        self._pid = 0
        return status

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the present life, if there is one that has not just ended itself."""
        if self._pid:
            with suppress(ProcessLookupError):
                os.kill(self._pid, number)

    def words(self) -> str:
        """The last words on standard error."""
        return (self._home / "errors").read_text(errors="replace")[-3000:]

    async def _line(self, kind: str) -> str:
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        found, _, rest = line.decode().partition(" ")
        if found != kind:
            raise AssertionError(f"the launcher said {line!r}: {self.words()}")
        return rest.strip()


@asynccontextmanager
async def lives(
    home: Path,
    api_url: str,
    database_url: str,
    *,
    acknowledge_first: bool = False,
    more: Mapping[str, str] | None = None,
) -> AsyncIterator[Lives]:
    """A launcher that has imported the program; whatever it started is gone afterwards. `more` are
    settings of the lives besides."""
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "BOT_TOKEN": SANDBOX_TOKEN,
        "BOT_API_URL": api_url,
        "DATABASE_URL": database_url,
        "ENCRYPTION_KEY_FILE": str(home / "key"),
        "SALES_CHAT_ID": str(SALES_GROUP),
        "SALES_IDS": str(SALESPERSON),
        "MANAGER_IDS": str(MANAGER),
        "LOG_LEVEL": "WARNING",
        "LEDGER": str(home / "ledger"),
        **(more or {}),
    }
    with (home / "errors").open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *launcher("tests.crash.launcher", *([ACKNOWLEDGE_FIRST] if acknowledge_first else [])),
            cwd=ROOT,
            env=environment,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
        )
        running = Lives(process, home)
        try:
            yield running
        finally:
            running.signal(signal.SIGKILL)
            if process.returncode is None:
                process.kill()
            await process.wait()
