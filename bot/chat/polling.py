"""Long polling: raw updates are fetched, accepted by the intake, and only then confirmed.

aiogram's own polling parses whole batches, so one undecodable update would block the rest, and
confirms before a handler is done. Hence the raw call and our own offset.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramRetryAfter, TelegramUnauthorizedError

from bot.chat.calls import PlainCall
from bot.chat.intake import Intake

log = logging.getLogger(__name__)

POLL_SECONDS = 25
ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]


class GetRawUpdates(PlainCall[list[dict[str, Any]]]):
    """`getUpdates` whose result stays undecoded."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int = 100
    timeout: int = POLL_SECONDS
    allowed_updates: list[str] = ALLOWED_UPDATES


async def poll(bot: Bot, intake: Intake) -> None:
    """Fetch updates until cancelled. A wrong token ends it; an outage is waited out."""
    offset: int | None = None
    pause = 0.5
    while True:
        try:
            raw = await bot(GetRawUpdates(offset=offset), request_timeout=POLL_SECONDS + 15)
        except TelegramUnauthorizedError:
            raise
        except TelegramRetryAfter as error:
            await asyncio.sleep(error.retry_after)
            continue
        except (AiogramError, OSError, ValueError) as error:
            log.warning("polling failed, next try in %.1f s: %s", pause, type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 15.0)
            continue
        pause = 0.5
        await intake.accept(raw)
        ids = [item["update_id"] for item in raw if "update_id" in item]
        if ids:
            offset = max(ids) + 1
