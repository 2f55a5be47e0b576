"""The last look before a message that nobody asked for leaves: it may have waited for its turn
while the person changed their mind."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from aiogram.exceptions import TelegramForbiddenError, TelegramNetworkError, TelegramRetryAfter
from aiogram.methods import GetMe

from bot.app.speaking import speaking
from bot.chat.delivery import Delivery
from bot.chat.messages import Outgoing
from leads.consent import ConsentEntry, Purpose, basis_for
from leads.outbox import OutboxMessage, Priority, Topic, lane_to
from storage.database import Database
from storage.secrets import KeyRing
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import START, HandClock, opened, person

ANNA = 1001
CALL = GetMe()


@dataclass
class Phone:
    """The Bot API and the pace in one: what left, and what happens while something waits."""

    said: list[str] = field(default_factory=list)
    answers: list[Exception] = field(default_factory=list)
    meanwhile: Callable[[], Any] | None = None
    silence: float = 0.0

    async def __call__(self, call: Any) -> dict[str, int]:
        if self.answers:
            raise self.answers.pop(0)
        self.said.append(call.text)
        return {"message_id": len(self.said)}

    async def wait(self, chat_id: int, **_: object) -> None:
        if self.meanwhile is not None:
            await self.meanwhile()

    def pause(self, seconds: float) -> None:
        self.silence = seconds

    def resting(self) -> float:
        return self.silence


@dataclass
class Mailing:
    """A database with a message for Anna in its outbox, and what delivers it."""

    database: Database
    clock: HandClock
    phone: Phone

    async def begin(self, priority: Priority = Priority.BROADCAST) -> None:
        """Anna agrees to advertising, and there is something to tell."""

        async def work(uow: UnitOfWork) -> None:
            contact = await person(uow, ANNA)
            given = ConsentEntry(contact.id, Purpose.ADVERTISING, True, START, "1", "f" * 64)
            await uow.consents.add(given)
            basis = str(basis_for(Purpose.ADVERTISING, [given], START))
            words = Outgoing(ANNA, "News", Purpose.ADVERTISING.value, basis)
            lane = lane_to(ANNA, priority)
            await uow.outbox.add(
                OutboxMessage(Topic.CHAT, "news", lane, words.to_payload(), priority=priority)
            )

        await self.database.run(work)

    async def deliver(self) -> None:
        """A tick, and whatever it begins."""
        phone, nothing = cast("Any", self.phone), cast("Any", None)
        said = speaking(
            cast("Any", Settings()),
            phone,
            self.database,
            self.clock,
            "me",
            phone,
            lambda sender, turns: {
                "chat": Delivery(self.database, sender, nothing, nothing, {}, turns).chat
            },
        )
        await said.due.tick()
        await said.due.idle()

    async def left(self) -> list[tuple[bool, str | None]]:
        """What has not arrived: whether that is a doubt, and what was said of it."""
        rows = await self.database.run(lambda uow: uow.undelivered.page(parked_only=False))
        return [(row.unknown, row.error) for row in rows]


@dataclass(frozen=True)
class Settings:
    database_url: str = "sqlite"
    messages_per_second: float = 28.0


@pytest.fixture
async def mailing(tmp_path: Any) -> AsyncIterator[Mailing]:
    clock = HandClock()
    async with opened(f"sqlite+aiosqlite:///{tmp_path}/a.db", KeyRing.fresh(), clock) as database:
        yield Mailing(database, clock, Phone())


async def test_it_leaves_while_it_is_wanted(mailing: Mailing) -> None:
    await mailing.begin()
    await mailing.deliver()
    assert mailing.phone.said == ["News"]
    assert await mailing.left() == []


@pytest.mark.parametrize("priority", [Priority.FOLLOW_UP, Priority.BROADCAST])
async def test_a_stop_counts_while_it_waits_for_its_turn(
    mailing: Mailing, priority: Priority
) -> None:
    await mailing.begin(priority)

    async def stop() -> None:
        async def work(uow: UnitOfWork) -> None:
            contact = await uow.contacts.by_telegram(ANNA)
            assert contact is not None
            await uow.consents.add(ConsentEntry(contact.id, Purpose.ADVERTISING, False, START))

        await mailing.database.run(work)

    mailing.phone.meanwhile = stop
    await mailing.deliver()
    assert mailing.phone.said == []
    assert await mailing.left() == [], "nobody is bothered with it"


async def test_whoever_blocked_the_bot_is_marked(mailing: Mailing) -> None:
    await mailing.begin()
    mailing.phone.answers = [TelegramForbiddenError(CALL, "bot was blocked by the user")]
    await mailing.deliver()
    anna = await mailing.database.run(lambda uow: uow.contacts.by_telegram(ANNA))
    assert anna is not None
    assert anna.blocked_at == START
    assert await mailing.left() == [], "nobody has to decide anything"


async def test_of_a_broken_call_nobody_knows_and_it_is_not_repeated(mailing: Mailing) -> None:
    await mailing.begin()
    mailing.phone.answers = [TelegramNetworkError(CALL, "Request timeout error")]
    await mailing.deliver()
    mailing.clock.step(hours=1)
    await mailing.deliver()
    assert mailing.phone.said == []
    assert await mailing.left() == [(True, "TelegramNetworkError")]


async def test_what_matters_is_repeated_after_a_broken_call(mailing: Mailing) -> None:
    await mailing.begin(Priority.FOLLOW_UP)
    mailing.phone.answers = [TelegramNetworkError(CALL, "Request timeout error")]
    await mailing.deliver()
    mailing.clock.step(hours=1)
    await mailing.deliver()
    assert mailing.phone.said == ["News"]


async def test_when_telegram_wants_silence_nothing_is_lost(mailing: Mailing) -> None:
    await mailing.begin()
    mailing.phone.answers = [TelegramRetryAfter(CALL, "Too Many Requests", 30)]
    await mailing.deliver()
    mailing.clock.step(seconds=10)
    await mailing.deliver()
    assert mailing.phone.said == [], "nobody queues up"
    mailing.phone.silence = 0
    mailing.clock.step(minutes=2)
    await mailing.deliver()
    assert mailing.phone.said == ["News"]
