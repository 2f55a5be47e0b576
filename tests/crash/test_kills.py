"""The real bot is killed with SIGKILL again and again while people talk to it; nothing is lost.

`make test` runs a short version, the slow one kills at least two hundred times.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import ClientSession

from storage.engine import open_database
from storage.outbox import LEASE
from storage.secrets import KeyRing
from tests.crash.launcher import ACKNOWLEDGED, POINTS
from tests.crash.lives import ANYWHERE, lives, sandbox
from tests.crash.oracle import Verdict, judge, screens_of
from tests.crash.prospects import Prospect, prospect, screen_of
from tests.fakes.postgres import create_database, postgres_server

SEED = 20_261_124
QUIET_SECONDS = 2.5


@dataclass
class Run:
    """A finished run."""

    people: Sequence[Prospect]
    kills: Counter[str]
    verdict: Verdict
    seconds: float

    def __str__(self) -> str:
        finished = sum(person.finished for person in self.people)
        return (
            f"{self.kills.total()} kills in {self.seconds:.0f} s: {dict(self.kills)}; "
            f"{finished} of {len(self.people)} conversations finished; "
            f"{self.verdict.in_hand} sendings cut off, {self.verdict.repeats} messages repeated, "
            f"{self.verdict.lost_updates} updates lost, {len(self.verdict.problems)} problems"
        )


async def survive(
    home: Path,
    database_url: str,
    *,
    kills: int,
    people: int,
    at_once: int,
    patience: float = 200.0,
    acknowledge_first: bool = False,
    points: Sequence[str] = ANYWHERE,
) -> Run:
    """Kill so often while people talk, let it settle, judge. More people come while it lasts."""
    began = time.monotonic()
    chance = random.Random(SEED)
    came: list[Prospect] = []
    enough = asyncio.Event()
    async with (
        sandbox() as url,
        ClientSession() as http,
        lives(home, url, database_url, acknowledge_first=acknowledge_first) as running,
    ):

        async def talk_on() -> None:
            while len(came) < people or not enough.is_set():
                came.append(prospect(len(came)))
                await came[-1].talk(http, url)

        async with asyncio.TaskGroup() as group:
            talkers = [group.create_task(talk_on()) for _ in range(at_once)]
            for _ in range(kills):
                await _check(talkers)
                await running.killed(chance, points)
            enough.set()
            await running.begin()
            with suppress(TimeoutError):
                async with asyncio.timeout(patience):
                    await asyncio.wait(talkers)
            for talker in talkers:
                talker.cancel()
        await asyncio.sleep(QUIET_SECONDS)
        assert await running.stop() == 0, running.words()
        screens = await screens_of(http, url)
    keys = KeyRing.from_file(home / "key")
    database = await open_database(database_url, keys=keys)
    try:
        verdict = await judge(came, database, keys, screens, home / "ledger")
    finally:
        await database.close()
    return Run(came, running.kills, verdict, time.monotonic() - began)


async def _check(talkers: Sequence[asyncio.Task[None]]) -> None:
    """A talker that failed fails the run at once."""
    for talker in talkers:
        if talker.done():
            await talker


def report(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        sys.stdout.write(f"\n{run}\n")


async def test_a_kill_at_every_point_loses_nothing(
    tmp_path: Path, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run = await survive(tmp_path, sqlite_url, kills=len(ANYWHERE), people=8, at_once=8)
    report(run, capsys)
    assert run.verdict.problems == []
    assert run.kills.total() == len(ANYWHERE)


async def test_the_oracle_notices_updates_acknowledged_before_they_are_stored(
    tmp_path: Path, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run = await survive(
        tmp_path,
        sqlite_url,
        kills=1,
        people=6,
        at_once=6,
        patience=4,
        acknowledge_first=True,
        points=(ACKNOWLEDGED,),
    )
    report(run, capsys)
    assert run.verdict.lost_updates > 0
    assert any("never heard the last words" in problem for problem in run.verdict.problems)


@pytest.mark.slow
async def test_nothing_but_the_kills_loses_what_is_acknowledged_first(
    tmp_path: Path, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run = await survive(tmp_path, sqlite_url, kills=0, people=6, at_once=6, acknowledge_first=True)
    report(run, capsys)
    assert run.verdict.problems == []


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_every_point_is_truly_reached(
    tmp_path: Path, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run = await survive(
        tmp_path,
        sqlite_url,
        kills=3 * len(POINTS),
        people=12,
        at_once=6,
        patience=200,
        points=POINTS,
    )
    report(run, capsys)
    assert run.verdict.problems == []
    assert run.kills.keys() >= set(POINTS)


@pytest.mark.slow
@pytest.mark.timeout(1500)
async def test_two_hundred_kills_lose_nothing(
    tmp_path: Path, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run = await survive(tmp_path, sqlite_url, kills=200, people=30, at_once=12, patience=600)
    report(run, capsys)
    assert run.verdict.problems == []
    assert run.kills.total() >= 200
    assert len(run.people) >= 30


@pytest.mark.slow
@pytest.mark.timeout(1500)
async def test_kills_on_postgres_lose_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with postgres_server(durable=True) as base_url:
        run = await survive(
            tmp_path,
            create_database(base_url),
            kills=30,
            people=12,
            at_once=12,
            patience=10 * LEASE.total_seconds(),
        )
    report(run, capsys)
    assert run.verdict.problems == []


@pytest.mark.slow
async def test_what_a_kill_left_unsaid_is_said_right_after_the_restart(
    tmp_path: Path, sqlite_url: str
) -> None:
    person = prospect(0)
    async with (
        sandbox() as url,
        ClientSession() as http,
        lives(tmp_path, url, sqlite_url) as running,
    ):
        talking = asyncio.ensure_future(person.talk(http, url))
        try:
            await running.killed(random.Random(SEED), ("committed",))
            assert running.kills["committed"] == 1
            assert person.said == {}, "nothing has been asked yet"
            await running.begin()
            async with asyncio.timeout(LEASE.total_seconds() / 2):
                while not person.said:
                    await asyncio.sleep(0.1)
        finally:
            talking.cancel()
            await asyncio.wait([talking])


async def test_a_kill_before_the_receipt_repeats_no_turn_and_forgets_none(
    tmp_path: Path, sqlite_url: str
) -> None:
    """Stored with its turn, and stored without: what Telegram brings again beside something new
    has to be looked up, so the turn of what is new waits for its storing."""
    first, second = prospect(0), prospect(1)
    async with (
        sandbox() as url,
        ClientSession() as http,
        lives(tmp_path, url, sqlite_url) as running,
        asyncio.TaskGroup() as group,
    ):
        talking = [group.create_task(first.talk(http, url))]
        await running.killed(random.Random(SEED), ("joined",))
        await second.come(http, url)
        await running.killed(random.Random(SEED), ("stored",))
        assert running.kills == {"joined": 1, "stored": 1}
        talking.append(group.create_task(second.converse(http, url)))
        await running.begin()
        while not (first.said and second.said):
            await asyncio.sleep(0.1)
        for talk in talking:
            talk.cancel()
        heard = [one["text"] for one in await screen_of(http, url, second.id, second.id)]
        assert len(set(heard)) == len(heard), "no kill cut a sending off from its settling"
