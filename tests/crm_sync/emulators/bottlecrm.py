"""A BottleCRM server as the real one was seen to behave, quirks included.

Creates answer 200 with a message and an id, a bad token is 403, a contact needs a last name, a
deal can't be closed without a day, no more than the last fifty activities are told.
"""

import hashlib
import hmac
import json
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from aiohttp import web

from tests.crm_sync.emulators.base import Emulator
from tests.crm_sync.rig import HandClock

TOKEN = "bcrm_pat_0123456789-Токен"
HOOK_SECRET = "hook-secret-0123456789"
PIPELINE = "8a424927-22b8-4359-a60b-09b1b7fc3fa2"
STAGES = {
    "PROSPECTING": "open",
    "QUALIFICATION": "open",
    "PROPOSAL": "open",
    "NEGOTIATION": "open",
    "CLOSED_WON": "won",
    "CLOSED_LOST": "lost",
}
OWNER = "79e208a6-a832-4b1c-87ab-bafeb8e09aba"
OBJECTS = {"opportunities": "opportunity_obj", "contacts": "contact_obj", "accounts": "account_obj"}
MODELS = {"opportunities": "Opportunity", "contacts": "Contact", "accounts": "Account"}
FIELDS = {
    "opportunities": ("name", "amount", "description", "stage", "pipeline", "closed_on"),
    "contacts": ("first_name", "last_name", "email", "phone", "description"),
    "accounts": ("name", "email", "phone", "website", "description"),
}
REQUIRED = {
    "opportunities": ("name",),
    "contacts": ("first_name", "last_name"),
    "accounts": ("name",),
}


class Bottle(Emulator):
    """One organisation."""

    def __init__(self, clock: HandClock) -> None:
        super().__init__()
        self.clock = clock
        self.records: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in OBJECTS}
        self.custom = [
            {"target_model": model, "key": "prequal_key", "field_type": "text", "is_active": True}
            for model in MODELS.values()
        ]
        self.activities: list[dict[str, Any]] = []

    def routes(self) -> Iterable[web.RouteDef]:
        return [
            web.get("/api/opportunities/pipelines/", self._checked(self._pipelines)),
            web.get("/api/custom-fields/", self._checked(self._list_fields)),
            web.post("/api/custom-fields/", self._checked(self._add_field)),
            web.get("/api/users/", self._checked(self._users)),
            web.get("/api/activities/", self._checked(self._list_activities)),
            web.get("/api/{kind}/", self._checked(self._list)),
            web.post("/api/{kind}/", self._checked(self._add)),
            web.get("/api/{kind}/{id}/", self._checked(self._get)),
            web.post("/api/{kind}/{id}/", self._checked(self._comment)),
            web.patch("/api/{kind}/{id}/", self._checked(self._patch)),
        ]

    def _checked(self, serve: Any) -> Any:
        async def handler(request: web.Request) -> web.Response:
            if request.headers.get("Authorization") != f"Bearer {TOKEN}":
                return _answer({"detail": "Organization context is required."}, 403)
            found: web.Response = await serve(request)
            return found

        return handler

    async def _add(self, request: web.Request) -> web.Response:
        kind, body = request.match_info["kind"], await request.json()
        errors = {
            name: ["This field is required."] for name in REQUIRED[kind] if not body.get(name)
        }
        record = self._empty(kind)
        errors |= self._set(kind, record, body)
        if errors:
            return _answer({"error": True, "errors": errors}, 400)
        number = self._keep(kind, record)
        return _answer({"error": False, "message": "Created Successfully", "id": number})

    def make(self, kind: str, body: Mapping[str, Any]) -> str:
        """Somebody makes a record by hand."""
        record = self._empty(kind)
        self._set(kind, record, body)
        return self._keep(kind, record)

    def _empty(self, kind: str) -> dict[str, Any]:
        number, now = str(uuid.uuid4()), self.clock.now().isoformat()
        record: dict[str, Any] = {"id": number, "created_at": now, "custom_fields": {}}
        record |= dict.fromkeys(FIELDS[kind]) | {"assigned_to": [], "comments": [], "contacts": []}
        if kind == "opportunities":
            record |= {"stage": "PROSPECTING", "pipeline": PIPELINE, "stage_changed_at": now}
        return record

    def _keep(self, kind: str, record: dict[str, Any]) -> str:
        self.records[kind][record["id"]] = record
        self._note("CREATE", kind, record["id"])
        return str(record["id"])

    async def _patch(self, request: web.Request) -> web.Response:
        kind, record = request.match_info["kind"], self._found(request)
        if record is None:
            return _answer({"error": True, "errors": "Not found."}, 404)
        errors = self._set(kind, record, await request.json())
        if errors:
            return _answer({"error": True, "errors": errors}, 400)
        self._note("UPDATE", kind, record["id"])
        return _answer({"error": False, "message": "Updated Successfully"})

    async def _get(self, request: web.Request) -> web.Response:
        kind, record = request.match_info["kind"], self._found(request)
        if record is None:
            return _answer({"error": True, "errors": "Not found."}, 404)
        return _answer({OBJECTS[kind]: self._shown(kind, record), "comments": record["comments"]})

    async def _list(self, request: web.Request) -> web.Response:
        kind, query = request.match_info["kind"], request.query
        found = list(self.records[kind].values())
        for name, value in query.items():
            if name.startswith("cf_"):
                found = [one for one in found if one["custom_fields"].get(name[3:]) == value]
            elif kind == "contacts" and name in ("phone", "email"):
                held = value.lower()
                found = [one for one in found if held in str(one.get(name) or "").lower()]
        start, most = int(query.get("offset", 0)), int(query.get("limit", 10))
        page = [self._shown(kind, one) for one in found[start : start + most]]
        if kind == "accounts":
            return _answer({"active_accounts": {"open_accounts": page}})
        return _answer({"results": page} if kind == "contacts" else {"opportunities": page})

    async def _comment(self, request: web.Request) -> web.Response:
        kind, record, body = request.match_info["kind"], self._found(request), await request.json()
        if record is None:
            return _answer({"error": True, "errors": "Not found."}, 404)
        record["comments"].insert(0, {"id": str(uuid.uuid4()), "comment": body["comment"]})
        return _answer({OBJECTS[kind]: self._shown(kind, record), "comments": record["comments"]})

    def _found(self, request: web.Request) -> dict[str, Any] | None:
        return self.records[request.match_info["kind"]].get(request.match_info["id"])

    def _set(self, kind: str, record: dict[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
        errors: dict[str, Any] = {}
        known = {one["key"] for one in self.custom if one["target_model"] == MODELS[kind]}
        stage = body.get("stage")
        if stage is not None and stage not in STAGES:
            errors["stage"] = ["That is not a stage of this deal's pipeline."]
        if STAGES.get(stage or "") in ("won", "lost") and not body.get("closed_on"):
            errors["closed_on"] = ["A deal cannot be closed without the date it closed on."]
        if body.get("amount") is not None and not isinstance(body["amount"], int | float):
            errors["amount"] = ["A valid number is required."]
        if errors:
            return errors
        if stage is not None and stage != record.get("stage"):
            record["stage_changed_at"] = self.clock.now().isoformat()
        record |= {name: body[name] for name in FIELDS[kind] if name in body}
        ties = ("account", "contacts", "assigned_to")
        record |= {name: body[name] for name in ties if name in body}
        for name, value in (body.get("custom_fields") or {}).items():
            if name in known:  # anything else is ignored without a word
                record["custom_fields"][name] = value
        record["updated_at"] = self.clock.now().isoformat()
        return errors

    def _shown(self, kind: str, record: Mapping[str, Any]) -> dict[str, Any]:
        shown = {name: value for name, value in record.items() if name != "comments"}
        if kind == "opportunities":
            amount = record["amount"]
            shown["stage_kind"] = STAGES.get(record["stage"], "open")
            shown["amount"] = None if amount is None else f"{amount:.2f}"
        shown["assigned_to"] = [{"id": one} for one in record["assigned_to"]]
        return shown

    def _note(self, action: str, kind: str, number: str) -> None:
        self.activities.insert(
            0,
            {
                "id": str(uuid.uuid4()),
                "action": action,
                "entity_type": MODELS[kind],
                "entity_id": number,
                "timestamp": self.clock.now().isoformat(),
            },
        )

    async def _list_activities(self, request: web.Request) -> web.Response:
        wanted = request.query.get("entity_type")
        found = [one for one in self.activities if one["entity_type"] == wanted]
        most = min(int(request.query.get("limit", 10)), 50)
        return _answer({"error": False, "activities": found[:most]})

    async def _pipelines(self, _: web.Request) -> web.Response:
        stages = [{"code": code, "label": code, "kind": kind} for code, kind in STAGES.items()]
        return _answer({"pipelines": [{"id": PIPELINE, "name": "Sales", "stages": stages}]})

    async def _users(self, _: web.Request) -> web.Response:
        details = {"name": "bot", "email": "bot@example.com"}
        users = [{"id": OWNER, "user_details": details, "is_active": True}]
        return _answer({"active_users": {"active_users": users}})

    async def _list_fields(self, request: web.Request) -> web.Response:
        wanted = request.query.get("target_model")
        found = [one for one in self.custom if one["target_model"] == wanted]
        return _answer({"definitions": found})

    async def _add_field(self, request: web.Request) -> web.Response:
        body = await request.json() | {"is_active": True}
        self.custom.append(body)
        return _answer(body)


def _answer(body: object, status: int = 200) -> web.Response:
    return web.Response(text=json.dumps(body), status=status, content_type="application/json")


def signature(body: bytes, moment: datetime, secret: str = HOOK_SECRET) -> str:
    """As the server signs its calls."""
    stamp = int(moment.timestamp())
    digest = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={stamp},v1={digest}"
