"""Renewing tokens: once for all who ask, and kept before it is used."""

import asyncio
from datetime import timedelta

import pytest

from crm_sync.errors import CrmAuthError
from crm_sync.tokens import LockedTokens, Tokens
from tests.crm_sync.rig import START, HandClock

OLD = Tokens("a-0", "r-0", START)


class Rows:
    def __init__(self, tokens: Tokens | None = OLD) -> None:
        self.tokens = tokens
        self.held_by: str | None = None

    async def get(self, account: str) -> Tokens | None:
        await asyncio.sleep(0)
        return self.tokens

    async def hold(self, account: str, by: str, until: object) -> bool:
        await asyncio.sleep(0)
        if self.held_by not in (None, by):
            return False
        self.held_by = by
        return True

    async def keep(self, account: str, tokens: Tokens) -> None:
        self.tokens, self.held_by = tokens, None

    async def let_go(self, account: str) -> None:
        self.held_by = None


class Vendor:
    """Takes each refresh token once."""

    def __init__(self) -> None:
        self.good = "r-0"
        self.renewed = 0

    async def refresh(self, tokens: Tokens | None) -> Tokens:
        if tokens is None or tokens.refresh != self.good:
            raise CrmAuthError("refused")
        self.renewed += 1
        self.good = f"r-{self.renewed}"
        await asyncio.sleep(0)
        return Tokens(f"a-{self.renewed}", self.good, START + timedelta(days=1))


async def test_many_workers_renew_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm_sync.tokens.LOOK_AGAIN", 0)
    rows, vendor = Rows(), Vendor()
    stores = [LockedTokens("main", rows, f"process-{n}", HandClock()) for n in range(3)]
    asked = [stores[n % 3].rotate(OLD, vendor.refresh) for n in range(9)]
    found = await asyncio.gather(*asked)
    assert vendor.renewed == 1
    assert set(found) == {rows.tokens}
    assert rows.held_by is None


async def test_a_failure_lets_the_next_one_try() -> None:
    rows, vendor = Rows(Tokens("a", "wrong", START)), Vendor()
    store = LockedTokens("main", rows, "one", HandClock())
    with pytest.raises(CrmAuthError):
        await store.rotate(rows.tokens, vendor.refresh)
    assert rows.held_by is None
    rows.tokens = OLD
    assert (await store.rotate(OLD, vendor.refresh)).access == "a-1"


def test_tokens_are_not_shown() -> None:
    assert "a-0" not in repr(OLD)
    assert "r-0" not in repr(OLD)
