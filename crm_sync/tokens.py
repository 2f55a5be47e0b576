"""OAuth tokens of an account: kept encrypted, renewed by one worker alone.

Some CRMs take a refresh token once: two workers that use it disconnect the account. So a worker
takes the account's hold, renews outside any transaction, and keeps the new pair before anybody
uses it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from crm_sync.errors import CrmAuthError
from leads.clock import Clock, require_aware

HOLD = timedelta(seconds=60)
LOOK_AGAIN = 0.2  # seconds between looks while another worker renews


@dataclass(frozen=True, slots=True)
class Tokens:
    """A pair of tokens."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    expires_at: datetime

    def __post_init__(self) -> None:
        require_aware(expires_at=self.expires_at)


T = TypeVar("T")
Refresh = Callable[[Tokens | None], Awaitable[Tokens]]
Send = Callable[[Tokens], Awaitable[T]]


class TokenStore(Protocol):
    """Tokens of one account, shared by every process."""

    async def get(self) -> Tokens | None:
        """The present pair; None before the account was connected."""
        ...

    async def rotate(self, stale: Tokens | None, refresh: Refresh) -> Tokens:
        """The pair after `stale`: one worker alone asks `refresh` for it, whoever waited
        meanwhile gets the same one. Raises what `refresh` raises."""
        ...


class TokenRows(Protocol):
    """Where pairs and holds are kept; each call is a committed transaction of its own."""

    async def get(self, account: str) -> Tokens | None: ...
    async def hold(self, account: str, by: str, until: datetime) -> bool: ...
    async def keep(self, account: str, tokens: Tokens) -> None: ...
    async def let_go(self, account: str) -> None: ...


def tokens_of(told: Mapping[str, Any], now: datetime, what: str) -> Tokens:
    """The pair in the answer of the OAuth call `what`; `CrmAuthError` when it holds none."""
    try:
        return Tokens(
            str(told["access_token"]),
            str(told["refresh_token"]),
            now + timedelta(seconds=int(told["expires_in"])),
        )
    except (KeyError, ValueError, TypeError):
        raise CrmAuthError(f"{what}: the answer holds no pair of tokens") from None


async def by_token(
    store: TokenStore,
    refresh: Refresh,
    send: Send[T],
    now: datetime,
    sooner: timedelta = timedelta(),
) -> T:
    """What `send` gives with the present pair, which is renewed `sooner` than it ends, and once
    more when it is refused with a 401."""
    tokens = await store.get()
    if tokens is None or tokens.expires_at - sooner <= now:
        tokens = await store.rotate(tokens, refresh)
    try:
        return await send(tokens)
    except CrmAuthError as error:
        if error.status != 401:
            raise
    return await send(await store.rotate(tokens, refresh))


class LockedTokens:
    """The token store of one account; `by` names this process."""

    def __init__(self, account: str, rows: TokenRows, by: str, clock: Clock) -> None:
        self._account = account
        self._rows = rows
        self._by = by
        self._clock = clock
        self._alone = asyncio.Lock()

    async def get(self) -> Tokens | None:
        """See `TokenStore`."""
        return await self._rows.get(self._account)

    async def rotate(self, stale: Tokens | None, refresh: Refresh) -> Tokens:
        """See `TokenStore`."""
        async with self._alone:
            while True:
                if (found := await self._newer(stale)) is not None:
                    return found
                until = self._clock.now() + HOLD
                if await self._rows.hold(self._account, self._by, until):
                    break
                await asyncio.sleep(LOOK_AGAIN)
            try:
                if (found := await self._newer(stale)) is not None:
                    await self._rows.let_go(self._account)
                    return found
                fresh = await refresh(await self.get())
            except BaseException:
                await self._rows.let_go(self._account)
                raise
            await self._rows.keep(self._account, fresh)
            return fresh

    async def _newer(self, stale: Tokens | None) -> Tokens | None:
        found = await self.get()
        return None if found == stale else found
