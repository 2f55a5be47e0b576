"""Calls to one Bitrix24 portal: addresses, tokens, batches, its ways of saying no. No card here.

Facts: the vendor's REST documentation (limits, error codes, batch, OAuth).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from yarl import URL

from crm_sync.contract import Account, Services
from crm_sync.errors import (
    ERROR_OF_KIND,
    CrmAuthError,
    CrmConfigError,
    CrmError,
    CrmUnavailable,
    Kind,
)
from crm_sync.tokens import Tokens, tokens_of
from crm_sync.transport import Answer, Call, Fault
from crm_sync.wire.shapes import table

MOST_COMMANDS = 50
EXPIRED = "expired_token"
METHOD_RESTS = "OPERATION_TIME_LIMIT"
BUCKET_WAIT = 2.0
"""Seconds to wait after a full bucket: four calls leave it meanwhile, no answer says how long."""

KIND_OF_CODE: Mapping[str, Kind] = {
    "QUERY_LIMIT_EXCEEDED": Kind.RATE_LIMITED,
    METHOD_RESTS: Kind.UNAVAILABLE,
    "OVERLOAD_LIMIT": Kind.CONFIG,
    "PORTAL_DELETED": Kind.CONFIG,
    "PAYMENT_REQUIRED": Kind.CONFIG,
    "ERROR_METHOD_NOT_FOUND": Kind.CONFIG,
    "ERROR_BATCH_LENGTH_EXCEEDED": Kind.CONFIG,
    EXPIRED: Kind.AUTH,
    "NO_AUTH_FOUND": Kind.AUTH,
    "INVALID_CREDENTIALS": Kind.AUTH,
    "insufficient_scope": Kind.AUTH,
    "user_access_error": Kind.AUTH,
    "invalid_grant": Kind.AUTH,
    "invalid_client": Kind.AUTH,
    "ACCESS_DENIED": Kind.AUTH,
    "NOT_FOUND": Kind.NOT_FOUND,
    "OWNER_NOT_FOUND": Kind.NOT_FOUND,
    "INTERNAL_SERVER_ERROR": Kind.AMBIGUOUS,
    "ERROR_UNEXPECTED_ANSWER": Kind.AMBIGUOUS,
}
KIND_OF_TEXT: Mapping[str, Kind] = {
    "access denied": Kind.AUTH,
    "not found": Kind.NOT_FOUND,
}
"""The code is sometimes empty, a number or a sentence: then the text decides."""


class Reference(str):
    """A value of a batch that an earlier command of it gives, such as `$result[co][item][id]`."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Command:
    """One method with its parameters."""

    method: str
    params: Mapping[str, object]


class Portal:
    """One portal, by an inbound webhook or as an OAuth application."""

    def __init__(self, account: Account, services: Services) -> None:
        options = account.options
        self._webhook = options["webhook"].rstrip("/")
        self._address = (self._webhook or options["portal"]).rstrip("/")
        self._client = (options["client_id"], options["client_secret"])
        self._first_refresh = options["refresh_token"]
        self._oauth_host = options["oauth_host"].rstrip("/")
        self._transport = services.transport
        self._tokens = services.tokens
        self._clock = services.clock
        if not self._webhook and not (options["portal"] and all(self._client)):
            raise CrmConfigError(
                "Bitrix24 needs the address of an inbound webhook, "
                "or a portal with client_id and client_secret"
            )
        if self._webhook:
            services.transport.mask.learn(URL(self._webhook).name)

    @property
    def site(self) -> str:
        """`https://company.bitrix24.ru`, without a slash."""
        return str(URL(self._address).origin())

    async def call(
        self, method: str, params: Mapping[str, object], *, repeatable: bool = True
    ) -> Any:
        """The result of one method; repeatable ones may be done twice."""
        return (await self._told(method, params, repeatable=repeatable)).get("result")

    async def told(self, method: str, params: Mapping[str, object]) -> Mapping[str, Any]:
        """Everything that a method which reads tells beside its result."""
        return await self._told(method, params, repeatable=True)

    async def page(self, method: str, params: Mapping[str, object]) -> tuple[Any, int | None]:
        """The result of a method that lists, and where its next page starts."""
        told = await self.told(method, params)
        following = told.get("next")
        return told.get("result"), following if isinstance(following, int) else None

    async def batch(
        self, commands: Mapping[str, Command], *, repeatable: bool, halt: bool = True
    ) -> Mapping[str, Any | CrmError]:
        """The result of every command in order, with `halt` up to the first that failed, and the
        failures."""
        cmd = {name: encoded(command) for name, command in commands.items()}
        asked = {"halt": int(halt), "cmd": cmd}
        told = await self._told("batch", asked, repeatable=repeatable)
        outer = told.get("result")
        if not isinstance(outer, Mapping):
            raise _in_doubt("batch", repeatable=repeatable)
        done, failed = table(outer.get("result")), table(outer.get("result_error"))
        for name, spent in table(outer.get("result_time")).items():
            if name in commands:
                await self._count(commands[name].method, table(spent))
        outcomes: dict[str, Any | CrmError] = dict(done)
        for name, error in failed.items():
            method = commands[name].method if name in commands else "batch"
            outcomes[name] = self._failure(method, table(error))
        return outcomes

    async def _told(
        self, method: str, params: Mapping[str, object], *, repeatable: bool
    ) -> Mapping[str, Any]:
        try:
            answer = await self._send(method, params, repeatable=repeatable)
        except CrmAuthError as error:
            if error.code != EXPIRED or self._webhook:
                raise
            await self._tokens.rotate(await self._tokens.get(), self._refreshed)
            answer = await self._send(method, params, repeatable=repeatable)
        except CrmUnavailable as error:
            if error.code == METHOD_RESTS and error.retry_after is not None:
                await self._transport.limiter.pause(error.retry_after, method)
            raise
        told = answer.table()
        await self._count(method, table(told.get("time")))
        return told

    async def _send(self, method: str, params: Mapping[str, object], *, repeatable: bool) -> Answer:
        if self._webhook:
            url, body = f"{self._webhook}/{method}", dict(params)
        else:
            tokens = await self._tokens.get()
            if tokens is None:
                tokens = await self._tokens.rotate(None, self._refreshed)
            self._transport.mask.learn(tokens.access, tokens.refresh)
            url, body = f"{self._address}/rest/{method}", {**params, "auth": tokens.access}
        call = Call(method, "POST", url, repeatable=repeatable, json=body)
        return await self._transport.send(call, self._explain)

    async def _refreshed(self, stale: Tokens | None) -> Tokens:
        refresh = stale.refresh if stale else self._first_refresh
        if not refresh:
            raise CrmAuthError("Bitrix24 was never connected: give its first refresh_token")
        client_id, client_secret = self._client
        query = {
            "grant_type": "refresh_token",
            "client_id": client_id,
            "client_secret": client_secret,
            "refresh_token": refresh,
        }
        url = f"{self._oauth_host}/oauth/token/"
        answer = await self._transport.send(
            Call("oauth.token", "GET", url, query=query), self._explain
        )
        tokens = tokens_of(answer.table(), self._clock.now(), "oauth.token")
        self._transport.mask.learn(tokens.access, tokens.refresh)
        return tokens

    def _explain(self, call: Call, answer: Answer) -> Fault | None:
        told = answer.table()
        good = 200 <= answer.status < 300
        if good and told and "error" not in told:
            return None
        if good and not told:
            return Fault(Kind.AMBIGUOUS, "the answer is no JSON")
        if 300 <= answer.status < 400:
            moved = URL(answer.headers.get("location", "")).host
            return Fault(Kind.CONFIG, f"the portal has moved to {moved}")
        if not told:
            return Fault()
        return self._fault(told, answer.status)

    def _fault(self, told: Mapping[str, Any], status: int) -> Fault:
        code, text = str(told.get("error", "")), str(told.get("error_description") or "")
        kind = KIND_OF_CODE.get(code)
        if kind is None:
            words = f"{code} {text}".lower()
            kind = next((one for part, one in KIND_OF_TEXT.items() if part in words), None)
        if kind is None and 200 <= status < 300:
            kind = Kind.REJECTED
        return Fault(kind, text or code, code or None, retry_after=self._wait(code, told))

    def _wait(self, code: str, told: Mapping[str, Any]) -> float | None:
        if code == "QUERY_LIMIT_EXCEEDED":
            return BUCKET_WAIT
        reset_at = _moment(table(told.get("time")).get("operating_reset_at"))
        if code != METHOD_RESTS or reset_at is None:
            return None
        return max((reset_at - self._clock.now()).total_seconds(), 0.0)

    def _failure(self, method: str, told: Mapping[str, Any]) -> CrmError:
        fault = self._fault(told, 200)
        words = self._transport.mask(f"{method}: {fault.message}")
        kind = fault.kind or Kind.REJECTED
        return ERROR_OF_KIND[kind](words, code=fault.code, retry_after=fault.retry_after)

    async def _count(self, method: str, time: Mapping[str, Any]) -> None:
        spent, reset_at = time.get("operating"), _moment(time.get("operating_reset_at"))
        if isinstance(spent, int | float):
            await self._transport.limiter.worked(method, float(spent), reset_at)


def encoded(command: Command) -> str:
    """A command of a batch: the method and its parameters as PHP reads them from an address."""
    pairs = [pair for name, one in command.params.items() for pair in _flat(name, one)]
    return command.method + ("?" + "&".join(pairs) if pairs else "")


def _flat(name: str, value: object) -> list[str]:
    if isinstance(value, Mapping):
        return [pair for part, one in value.items() for pair in _flat(f"{name}[{part}]", one)]
    if isinstance(value, list | tuple):
        return [pair for part, one in enumerate(value) for pair in _flat(f"{name}[{part}]", one)]
    if isinstance(value, Reference):
        return [f"{quote(name, safe='[]')}={value}"]
    # What a person wrote must not be taken for a reference to another command.
    text = ("" if value is None else str(value)).replace("$result[", "$ result[")
    return [f"{quote(name, safe='[]')}={quote(text, safe='')}"]


def _moment(stamp: object) -> datetime | None:
    return datetime.fromtimestamp(stamp, UTC) if isinstance(stamp, int | float) else None


def _in_doubt(method: str, *, repeatable: bool) -> CrmError:
    kind = Kind.UNAVAILABLE if repeatable else Kind.AMBIGUOUS
    return ERROR_OF_KIND[kind](f"{method}: the answer has no result")
