"""What goes on with mailings by themselves, a part at a time: touches are planned, held, opened or
called off, messages are taken away, and what is over is finished."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from leads.mailings.mailing import DELETABLE, Mailing, MailingState


class Mailings(Protocol):
    """Mailings; each call deals with a few thousand people at the most."""

    async def get(self, mailing_id: int) -> Mailing | None: ...
    async def save(self, mailing: Mailing) -> None: ...
    async def plan(self, mailing: Mailing, zone: ZoneInfo, now: datetime) -> int: ...
    async def plan_removals(self, mailing: Mailing, now: datetime) -> int: ...
    async def settle_some(self, mailing: Mailing) -> bool: ...


class UpkeepUnitOfWork(Protocol):
    """What a part of it reads and writes; committed as a whole or not at all."""

    @property
    def mailings(self) -> Mailings: ...


@dataclass(frozen=True, slots=True)
class Upkeep:
    """The parts; months of a cohort are those of `zone`."""

    zone: ZoneInfo

    async def step(self, uow: UpkeepUnitOfWork, mailing_id: int, now: datetime) -> bool:
        """The next part for a mailing; whether there is another one right after it."""
        mailing = await uow.mailings.get(mailing_id)
        if mailing is None:
            return False
        if mailing.deleting_at is not None and mailing.gone < mailing.last:
            return await self._take_away(uow, mailing, now)
        if mailing.finished_at is not None:
            return False
        if await uow.mailings.settle_some(mailing):
            return True
        if mailing.state is MailingState.STOPPED:
            await uow.mailings.save(mailing.finished(now))
            return False
        if mailing.state is not MailingState.RUNNING or mailing.is_planned:
            return False
        planned = await uow.mailings.plan(mailing, self.zone, now)
        await uow.mailings.save(replace(mailing, planned=planned))
        return planned < mailing.last

    async def finish(self, uow: UpkeepUnitOfWork, mailing_id: int, now: datetime) -> None:
        """Note that it went to everybody; who calls has looked that nothing is left of it."""
        mailing = await uow.mailings.get(mailing_id)
        if mailing is None or mailing.state is not MailingState.RUNNING or not mailing.is_planned:
            return
        await uow.mailings.save(mailing.finished(now))

    async def _take_away(self, uow: UpkeepUnitOfWork, mailing: Mailing, now: datetime) -> bool:
        late = mailing.finished_at is not None and now - mailing.finished_at >= DELETABLE
        gone = mailing.last if late else await uow.mailings.plan_removals(mailing, now)
        await uow.mailings.save(replace(mailing, gone=gone))
        return gone < mailing.last
