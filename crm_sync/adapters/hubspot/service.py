"""Calls to one HubSpot account: address, tokens, pages, its ways of saying no. No record here.

Facts: the vendor's usage guidelines, error handling and OAuth. Its API is dated, each family by
itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import aiohttp

from crm_sync.contract import Account, Services
from crm_sync.errors import CrmAmbiguous, CrmAuthError, CrmConfigError, Kind
from crm_sync.tokens import Tokens, by_token, tokens_of
from crm_sync.transport import Answer, Call, Fault, foreign
from crm_sync.wire.shapes import rows, table, word

OBJECTS = "crm/objects/2026-03"
PROPERTIES = "crm/properties/2026-03"
PIPELINES = "crm/pipelines/2026-03"
OWNERS = "crm/owners/2026-03"
FILES = "files/2026-03/files"
TOKEN = "oauth/2026-03/token"

WAITS = {"SECONDLY": 1.0, "TEN_SECONDLY_ROLLING": 10.0, "DAILY": 3600.0}
"""Seconds to wait by the limit that was met. A day ends at midnight in a zone that is not told."""

LOCKED_FOR = 2.0
LOCKED, MIGRATING = 423, 477
TAKEN = "CONFLICT"
"""The code of whatever would be there twice."""

SEARCHING = 4
"""The weight of a search: only five of them may go in a second, those of a burst included."""

FOUND = 200
"""Records a page of a search."""

DEEPEST = 10_000
"""No search tells more than so many."""

SOONER = timedelta(seconds=60)
"""Tokens are renewed so long before they end: a token that has ended is refused."""

NOT_VALID = re.compile(r"Property values were not valid:\s*(\[.*\])", re.DOTALL)

Headers = Mapping[str, str]
Filter = Mapping[str, object]
"""A property, how it is compared and with what."""


class Service:
    """One account, by the key of a service or private app, or as an app with OAuth."""

    def __init__(self, account: Account, services: Services) -> None:
        options = account.options
        self._address = options["address"].rstrip("/")
        self._token = options["token"]
        self._client = (options["client_id"], options["client_secret"])
        self._first_refresh = options["refresh_token"]
        self._transport = services.transport
        self._tokens = services.tokens
        self._clock = services.clock
        if not self._token and not all(self._client):
            raise CrmConfigError("HubSpot needs a token, or client_id and client_secret")

    async def get(self, path: str, query: Mapping[str, str] | None = None) -> Mapping[str, Any]:
        """What is there."""
        return await self._call("GET", path, query=query, repeatable=True)

    async def ask(self, path: str, body: object) -> Mapping[str, Any]:
        """What is there, by a POST that changes nothing."""
        return await self._call("POST", path, body, repeatable=True)

    async def search(
        self, kind: str, filters: Sequence[Filter], names: Sequence[str], by: str, after: str = ""
    ) -> Mapping[str, Any]:
        """A page of the records that any of the filters finds, in the order of the property `by`.
        At most `DEEPEST` of them are told; what was written lately may be missing."""
        asked: dict[str, object] = {
            "filterGroups": [{"filters": [one]} for one in filters],
            "sorts": [{"propertyName": by, "direction": "ASCENDING"}],
            "properties": [*names],
            "limit": FOUND,
        }
        if after:
            asked["after"] = after
        path = f"{OBJECTS}/{kind}/search"
        return await self._call("POST", path, asked, repeatable=True, weight=SEARCHING)

    async def send(
        self, method: str, path: str, body: object = None, *, repeatable: bool = False
    ) -> Mapping[str, Any]:
        """The JSON that comes back."""
        return await self._call(method, path, body, repeatable=repeatable)

    async def create(self, kind: str, body: object) -> Mapping[str, Any]:
        """Make a record of that kind. `CrmAmbiguous` where the answer does not name it."""
        told = await self.send("POST", f"{OBJECTS}/{kind}", body)
        if not told.get("id"):
            raise CrmAmbiguous(f"POST {kind}: the answer names no record")
        return told

    async def upload(self, form: Callable[[], aiohttp.FormData]) -> Mapping[str, Any]:
        """Put a file into the account's store, over one of the same name."""

        def call(headers: Headers) -> Call:
            url = f"{self._address}/{FILES}"
            return Call("POST files", "POST", url, repeatable=True, data=form(), headers=headers)

        return (await self._authorised(call)).table()

    async def pages(
        self, path: str, query: Mapping[str, str] | None = None
    ) -> AsyncIterator[Mapping[str, Any]]:
        """Every row, page by page, until there is no next one."""
        after: str | None = ""
        while after is not None:
            told = await self.get(path, {**(query or {}), **({"after": after} if after else {})})
            for one in rows(told.get("results")):
                yield one
            after = following(told)

    async def _call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        query: Mapping[str, str] | None = None,
        repeatable: bool,
        weight: int = 1,
    ) -> Mapping[str, Any]:
        def call(headers: Headers) -> Call:
            return Call(
                f"{method} {_named(path)}",
                method,
                f"{self._address}/{path}",
                repeatable=repeatable,
                weight=weight,
                json=body,
                query=query or {},
                headers=headers,
            )

        return (await self._authorised(call)).table()

    async def _authorised(self, call: Callable[[Headers], Call]) -> Answer:
        if self._token:
            return await self._transport.send(call(_bearer(self._token)), _explain)

        async def send(tokens: Tokens) -> Answer:
            self._transport.mask.learn(tokens.access, tokens.refresh)
            return await self._transport.send(call(_bearer(tokens.access)), _explain)

        return await by_token(self._tokens, self._refreshed, send, self._clock.now(), SOONER)

    async def _refreshed(self, stale: Tokens | None) -> Tokens:
        """New tokens. Whether the refresh token changes is not documented: what comes is kept."""
        refresh = stale.refresh if stale else self._first_refresh
        if not refresh:
            raise CrmAuthError("HubSpot was never connected: give its first refresh_token")
        client_id, client_secret = self._client
        asked = {
            "grant_type": "refresh_token",
            "client_id": client_id,
            "client_secret": client_secret,
            "refresh_token": refresh,
        }
        url = f"{self._address}/{TOKEN}"
        call = Call("POST oauth/token", "POST", url, repeatable=True, data=asked)
        told = (await self._transport.send(call, _explain)).table()
        pair = {**told, "refresh_token": told.get("refresh_token") or refresh}
        tokens = tokens_of(pair, self._clock.now(), "oauth/token")
        self._transport.mask.learn(tokens.access, tokens.refresh)
        return tokens


def following(told: Mapping[str, Any]) -> str | None:
    """Where the next page begins; None after the last."""
    return word(table(table(told.get("paging")).get("next")).get("after"))


def _bearer(token: str) -> Headers:
    return {"Authorization": f"Bearer {token}"}


def _named(path: str) -> str:
    """A path without dates, numbers and keys."""
    parts = [part for part in path.split("/") if not re.fullmatch(r"\d{4}-\d\d", part)]
    return "/".join("…" if re.search(r"\d", part) else part for part in parts)


def _explain(call: Call, answer: Answer) -> Fault | None:
    """By the status; the body says why, which property, and which limit was met."""
    if 200 <= answer.status < 300:
        return foreign(answer)
    told = answer.table()
    message, field = _said(told)
    code = word(told.get("category"))
    kind: Kind | None = None
    wait: float | None = None
    if told.get("error") == "invalid_grant" or told.get("status") == "BAD_REFRESH_TOKEN":
        kind = Kind.AUTH
    elif answer.status == 429 and "retry-after" not in answer.headers:
        wait = WAITS.get(str(told.get("policyName")), WAITS["TEN_SECONDLY_ROLLING"])
    elif answer.status == LOCKED:
        wait = LOCKED_FOR
    elif answer.status == MIGRATING:
        kind = Kind.UNAVAILABLE
    elif answer.status == 409 or "already has that value" in message:
        code = TAKEN
    return Fault(kind, message, code, field, wait)


def _said(told: Mapping[str, Any]) -> tuple[str, str | None]:
    """The words of a refusal, and the property it is about."""
    message = str(told.get("message") or "")
    found = NOT_VALID.search(message)
    if found is not None:
        refused = _listed(found[1])
        words = [f"{one.get('name')}: {one.get('message')}" for one in refused]
        return "; ".join(words) or message, word(refused[0].get("name")) if refused else None
    words, field = [message], None
    for one in rows(told.get("errors")):
        names = table(one.get("context")).get("propertyName")
        field = field or (word(names[0]) if isinstance(names, list) and names else None)
        words.append(str(one.get("message") or ""))
    return ". ".join(dict.fromkeys(part for part in words if part)), field


def _listed(text: str) -> Sequence[Mapping[str, Any]]:
    try:
        return rows(json.loads(text))
    except (ValueError, RecursionError):
        return []
