"""A built program as a value. Building it is `bot.app.bootstrap`, running it `bot.app.runtime`."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram import Bot

from bot.app.chores import Chores
from bot.app.crm.relaying import Crms
from bot.app.settings import Settings
from bot.app.supplying import Supplying
from bot.app.touching import Tick
from bot.chat.access import Access
from bot.chat.intake import Intake
from bot.chat.texts import Texts
from scheduler.relay import Relay
from storage.database import Database


@dataclass(frozen=True)
class App:
    """A built program. `tick` is one second's work, `supply` that of every few, `chores` one
    night's."""

    settings: Settings
    bot: Bot
    intake: Intake
    database: Database
    relay: Relay
    tick: Tick
    supply: Supplying
    crms: Crms
    chores: Chores
    access: Access
    texts: Texts

    async def close(self) -> None:
        """Finish what is under way and close everything."""
        await self.intake.stop()
        await self.relay.settled()
        async with self.tick.alone:
            await self.supply.close()
            await self.crms.aclose()
            await self.database.close()
        await self.bot.session.close()
