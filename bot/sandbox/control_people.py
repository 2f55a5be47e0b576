"""The part of the control API in which people act: type, tap, press, send, block, join."""

import base64
import binascii

from aiohttp import web

from bot.sandbox.control_request import Body, Handler, guarded, ok, read_body
from bot.sandbox.events import EventHub
from bot.sandbox.params import ApiError, read_params
from bot.sandbox.people import SandboxPerson
from bot.sandbox.people_actions import ActionRefused, PeopleActions
from bot.sandbox.state import MAX_PEOPLE, World

_ROLES = ("prospect", "sales", "manager")


class PeopleControl:
    """Handlers of POST /sandbox/people, say, start, tap, press, contact, upload, edit, …"""

    def __init__(self, world: World, actions: PeopleActions, events: EventHub) -> None:
        self._world = world
        self._actions = actions
        self._events = events

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Register the routes."""
        posts: dict[str, Handler] = {
            "people": self._add_person, "say": self._say, "start": self._start, "tap": self._tap,
            "press": self._press, "contact": self._contact, "upload": self._upload,
            "edit": self._edit, "block": self._block, "unblock": self._unblock,
            "join": self._join, "leave": self._leave, "app": self._open_app,
        }  # fmt: skip
        for name, handler in posts.items():
            router.add_post(f"/sandbox/{name}", guarded(handler))

    async def _add_person(self, request: web.Request) -> web.StreamResponse:
        body = await read_body(request)
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
        return ok(person=vars(person))

    # ---------------------------------------------------------------- actions

    async def _say(self, request: web.Request) -> web.StreamResponse:
        body = await read_body(request)
        person = body.number("person")
        return ok(
            **self._actions.say(
                person,
                body.number("chat", person),
                body.text("text"),
                body.number("reply_to", 0),
                body.number("thread", 0),
            )
        )

    async def _start(self, request: web.Request) -> web.StreamResponse:
        body = await read_body(request)
        person, parameter = body.number("person"), body.text("parameter", "")
        if len(parameter) > 64 or not all(
            c.isascii() and (c.isalnum() or c in "_-") for c in parameter
        ):
            raise ActionRefused("a start parameter has up to 64 characters of A-Z a-z 0-9 _ -")
        return ok(**self._actions.say(person, person, f"/start {parameter}".strip()))

    async def _tap(self, request: web.Request) -> web.StreamResponse:
        body = await read_body(request)
        person = body.number("person")
        return ok(
            **self._actions.tap(
                person,
                body.number("chat", person),
                body.number("message"),
                body.text("data"),
                force=body.values.get("force") is True,
            )
        )

    async def _open_app(self, request: web.Request) -> web.StreamResponse:
        body = await read_body(request)
        person, message = body.number("person"), body.number("message")
        return ok(**self._actions.open_app(person, message, body.text("url")))

    async def _press(self, request: web.Request) -> web.StreamResponse:
        body = await read_body(request)
        person = body.number("person")
        chat = body.number("chat", person)
        return ok(**self._actions.press(person, chat, body.text("text")))

    async def _contact(self, request: web.Request) -> web.StreamResponse:
        body = await read_body(request)
        person = body.number("person")
        foreign = body.values.get("foreign")
        if foreign is not None and not isinstance(foreign, dict):
            raise ActionRefused("`foreign` must be an object with phone, first_name, user_id")
        return ok(**self._actions.share_contact(person, body.number("chat", person), foreign))

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
        reply_to, thread = body.number("reply_to", 0), body.number("thread", 0)
        return ok(
            **self._actions.send_file(
                person, chat, kind, name, mime, data, caption, reply_to, thread
            )
        )

    async def _edit(self, request: web.Request) -> web.StreamResponse:
        body = await read_body(request)
        person = body.number("person")
        chat, message = body.number("chat", person), body.number("message")
        return ok(**self._actions.edit(person, chat, message, body.text("text")))

    async def _block(self, request: web.Request) -> web.StreamResponse:
        return ok(**self._actions.block((await read_body(request)).number("person"), True))

    async def _unblock(self, request: web.Request) -> web.StreamResponse:
        return ok(**self._actions.block((await read_body(request)).number("person"), False))

    async def _join(self, request: web.Request) -> web.StreamResponse:
        body = await read_body(request)
        return ok(**self._actions.join(body.number("person"), body.number("chat"), True))

    async def _leave(self, request: web.Request) -> web.StreamResponse:
        body = await read_body(request)
        return ok(**self._actions.join(body.number("person"), body.number("chat"), False))
