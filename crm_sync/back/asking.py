"""Asking an account something: not while it rests, and how that went counts for its breaker."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from crm_sync.errors import CrmError, CrmNotYet
from crm_sync.publishing.connection import Connection
from crm_sync.publishing.publisher import Alarm
from leads.clock import Clock

T = TypeVar("T")


class Asking:
    """Asks; managers are told when an account stops answering, by whoever meets it first."""

    def __init__(self, clock: Clock, alarm: Alarm) -> None:
        self._clock = clock
        self._alarm = alarm

    async def __call__(self, crm: Connection, call: Callable[[], Awaitable[T]]) -> T:
        """The answer; `CrmNotYet` while the account rests, else whatever `CrmError` it met."""
        began = self._clock.now()
        rest = crm.breaker.rest(began)
        if rest is not None:
            raise CrmNotYet(f"{crm.name} rests", retry_after=rest.total_seconds())
        try:
            answer = await call()
        except CrmError as error:
            if crm.breaker.met(error, began, self._clock.now()):
                await self._alarm(crm.name, error)
            raise
        except BaseException:
            crm.breaker.let_go()
            raise
        crm.breaker.succeeded()
        return answer
