"""The durable turn beside a plain aiogram form: the same people, the same answers, the same run.

Every program gets raw updates and answers through a session that serialises and parses all of it
but has no socket. Prequal stores each update, advances the quiz, writes the session, lead, facts
and outbox, commits, sends and settles; the form keeps its state in memory. Both run on one core.
"""

import asyncio
import os
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter, process_time
from typing import Any, Literal, Protocol
from unittest.mock import patch

from aiogram import Bot, Dispatcher
from aiogram.fsm.storage.memory import MemoryStorage
from pydantic import SecretStr

from benchmarks.canned import SENT_AT, CannedSession
from benchmarks.figures import (
    PYTHONS_OWN,
    as_its_own_process,
    figure,
    flush_ms,
    on_core,
    percentile,
    table,
)
from benchmarks.form import THANKS, form_router
from bot.app.app import App
from bot.app.bootstrap import build
from bot.app.runtime import GARBAGE
from bot.app.settings import Settings
from bot.chat.pacer import Pacer
from leads.clock import SystemClock
from storage.unit_of_work import UnitOfWork
from tests.fakes.postgres import PostgresUnavailable, create_database, postgres_server

RawUpdate = dict[str, Any]

SAID = ("/start", "Компаниям (B2B)", "SEO-продвижение", "romashka-{chat}.ru", "12000", "100000")
CHATS = int(os.environ.get("BENCH_CHATS", "200"))
REPEATS = 5
POLLED = 100  # updates that one getUpdates brings
TOKEN = "1:benchmark"
FORM, NORMAL, FULL, POSTGRES = (
    "aiogram form, memory",
    "Prequal, SQLite NORMAL",
    "Prequal, SQLite FULL",
    "Prequal, PostgreSQL",
)


class NotServed(RuntimeError):
    """A program lost answers or stayed silent: its speed means nothing."""


class Program(Protocol):
    """A bot that takes raw updates. `garbage` is when it looks for cycles (`gc.set_threshold`)."""

    session: CannedSession
    garbage: tuple[int, int, int]

    async def accept(self, updates: Sequence[RawUpdate]) -> None:
        """Take the updates as long polling or a webhook hands them over."""
        ...

    async def idle(self) -> None:
        """Return when everything accepted is answered."""
        ...

    async def unfinished(self, chats: Sequence[int]) -> int:
        """How many of these chats have not had their five answers kept."""
        ...


class PlainForm:
    """The form, fed as aiogram's polling feeds it: a task for each update of a batch at once.

    Its checks in threads then overlap; awaited one by one, updates would take a tenth longer.
    """

    garbage = PYTHONS_OWN

    def __init__(self, session: CannedSession) -> None:
        self.session = session
        self._bot = Bot(TOKEN, session=session)
        self._dispatcher = Dispatcher(storage=MemoryStorage())
        self._dispatcher.include_router(form_router())
        self._tasks: set[asyncio.Task[object]] = set()

    async def accept(self, updates: Sequence[RawUpdate]) -> None:
        for update in updates:
            feeding = self._dispatcher.feed_raw_update(self._bot, update)
            task: asyncio.Task[object] = asyncio.create_task(feeding)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def idle(self) -> None:
        await asyncio.gather(*self._tasks)

    async def unfinished(self, chats: Sequence[int]) -> int:
        return sum(not self.session.heard.get(chat, "").startswith(THANKS) for chat in chats)


class DurableTurns:
    """Prequal as `prequal run` builds it."""

    garbage = GARBAGE

    def __init__(self, app: App, session: CannedSession) -> None:
        self.session = session
        self._app = app

    async def accept(self, updates: Sequence[RawUpdate]) -> None:
        await self._app.intake.accept(updates)

    async def idle(self) -> None:
        await self._app.intake.idle()
        await self._app.tick.settled()

    async def unfinished(self, chats: Sequence[int]) -> int:
        async def work(uow: UnitOfWork) -> int:
            missing = 0
            for chat in chats:
                contact = await uow.contacts.by_telegram(chat)
                stored = await uow.sessions.active(contact.id) if contact else None
                missing += stored is None or len(stored.session.answers) != len(SAID) - 1
            return missing

        return await self._app.database.run(work)


class People:
    """A crowd that has never met the bot; each says the same six things of another company."""

    _updates = count(1)
    _chats = count(1_000_000)

    def __init__(self, size: int) -> None:
        self.chats = [next(self._chats) for _ in range(size)]
        self.rounds = [
            [self._says(chat, text.format(chat=chat)) for chat in self.chats] for text in SAID
        ]

    def _says(self, chat: int, text: str) -> RawUpdate:
        number = next(self._updates)
        person = {"id": chat, "is_bot": False, "first_name": "Anna", "language_code": "ru"}
        message: dict[str, object] = {
            "message_id": number,
            "from": person,
            "chat": {"id": chat, "type": "private", "first_name": "Anna"},
            "date": SENT_AT,
            "text": text,
        }
        if text.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
        return {"update_id": number, "message": message}


@dataclass(frozen=True, slots=True)
class Flat:
    """Updates a second, and microseconds of our own processor time that each took."""

    per_second: float
    cpu_us: float


@dataclass(frozen=True, slots=True)
class Paced:
    """Milliseconds from an update's arrival to the last word of its answer, at a steady load."""

    per_second: float
    p50: float
    p99: float


async def flat_out(program: Program, people: People) -> Flat:
    """Everybody answers as soon as they are asked."""
    as_its_own_process(program.garbage)
    began, cpu_began = perf_counter(), process_time()
    for updates in people.rounds:
        for first in range(0, len(updates), POLLED):
            await program.accept(updates[first : first + POLLED])
        await program.idle()
    seconds, cpu = perf_counter() - began, process_time() - cpu_began
    await _insist(program, people)
    updates_said = len(people.chats) * len(SAID)
    return Flat(updates_said / seconds, cpu / updates_said * 1e6)


async def paced(program: Program, people: People, per_second: float) -> Paced:
    """Answer times when updates come one by one, at random, `per_second` on average."""
    gaps = Random(20260)
    taken: list[float] = []
    as_its_own_process(program.garbage)
    for updates in people.rounds:
        due = perf_counter()
        came: dict[int, float] = {}
        async with asyncio.TaskGroup() as arrivals:
            for chat, update in zip(people.chats, updates, strict=True):
                due += gaps.expovariate(per_second)
                await asyncio.sleep(max(0.0, due - perf_counter()))
                came[chat] = due
                arrivals.create_task(program.accept([update]))
        await program.idle()
        if not came.keys() <= program.session.spoke_at.keys():
            raise NotServed("somebody was not answered")
        taken += [program.session.spoke_at[chat] - when for chat, when in came.items()]
    await _insist(program, people)
    return Paced(per_second, percentile(taken, 0.5) * 1000, percentile(taken, 0.99) * 1000)


async def measure() -> None:
    """Run every program in turn, several times over; print the table and the figures."""
    cores = sorted(os.sched_getaffinity(0))
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="prequal-bench-")))
        with on_core(cores[-1]):
            postgres = _postgres(stack)
        stack.enter_context(on_core(cores[0]))
        # Telegram's own limit of 30 messages a second would be all there is to measure.
        stack.enter_context(patch.object(Pacer, "wait", _at_once))
        programs: dict[str, Program] = {FORM: PlainForm(CannedSession())}
        programs[NORMAL] = await _durable(stack, folder / "normal", "NORMAL")
        programs[FULL] = await _durable(stack, folder / "full", "FULL")
        if postgres is not None:
            programs[POSTGRES] = await _durable(stack, folder / "postgres", "FULL", postgres)
        print(
            f"Turns: {CHATS} chats, /start and five answers each, {REPEATS} rounds in turn, "
            f"core {cores[0]}" + (f", PostgreSQL on core {cores[-1]}" if postgres else "")
        )
        print(f"One flush to this disk takes {flush_ms(folder):.2f} ms")
        for program in programs.values():
            await flat_out(program, People(CHATS // 10 or 1))  # caches fill outside the measure
        rates: dict[str, list[Flat]] = {name: [] for name in programs}
        for _ in range(REPEATS):
            for name, program in programs.items():
                rates[name].append(await flat_out(program, People(CHATS)))
        halves = {
            name: await paced(program, People(CHATS), _usual(rates[name]) / 2)
            for name, program in programs.items()
        }
    _report(rates, halves)


def _usual(rounds: Sequence[Flat]) -> float:
    return median(each.per_second for each in rounds)


def _report(rates: dict[str, list[Flat]], halves: dict[str, Paced]) -> None:
    # Ratios within a round: both sides of each met the same machine.
    ratios = {
        name: median(
            mine.per_second / form.per_second for mine, form in zip(each, rates[FORM], strict=True)
        )
        for name, each in rates.items()
    }
    rows = [
        (
            name,
            f"{_usual(each):.0f}",
            f"{ratios[name]:.2f}",
            f"{median(one.cpu_us for one in each):.0f}",
            f"{halves[name].per_second:.0f}",
            f"{halves[name].p50:.1f}",
            f"{halves[name].p99:.1f}",
        )
        for name, each in rates.items()
    ]
    table(("", "updates/s", "ratio", "CPU us", "at updates/s", "p50 ms", "p99 ms"), rows)
    figure("turn.sqlite.ratio", ratios[NORMAL])
    figure("turn.sqlite_full.ratio", ratios[FULL])
    if POSTGRES in ratios:
        figure("turn.postgres.ratio", ratios[POSTGRES])
    figure("turn.sqlite.p99_ms", halves[NORMAL].p99)


async def _durable(
    stack: AsyncExitStack,
    folder: Path,
    synchronous: Literal["FULL", "NORMAL"],
    database_url: str | None = None,
) -> DurableTurns:
    folder.mkdir()
    settings = Settings(
        bot_token=SecretStr(TOKEN),
        database_url=database_url or f"sqlite+aiosqlite:///{folder / 'prequal.db'}",
        sqlite_synchronous=synchronous,
        encryption_key_file=folder / "prequal.key",
        scenarios_dir="",
        quiz="agency-quiz",
    )
    session = CannedSession()
    app = await build(settings, clock=SystemClock(), session=session)
    stack.push_async_callback(app.close)
    return DurableTurns(app, session)


def _postgres(stack: AsyncExitStack) -> str | None:
    """A database on a server that survives power cuts; None, said aloud, where there is none."""
    try:
        return create_database(stack.enter_context(postgres_server(durable=True)))
    except PostgresUnavailable as reason:
        print(f"Without PostgreSQL: {reason}")
        return None


async def _at_once(*_: object, **__: object) -> None:
    """No pace at all."""


async def _insist(program: Program, people: People) -> None:
    silent = sum(program.session.messages[chat] < len(SAID) for chat in people.chats)
    if missing := silent or await program.unfinished(people.chats):
        raise NotServed(f"{missing} of {len(people.chats)} people were not served to the end")
