"""The control API under /sandbox/ besides people: state, events, trouble, journal and time."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from aiohttp import web

from bot.sandbox.api_chats import profile_text, shown_commands
from bot.sandbox.control_request import Body, Handler, guarded, ok, read_body
from bot.sandbox.delivery import Delivery
from bot.sandbox.events import EventHub
from bot.sandbox.faults import Faults
from bot.sandbox.journal import Journal
from bot.sandbox.params import Json
from bot.sandbox.people_actions import ActionRefused
from bot.sandbox.state import Chat, World

ResetHook = Callable[[], Awaitable[None]]
_HEARTBEAT = 15.0
_FARTHEST = timedelta(days=3660)


class Control:
    """Handlers of /sandbox/*. Answers are {"ok": true, …} or {"ok": false, "error": sentence}."""

    def __init__(
        self,
        world: World,
        delivery: Delivery,
        faults: Faults,
        journal: Journal,
        events: EventHub,
        on_reset: ResetHook | None,
    ) -> None:
        self._world = world
        self._delivery = delivery
        self._faults = faults
        self._journal = journal
        self._events = events
        self._on_reset = on_reset
        self._moving = asyncio.Lock()

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Register the routes."""
        posts: dict[str, Handler] = {
            "update": self._raw_update, "redeliver": self._redeliver, "faults": self._add_fault,
            "clock": self._move_clock, "reset": self._reset,
        }  # fmt: skip
        gets: dict[str, Handler] = {
            "state": self._state, "faults": self._list_faults, "journal": self._read_journal,
            "clock": self._read_clock, "events": self._stream, "file/{file_id}": self._file,
        }  # fmt: skip
        for name, handler in posts.items():
            router.add_post(f"/sandbox/{name}", guarded(handler))
        for name, handler in gets.items():
            router.add_get(f"/sandbox/{name}", guarded(handler))
        router.add_delete("/sandbox/faults", guarded(self._clear_faults))

    # ------------------------------------------------------------------ state

    async def _state(self, request: web.Request) -> web.StreamResponse:
        wanted = request.query.get("person")
        if wanted is None:
            return ok(**self._common(), people=[self._person(p) for p in self._world.people])
        try:
            person = int(wanted)
        except ValueError:
            raise ActionRefused("`person` must be a whole number") from None
        if person not in self._world.people:
            raise ActionRefused(f"there is no person {person} in the sandbox", 404)
        chats = [c for c in self._world.chats.values() if person in c.members]
        return ok(
            **self._common(),
            person=self._person(person),
            chats=[self._chat(chat, person) for chat in chats],
        )

    def _common(self) -> Json:
        return {
            "now": self._world.time.now().isoformat(),
            "movable": self._world.time.control is not None,
            "bot": self._world.bot,
        }

    def _person(self, person_id: int) -> Json:
        person = self._world.people[person_id]
        return {**vars(person)}

    def _chat(self, chat: Chat, person_id: int) -> Json:
        world = self._world
        language = world.people[person_id].language
        return {
            **world.chat_object(chat),
            **world.chat_facts(chat),
            "messages": [world.message_view(chat, m) for m in chat.messages.values()],
            "commands": shown_commands(world, chat, person_id),
            "description": profile_text(world, "description", language),
            "topics": [{"id": key, "name": name} for key, name in chat.topics.items()],
        }

    async def _raw_update(self, request: web.Request) -> web.StreamResponse:
        body = await read_body(request)
        if "update" not in body.values:
            raise ActionRefused("`update` is missing: any JSON value is taken")
        return ok(update_id=self._delivery.put_raw(body.values["update"]))

    async def _redeliver(self, request: web.Request) -> web.StreamResponse:
        update = (await read_body(request)).number("update_id")
        if not self._delivery.redeliver(update):
            raise ActionRefused(f"the update {update} is not remembered", 404)
        return ok(update_id=update)

    # ------------------------------------------------------- faults and journal

    async def _add_fault(self, request: web.Request) -> web.StreamResponse:
        try:
            fault = self._faults.add((await read_body(request)).values)
        except ValueError as error:
            raise ActionRefused(str(error)) from None
        return ok(fault=fault.shown())

    async def _list_faults(self, request: web.Request) -> web.StreamResponse:
        return ok(faults=[fault.shown() for fault in self._faults.queue])

    async def _clear_faults(self, request: web.Request) -> web.StreamResponse:
        self._faults.clear()
        return ok()

    async def _read_journal(self, request: web.Request) -> web.StreamResponse:
        query = request.query
        numbers = Body(dict(query))
        entries = self._journal.read(
            kind=query.get("kind", ""),
            method=query.get("method", ""),
            after=numbers.number("after", 0),
            limit=numbers.number("limit", 20_000),
        )
        return ok(entries=entries)

    # -------------------------------------------------------------------- clock

    async def _read_clock(self, request: web.Request) -> web.StreamResponse:
        return ok(**self._common())

    async def _move_clock(self, request: web.Request) -> web.StreamResponse:
        control = self._world.time.control
        if control is None:
            raise ActionRefused(
                "this sandbox runs on the system clock; only a sandbox started together with the"
                " bot (without a token) can move time",
                409,
            )
        body = await read_body(request)
        async with self._moving:
            now = self._world.time.now()
            to = self._target(body, now)
            if to < now:
                raise ActionRefused("time only moves forward")
            try:
                await control.advance(to)
            except Exception as error:  # whatever the program says, the person reads
                raise ActionRefused(f"the clock stopped on the way: {error}", 500) from error
            finally:
                at = self._world.time.now().isoformat()
                self._events.publish({"type": "clock", "now": at})
        return ok(now=at)

    @staticmethod
    def _target(body: Body, now: datetime) -> datetime:
        if "to" in body.values:
            try:
                to = datetime.fromisoformat(body.text("to"))
            except ValueError:
                raise ActionRefused("`to` must be an ISO time like 2026-12-31T09:00Z") from None
            to = to.astimezone(UTC) if to.tzinfo else to.replace(tzinfo=UTC)
        else:
            seconds = body.number("seconds")
            if abs(seconds) > _FARTHEST.total_seconds():
                raise ActionRefused("at most ten years at once")
            to = now + timedelta(seconds=seconds)
        if to - now > _FARTHEST:
            raise ActionRefused("at most ten years at once")
        return to

    async def _reset(self, request: web.Request) -> web.StreamResponse:
        if self._on_reset is not None:
            await self._on_reset()
        self._delivery.clear()
        self._faults.clear()
        self._journal.clear()
        self._world.reset()
        return ok()

    # ------------------------------------------------------------ files, events

    async def _file(self, request: web.Request) -> web.StreamResponse:
        file = self._world.files.by_id(request.match_info["file_id"])
        if file is None:
            raise ActionRefused("there is no such file (any more)", 404)
        response = web.Response(
            body=file.data,
            content_type=file.mime if file.shown_inline else "application/octet-stream",
        )
        if not file.shown_inline:
            response.headers["Content-Disposition"] = "attachment"
        return response

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        queue = self._events.subscribe()
        try:
            await response.prepare(request)
            await response.write(_event({"type": "hello", **self._common()}))
            while True:
                try:
                    event = await asyncio.wait_for(queue.get(), _HEARTBEAT)
                except TimeoutError:
                    event = {"type": "tick", "now": self._world.time.now().isoformat()}
                if event is None:
                    break
                await response.write(_event(event))
        except ConnectionError:
            pass
        finally:
            self._events.unsubscribe(queue)
        return response


def _event(event: Json) -> bytes:
    return f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode()
