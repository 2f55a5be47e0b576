"""Calls to an EspoCRM server: how they are signed, searched with and what their errors say.

The reason of an error stands in the header `X-Status-Reason`, beside a body that is empty, a page
or a JSON that names the field. Records are changed by PATCH: a PUT is repeated by the HTTP client
itself when a connection breaks, past the limits and unseen.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from crm_sync.contract import Account, Services
from crm_sync.errors import CrmAmbiguous, CrmConfigError, Kind
from crm_sync.transport import Answer, Call, Fault, foreign
from crm_sync.wire.shapes import rows, table

PAGE = 100
"""Records a page; more than two hundred are refused with 403."""

Condition = tuple[str, str, str]
"""How an attribute is compared, which, and with what."""

FIELD = re.compile(r"\bfield: (\w+)")


class Service:
    """One server, by the key of an API user; `site` is its address without a slash."""

    def __init__(self, account: Account, services: Services) -> None:
        options = account.options
        self.site = options["address"].rstrip("/")
        self._key, self._secret_key = options["key"], options["secret_key"]
        self._admin = options["admin"]
        self._transport = services.transport
        self._transport.mask.learn(self._admin.partition(":")[2], _base64(self._admin))

    async def get(self, path: str, query: Mapping[str, str] | None = None) -> Mapping[str, Any]:
        """What is there, as an object; empty where it is none."""
        return (await self._answer("GET", path, query=query, repeatable=True)).table()

    async def send(
        self, method: str, path: str, body: object, *, repeatable: bool = False
    ) -> Mapping[str, Any]:
        """Write something. What was written, empty where the server says no more than `true`.

        A record that looks like another is written all the same: whose card it is was decided.
        """
        answer = await self._answer(method, path, body, repeatable=repeatable)
        return answer.table()

    async def create(self, scope: str, body: object) -> Mapping[str, Any]:
        """Make a record. `CrmAmbiguous` where the answer does not name it."""
        told = await self.send("POST", scope, body)
        if not told.get("id"):
            raise CrmAmbiguous(f"POST {scope}: the answer names no record")
        return told

    async def send_as_admin(self, what: str, path: str, body: object) -> Mapping[str, Any]:
        """Write what an API user may not; `what` that is, in words."""
        if not self._admin:
            raise CrmConfigError(
                f"no API user may {what}: do it by hand, or give the account's secret `admin`, "
                "the name:password of an administrator"
            )
        headers = {"Espo-Authorization": _base64(self._admin)}
        return (await self._answer("POST", path, body, headers=headers)).table()

    async def page(
        self, path: str, where: Sequence[Condition], query: Mapping[str, str] | None = None
    ) -> Sequence[Mapping[str, Any]]:
        """At most `PAGE` records that fit all conditions."""
        asked = {"maxSize": str(PAGE), **searched(where), **(query or {})}
        return rows((await self.get(path, asked)).get("list"))

    async def pages(
        self, path: str, where: Sequence[Condition], select: str
    ) -> AsyncIterator[Mapping[str, Any]]:
        """All records that fit, page by page."""
        offset = 0
        while True:
            query = {"select": select, "orderBy": "createdAt", "offset": str(offset)}
            page = await self.page(path, where, query)
            for record in page:
                yield record
            if len(page) < PAGE:
                return
            offset += PAGE

    async def _answer(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        repeatable: bool = False,
    ) -> Answer:
        call = Call(
            f"{method} {path.partition('/')[0]}",
            method,
            f"{self.site}/api/v1/{path}",
            repeatable=repeatable,
            json=body,
            query=query or {},
            headers={
                "X-No-Total": "true",
                "X-Skip-Duplicate-Check": "true",
                **(headers or self._signed(method, path)),
            },
        )
        return await self._transport.send(call, explain)

    def _signed(self, method: str, path: str) -> dict[str, str]:
        if not self._secret_key:
            return {"X-Api-Key": self._key}
        said = f"{method} /{path}".encode()
        digest = hmac.new(self._secret_key.encode(), said, hashlib.sha256).hexdigest()
        return {"X-Hmac-Authorization": _base64(f"{self._key}:{digest}")}


def searched(where: Sequence[Condition], under: str = "where") -> dict[str, str]:
    """Conditions as the query writes them."""
    return {
        f"{under}[{number}][{part}]": value
        for number, condition in enumerate(where)
        for part, value in zip(("type", "attribute", "value"), condition, strict=True)
    }


def explain(call: Call, answer: Answer) -> Fault | None:
    """By the status, the header that tells the reason and the body that names a field.

    A body of 409 is the records that look alike: nothing of other people gets into a message. A
    record that the key may read but not change is no reason to stop all the others.
    """
    if 200 <= answer.status < 300:
        return foreign(answer)
    said = answer.headers.get("x-status-reason", "").encode("utf-8", "replace").decode()
    data = table(table(answer.table().get("messageTranslation")).get("data"))
    found = FIELD.search(said)
    field = data.get("field") or (found[1] if found else None)
    told = [said] if said else []
    if data.get("type") and "type:" not in said:
        told.append(f"field: {field}, type: {data['type']}")
    own = answer.status == 403 and bool(said) and call.method == "PATCH"
    return Fault(Kind.REJECTED if own else None, "; ".join(told), field=field)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
