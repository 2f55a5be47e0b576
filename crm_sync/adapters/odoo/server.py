"""Calls to one Odoo database: which protocol it speaks, who we are, its methods. No card here.

JSON-2 from version 19 (a key), JSON-RPC before (database, login, and key or password). The names
of parameters are those of the methods themselves: JSON-2 knows no others.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crm_sync.adapters.odoo.failures import explain
from crm_sync.contract import Account, Services
from crm_sync.errors import CrmAuthError, CrmConfigError, CrmRefused
from crm_sync.transport import Call
from crm_sync.wire.shapes import rows, table, word

JSON_2 = 19
"""The first version with JSON-2."""

EVERYTHING = {"active_test": False}
"""The context in which archived records are found too."""

SILENT = {"mail_create_nosubscribe": True}
"""The context in which whoever writes does not begin to follow the card."""

FIRST: Mapping[str, tuple[str, ...]] = {"create": ("vals_list",), "write": ("vals",)}
"""What JSON-RPC wants by its place and not by its name."""

NUMBER = re.compile(r"\d+")
Condition = Sequence[object]
Domain = Sequence[Condition]
"""Conditions that all hold; a `"|"` before two of them (or before another one) is "or"."""


class Server:
    """One database of one server, as one user."""

    def __init__(self, account: Account, services: Services) -> None:
        options = account.options
        self._address = options["address"].rstrip("/")
        self._database = options["database"]
        self._login = options["login"]
        self._key = options["key"]
        self._told_version = options["version"]
        self._transport = services.transport
        self._version: int | None = None
        self._user: int | None = None
        self._zone: ZoneInfo | None = None
        self._asking = asyncio.Lock()

    @property
    def site(self) -> str:
        """`https://company.odoo.com`, without a slash."""
        return self._address

    async def version(self) -> int:
        """The major version: the option's, else the server's own word, asked for once."""
        async with self._asking:
            if self._version is None:
                found = NUMBER.search(self._told_version or await self._asked_version())
                if found is None:
                    raise CrmConfigError("Odoo's version is not to be read: name it in `version`")
                self._version = int(found.group())
            return self._version

    async def zone(self) -> ZoneInfo:
        """The zone of the user that we are, asked for once."""
        if self._zone is None:
            told = table(await self.call("res.users", "context_get", repeatable=True))
            try:
                self._zone = ZoneInfo(str(told.get("tz") or "UTC"))
            except (ZoneInfoNotFoundError, ValueError):
                self._zone = ZoneInfo("UTC")
        return self._zone

    async def rows(
        self,
        model: str,
        domain: Domain,
        fields: Sequence[str],
        *,
        order: str = "id",
        limit: int = 0,
        offset: int = 0,
    ) -> Sequence[Mapping[str, Any]]:
        """Records, archived ones too. A record that is gone is not among them."""
        asked: dict[str, object] = {
            "domain": domain,
            "fields": fields,
            "order": order,
            "offset": offset,
        }
        if limit:
            asked["limit"] = limit
        return rows(
            await self.call(model, "search_read", asked, repeatable=True, context=EVERYTHING)
        )

    async def call(
        self,
        model: str,
        method: str,
        parameters: Mapping[str, object] | None = None,
        *,
        ids: Sequence[int] | None = None,
        repeatable: bool = False,
        context: Mapping[str, object] | None = None,
    ) -> Any:
        """What the method returns; None for nothing."""
        named = dict(parameters or {})
        if context is not None:
            named["context"] = context
        if await self.version() >= JSON_2:
            return await self._json_2(model, method, ids, named, repeatable)
        user = await self._signed_in()
        placed = [named.pop(name) for name in FIRST.get(method, ())]
        given = placed if ids is None else [list(ids), *placed]
        args = [self._database, user, self._key, model, method, given, named]
        return await self._json_rpc(f"{model}.{method}", "object", "execute_kw", args, repeatable)

    async def _json_2(
        self,
        model: str,
        method: str,
        ids: Sequence[int] | None,
        named: Mapping[str, object],
        repeatable: bool,
    ) -> Any:
        headers = {"Authorization": f"bearer {self._key}"}
        if self._database:
            headers["X-Odoo-Database"] = self._database
        call = Call(
            f"{model}.{method}",
            "POST",
            f"{self._address}/json/2/{model}/{method}",
            repeatable=repeatable,
            json=named if ids is None else {"ids": list(ids), **named},
            headers=headers,
        )
        return (await self._transport.send(call, explain)).json()

    async def _json_rpc(
        self, what: str, service: str, method: str, args: Sequence[object], repeatable: bool
    ) -> Any:
        params = {"service": service, "method": method, "args": args}
        body = {"jsonrpc": "2.0", "method": "call", "id": 1, "params": params}
        url = f"{self._address}/jsonrpc"
        call = Call(what, "POST", url, repeatable=repeatable, json=body)
        # Where a method returns nothing there is no `result`.
        return (await self._transport.send(call, explain)).table().get("result")

    async def _signed_in(self) -> int:
        """Our own number, which JSON-RPC wants with every call."""
        async with self._asking:
            if self._user is None:
                if not self._database or not self._login:
                    raise CrmConfigError(
                        f"Odoo before version {JSON_2} needs `database` and `login` in the account"
                    )
                args = [self._database, self._login, self._key, {}]
                user = await self._json_rpc(
                    "authenticate", "common", "authenticate", args, repeatable=True
                )
                if not isinstance(user, int) or user <= 0:
                    raise CrmAuthError("authenticate: the login or the key is refused")
                self._user = user
            return self._user

    async def _asked_version(self) -> str:
        """`/web/version` came with JSON-2; older servers tell theirs over JSON-RPC."""
        call = Call("version", "GET", f"{self._address}/web/version", repeatable=True)
        try:
            told = (await self._transport.send(call, explain)).table()
        except (CrmRefused, CrmConfigError):
            told = table(await self._json_rpc("version", "common", "version", [], repeatable=True))
        return word(told.get("version") or told.get("server_version")) or ""


def numbers(found: object) -> list[int]:
    """The numbers of the records that a method returns: `5`, `[5]`, or `model(5,)` before 18."""
    return [int(one) for one in NUMBER.findall(str(found))] if found else []
