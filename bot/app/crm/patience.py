"""Asking a CRM for one command, which has nothing else to do than to wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from crm_sync.errors import CrmUnavailable

T = TypeVar("T")

AGAIN = 5
SHORT_WAIT, LONGEST_WAIT = 3.0, 600.0  # seconds


async def patiently(work: Callable[[], Awaitable[T]]) -> T:
    """Do it, again after a wait when the CRM asks for one or does not answer; then give up."""
    for _ in range(AGAIN):
        try:
            return await work()
        except CrmUnavailable as error:
            await asyncio.sleep(min(error.retry_after or SHORT_WAIT, LONGEST_WAIT))
    return await work()
