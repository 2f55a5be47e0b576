"""Accepted forms a second beside a bare aiohttp handler that only inserts the row.

Both are real servers on one core, asked by a process on the other one over 32 open connections. The
bare handler reads the JSON and inserts it, a commit for each; Prequal proves, reads, seals and
stores each form and answers with a signed link. Leads are made of them in the pauses between.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter

import aiosqlite
import asyncpg
from aiohttp import web
from pydantic import SecretStr
from sqlalchemy.engine import make_url

from benchmarks.canned import CannedSession
from benchmarks.figures import PYTHONS_OWN, as_its_own_process, figure, on_core, table
from bot.app.app import App
from bot.app.bootstrap import build
from bot.app.runtime import GARBAGE
from bot.app.settings import Settings
from bot.chat.http import build_http
from leads.clock import SystemClock
from tests.fakes.postgres import PostgresUnavailable, create_database, postgres_server

FORMS = int(os.environ.get("BENCH_FORMS", "300"))
REPEATS = 5
POOL = 10
FILE = """
per_address: 100000000
forms:
  bench:
    key: bench-form
    name: Bench
    origins: ["https://romashka.example"]
    quiz: agency-quiz
    per_minute: 100000000
    person: {name: name, phone: phone, company: company}
    answers: {need: product, market: market, budget: monthly_budget}
    consent: {field: agree, version: "1", text: {ru: "Согласен"}}
"""
Insert = Callable[[str], Awaitable[object]]


async def measure() -> None:
    """Run both on either database; print the table and the figures."""
    cores = sorted(os.sched_getaffinity(0))
    numbers = count(1, FORMS)
    rows = []
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="prequal-intake-")))
        with on_core(cores[-1]):
            urls = {"sqlite": f"sqlite+aiosqlite:///{folder / 'prequal.db'}", **_postgres(stack)}
        stack.enter_context(on_core(cores[0]))
        print(f"Intake: {FORMS} forms over 32 connections, {REPEATS} rounds in turn")
        for name, url in urls.items():
            rows.append(await _beside_each_other(name, url, folder, cores[-1], numbers))
    table(("", "accepted/s", "bare/s", "ratio", "leads/s"), [row for row, _ in rows])
    for (name, *_), ratio in rows:
        figure(f"intake.{name}.ratio", ratio)
    for (name, accepted, *_), _ in rows:
        figure(f"intake.{name}.accepted", float(accepted))


async def _beside_each_other(
    name: str, url: str, folder: Path, core: int, numbers: "count[int]"
) -> tuple[tuple[str, ...], float]:
    async with AsyncExitStack() as stack:
        app = await _prequal(stack, url, folder / name)
        insert = await stack.enter_async_context(_inserting(name, url, folder))
        own = await _served(
            stack, build_http(app.intake, None, webhook_secret="", beside=app.forms.routes)
        )
        bare = await _served(stack, _bare(insert))
        for port in (own, bare):  # caches fill outside the measure
            await _sent(port, core, next(numbers), FORMS // 10)
        await app.forms.filings.idle()
        rates, leads = [], []
        for _ in range(REPEATS):
            as_its_own_process(PYTHONS_OWN)
            theirs = FORMS / await _sent(bare, core, next(numbers), FORMS)
            as_its_own_process(GARBAGE)
            began = perf_counter()
            ours = FORMS / await _sent(own, core, next(numbers), FORMS)
            await app.forms.filings.idle()
            leads.append(FORMS / (perf_counter() - began))
            rates.append((ours, theirs))
    ratio = median(ours / theirs for ours, theirs in rates)
    said = [median(one) for one in zip(*rates, strict=True)]
    return (name, *(f"{one:.0f}" for one in said), f"{ratio:.2f}", f"{median(leads):.0f}"), ratio


async def _sent(port: int, core: int, first: int, many: int) -> float:
    """Seconds that the process of senders took."""
    with on_core(core):
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "benchmarks.senders", str(port), str(first), str(many)),
            stdout=asyncio.subprocess.PIPE,
        )
    said, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError("not every form was accepted")
    return float(said)


async def _prequal(stack: AsyncExitStack, url: str, folder: Path) -> App:
    folder.mkdir()
    (folder / "forms.yaml").write_text(FILE, encoding="utf-8")
    settings = Settings(
        bot_token=SecretStr("1:benchmark"),
        database_url=url,
        encryption_key_file=folder / "prequal.key",
        intake_file=str(folder / "forms.yaml"),
    )
    app = await build(settings, clock=SystemClock(), session=CannedSession())
    stack.push_async_callback(app.close)
    return app


async def _served(stack: AsyncExitStack, app: web.Application) -> int:
    """The port of an application that listens."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return int(runner.addresses[0][1])


def _bare(insert: Insert) -> web.Application:
    async def take(request: web.Request) -> web.Response:
        said = await request.json()
        await insert(str(said))
        return web.json_response({"ok": True})

    app = web.Application()
    app.router.add_post("/intake", take)
    return app


@asynccontextmanager
async def _inserting(name: str, url: str, folder: Path) -> AsyncIterator[Insert]:
    """An INSERT that is on the disk when it returns, as anybody would write it."""
    if name == "sqlite":
        async with aiosqlite.connect(folder / "bare.db") as database:
            await database.execute("PRAGMA journal_mode = WAL")
            await database.execute("PRAGMA synchronous = FULL")
            await database.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, said TEXT)")

            async def insert(said: str) -> None:
                await database.execute("INSERT INTO bare (said) VALUES (?)", (said,))
                await database.commit()

            yield insert
        return
    plain = make_url(url).set(drivername="postgresql")
    async with asyncpg.create_pool(
        plain.render_as_string(hide_password=False), max_size=POOL
    ) as pool:
        await pool.execute("CREATE TABLE bare (id BIGSERIAL PRIMARY KEY, said TEXT)")
        yield lambda said: pool.execute("INSERT INTO bare (said) VALUES ($1)", said)


def _postgres(stack: AsyncExitStack) -> dict[str, str]:
    """A database on a server that survives power cuts; none, said aloud, where there is none."""
    try:
        return {"postgres": create_database(stack.enter_context(postgres_server(durable=True)))}
    except PostgresUnavailable as reason:
        print(f"Without PostgreSQL: {reason}")
        return {}


if __name__ == "__main__":
    asyncio.run(measure())
