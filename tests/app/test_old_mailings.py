"""Figures of a mailing whose touches are pruned by now."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from bot.app import mailing as parts
from bot.app.mailing import StoredMailings
from leads.mailings.mailing import FOLLOWED, Mailing, MailingState
from leads.mailings.results import Results
from storage.secrets import KeyRing
from storage.unit_of_work import UnitOfWork
from tests.storage.samples import START, HandClock, opened

KEPT = Results(delivered=40, answered=7)


async def test_what_was_kept_is_shown_also_of_one_that_is_not_among_the_newest(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "LISTED", 1)
    clock = HandClock()
    settings = SimpleNamespace(zone=ZoneInfo("Europe/Moscow"), keep_messages_days=90)

    async def work(uow: UnitOfWork) -> Mailing:
        over = Mailing(0, 1, START, MailingState.DONE, begins_at=START, finished_at=START)
        old = await uow.mailings.add(over)
        await uow.mailings.add(over)
        return old

    async with opened(sqlite_url, KeyRing.fresh(), clock) as database:
        old = await database.run(work)
        await database.run(lambda uow: uow.mailings.keep_results(old.id, KEPT))
        stored = StoredMailings(database, cast("Any", None), {}, cast("Any", settings), clock)
        clock.step(days=(FOLLOWED + timedelta(days=1)).days)
        assert (await stored.view(old)).results == KEPT
