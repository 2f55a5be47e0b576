"""The database behind the ports of `crm_sync`: each call is a committed transaction of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from crm_sync.capabilities import Limits
from crm_sync.publishing.links import Link, Party, Tried, Written
from crm_sync.tokens import Tokens
from storage.database import Database


class StoredLinks:
    """Links to cards; see `crm_sync.publishing.links.Links`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(
        self, account: str, parties: Sequence[Party], by: str, now: datetime, until: datetime
    ) -> Mapping[Party, Link]:
        """The links, marked where there is nothing yet."""
        return await self._database.run(
            lambda uow: uow.crm_links.begin(account, parties, by, until)
        )

    async def keep(self, account: str, written: Sequence[Written]) -> None:
        """Where cards are now."""
        await self._database.run(lambda uow: uow.crm_links.keep(account, written))

    async def give_up(self, account: str, tried: Sequence[Tried]) -> None:
        """Nothing was created, or nobody knows."""
        await self._database.run(lambda uow: uow.crm_links.give_up(account, tried))

    async def get(self, account: str, party: Party) -> Link:
        """One link."""
        return await self._database.run(lambda uow: uow.crm_links.get(account, party))

    async def forget(self, account: str, parties: Sequence[Party]) -> None:
        """The cards are gone."""
        await self._database.run(lambda uow: uow.crm_links.forget(account, parties))


class StoredPaces:
    """The pace of accounts; see `crm_sync.wire.pacing.Paces`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(
        self, account: str, what: str, now: datetime, limits: Limits, weight: int, most: timedelta
    ) -> timedelta:
        """Take a turn."""
        return await self._database.run(
            lambda uow: uow.paces.take(account, what, limits, weight, most)
        )

    async def pause(self, account: str, what: str, until: datetime) -> None:
        """No call before then."""
        await self._database.run(lambda uow: uow.paces.pause(account, what, until))


class StoredTokens:
    """Pairs of tokens and who renews them; see `crm_sync.tokens.TokenRows`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, account: str) -> Tokens | None:
        """The present pair."""
        return await self._database.run(lambda uow: uow.crm_tokens.get(account))

    async def hold(self, account: str, by: str, until: datetime) -> bool:
        """Be the one who renews."""
        return await self._database.run(lambda uow: uow.crm_tokens.hold(account, by, until))

    async def keep(self, account: str, tokens: Tokens) -> None:
        """Keep a pair."""
        await self._database.run(lambda uow: uow.crm_tokens.keep(account, tokens))

    async def let_go(self, account: str) -> None:
        """Another may try."""
        await self._database.run(lambda uow: uow.crm_tokens.let_go(account))
