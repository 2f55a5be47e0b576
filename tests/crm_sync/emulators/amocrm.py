"""An amoCRM account as its documentation tells of API v4, quirks included.

204 for nothing, a bare array from `leads/complex`, `request_id` as an array there, null for no
custom values, a search that lags, the wait of a 429 in its body, refresh tokens of one use.
"""

import json
from collections import deque
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from leads.clock import Clock
from tests.crm_sync.emulators.base import Emulator

TOKEN = "long-lived-Токен-0123456789"
CLIENT = ("client-id", "client-secret-0123456789", "https://bot.example/amo")
LAG = timedelta(seconds=8)
MOST_A_SECOND = 7
OWNER = 504141
PIPELINES = {
    3383152: (33929748, 33929749, 33929752, 33929755, 33929758, 142, 143),
    777: (888, 889, 142, 143),
}
REASONS = {7323: "Дорого", 7324: "Не актуально"}
KINDS = ("leads", "contacts", "companies")
OWN = {"leads": ("name", "price"), "contacts": ("name", "first_name", "last_name")}
OWN["companies"] = ("name",)


class No(Exception):
    """An error of the API."""

    def __init__(self, status: int, **body: object) -> None:
        super().__init__(str(status))
        self.status = status
        self.body = {"status": status, **body}


def wrong(path: str, detail: str, number: int = 0) -> No:
    error = {"code": "NotSupportedChoice", "path": path, "detail": detail}
    errors = [{"request_id": str(number), "errors": [error]}]
    return No(400, **{"validation-errors": errors}, title="Bad Request", detail="validation")


class Amo(Emulator):
    """One account."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock
        self.cards: dict[str, dict[int, dict[str, Any]]] = {kind: {} for kind in KINDS}
        self.fields: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
        for kind in KINDS:
            self.field(kind, "prequal_key", "text")
        for code in ("PHONE", "EMAIL"):
            self.field("contacts", code, "multitext")
        self.field("leads", "ABOUT", "textarea")
        self.notes: list[dict[str, Any]] = []
        self.tasks: list[dict[str, Any]] = []
        self.access, self.refresh = "access-0123456789", "refresh-0123456789"
        self.refreshes = 0
        self.most_a_second = MOST_A_SECOND
        self.refused = 0
        self._next = 9774765
        self._recent: deque[datetime] = deque()

    def field(self, kind: str, code: str, sort: str, enums: Iterable[str] = ()) -> dict[str, Any]:
        number = 294470 + sum(len(fields) for fields in self.fields.values())
        values = [{"id": number * 10 + place, "value": one} for place, one in enumerate(enums)]
        made = {"id": number, "code": code, "name": code, "type": sort, "enums": values or None}
        self.fields[kind].append(made)
        return made

    def routes(self) -> Iterable[web.RouteDef]:
        api = "/api/v4"
        return [
            web.post("/oauth2/access_token", self._token),
            web.get(f"{api}/account", self._checked(self._account)),
            web.get(f"{api}/users", self._checked(self._users)),
            web.get(f"{api}/tasks", self._checked(self._list_tasks)),
            web.post(f"{api}/tasks", self._checked(self._add_tasks)),
            web.get(f"{api}/tasks/{{id}}", self._checked(self._get_task)),
            web.patch(f"{api}/tasks/{{id}}", self._checked(self._patch_task)),
            web.get(f"{api}/leads/pipelines", self._checked(self._pipelines)),
            web.get(f"{api}/leads/loss_reasons", self._checked(self._reasons)),
            web.post(f"{api}/leads/complex", self._checked(self._complex)),
            web.get(f"{api}/{{kind}}/custom_fields", self._checked(self._list_fields)),
            web.post(f"{api}/{{kind}}/custom_fields", self._checked(self._add_fields)),
            web.get(f"{api}/{{kind}}", self._checked(self._list)),
            web.post(f"{api}/{{kind}}", self._checked(self._add)),
            web.get(f"{api}/{{kind}}/{{id}}", self._checked(self._get)),
            web.patch(f"{api}/{{kind}}/{{id}}", self._checked(self._patch)),
            web.post(f"{api}/{{kind}}/{{id}}/link", self._checked(self._link)),
            web.get(f"{api}/{{kind}}/{{id}}/notes", self._checked(self._list_notes)),
            web.post(f"{api}/{{kind}}/{{id}}/notes", self._checked(self._add_notes)),
            web.post("/drive/v1.0/sessions", self._checked(self._session)),
            web.post("/drive/v1.0/parts/{number}", self._checked(self._part)),
        ]

    def _checked(self, serve: Any) -> Any:
        async def handler(request: web.Request) -> web.Response:
            now = self.clock.now()
            self._recent.append(now)
            while now - self._recent[0] >= timedelta(seconds=1):
                self._recent.popleft()
            try:
                if len(self._recent) > self.most_a_second:
                    self.refused += 1
                    raise No(429, title="Too Many Requests", retry_after=300)
                if request.headers.get("Authorization") not in (
                    f"Bearer {TOKEN}",
                    f"Bearer {self.access}",
                ):
                    raise No(401, title="Unauthorized", detail="Token has been revoked")
                told = await serve(request)
            except No as no:
                return _answer(no.body, no.status)
            return web.Response(status=204) if told is None else _answer(told)

        return handler

    async def _token(self, request: web.Request) -> web.Response:
        told = await request.json()
        client = (told["client_id"], told["client_secret"], told["redirect_uri"])
        if client != CLIENT or told["refresh_token"] != self.refresh:
            return _answer({"status": 401, "hint": "Token has been revoked"}, 401)
        self.refreshes += 1
        self.access = f"access-{self.refreshes}-0123456789"
        self.refresh = f"refresh-{self.refreshes}-0123456789"
        pair = {"access_token": self.access, "refresh_token": self.refresh, "expires_in": 86400}
        return _answer(pair)

    # ------------------------------------------------------------------------------- cards

    async def _complex(self, request: web.Request) -> Any:
        bodies = await request.json()
        if len(bodies) > 50:
            raise No(422, title="Unprocessable", detail="Limit 50")
        for number, body in enumerate(bodies):
            self._check("leads", body, number)
        return [self._whole(body) for body in bodies]

    def _whole(self, body: dict[str, Any]) -> dict[str, Any]:
        embedded = body.get("_embedded", {})
        made: dict[str, int] = {}
        for kind in ("companies", "contacts"):
            for part in embedded.get(kind, ()):
                made[kind] = self._create(kind, part)
        ties = {kind: [{"id": number}] for kind, number in made.items()}
        told: dict[str, Any] = {"id": self._create("leads", {**body, "_embedded": ties})}
        told |= {f"{name}_id": made.get(kind) for name, kind in NAMES.items()}
        return {**told, "merged": False, "request_id": [body["request_id"]]}

    async def _add(self, request: web.Request) -> Any:
        kind, bodies = request.match_info["kind"], await request.json()
        for number, body in enumerate(bodies):
            self._check(kind, body, number)
        made = [
            {"id": self._create(kind, body), "request_id": body.get("request_id", str(number))}
            for number, body in enumerate(bodies)
        ]
        return {"_embedded": {kind: made}}

    async def _patch(self, request: web.Request) -> Any:
        kind, card, body = request.match_info["kind"], self._card(request), await request.json()
        self._check(kind, body, 0)
        self._set(kind, card, body)
        return {"id": card["id"], "updated_at": card["updated_at"]}

    async def _get(self, request: web.Request) -> Any:
        kind, number = request.match_info["kind"], int(request.match_info["id"])
        card = self.cards[kind].get(number)
        return None if card is None else _shown(card)

    async def _list(self, request: web.Request) -> Any:
        kind, query, now = request.match_info["kind"], request.query, self.clock.now()
        found = list(self.cards[kind].values())
        if "query" in query:  # full text, and a little late
            late = (now - LAG).timestamp()
            text = query["query"].lower()
            found = [one for one in found if one["created_at"] <= late and text in one["text"]]
        since = int(query.get("filter[updated_at][from]", 0))
        found = [one for one in found if one["updated_at"] >= since]
        found.sort(key=lambda one: (one["updated_at"], one["id"]))
        return self._page(request, kind, [_shown(one) for one in found])

    async def _link(self, request: web.Request) -> Any:
        card, links = self._card(request), await request.json()
        for link in links:
            tied = card["_embedded"].setdefault(link["to_entity_type"], [])
            if all(one["id"] != link["to_entity_id"] for one in tied):
                tied.append({"id": link["to_entity_id"]})
        return {"_embedded": {"links": links}}

    def _card(self, request: web.Request) -> dict[str, Any]:
        found = self.cards[request.match_info["kind"]].get(int(request.match_info["id"]))
        if found is None:
            raise No(404, title="Not Found", detail="Entity not found")
        return found

    def _create(self, kind: str, body: Mapping[str, Any]) -> int:
        self._next += 1
        card = {"id": self._next, "created_at": self.stamp(), "values": {}, "_embedded": {}}
        if kind == "leads":
            card |= {"pipeline_id": 3383152, "status_id": 33929748, "loss_reason_id": None}
        card["responsible_user_id"] = 1
        card["_embedded"] = dict(body.get("_embedded", {}))
        self._set(kind, card, body)
        self.cards[kind][self._next] = card
        return self._next

    def _check(self, kind: str, body: Mapping[str, Any], number: int) -> None:
        if kind == "leads" and not isinstance(body.get("price", 0), int):
            raise wrong("price", "This value should be of type integer.", number)
        pipeline = body.get("pipeline_id")
        if pipeline is not None and body.get("status_id") not in PIPELINES.get(pipeline, ()):
            raise wrong("status_id", "The value you selected is not a valid choice.", number)
        if body.get("loss_reason_id") not in (None, *REASONS):
            raise No(404, title="Not Found", detail="Loss reason not found")
        for place, told in enumerate(body.get("custom_fields_values") or ()):
            if self._field(kind, told) is None:
                raise wrong(f"custom_fields_values.{place}.field_id", "not a valid choice", number)

    def _field(self, kind: str, told: Mapping[str, Any]) -> dict[str, Any] | None:
        names = (told.get("field_id"), told.get("field_code"))
        return next((f for f in self.fields[kind] if f["id"] in names or f["code"] in names), None)

    def _set(self, kind: str, card: dict[str, Any], body: Mapping[str, Any]) -> None:
        standing = ("pipeline_id", "status_id", "loss_reason_id", "responsible_user_id")
        card |= {name: body[name] for name in (*OWN[kind], *standing) if name in body}
        for told in body.get("custom_fields_values") or ():
            field = self._field(kind, told)
            assert field is not None
            if told["values"] is None:
                card["values"].pop(field["id"], None)
            else:
                card["values"][field["id"]] = {
                    "field_id": field["id"],
                    "field_code": field["code"],
                    "values": [_value(one, field) for one in told["values"]],
                }
        card["updated_at"] = self.stamp()
        told = {name: value for name, value in card.items() if name != "text"}
        card["text"] = json.dumps(told, ensure_ascii=False).lower()

    def stamp(self) -> int:
        return int(self.clock.now().timestamp())

    # ------------------------------------------------------------------ beside, structure

    async def _add_notes(self, request: web.Request) -> Any:
        card, bodies = self._card(request), await request.json()
        made = []
        for body in bodies:
            self._next += 1
            at = (request.match_info["kind"], card["id"])
            self.notes.append({"id": self._next, "at": at, **body})
            made.append({"id": self._next, "request_id": "0"})
        return {"_embedded": {"notes": made}}

    async def _list_notes(self, request: web.Request) -> Any:
        at = (request.match_info["kind"], int(request.match_info["id"]))
        return self._page(request, "notes", [one for one in self.notes if one["at"] == at])

    async def _add_tasks(self, request: web.Request) -> Any:
        made = []
        for body in await request.json():
            if not body.get("text") or not body.get("complete_till"):
                raise wrong("text", "This value should not be blank.")
            made.append({"id": self.book(body)})
        return {"_embedded": {"tasks": made}}

    async def _patch_task(self, request: web.Request) -> Any:
        task, body = self._task(request), await request.json()
        task |= {**body, "updated_at": self.stamp()}
        return {"id": task["id"]}

    async def _get_task(self, request: web.Request) -> Any:
        return self._task(request)

    def book(self, body: Mapping[str, Any]) -> int:
        """A task, made by anybody."""
        self._next += 1
        plain = {"is_completed": False, "responsible_user_id": 1, "updated_at": self.stamp()}
        self.tasks.append({"id": self._next, **plain, **body})
        return self._next

    def _task(self, request: web.Request) -> dict[str, Any]:
        number = int(request.match_info["id"])
        found = next((one for one in self.tasks if one["id"] == number), None)
        if found is None:
            raise No(404, title="Not Found", detail="Entity not found")
        return found

    async def _list_tasks(self, request: web.Request) -> Any:
        wanted = {
            "entity_type": request.query.get("filter[entity_type]"),
            "entity_id": request.query.get("filter[entity_id]"),
            "task_type_id": request.query.get("filter[task_type]"),
        }
        since = int(request.query.get("filter[updated_at][from]", 0))
        found = [
            one
            for one in self.tasks
            if one["updated_at"] >= since
            and all(value in (None, str(one[name])) for name, value in wanted.items())
        ]
        return self._page(request, "tasks", found)

    async def _session(self, request: web.Request) -> Any:
        told = await request.json()
        self._next += 1
        self.upload = {"name": told["file_name"], "size": told["file_size"], "content": b""}
        return {"upload_url": f"{self.url}/drive/v1.0/parts/1", "max_part_size": 100}

    async def _part(self, request: web.Request) -> Any:
        self.upload["content"] += await request.read()
        if len(self.upload["content"]) < self.upload["size"]:
            number = int(request.match_info["number"]) + 1
            return {"next_url": f"{self.url}/drive/v1.0/parts/{number}"}
        return {"uuid": "uuid-1", "version_uuid": "version-1"}

    async def _account(self, request: web.Request) -> Any:
        drive = {"drive_url": f"{self.url}/drive"} if "drive_url" in request.query_string else {}
        return {"id": 29085955, "subdomain": "example", **drive}

    async def _users(self, request: web.Request) -> Any:
        users = [
            {"id": number, "name": f"Имя {number}", "email": "", "rights": {"is_active": True}}
            for number in (1, OWNER)
        ]
        return self._page(request, "users", users)

    async def _pipelines(self, _: web.Request) -> Any:
        found = [
            {
                "id": number,
                "name": str(number),
                "_embedded": {
                    "statuses": [
                        {"id": one, "name": str(one), "type": int(place == 0)}
                        for place, one in enumerate(statuses)
                    ]
                },
            }
            for number, statuses in PIPELINES.items()
        ]
        return {"_embedded": {"pipelines": found}}

    async def _reasons(self, _: web.Request) -> Any:
        found = [{"id": number, "name": name} for number, name in REASONS.items()]
        return {"_embedded": {"loss_reasons": found}}

    async def _list_fields(self, request: web.Request) -> Any:
        return self._page(request, "custom_fields", self.fields[request.match_info["kind"]])

    async def _add_fields(self, request: web.Request) -> Any:
        kind = request.match_info["kind"]
        made = [
            self.field(kind, one["code"], one["type"], [e["value"] for e in one.get("enums", ())])
            for one in await request.json()
        ]
        return {"_embedded": {"custom_fields": made}}

    def _page(self, request: web.Request, name: str, found: list[Any]) -> Any:
        limit, page = int(request.query.get("limit", 50)), int(request.query.get("page", 1))
        if limit > 250:
            raise No(422, title="Unprocessable", detail="Limit 250 per page")
        part = found[limit * (page - 1) : limit * page]
        if not part:
            return None
        links = {"next": {"href": "…"}} if len(found) > limit * page else {}
        return {"_page": page, "_links": links, "_embedded": {name: part}}


NAMES = {"contact": "contacts", "company": "companies"}


def _shown(card: Mapping[str, Any]) -> dict[str, Any]:
    values = list(card["values"].values()) or None
    shown = {name: value for name, value in card.items() if name not in ("values", "text")}
    return shown | {"custom_fields_values": values, "is_deleted": False}


def _value(told: Mapping[str, Any], field: Mapping[str, Any]) -> dict[str, Any]:
    value = dict(told)
    if field["type"] in ("date", "date_time"):
        value["value"] = int(datetime.fromisoformat(told["value"]).timestamp())
    if field["type"] == "numeric":
        value["value"] = str(told["value"])
    return value


def _answer(body: object, status: int = 200) -> web.Response:
    return web.Response(text=json.dumps(body), status=status, content_type="application/hal+json")
