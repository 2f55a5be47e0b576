"""Part of the composition root: what brings outbox rows to chats, and at which pace."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from aiogram import Bot

from bot.app.rows import OutboxRows
from bot.app.settings import Settings
from bot.chat.pacer import Pacer
from bot.chat.sender import Pace, Sender
from leads.clock import Clock
from leads.outbox import RetryPolicy
from scheduler.one_by_one import OneByOne
from scheduler.relay import Deliver, Relay
from scheduler.steady import SteadyRelay
from storage.database import Database

FIRST_RETRY = timedelta(seconds=2)
LEASE = timedelta(seconds=60)
TELEGRAM = "telegram"


@dataclass(frozen=True, slots=True)
class Slots:
    """So many turns in a row of so many a second."""

    rate: float
    burst: int


class SharedSlots:
    """One pace for all processes that use the database; see `bot.chat.pacer.Shared`."""

    def __init__(self, database: Database, per_second: float) -> None:
        self._database = database
        self._per_second = per_second

    async def take(self, slots: int) -> float:
        """Take the next slots; the seconds until the first of them."""
        wanted = Slots(self._per_second, slots)
        wait = await self._database.run(
            lambda uow: uow.paces.take(TELEGRAM, "", wanted, slots, timedelta.max)
        )
        return wait.total_seconds()

    async def pause(self, seconds: float) -> None:
        """Give nobody a slot for that long."""
        span = timedelta(seconds=seconds)
        await self._database.run(lambda uow: uow.paces.pause(TELEGRAM, "", uow.now + span))


@dataclass(frozen=True, slots=True)
class Speaking:
    """What speaks to Telegram; `relay` delivers what a turn has just said, `due` all other rows."""

    sender: Sender
    relay: Relay
    due: SteadyRelay


def speaking(
    settings: Settings,
    bot: Bot,
    database: Database,
    clock: Clock,
    owner: str,
    pace: Pace | None,
    deliveries: Callable[[Sender, OneByOne], Mapping[str, Deliver]],
) -> Speaking:
    """Deliver rows by these `deliveries`, at a `pace` given or at that of the settings.

    An SQLite file belongs to one process, so nobody shares its pace.
    """
    per_second = settings.messages_per_second
    alone = settings.database_url.startswith("sqlite")
    shared = None if alone else SharedSlots(database, per_second)
    sender = Sender(bot, pace or Pacer(per_second, shared))
    turns = OneByOne(owner)
    rows = OutboxRows(database, RetryPolicy(base=FIRST_RETRY), owner, turns=turns)
    relay = Relay(rows, deliveries(sender, turns), clock)
    return Speaking(sender, relay, SteadyRelay(relay, rows, clock, lease=LEASE))
