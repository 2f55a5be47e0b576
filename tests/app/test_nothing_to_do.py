"""Where nothing is configured nothing ticks; what an account that is gone left behind is parked."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.app.crm.opening import open_crms
from bot.app.crm.relaying import Crms
from bot.app.settings import Settings
from bot.app.supplying import Supplying
from bot.chat.texts import Texts
from leads.crm_rows import LEAD
from leads.outbox import OutboxMessage, Topic
from storage.database import Database
from storage.secrets import KeyRing
from tests.storage.samples import HandClock, opened

UNUSED = cast("Any", None)


class Untouched:
    """A database that nobody may use."""

    def run(self, work: object) -> object:
        raise AssertionError("a transaction")


async def crms_of(database: Database, clock: HandClock) -> Crms | None:
    settings = Settings(database_url="sqlite+aiosqlite:///unused.db")
    steps = SimpleNamespace(policy=UNUSED)
    met = SimpleNamespace(
        meetings=SimpleNamespace(steps=steps),
        database=database,
        texts=Texts(),
        settings=settings,
        clock=clock,
    )
    return await open_crms((), cast("Any", met), UNUSED, None, UNUSED, "worker")


async def test_a_row_for_an_account_that_is_gone_is_parked(sqlite_url: str) -> None:
    clock = HandClock()
    payload = {"kind": LEAD, "v": 1, "account": "gone", "lead_id": 1, "mark": "q-1"}
    row = OutboxMessage(Topic.CRM, "crm_lead:1", "crm:gone:lead:1", payload)
    async with opened(sqlite_url, KeyRing.fresh(), clock) as database:
        assert await crms_of(database, clock) is None
        await database.run(lambda uow: uow.outbox.add(row))
        crms = await crms_of(database, clock)
        assert crms is not None
        await crms.relay.tick()
        await crms.relay.idle()
        assert await database.run(lambda uow: uow.undelivered.counts()) == {"crm": (0, 1)}
        assert await crms_of(database, clock) is None
        await crms.aclose()


async def test_supply_asks_nobody_where_nobody_could_know() -> None:
    def supply(*, shared: bool) -> Supplying:
        return Supplying(
            cast("Any", Untouched()),
            UNUSED,
            UNUSED,
            HandClock(),
            None,
            timedelta(minutes=5),
            shared=shared,
        )

    await supply(shared=False)()
    with pytest.raises(AssertionError, match="a transaction"):
        await supply(shared=True)()
