"""What the page is told at once: a fan-out of small JSON events to server-sent-event streams."""

import asyncio

from bot.sandbox.params import Json

_BACKLOG = 1000


class EventHub:
    """Every subscriber gets every event; one that does not keep up is dropped and reconnects."""

    def __init__(self) -> None:
        self._subscribers: set[asyncio.Queue[Json | None]] = set()

    def publish(self, event: Json) -> None:
        """Give `event` to everybody who listens."""
        for queue in tuple(self._subscribers):
            try:
                queue.put_nowait(event)
            except asyncio.QueueFull:
                self._subscribers.discard(queue)
                queue.get_nowait()
                queue.put_nowait(None)

    def subscribe(self) -> asyncio.Queue[Json | None]:
        """A queue of events; None means that the stream is over."""
        queue: asyncio.Queue[Json | None] = asyncio.Queue(_BACKLOG)
        self._subscribers.add(queue)
        return queue

    def unsubscribe(self, queue: asyncio.Queue[Json | None]) -> None:
        """Stop listening."""
        self._subscribers.discard(queue)

    def close(self) -> None:
        """End all streams, so that the server can stop."""
        for queue in tuple(self._subscribers):
            self._subscribers.discard(queue)
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(None)
