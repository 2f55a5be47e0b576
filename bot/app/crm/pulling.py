"""The base of a CRM, brought in through its API: page by page, at the account's own pace.

How far it came is kept once a page is brought in and what is wrong with it is written down: a run
that was broken off goes on there, and at worst brings one page in again, which changes nothing.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from bot.app.crm.bringing import Bringer, Outcome, WrongRows, now_of, read, reader_of
from bot.app.crm.patience import patiently
from bot.app.settings import Settings
from crm_sync.back.ports import Feed
from crm_sync.cards import Entity
from crm_sync.importing.columns import Columns
from crm_sync.importing.pages import BaseCard, BasePage
from crm_sync.importing.pulling import (
    COLUMNS,
    HEADERS,
    READ_AS,
    companies_of_ours,
    deals_of_others,
    lines_of,
)
from crm_sync.importing.sheet import Line
from crm_sync.publishing.connection import Connection
from crm_sync.publishing.recognising import fields_of
from leads.importing.rows import BaseRow, Kind
from storage.database import Database
from storage.unit_of_work import UnitOfWork

IMPORT = "import"
HELD_FOR = timedelta(minutes=2)

Progress = Callable[[int, int | None], None]
"""Hears after each page how many cards were read, and of how many where the CRM says so."""


@dataclass(frozen=True, slots=True)
class Glimpse:
    """The first rows of a kind as they would be kept, what is wrong with others of the first page,
    and how many there are, where the CRM says so."""

    first: list[BaseRow]
    outcome: Outcome
    total: int | None


class BaseImport:
    """One account's base on its way in. Files of wrong rows go into `folder`."""

    def __init__(self, crm: Connection, settings: Settings, folder: Path) -> None:
        self._crm = crm
        self._settings = settings
        self._folder = folder

    async def glimpse(self, kind: Kind, most: int) -> Glimpse:
        """Read the first page and keep nothing. Raises a `CrmError`."""
        page = await self._page(kind, None)
        reader = reader_of(self._columns(kind), _places(kind), self._settings)
        outcome, first = Outcome(), list[BaseRow]()
        for line in lines_of(kind, page.cards, 0):
            row = read(reader, line)
            outcome.rows += 1
            if isinstance(row, BaseRow):
                first += [row] if len(first) < most else []
            else:
                outcome.tell(_where(kind, line), row)
        return Glimpse(first, outcome, page.total)

    async def bring(self, kind: Kind, database: Database, progress: Progress) -> Outcome:
        """Bring all of a kind in, from where an earlier run was broken off. Raises a `CrmError`;
        what was brought by then is kept."""
        columns, account = self._columns(kind), self._crm.name
        feed = f"{account}:{kind.value}"
        held = await database.run(lambda uow: uow.crm_feeds.hold(feed, IMPORT, HELD_FOR))
        reader = reader_of(columns, _places(kind), self._settings)
        began, done, total = await now_of(database), 0, None
        header = [HEADERS.get(name, name) for name in COLUMNS[kind]]
        table = self._folder / f"{account}.{kind.value}.csv"
        with WrongRows(table, header, ";", "") as wrong:
            where = partial(_where, kind)
            bringer = Bringer(database, columns, reader, wrong, began, where)
            async for page in self._pages(kind, (held.cursor if held else None) or None):
                cards = await database.run(partial(self._theirs, kind, page.cards))
                lines = lines_of(kind, cards, bringer.outcome.rows)
                beside = [partial(self._known, cards, began)] if kind is Kind.COMPANIES else []
                await bringer.portion(lines, *beside)
                await database.run(partial(_went, feed, page.cursor))
                done, total = done + len(page.cards), total or page.total
                progress(done, total)
        await database.run(lambda uow: uow.crm_feeds.let_go(feed, IMPORT))
        return bringer.outcome

    async def _pages(self, kind: Kind, cursor: str | None) -> AsyncIterator[BasePage]:
        more = True
        while more:
            page = await patiently(partial(self._page, kind, cursor))
            yield page
            cursor, more = page.cursor, page.cursor is not None

    async def _page(self, kind: Kind, cursor: str | None) -> BasePage:
        fields = fields_of(self._crm.plan, Entity.COMPANY)
        return await self._crm.adapter.base(READ_AS[kind], cursor, fields)

    async def _theirs(
        self, kind: Kind, cards: Sequence[BaseCard], uow: UnitOfWork
    ) -> Sequence[BaseCard]:
        if READ_AS[kind] is not Kind.DEALS:
            return cards
        return await deals_of_others(uow, self._crm.name, cards)

    async def _known(self, cards: Sequence[BaseCard], began: datetime, uow: UnitOfWork) -> None:
        await companies_of_ours(uow, self._crm.name, cards, began)

    def _columns(self, kind: Kind) -> Columns:
        return Columns(kind, base=self._crm.name)


async def _went(feed: str, cursor: str | None, uow: UnitOfWork) -> None:
    """Where the next page begins; behind the last one the next run begins anew."""
    await uow.crm_feeds.keep(feed, Feed(cursor or ""))


def _places(kind: Kind) -> dict[str, int]:
    return {name: place for place, name in enumerate(COLUMNS[kind])}


def _where(kind: Kind, line: Line) -> str:
    """What a card is called: by its number there, which is its first cell."""
    return f"{kind.value} {line.cells[0]}"
