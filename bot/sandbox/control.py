"""The control API under /sandbox/: what the page and tests do as people, and how time moves."""

import asyncio
import base64
import binascii
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from bot.sandbox.api_chats import profile_text, shown_commands
from bot.sandbox.delivery import Delivery
from bot.sandbox.events import EventHub
from bot.sandbox.faults import Faults
from bot.sandbox.journal import Journal
from bot.sandbox.params import ApiError, Json, read_params
from bot.sandbox.people import SandboxPerson
from bot.sandbox.people_actions import ActionRefused, PeopleActions
from bot.sandbox.state import MAX_PEOPLE, Chat, World

ResetHook = Callable[[], Awaitable[None]]
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_HEARTBEAT = 15.0
_FARTHEST = timedelta(days=3660)
_ROLES = ("prospect", "sales", "manager")


def _ok(**result: Any) -> web.Response:
    return web.json_response({"ok": True, **result})


def _no(status: int, message: str) -> web.Response:
    return web.json_response({"ok": False, "error": message}, status=status)


class Body:
    """A JSON object of a control request, read with clear refusals."""

    def __init__(self, values: Json) -> None:
        self.values = values

    def number(self, name: str, default: int | None = None) -> int:
        value = self.values.get(name, default)
        if isinstance(value, str) and value.lstrip("-").isdecimal():
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            raise ActionRefused(f"`{name}` must be a whole number")
        return value

    def text(self, name: str, default: str | None = None) -> str:
        value = self.values.get(name, default)
        if not isinstance(value, str):
            raise ActionRefused(f"`{name}` must be a string")
        return value.encode("utf-8", "replace").decode()


async def _body(request: web.Request) -> Body:
    try:
        raw = await request.read()
        value = json.loads(raw) if raw.strip() else {}
    except web.HTTPRequestEntityTooLarge:
        raise ActionRefused("the body is too large", 413) from None
    except (ValueError, RecursionError):
        raise ActionRefused("the body must be JSON") from None
    if not isinstance(value, dict):
        raise ActionRefused("the body must be a JSON object")
    return Body(value)


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
        self._actions = PeopleActions(world, delivery)
        self._moving = asyncio.Lock()

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Register the routes."""
        posts: dict[str, _Handler] = {
            "people": self._add_person, "say": self._say, "start": self._start, "tap": self._tap,
            "press": self._press, "contact": self._contact, "upload": self._upload,
            "edit": self._edit, "block": self._block, "unblock": self._unblock,
            "join": self._join, "leave": self._leave, "update": self._raw_update,
            "redeliver": self._redeliver, "faults": self._add_fault, "clock": self._move_clock,
            "reset": self._reset,
        }  # fmt: skip
        gets: dict[str, _Handler] = {
            "state": self._state, "faults": self._list_faults, "journal": self._read_journal,
            "clock": self._read_clock, "events": self._stream, "file/{file_id}": self._file,
        }  # fmt: skip
        for name, handler in posts.items():
            router.add_post(f"/sandbox/{name}", _guarded(handler))
        for name, handler in gets.items():
            router.add_get(f"/sandbox/{name}", _guarded(handler))
        router.add_delete("/sandbox/faults", _guarded(self._clear_faults))

    # ------------------------------------------------------------------ state

    async def _state(self, request: web.Request) -> web.StreamResponse:
        wanted = request.query.get("person")
        if wanted is None:
            return _ok(**self._common(), people=[self._person(p) for p in self._world.people])
        try:
            person = int(wanted)
        except ValueError:
            raise ActionRefused("`person` must be a whole number") from None
        if person not in self._world.people:
            raise ActionRefused(f"there is no person {person} in the sandbox", 404)
        chats = [c for c in self._world.chats.values() if person in c.members]
        return _ok(
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

    async def _add_person(self, request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        if len(self._world.people) >= MAX_PEOPLE:
            raise ActionRefused(f"the sandbox holds at most {MAX_PEOPLE} people", 409)
        known = self._world.people
        person_id = body.number("id", max([*known, 9000]) + 1)
        if person_id < 1 or person_id in self._world.chats or person_id == self._world.bot["id"]:
            raise ActionRefused(f"the id {person_id} is taken or not positive", 409)
        role = body.text("role", "prospect")
        if role not in _ROLES:
            raise ActionRefused(f"role must be one of {', '.join(_ROLES)}")
        name = body.text("first_name").strip()
        if not name:
            raise ActionRefused("`first_name` must not be empty")
        person = SandboxPerson(
            id=person_id,
            first_name=name[:64],
            last_name=body.text("last_name", "")[:64],
            language=body.text("language", "ru")[:8],
            username=body.text("username", "")[:32],
            phone=body.text("phone", "")[:20],
            role=role,
        )
        self._world.add_person(person)
        self._events.publish({"type": "people"})
        return _ok(person=self._person(person_id))

    # ---------------------------------------------------------------- actions

    async def _say(self, request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        person = body.number("person")
        return _ok(
            **self._actions.say(
                person,
                body.number("chat", person),
                body.text("text"),
                body.number("reply_to", 0),
                body.number("thread", 0),
            )
        )

    async def _start(self, request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        person, parameter = body.number("person"), body.text("parameter", "")
        if len(parameter) > 64 or not all(
            c.isascii() and (c.isalnum() or c in "_-") for c in parameter
        ):
            raise ActionRefused("a start parameter has up to 64 characters of A-Z a-z 0-9 _ -")
        return _ok(**self._actions.say(person, person, f"/start {parameter}".strip()))

    async def _tap(self, request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        person = body.number("person")
        return _ok(
            **self._actions.tap(
                person,
                body.number("chat", person),
                body.number("message"),
                body.text("data"),
                force=body.values.get("force") is True,
            )
        )

    async def _press(self, request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        person = body.number("person")
        chat = body.number("chat", person)
        return _ok(**self._actions.press(person, chat, body.text("text")))

    async def _contact(self, request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        person = body.number("person")
        foreign = body.values.get("foreign")
        if foreign is not None and not isinstance(foreign, dict):
            raise ActionRefused("`foreign` must be an object with phone, first_name, user_id")
        return _ok(**self._actions.share_contact(person, body.number("chat", person), foreign))

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        """Multipart with the part `file`, or JSON with `content` in base64."""
        try:
            params = await read_params(request)
        except ApiError as error:
            raise ActionRefused(error.description, error.code) from None
        body = Body({**params.values})
        upload = params.files.get("file")
        if upload is not None:
            name, mime, data = upload.name, upload.mime, upload.data
        else:
            name, mime = body.text("name", "file"), body.text("mime", "application/octet-stream")
            try:
                data = base64.b64decode(body.text("content"), validate=True)
            except (binascii.Error, ValueError):
                raise ActionRefused("`content` must be base64") from None
        person = body.number("person")
        chat, kind = body.number("chat", person), body.text("kind", "document")
        caption = body.text("caption", "")
        return _ok(**self._actions.send_file(person, chat, kind, name, mime, data, caption))

    async def _edit(self, request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        person = body.number("person")
        chat, message = body.number("chat", person), body.number("message")
        return _ok(**self._actions.edit(person, chat, message, body.text("text")))

    async def _block(self, request: web.Request) -> web.StreamResponse:
        return _ok(**self._actions.block((await _body(request)).number("person"), True))

    async def _unblock(self, request: web.Request) -> web.StreamResponse:
        return _ok(**self._actions.block((await _body(request)).number("person"), False))

    async def _join(self, request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        return _ok(**self._actions.join(body.number("person"), body.number("chat"), True))

    async def _leave(self, request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        return _ok(**self._actions.join(body.number("person"), body.number("chat"), False))

    async def _raw_update(self, request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        if "update" not in body.values:
            raise ActionRefused("`update` is missing: any JSON value is taken")
        return _ok(update_id=self._delivery.put_raw(body.values["update"]))

    async def _redeliver(self, request: web.Request) -> web.StreamResponse:
        update = (await _body(request)).number("update_id")
        if not self._delivery.redeliver(update):
            raise ActionRefused(f"the update {update} is not remembered", 404)
        return _ok(update_id=update)

    # ------------------------------------------------------- faults and journal

    async def _add_fault(self, request: web.Request) -> web.StreamResponse:
        try:
            fault = self._faults.add((await _body(request)).values)
        except ValueError as error:
            raise ActionRefused(str(error)) from None
        return _ok(fault=fault.shown())

    async def _list_faults(self, request: web.Request) -> web.StreamResponse:
        return _ok(faults=[fault.shown() for fault in self._faults.queue])

    async def _clear_faults(self, request: web.Request) -> web.StreamResponse:
        self._faults.clear()
        return _ok()

    async def _read_journal(self, request: web.Request) -> web.StreamResponse:
        query = request.query
        numbers = Body(dict(query))
        entries = self._journal.read(
            kind=query.get("kind", ""),
            method=query.get("method", ""),
            after=numbers.number("after", 0),
            limit=numbers.number("limit", 20_000),
        )
        return _ok(entries=entries)

    # -------------------------------------------------------------------- clock

    async def _read_clock(self, request: web.Request) -> web.StreamResponse:
        return _ok(**self._common())

    async def _move_clock(self, request: web.Request) -> web.StreamResponse:
        control = self._world.time.control
        if control is None:
            raise ActionRefused(
                "this sandbox runs on the system clock; only a sandbox started together with the"
                " bot (without a token) can move time",
                409,
            )
        body = await _body(request)
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
        return _ok(now=at)

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
        return _ok()

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


def _guarded(handler: _Handler) -> _Handler:
    """Turn refusals into JSON answers."""

    async def wrapped(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except ActionRefused as refusal:
            return _no(refusal.status, str(refusal))

    return wrapped
