"""Updates on their way to the bot: the queue, long polling and webhook delivery.

The only place of the sandbox that starts tasks; they are held here and cancelled on `stop`.
"""

import asyncio
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.sandbox.clock_control import SandboxTime
from bot.sandbox.journal import Journal
from bot.sandbox.params import ApiError, Json

_KEPT = 10_000
_DEFAULT_OFF = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 5.0
_ANSWER_WITHIN = 60.0


@dataclass
class Entry:
    """One update. `again`: asked to be redelivered, so it survives one confirmation."""

    id: int
    body: Any
    chat: str
    again: bool = False


@dataclass
class Webhook:
    """Where updates are pushed to."""

    url: str
    secret: str = ""
    max_connections: int = 40
    ip_address: str = ""
    error_date: int = 0
    error: str = ""


class Delivery:
    """Pending updates of the one bot, handed over by getUpdates or by webhook."""

    def __init__(self, time: SandboxTime, journal: Journal) -> None:
        self._time = time
        self._journal = journal
        self._pending: list[Entry] = []
        self._history: deque[Entry] = deque(maxlen=_KEPT)
        self._next = time.unix()
        self._allowed: list[str] | None = None
        self._changed = asyncio.Event()
        self._poller: asyncio.Future[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._busy: set[str] = set()
        self._session: aiohttp.ClientSession | None = None
        self.webhook: Webhook | None = None
        self.on_reply: Callable[[Json], None] | None = None

    # ------------------------------------------------------------------ in

    def put(self, kind: str, payload: Json, chat_id: int | None) -> int | None:
        """Queue an update of `kind`; None when the bot did not subscribe to it."""
        allowed = self._allowed
        if kind not in allowed if allowed else kind in _DEFAULT_OFF:
            return None
        return self._queue({"update_id": self._next, kind: payload}, str(chat_id))

    def put_raw(self, body: Any) -> int:
        """Queue anything; an object without `update_id` gets one. Returns the id used inside."""
        if isinstance(body, dict) and "update_id" not in body:
            body = {"update_id": self._next, **body}
        return self._queue(body, f"raw-{self._next}")

    def redeliver(self, update_id: int) -> bool:
        """Hand over an old update once more; False when it is not remembered."""
        for entry in self._history:
            if entry.id == update_id:
                if entry not in self._pending:
                    self._pending.append(entry)
                    self._pending.sort(key=lambda e: e.id)
                entry.again = True
                self._wake()
                return True
        return False

    def clear(self) -> None:
        """Drop what is pending; ids go on rising and the webhook stays."""
        self._pending.clear()

    def _queue(self, body: Any, chat: str) -> int:
        entry = Entry(self._next, body, chat)
        if isinstance(body, dict):
            own = body.get("update_id")
            if isinstance(own, int) and not isinstance(own, bool):
                entry.id = own
        entry.again = entry.id < self._next  # an old number would count as confirmed already
        self._next = max(self._next, entry.id + 1)
        self._pending.append(entry)
        self._pending.sort(key=lambda e: e.id)
        self._history.append(entry)
        del self._pending[:-_KEPT]
        self._wake()
        return entry.id

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
        self._pump()

    # ------------------------------------------------------------- polling

    async def poll(
        self, offset: int | None, limit: int, wait: int, allowed: list[str] | None
    ) -> list[Any]:
        """getUpdates. Raises ApiError 409 with a webhook set or when a newer poll takes over."""
        if self.webhook:
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active;"
                " use deleteWebhook to delete the webhook first",
            )
        if self._poller and not self._poller.done():
            self._poller.set_result(None)
        loop = asyncio.get_running_loop()
        mine = self._poller = loop.create_future()
        if allowed is not None:
            self._allowed = allowed
        self._confirm(offset)
        deadline = loop.time() + wait
        while not (found := self._batch(limit)) and loop.time() < deadline:
            change = asyncio.ensure_future(self._changed.wait())  # noqa: TID251 (awaited below)
            try:
                await asyncio.wait(
                    {change, mine},
                    timeout=deadline - loop.time(),
                    return_when=asyncio.FIRST_COMPLETED,
                )
            finally:
                change.cancel()
            if mine.done():
                raise ApiError(
                    409,
                    "Conflict: terminated by other getUpdates request;"
                    " make sure that only one bot instance is running",
                )
        for entry in found:
            entry.again = False
            self._journal.update(entry.body, "polling")
        return [entry.body for entry in found]

    def _confirm(self, offset: int | None) -> None:
        if offset is None or offset == 0:
            return
        if offset < 0:
            del self._pending[:offset]
        else:
            self._pending = [e for e in self._pending if e.id >= offset or e.again]

    def _batch(self, limit: int) -> list[Entry]:
        return self._pending[: max(1, min(100, limit))]

    # ------------------------------------------------------------- webhook

    def set_webhook(self, webhook: Webhook | None, allowed: list[str] | None, drop: bool) -> None:
        """Switch between polling (None) and a webhook."""
        if allowed is not None:
            self._allowed = allowed
        if drop:
            self._pending.clear()
        self.webhook = webhook
        if webhook and self._poller and not self._poller.done():
            self._poller.set_result(None)
        self._wake()

    def webhook_info(self) -> Json:
        """The Bot API `WebhookInfo`."""
        hook = self.webhook
        info: Json = {
            "url": hook.url if hook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self._pending),
        }
        if hook:
            info["max_connections"] = hook.max_connections
            if hook.error:
                info["last_error_date"] = hook.error_date
                info["last_error_message"] = hook.error
        if self._allowed:
            info["allowed_updates"] = self._allowed
        return info

    def _pump(self) -> None:
        """Start a delivery for every chat that has something waiting and none under way."""
        hook = self.webhook
        if hook is None:
            return
        for entry in tuple(self._pending):
            if len(self._busy) >= hook.max_connections:
                return
            if entry.chat not in self._busy:
                self._busy.add(entry.chat)
                task = asyncio.create_task(self._push(entry, hook))  # noqa: TID251 (held)
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _push(self, entry: Entry, hook: Webhook) -> None:
        """Deliver one update until it is accepted or the webhook changes."""
        pause = _FIRST_PAUSE
        try:
            while self.webhook is hook and entry in self._pending:
                if await self._accepted(entry, hook):
                    if entry in self._pending:
                        self._pending.remove(entry)
                    entry.again = False
                    return
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
        finally:
            self._busy.discard(entry.chat)
            self._pump_later()

    def _pump_later(self) -> None:
        asyncio.get_running_loop().call_soon(self._pump)

    async def _accepted(self, entry: Entry, hook: Webhook) -> bool:
        if self._session is None:
            limit = aiohttp.ClientTimeout(total=_ANSWER_WITHIN)
            self._session = aiohttp.ClientSession(timeout=limit)
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret} if hook.secret else {}
        self._journal.update(entry.body, "webhook")
        try:
            async with self._session.post(
                hook.url, json=entry.body, headers=headers, allow_redirects=False
            ) as answer:
                if 200 <= answer.status < 300:
                    await self._take_reply(answer)
                    return True
                hook.error = f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except (aiohttp.ClientError, TimeoutError) as error:
            refused = isinstance(error, aiohttp.ClientConnectorError)
            hook.error = "Connection refused" if refused else "Read timeout expired"
        hook.error_date = self._time.unix()
        return False

    async def _take_reply(self, answer: aiohttp.ClientResponse) -> None:
        """A bot may answer the webhook with a method call; JSON and multipart are understood."""
        if self.on_reply is None:
            return
        call: Json = {}
        try:
            if answer.content_type == "application/json":
                body = json.loads(await answer.read() or b"{}")
                call = body if isinstance(body, dict) else {}
            elif answer.content_type == "multipart/form-data":
                reader = aiohttp.MultipartReader.from_response(answer)
                while (part := await reader.next()) is not None:
                    if isinstance(part, aiohttp.BodyPartReader) and part.name:
                        call[part.name] = await part.text()
        except (ValueError, aiohttp.ClientError):
            return
        if call.get("method"):
            self.on_reply(call)

    # ---------------------------------------------------------------- end

    async def stop(self) -> None:
        """Let pollers go and cancel deliveries under way."""
        self.webhook = None
        if self._poller and not self._poller.done():
            self._poller.set_result(None)
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session:
            await self._session.close()
            self._session = None
