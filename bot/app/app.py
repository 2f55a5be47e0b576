"""A built program as a value. Building it is `bot.app.bootstrap`, running it `bot.app.runtime`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiogram import Bot

from bot.app.calendars import SalesCalendars
from bot.app.chores import Chores
from bot.app.forms import FormParts
from bot.app.page.opening import OpenPage
from bot.app.settings import Settings
from bot.app.supplying import Supplying
from bot.app.touching import Tick
from bot.chat.access import Access
from bot.chat.http import CrmDoor
from bot.chat.intake import Intake
from bot.chat.texts import Texts
from storage.database import Database

if TYPE_CHECKING:
    from bot.app.crm.relaying import Crms


@dataclass(frozen=True)
class App:
    """A built program. `tick` is one second's work, `beside` that of every few, `chores` one
    night's; `crms` is None where there is nothing to do for a CRM, `calendars` where no
    salesperson has one."""

    settings: Settings
    bot: Bot
    intake: Intake
    database: Database
    tick: Tick
    supply: Supplying
    forms: FormParts
    page: OpenPage
    crms: Crms | None
    chores: Chores
    access: Access
    texts: Texts
    calendars: SalesCalendars | None = None

    @property
    def beside(self) -> tuple[Callable[[], Awaitable[object]], ...]:
        """What may take its time."""
        others = (self.crms.listening.listen,) if self.crms else ()
        calendars = (self.calendars,) if self.calendars else ()
        jobs = (self.supply, self.chores.rollup, self.forms.filings)
        return (*jobs, *others, *calendars)

    @property
    def door(self) -> CrmDoor | None:
        """Whom CRMs call; None where none does."""
        return self.crms.listening if self.crms and self.crms.listening.by_webhook else None

    async def close(self) -> None:
        """Finish what is under way and close everything."""
        await self.intake.stop()
        await self.forms.filings.stop()
        await self.tick.stop()
        async with self.tick.alone:
            await self.supply.close()
            if self.calendars is not None:
                await self.calendars.close()
            if self.crms is not None:
                await self.crms.aclose()
            await self.database.close()
        await self.bot.session.close()
