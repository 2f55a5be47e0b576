"""Files that people sent, fetched from the Bot API piece by piece, never more than asked for."""

from __future__ import annotations

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramNotFound,
)
from aiohttp import ClientError, ClientResponseError

from crm_sync.publishing.files import NotFetched

PIECE = 64 * 1024
PATIENCE = 60  # seconds for one file


class TelegramFiles:
    """See `crm_sync.publishing.files.Fetch`."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def __call__(self, file_id: str, at_most: int) -> bytes | None:
        """The file; Telegram itself hands no bot more than 20 MB."""
        try:
            file = await self._bot.get_file(file_id)
        except (TelegramBadRequest, TelegramNotFound):
            return None
        except TelegramAPIError as error:
            raise NotFetched(type(error).__name__) from None
        if file.file_path is None or (file.file_size or 0) > at_most:
            return None
        try:
            return await self._read(file.file_path, at_most)
        except ClientResponseError as error:
            if error.status == 404:
                return None
            raise NotFetched(str(error.status)) from None  # it holds the bot's token
        except (ClientError, TelegramNetworkError, TimeoutError) as error:
            raise NotFetched(type(error).__name__) from None

    async def _read(self, path: str, at_most: int) -> bytes | None:
        session = self._bot.session
        url = session.api.file_url(self._bot.token, path)
        read = bytearray()
        pieces = session.stream_content(
            url, timeout=PATIENCE, chunk_size=PIECE, raise_for_status=True
        )
        async for piece in pieces:
            read += piece
            if len(read) > at_most:
                return None
        return bytes(read)
