"""Acknowledging taps: the answer to a callback query, whose failure never matters."""

from __future__ import annotations

import contextlib

from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery


async def acknowledge(
    query: CallbackQuery, text: str | None = None, *, alert: bool = False
) -> None:
    """Stop the button's spinner, with a toast where there is something to say.

    A query that is too old or a network that is away is an ordinary event here.
    """
    with contextlib.suppress(TelegramAPIError):
        await query.answer(text, show_alert=alert)
