"""Calls to one CRM account over HTTP: its pace, time limits, failures by one table, no secrets.

Never follows a redirect, keeps no cookie, reads no proxy from the environment. What a call means
is the adapter's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from yarl import URL

from crm_sync.capabilities import Limits
from crm_sync.errors import (
    ERROR_OF_KIND,
    CrmAmbiguous,
    CrmConfigError,
    CrmError,
    CrmUnavailable,
    Kind,
    kind_of_status,
)
from crm_sync.wire.guard import PublicResolver, check_literal
from crm_sync.wire.masking import Mask
from crm_sync.wire.pacing import Limiter

LARGEST_ANSWER = 32 * 1024 * 1024
SHOWN = 300
CONNECT_WITHIN = 10.0
LONGEST_WAIT = 86_400.0
"""Seconds: nobody is believed who asks for a longer wait."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `what` names its method for the pace and for people, never with a secret.

    A call is `repeatable` when doing it twice is the same as doing it once: reading, or writing to
    a card that is known. When such a one breaks off, nothing is in doubt.
    """

    what: str
    method: str
    url: str
    repeatable: bool = False
    weight: int = 1
    json: object = None
    data: object = None
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `headers` have lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON; None when it is empty or none."""
        try:
            return json.loads(self.body) if self.body else None
        except (ValueError, RecursionError):
            return None

    def table(self) -> Mapping[str, Any]:
        """The body as a JSON object; empty when it is anything else."""
        found = self.json()
        return found if isinstance(found, dict) else {}

    def retry_after(self, now: datetime) -> float | None:
        """The wait that the header asks for in seconds, whether it counts or names a moment."""
        said = self.headers.get("retry-after", "").strip()
        if said.replace(".", "", 1).isdecimal():
            return float(said)
        try:
            moment = parsedate_to_datetime(said)
        except ValueError:
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return max((moment - now).total_seconds(), 0.0)


@dataclass(frozen=True, slots=True)
class Fault:
    """What an adapter finds wrong with an answer; `kind` None leaves that to the status."""

    kind: Kind | None = None
    message: str = ""
    code: str | None = None
    field: str | None = None
    retry_after: float | None = None


Explain = Callable[[Call, Answer], Fault | None]
"""An adapter's reading of an answer: None where nothing is wrong. It is asked for every answer,
since a CRM may put an error into a 200."""


def plain_fault(_: Call, answer: Answer) -> Fault | None:
    """By the status alone."""
    return None if 200 <= answer.status < 300 else Fault()


def foreign(answer: Answer) -> Fault | None:
    """What is wrong with a 2xx that is no JSON: somebody on the way has answered, with a page."""
    if not answer.body or answer.json() is not None or answer.body.strip() == b"null":
        return None
    return Fault(Kind.AMBIGUOUS, "the answer is no JSON: is the address that of the API?")


class Transport:
    """The HTTP of one account."""

    def __init__(
        self,
        limits: Limits,
        limiter: Limiter,
        mask: Mask,
        now: Callable[[], datetime],
        *,
        private: bool = False,
    ) -> None:
        self._limits = limits
        self._limiter = limiter
        self._mask = mask
        self._now = now
        self._private = private
        self._session: aiohttp.ClientSession | None = None

    @property
    def mask(self) -> Mask:
        """What keeps secrets out of errors; an adapter lets it learn tokens that it gets."""
        return self._mask

    @property
    def limiter(self) -> Limiter:
        """The account's pace, for an adapter that is told of waits in bodies."""
        return self._limiter

    async def send(
        self,
        call: Call,
        explain: Explain = plain_fault,
        statuses: Mapping[int, Kind] | None = None,
    ) -> Answer:
        """Make the call when its turn has come; a `CrmError` for anything but success.

        A wait that the CRM names is kept by every worker of the account.
        """
        async with self._limiter.turn(call.what, call.weight):
            answer = await self._exchange(call)
        fault = explain(call, answer)
        if fault is None:
            return answer
        error = self._error(call, answer, fault, statuses)
        if error.kind is Kind.RATE_LIMITED and error.retry_after is not None:
            await self._limiter.pause(error.retry_after)
        raise error

    async def aclose(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _exchange(self, call: Call) -> Answer:
        url = self._address(call)
        try:
            async with self._opened().request(
                call.method,
                url,
                json=call.json,
                data=call.data,
                headers=call.headers,
                allow_redirects=False,
            ) as response:
                body = await _body(response)
                headers = {name.lower(): value for name, value in response.headers.items()}
                return Answer(response.status, headers, body)
        # The causes are cut off: they hold the address, and so may hold a secret.
        except CrmError:
            raise
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise CrmUnavailable(
                f"{call.what}: {url.host} can't be reached ({_name(error)})"
            ) from None
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            kind = CrmUnavailable if call.repeatable else CrmAmbiguous
            raise kind(f"{call.what}: no answer from {url.host} ({_name(error)})") from None

    def _address(self, call: Call) -> URL:
        url = URL(call.url)
        if url.scheme not in ("https", "http") or not url.host:
            raise CrmConfigError(f"{call.what}: the CRM's address is no web address")
        if not self._private:
            if url.scheme != "https":
                raise CrmConfigError(f"{call.what}: the CRM's address must begin with https://")
            check_literal(url.host)
        return url.update_query(call.query) if call.query else url

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            resolver = None if self._private else PublicResolver()
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(resolver=resolver, limit=self._limits.at_once),
                timeout=aiohttp.ClientTimeout(total=self._limits.timeout, connect=CONNECT_WITHIN),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
            )
        return self._session

    def _error(
        self, call: Call, answer: Answer, fault: Fault, statuses: Mapping[int, Kind] | None
    ) -> CrmError:
        kind = fault.kind or kind_of_status(answer.status, statuses)
        if kind is Kind.AMBIGUOUS and call.repeatable:
            kind = Kind.UNAVAILABLE
        said = self._mask(fault.message).strip()[:SHOWN]
        words = f"{call.what}: {answer.status}"
        retry_after = fault.retry_after
        if retry_after is None and kind in (Kind.RATE_LIMITED, Kind.UNAVAILABLE):
            retry_after = answer.retry_after(self._now())
        if retry_after is not None:
            retry_after = min(retry_after, LONGEST_WAIT) if retry_after > 0 else 0.0
        return ERROR_OF_KIND[kind](
            f"{words}: {said}" if said else words,
            status=answer.status,
            code=fault.code,
            field=fault.field,
            retry_after=retry_after,
        )


async def _body(response: aiohttp.ClientResponse) -> bytes:
    parts, length = [], 0
    async for part in response.content.iter_chunked(64 * 1024):
        parts.append(part)
        length += len(part)
        if length > LARGEST_ANSWER:
            raise aiohttp.ClientPayloadError("the answer is too large")
    return b"".join(parts)


def _name(error: Exception) -> str:
    return type(error).__name__
