"""A mailing to 20,000 people beside fifty live dialogs: the replies go first.

The whole program over SQLite and a Bot API without a socket, in time whose idle part is skipped.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from pydantic import SecretStr

from benchmarks.canned import CannedSession
from benchmarks.figures import percentile
from benchmarks.turns import People
from bot.app.app import App
from bot.app.bootstrap import build
from bot.app.settings import Settings
from leads.consent import ConsentEntry, Purpose
from leads.contact import Contact
from leads.mailings.mailing import Expectation, Mailing, MailingState
from leads.mailings.results import Results
from storage import mailed
from storage.unit_of_work import UnitOfWork
from tests.fakes.skipping_time import LoopClock, skipping

TUESDAY = datetime(2026, 11, 24, 8, tzinfo=UTC)
READERS = int(os.environ.get("MAILING_READERS", "20000"))
FIRST_READER = 5_000_000
DIALOGS = 50
PAUSE = 10.0
PER_SECOND = 28
AWAY = 0.05
"""So many seconds a call takes to Telegram and back."""
OFFER = "У портала новая цена."


class Telegram(CannedSession):
    """Notes when each call began: which chat, whether the mailing."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[float] = []
        self.first: dict[int, asyncio.Future[float]] = {}

    async def exchange(self, url: str, body: bytes, seconds: float) -> tuple[int, str]:
        now = asyncio.get_running_loop().time()
        self.calls.append(now)
        waiting = self.first.pop(int(json.loads(body).get("chat_id", 0)), None)
        if waiting is not None:
            waiting.set_result(now)
        await asyncio.sleep(AWAY)
        return await super().exchange(url, body, seconds)


async def readers(app: App) -> int:
    """People who agree to news; the mailing to them is under way."""
    for first in range(FIRST_READER, FIRST_READER + READERS, 1000):
        chats = range(first, min(first + 1000, FIRST_READER + READERS))

        async def add(uow: UnitOfWork, chats: Sequence[int] = chats) -> None:
            for chat in chats:
                contact = await uow.contacts.add(Contact(0, chat))
                given = ConsentEntry(contact.id, Purpose.ADVERTISING, True, uow.now, "1", "f" * 64)
                await uow.consents.add(given)

        await app.database.run(add)

    async def begin(uow: UnitOfWork) -> int:
        draft = Mailing(0, created_by=1, created_at=uow.now, text=OFFER)
        ready = draft.expecting(Expectation((1, 1), (1, 1), 50)).tested(uow.now).asked()
        begun = ready.approved(2, "Игорь").started(uow.now, await uow.mailings.greatest())
        return (await uow.mailings.add(begun)).id

    return await app.database.run(begin)


async def dialogs(app: App, telegram: Telegram, over: asyncio.Event, waits: list[float]) -> None:
    """Fifty people at a time answer the quiz, each followed by another; how long each waited."""
    loop, random = asyncio.get_running_loop(), Random(28)

    async def seat() -> None:
        while not over.is_set():
            for (update,) in People(1).rounds:
                await asyncio.sleep(random.uniform(0.5, 1.5) * PAUSE)
                if over.is_set():
                    return
                heard: asyncio.Future[float] = loop.create_future()
                telegram.first[update["message"]["chat"]["id"]] = heard
                said = loop.time()
                await app.intake.accept([update])
                waits.append(await heard - said)

    async with asyncio.TaskGroup() as group:
        for _ in range(DIALOGS):
            group.create_task(seat())


async def ticking(app: App, mailing: int, over: asyncio.Event) -> None:
    """A tick a second until the mailing is through."""
    while not over.is_set():
        await app.tick()
        found = await app.database.read(lambda c: mailed.mailing(c, mailing))
        if found is not None and found[0].state is MailingState.DONE:
            over.set()
        await asyncio.sleep(1)


async def lived(folder: Path) -> tuple[list[float], list[float], Results]:
    telegram = Telegram()
    settings = Settings(
        bot_token=SecretStr("1:load"),
        database_url=f"sqlite+aiosqlite:///{folder}/load.db",
        encryption_key_file=folder / "prequal.key",
        messages_per_second=PER_SECOND,
        sales_ids=(2,),
        manager_ids=(1,),
    )
    app = await build(settings, clock=LoopClock(TUESDAY), session=telegram)
    waits: list[float] = []
    over = asyncio.Event()
    try:
        mailing = await readers(app)
        async with asyncio.TaskGroup() as group:
            group.create_task(ticking(app, mailing, over))
            group.create_task(dialogs(app, telegram, over, waits))
        found = await app.database.read(lambda c: mailed.mailing(c, mailing))
        assert found is not None
        results = await app.database.read(lambda c: mailed.results(c, found[0]))
    finally:
        await app.close()
    return waits, telegram.calls, results


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_replies_go_first_while_twenty_thousand_are_written_to(tmp_path: Path) -> None:
    waits, calls, results = skipping(lambda: lived(tmp_path))
    lasted = calls[-1] - calls[0]
    sys.stdout.write(
        f"\nFIGURE mailing.reply_p50_ms {1000 * percentile(waits, 0.5):.0f}"
        f"\nFIGURE mailing.reply_p99_ms {1000 * percentile(waits, 0.99):.0f}"
        f"\nFIGURE mailing.replies {len(waits)}"
        f"\nFIGURE mailing.messages_per_s {len(calls) / lasted:.1f}\n"
    )
    assert results.delivered == READERS
    assert results.planned == READERS
    assert len(waits) > DIALOGS
    assert len(calls) / lasted < PER_SECOND + 0.1
