"""SIGKILL at random while forms come in: whatever was answered is a lead, once."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession, ClientTimeout
from sqlalchemy import Connection, select

from leads.clock import SystemClock
from storage.engine import open_beside
from storage.secrets import KeyRing
from storage.tables import events, submissions
from tests.crash.lives import Lives, lives, sandbox
from tests.fakes.ports import free_port
from tests.fakes.postgres import create_database, postgres_server

SEED = 20_261_126
PAUSE_SECONDS = 0.1
"""Between two forms of a sender: more would come than is made into leads between two kills."""
LOOK_SECONDS = 0.5
ORIGIN = "https://romashka.example"
FORMS = """
per_address: 1000000
forms:
  main:
    key: main-form
    name: Main
    origins: ["https://romashka.example"]
    quiz: agency-quiz
    per_minute: 1000000
    person: {phone: phone}
    answers: {need: product, market: market}
    consent: {field: agree, version: "1", text: {ru: Да}}
"""


class Senders:
    """People who send one form after another, each until it is answered."""

    def __init__(self, http: ClientSession, port: int, chance: random.Random) -> None:
        self._http = http
        self._port = port
        self._chance = chance
        self._last = 0
        self.over = asyncio.Event()
        self.answered: dict[int, str] = {}

    async def send(self) -> None:
        """Until it is over; the last form is sent until it is answered, too."""
        while not self.over.is_set():
            self._last += 1
            await self._insist(self._last)
            await asyncio.sleep(PAUSE_SECONDS)

    async def served(self) -> None:
        """Until a form more is answered."""
        so_far = len(self.answered)
        while len(self.answered) == so_far:
            await asyncio.sleep(LOOK_SECONDS)

    async def _insist(self, number: int) -> None:
        said = {"_key": "main-form", "_once": str(number), "need": "crm", "market": "b2b"}
        said |= {"phone": f"+7916{number:07d}", "agree": "on"}
        url, headers = f"http://127.0.0.1:{self._port}/intake", {"Origin": ORIGIN}
        while True:
            with suppress(ClientError, TimeoutError, OSError):
                async with self._http.post(url, json=said, headers=headers) as answer:
                    if answer.status == 200:
                        link = (await answer.json())["link"]
                        assert self.answered.setdefault(number, link) == link
                        # Now and then a page sends what was answered once more.
                        if self._chance.random() < 0.9:
                            return
                    else:
                        assert answer.status == 503, await answer.text()
            await asyncio.sleep(0.1)


async def survive(home: Path, database_url: str, *, kills: int, senders: int) -> None:
    """Kill the program while forms come, then look for every one that was answered."""
    file = home / "forms.yaml"
    file.write_text(FORMS, encoding="utf-8")
    chance, port = random.Random(SEED), free_port()
    more = {"INTAKE_FILE": str(file), "HTTP_PORT": str(port)}
    async with (
        sandbox() as url,
        ClientSession(timeout=ClientTimeout(3)) as http,
        lives(home, url, database_url, more=more) as running,
    ):
        crowd = Senders(http, port, chance)
        async with asyncio.TaskGroup() as people:
            for _ in range(senders):
                people.create_task(crowd.send())
            for _ in range(kills):
                await running.killed(chance, ("",))
            await running.begin()
            await crowd.served()  # from then on a life ends in order
            crowd.over.set()
        await settled(database_url, home, running, set(crowd.answered))
    assert crowd.answered, "nothing was accepted between the kills"


async def settled(database_url: str, home: Path, running: Lives, answered: set[int]) -> None:
    """Let the last life deal with what is left, then count."""
    async with asyncio.timeout(240):
        while True:
            kept, leads = await look(database_url, home)
            if set(kept.values()) <= {"done"}:
                break
            await asyncio.sleep(LOOK_SECONDS)
    assert await running.stop() == 0, running.words()
    assert len(kept) == len(answered)
    assert Counter(leads.values()) == Counter({1: len(answered)})


async def look(database_url: str, home: Path) -> tuple[dict[int, str], Counter[int]]:
    """How each stored form stands, and how many forms made each lead."""
    keys = KeyRing.from_file(home / "key")
    database = await open_beside(database_url, keys=keys, clock=SystemClock())

    def read(connection: Connection) -> tuple[dict[int, str], Counter[int]]:
        rows = connection.execute(select(submissions.c.number, submissions.c.status))
        sent = select(events.c.lead_id).where(events.c.kind == "form_sent")
        made = Counter(connection.execute(sent).scalars())
        return {row.number: row.status for row in rows}, made

    try:
        return await database.read(read)
    finally:
        await database.close()


async def test_a_kill_loses_no_form(tmp_path: Path, sqlite_url: str) -> None:
    await survive(tmp_path, sqlite_url, kills=1, senders=4)


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_many_kills_lose_no_form(tmp_path: Path, sqlite_url: str) -> None:
    await survive(tmp_path, sqlite_url, kills=40, senders=16)


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_kills_on_postgres_lose_no_form(tmp_path: Path) -> None:
    with postgres_server(durable=True) as base_url:
        await survive(tmp_path, create_database(base_url), kills=15, senders=8)
