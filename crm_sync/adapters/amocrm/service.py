"""Calls to one amoCRM account: address, tokens, pages, its ways of saying no. No card here.

Facts: the vendor's API v4 documentation (limits, response codes, OAuth).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

from crm_sync.contract import Account, Services
from crm_sync.errors import CrmAuthError, CrmConfigError
from crm_sync.tokens import Tokens, by_token, tokens_of
from crm_sync.transport import Answer, Call, Fault, foreign
from crm_sync.wire.shapes import rows, table

PAGE = 250


class Service:
    """One account, by a long-lived token or as an integration with OAuth."""

    def __init__(self, account: Account, services: Services) -> None:
        options = account.options
        self._address = options["address"].rstrip("/")
        self._token = options["token"]
        self._client = (options["client_id"], options["client_secret"], options["redirect_uri"])
        self._first_refresh = options["refresh_token"]
        self._transport = services.transport
        self._tokens = services.tokens
        self._clock = services.clock
        if not self._token and not all(self._client):
            raise CrmConfigError(
                "amoCRM needs a long-lived token, or client_id, client_secret and redirect_uri"
            )

    @property
    def site(self) -> str:
        """`https://company.amocrm.ru`, without a slash."""
        return self._address

    async def get(self, path: str, query: Mapping[str, str] | None = None) -> Mapping[str, Any]:
        """What is there; empty for nothing."""
        return table(await self.send("GET", path, query=query, repeatable=True))

    async def send(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        query: Mapping[str, str] | None = None,
        repeatable: bool = False,
    ) -> Any:
        """The JSON that comes back; None for an empty answer (204)."""
        call = Call(
            f"{method} {_without_numbers(path)}",
            method,
            f"{self._address}/api/v4/{path}",
            repeatable=repeatable,
            json=body,
            query=query or {},
        )
        return (await self._authorised(call)).json()

    async def upload(self, url: str, *, body: object = None, part: bytes | None = None) -> Any:
        """A call to the account's store of files, which has an address of its own."""
        call = Call("POST drive", "POST", url, json=body, data=part)
        return (await self._authorised(call)).json()

    async def pages(
        self, path: str, name: str, query: Mapping[str, str] | None = None
    ) -> AsyncIterator[Mapping[str, Any]]:
        """Every row under `_embedded`, page by page, until there is no next one."""
        number = 1
        while True:
            asked = {**(query or {}), "limit": str(PAGE), "page": str(number)}
            told = await self.get(path, asked)
            for one in rows(table(told.get("_embedded")).get(name)):
                yield one
            if not table(table(told.get("_links")).get("next")).get("href"):
                return
            number += 1

    async def _authorised(self, call: Call) -> Answer:
        if self._token:
            return await self._transport.send(_with_token(call, self._token), _explain)

        async def send(tokens: Tokens) -> Answer:
            self._transport.mask.learn(tokens.access, tokens.refresh)
            return await self._transport.send(_with_token(call, tokens.access), _explain)

        return await by_token(self._tokens, self._refreshed, send, self._clock.now())

    async def _refreshed(self, stale: Tokens | None) -> Tokens:
        refresh = stale.refresh if stale else self._first_refresh
        if not refresh:
            raise CrmAuthError("amoCRM was never connected: give its first refresh_token")
        client_id, client_secret, redirect_uri = self._client
        asked = {
            "client_id": client_id,
            "client_secret": client_secret,
            "grant_type": "refresh_token",
            "refresh_token": refresh,
            "redirect_uri": redirect_uri,
        }
        url = f"{self._address}/oauth2/access_token"
        call = Call("POST oauth2/access_token", "POST", url, json=asked)
        told = (await self._transport.send(call, _explain)).table()
        tokens = tokens_of(told, self._clock.now(), "oauth2/access_token")
        self._transport.mask.learn(tokens.access, tokens.refresh)
        return tokens


def _with_token(call: Call, token: str) -> Call:
    headers = {**call.headers, "Authorization": f"Bearer {token}"}
    return Call(
        call.what,
        call.method,
        call.url,
        repeatable=call.repeatable,
        json=call.json,
        data=call.data,
        query=call.query,
        headers=headers,
    )


def _without_numbers(path: str) -> str:
    return "/".join("…" if part.isdecimal() else part for part in path.split("/"))


def _explain(call: Call, answer: Answer) -> Fault | None:
    """By the status; the body says why, which field, and how long to wait."""
    if 200 <= answer.status < 300:
        return foreign(answer)
    told = answer.table()
    said = [str(told[name]) for name in ("title", "detail", "hint") if told.get(name)]
    field = None
    for refused in rows(told.get("validation-errors")):
        for one in rows(refused.get("errors")):
            field = field or str(one.get("path"))
            said.append(f"{one.get('path')}: {one.get('detail')}")
    wait = told.get("retry_after")
    retry_after = float(wait) if isinstance(wait, int | float) else None
    return Fault(message=". ".join(said), field=field, retry_after=retry_after)
