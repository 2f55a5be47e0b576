"""A Bitrix24 portal as its REST documentation tells of it, quirks included.

Batches are always 200, an empty object is `[]`, unknown fields are ignored without a word, items
answer 400 to everything that is wrong with them, the bucket holds fifty calls.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from leads.clock import Clock
from tests.crm_sync.emulators.base import Emulator, Recorded

CODE = "xyz-Вебхук-0123456789"
APPLICATION_TOKEN = "app-token-0123456789"
CLIENT = ("local.app", "client-secret-0123456789")
BUCKET, DRAIN = 50, 2.0
WRITES = ("add", "update", "batch", "delete")

COMMON = {
    "title": "string",
    "companyId": "integer",
    "contactIds": "crm_contact",
    "assignedById": "user",
    "opportunity": "double",
    "isManualOpportunity": "boolean",
    "currencyId": "string",
    "comments": "string",
    "originatorId": "string",
    "originId": "string",
    "stageId": "crm_status",
    "sourceId": "crm_status",
}
PERSON = {"name": "string", "secondName": "string", "lastName": "string", "post": "string"}
FIELDS: Mapping[int, Mapping[str, str]] = {
    1: {**COMMON, **PERSON, "companyTitle": "string"},
    2: {**COMMON, "categoryId": "crm_category", "leadId": "integer", "closedate": "date"},
    3: {**PERSON, "companyId": "integer", "assignedById": "user", "comments": "string"}
    | {"originatorId": "string", "originId": "string"},
    4: {"title": "string", "assignedById": "user", "comments": "string"}
    | {"originatorId": "string", "originId": "string"},
}
STATUSES = {
    "STATUS": [
        ("NEW", None),
        ("IN_PROCESS", None),
        ("PROCESSED", None),
        ("CONVERTED", "S"),
        ("JUNK", "F"),
    ],
    "DEAL_STAGE": [("NEW", None), ("EXECUTING", None), ("WON", "S"), ("LOSE", "F")],
    "DEAL_STAGE_9": [("C9:NEW", None), ("C9:WON", "S"), ("C9:LOSE", "F")],
}
WORDS = {"lead": 1, "deal": 2, "contact": 3, "company": 4}


class No(Exception):
    """An error of the API."""

    def __init__(self, status: int, code: object, text: str = "") -> None:
        super().__init__(text)
        self.status = status
        self.body = {"error": code, "error_description": text}


class Portal(Emulator):
    """One portal."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock
        self.mode = 1
        self.items: dict[int, dict[int, dict[str, Any]]] = {kind: {} for kind in FIELDS}
        self.own_fields: dict[int, dict[str, dict[str, Any]]] = {kind: {} for kind in FIELDS}
        self.comments: list[dict[str, Any]] = []
        self.activities: list[dict[str, Any]] = []
        self.requisites: list[dict[str, Any]] = []
        self.access, self.refresh = "access-0123456789", "refresh-0123456789"
        self.refreshes = 0
        self.operating: dict[str, float] = {}
        self.methods: list[str] = []
        self._next = 341
        self.bucket = BUCKET
        self.refused = 0
        self._level, self._seen = 0.0, clock.now()

    def routes(self) -> Iterable[web.RouteDef]:
        return [
            web.post("/rest/1/{code}/{method}", self._by_webhook),
            web.post("/rest/{method}", self._by_token),
            web.get("/oauth/token/", self._token),
        ]

    def writes(self, request: Recorded) -> bool:
        return request.path.rsplit(".", 1)[-1].rsplit("/", 1)[-1] in WRITES

    async def _by_webhook(self, request: web.Request) -> web.Response:
        if request.match_info["code"] != CODE:
            return _answer({"error": "INVALID_CREDENTIALS", "error_description": "no"}, 401)
        return await self._serve(request)

    async def _by_token(self, request: web.Request) -> web.Response:
        if (await _parameters(request)).get("auth") != self.access:
            text = "The access token provided has expired."
            return _answer({"error": "expired_token", "error_description": text}, 401)
        return await self._serve(request)

    async def _token(self, request: web.Request) -> web.Response:
        query = request.query
        if (query["client_id"], query["client_secret"]) != CLIENT:
            return _answer({"error": "invalid_client"}, 401)
        if query["refresh_token"] != self.refresh:
            return _answer({"error": "invalid_grant"}, 400)
        self.refreshes += 1
        self.access = f"access-{self.refreshes}-0123456789"
        self.refresh = f"refresh-{self.refreshes}-0123456789"
        told = {"access_token": self.access, "refresh_token": self.refresh, "expires_in": 3600}
        return _answer(told)

    async def _serve(self, request: web.Request) -> web.Response:
        method = request.match_info["method"].removesuffix(".json")
        params = await _parameters(request)
        now = self.clock.now()
        self._level = max(self._level - DRAIN * (now - self._seen).total_seconds(), 0) + 1
        self._seen = now
        if self._level > self.bucket:
            self._level -= 1
            self.refused += 1
            return _answer({"error": "QUERY_LIMIT_EXCEEDED"}, 503)
        try:
            told = self._batch(params) if method == "batch" else self.do(method, params)
        except No as no:
            return _answer(no.body, no.status)
        return _answer({**told, "time": self._time(method)})

    def _time(self, method: str) -> dict[str, Any]:
        now = self.clock.now()
        seconds, words = now.timestamp(), now.isoformat()
        return {
            "start": seconds,
            "finish": seconds,
            "duration": 0.1,
            "processing": 0.1,
            "date_start": words,
            "date_finish": words,
            "operating": self.operating.get(method, 0.1),
            "operating_reset_at": int(seconds) + 600,
        }

    def _batch(self, params: Mapping[str, Any]) -> dict[str, Any]:
        commands = params["cmd"]
        done: dict[str, Any] = {}
        failed: dict[str, Any] = {}
        lists: dict[str, dict[str, int]] = {}
        if len(commands) > 50:
            raise No(400, "ERROR_BATCH_LENGTH_EXCEEDED")
        for name, command in commands.items():
            method, _, query = command.partition("?")
            try:
                told = self.do(method, referred(php(query), done))
                done[name] = told.pop("result")
                lists |= {name: told} if told else {}
            except No as no:
                failed[name] = no.body
                if params.get("halt"):
                    break
        return {
            "result": {
                "result": done or [],
                "result_error": failed or [],
                "result_total": {name: one["total"] for name, one in lists.items()} or [],
                "result_next": {n: one["next"] for n, one in lists.items() if "next" in one} or [],
                "result_time": {name: self._time(commands[name].partition("?")[0]) for name in done}
                or [],
            }
        }

    def do(self, method: str, params: Mapping[str, Any]) -> dict[str, Any]:
        """One method."""
        self.methods.append(method)
        handler = getattr(self, "_" + method.lower().replace(".", "_"), None)
        if handler is None and method.endswith(".userfield.add"):
            return self._userfield(WORDS[method.split(".")[1]], params["fields"])
        if handler is None:
            raise No(404, "ERROR_METHOD_NOT_FOUND", "Method not found!")
        told = handler(params)
        return told if isinstance(told, dict) and "result" in told else {"result": told}

    def _crm_settings_mode_get(self, _: Mapping[str, Any]) -> int:
        return self.mode

    # ------------------------------------------------------------------------------ items

    def _crm_item_add(self, params: Mapping[str, Any]) -> dict[str, Any]:
        kind = int(params["entityTypeId"])
        self._next += 1
        now = self.clock.now().isoformat()
        item: dict[str, Any] = {"id": self._next, "createdTime": now, "fm": []}
        if kind < 3:
            item |= {"stageId": "NEW", "categoryId": 0, "assignedById": 1}
        self._set(kind, item, params["fields"])
        self.items[kind][item["id"]] = item
        return {"item": self._shown(kind, item)}

    def _crm_item_update(self, params: Mapping[str, Any]) -> dict[str, Any]:
        kind, item = self._found(params)
        self._set(kind, item, params["fields"])
        return {"item": self._shown(kind, item)}

    def _crm_item_get(self, params: Mapping[str, Any]) -> dict[str, Any]:
        kind, item = self._found(params)
        return {"item": self._shown(kind, item) | {"fm": item["fm"]}}

    def _crm_item_list(self, params: Mapping[str, Any]) -> dict[str, Any]:
        kind, select = int(params["entityTypeId"]), params.get("select", ["*"])
        rows = [one for one in self.items[kind].values() if _fits(one, params.get("filter", {}))]
        for name, way in reversed(params.get("order", {"id": "ASC"}).items()):
            rows.sort(key=lambda one, name=name: one[name], reverse=way == "DESC")  # type: ignore[misc]
        counted = int(params.get("start", 0)) >= 0
        start = max(int(params.get("start", 0)), 0)
        page = [self._shown(kind, one) for one in rows[start : start + 50]]
        if "*" in select:
            page = [one | {"fm": self.items[kind][one["id"]]["fm"]} for one in page]
        else:
            page = [{name: one.get(name) for name in select} for one in page]
        more = {"next": start + 50} if len(rows) > start + 50 else {}
        return {"result": {"items": page}, **({"total": len(rows), **more} if counted else {})}

    def _crm_duplicate_findbycomm(self, params: Mapping[str, Any]) -> Any:
        """Only in whole: ways of writing a phone are set aside, the beginning of one finds none."""
        kind, wanted = params["type"], {_bare(params["type"], one) for one in params["values"]}
        if len(params["values"]) > 20 or params.get("entity_type") != "CONTACT":
            raise No(400, "", "Too many values")
        found = [
            number
            for number, item in self.items[3].items()
            if any(
                one["typeId"] == kind and _bare(kind, one["value"]) in wanted for one in item["fm"]
            )
        ]
        return {"result": {"CONTACT": found[:20]} if found else []}

    def _crm_requisite_list(self, params: Mapping[str, Any]) -> dict[str, Any]:
        found = [one for one in self.requisites if _fits(one, params["filter"])]
        return {"result": found[:50], "total": len(found)}

    def _crm_company_list(self, params: Mapping[str, Any]) -> list[dict[str, Any]]:
        ((kind, value),) = params["filter"].items()
        return [
            {"ID": str(number)}
            for number, item in self.items[4].items()
            if any(one["typeId"] == kind and one["value"] == value for one in item["fm"])
        ]

    def _crm_item_fields(self, params: Mapping[str, Any]) -> dict[str, Any]:
        kind = int(params["entityTypeId"])
        plain = {name: {"type": sort, "title": name} for name, sort in FIELDS[kind].items()}
        return {"fields": plain | self.own_fields[kind]}

    def _found(self, params: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        kind = int(params["entityTypeId"])
        item = self.items[kind].get(int(params["id"]))
        if item is None:
            raise No(400, "NOT_FOUND", "Element not found")
        return kind, item

    def _set(self, kind: int, item: dict[str, Any], fields: Mapping[str, Any]) -> None:
        for name, value in fields.items():
            sort = FIELDS[kind].get(name) or self.own_fields[kind].get(name, {}).get("type")
            if name == "fm":
                self._set_records(item, value)
            elif sort is not None:  # anything else is ignored without a word
                item[name] = _typed(name, sort, value)
        item["updatedTime"] = self.clock.now().isoformat()

    def _set_records(self, item: dict[str, Any], told: Any) -> None:
        if isinstance(told, list):
            told = {f"n{number}": one for number, one in enumerate(told)}
        for number, one in told.items():
            held = next((row for row in item["fm"] if str(row["id"]) == number), None)
            if number.startswith("n"):
                self._next += 1
                item["fm"].append({"id": self._next, **one})
            elif held is not None and one["value"]:
                held.update(one)
            elif held is not None:
                item["fm"].remove(held)

    def _shown(self, kind: int, item: Mapping[str, Any]) -> dict[str, Any]:
        shown = {name: value for name, value in item.items() if name != "fm"}
        if kind < 3:
            statuses = dict(status for rows in STATUSES.values() for status in rows)
            shown["stageSemanticId"] = statuses.get(item["stageId"]) or "P"
        return shown

    # ------------------------------------------------------------------ beside an item

    def _crm_timeline_comment_add(self, params: Mapping[str, Any]) -> int:
        fields = params["fields"]
        owner = self.items[WORDS[fields["ENTITY_TYPE"]]]
        if int(fields["ENTITY_ID"]) not in owner:
            raise No(400, "", "Owner was not found.")
        self._next += 1
        self.comments.append({"ID": str(self._next), **fields})
        return self._next

    def _crm_timeline_comment_list(self, params: Mapping[str, Any]) -> dict[str, Any]:
        return self._listed(self.comments, params, ("ENTITY_ID", "ENTITY_TYPE"))

    def _crm_activity_todo_add(self, params: Mapping[str, Any]) -> dict[str, Any]:
        if int(params["ownerId"]) not in self.items[int(params["ownerTypeId"])]:
            raise No(400, "OWNER_NOT_FOUND", "Owner not found")
        due = self._deadline(params["deadline"])
        self._next += 1
        self.activities.append(
            {
                "ID": str(self._next),
                "OWNER_TYPE_ID": params["ownerTypeId"],
                "OWNER_ID": params["ownerId"],
                "SUBJECT": params["title"],
                "DESCRIPTION": params.get("description", ""),
                "TYPE_ID": "6",
                "PROVIDER_ID": "CRM_TODO",
                "COMPLETED": "N",
                **due,
                "RESPONSIBLE_ID": params.get("responsibleId", 1),
            }
        )
        return {"id": self._next}

    def _crm_activity_todo_update(self, params: Mapping[str, Any]) -> dict[str, Any]:
        deed = self._deed(params)
        if deed["COMPLETED"] == "Y":
            raise No(400, "CAN_NOT_UPDATE_COMPLETED_TODO")
        changed = {"SUBJECT": params["title"], "DESCRIPTION": params["description"]}
        deed |= changed | self._deadline(params["deadline"])
        return {"id": params["id"]}

    def _crm_activity_update(self, params: Mapping[str, Any]) -> bool:
        changed = {**params["fields"], "LAST_UPDATED": self.clock.now().isoformat()}
        self._deed(params).update(changed)
        return True

    def deed(self, told: Mapping[str, Any], number: str | None = None) -> str:
        """A deed that somebody makes or changes by hand; its number."""
        if number is None:
            self._next += 1
            number = str(self._next)
            self.activities.append({"ID": number})
        self._deed({"id": number}).update(told)
        return number

    def _deed(self, params: Mapping[str, Any]) -> dict[str, Any]:
        found = next((one for one in self.activities if one["ID"] == str(params["id"])), None)
        if found is None:
            raise No(400, "", "Activity is not found")
        return found

    def _deadline(self, deadline: str) -> dict[str, Any]:
        try:
            datetime.fromisoformat(deadline)
        except ValueError:
            raise No(400, "WRONG_DATETIME_FORMAT") from None
        now = self.clock.now().isoformat()
        span = dict.fromkeys(("DEADLINE", "START_TIME", "END_TIME"), deadline)
        return {**span, "LAST_UPDATED": now}

    def _crm_activity_get(self, params: Mapping[str, Any]) -> dict[str, Any]:
        return self._deed(params)

    def _crm_activity_list(self, params: Mapping[str, Any]) -> dict[str, Any]:
        wanted = params["filter"]
        if ">=LAST_UPDATED" not in wanted:
            return self._listed(self.activities, params, ("OWNER_TYPE_ID", "OWNER_ID"))
        since = datetime.fromisoformat(wanted[">=LAST_UPDATED"])
        kinds = {str(kind) for kind in wanted["@OWNER_TYPE_ID"]}
        found = [
            one
            for one in self.activities
            if datetime.fromisoformat(one["LAST_UPDATED"]) >= since
            and str(one["OWNER_TYPE_ID"]) in kinds
            and one["PROVIDER_ID"] in wanted["@PROVIDER_ID"]
        ]
        found.sort(key=lambda one: (one["LAST_UPDATED"], int(one["ID"])))
        start = int(params.get("start", 0))
        more = {"next": start + 50} if len(found) > start + 50 else {}
        return {"result": found[start : start + 50], "total": len(found), **more}

    def _listed(
        self, rows: list[dict[str, Any]], params: Mapping[str, Any], names: Iterable[str]
    ) -> dict[str, Any]:
        wanted, start = params["filter"], int(params.get("start", 0))
        found = [one for one in rows if all(str(one[name]) == str(wanted[name]) for name in names)][
            ::-1
        ]
        more = {"next": start + 50} if len(found) > start + 50 else {}
        return {"result": found[start : start + 50], "total": len(found), **more}

    # --------------------------------------------------------------------------- structure

    def _crm_category_list(self, _: Mapping[str, Any]) -> dict[str, Any]:
        return {"categories": [{"id": 0, "name": "Продажи"}, {"id": 9, "name": "Повторные"}]}

    def _crm_status_list(self, params: Mapping[str, Any]) -> list[dict[str, Any]]:
        found = STATUSES[params["filter"]["ENTITY_ID"]]
        return [{"STATUS_ID": one, "NAME": one, "SEMANTICS": ends} for one, ends in found]

    def _user_get(self, params: Mapping[str, Any]) -> dict[str, Any]:
        users = [
            {"ID": str(number), "NAME": f"Имя {number}", "LAST_NAME": "Ф", "ACTIVE": True}
            for number in range(1, 61)
        ]
        start = int(params.get("start", 0))
        more = {"next": start + 50} if len(users) > start + 50 else {}
        return {"result": users[start : start + 50], "total": len(users), **more}

    def _userfield(self, kind: int, fields: Mapping[str, Any]) -> dict[str, Any]:
        name = f"UF_CRM_{fields['FIELD_NAME']}"
        if len(name) > 50 or not re.fullmatch(r"[A-Z0-9_]+", name):
            raise No(400, "ERROR_CORE", "bad name")
        items = [
            {"ID": str(number), "VALUE": one["VALUE"]}
            for number, one in enumerate(fields.get("LIST", ()), 45)
        ]
        sort = {"type": fields["USER_TYPE_ID"], "title": fields["LABEL"], "items": items}
        self.own_fields[kind][name] = sort | {"isMultiple": fields["MULTIPLE"] == "Y"}
        self._next += 1
        return {"result": self._next}


def php(query: str) -> dict[str, Any]:
    """Parameters of an address as PHP reads them."""
    found: dict[str, Any] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        place, parts = found, re.findall(r"[^\[\]]+", name)
        for part in parts[:-1]:
            place = place.setdefault(part, {})
        place[parts[-1]] = value
    return {name: _lists(one) for name, one in found.items()}


def referred(value: Any, done: Mapping[str, Any]) -> Any:
    """The parameters with what earlier commands gave put in for `$result[...]`."""
    if isinstance(value, dict):
        return {name: referred(one, done) for name, one in value.items()}
    if isinstance(value, list):
        return [referred(one, done) for one in value]

    def put(match: re.Match[str]) -> str:
        found: Any = done
        for part in re.findall(r"\[([^\]]*)\]", match.group()):
            found = found.get(part, {}) if isinstance(found, Mapping) else {}
        return str(found) if not isinstance(found, Mapping) else ""

    return re.sub(r"\$result(\[[^\]]*\])+", put, str(value))


async def _parameters(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        found: dict[str, Any] = await request.json()
        return found
    return php((await request.read()).decode())


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: _lists(one) for name, one in value.items()}
    numbered = list(inner) == [str(number) for number in range(len(inner))]
    return list(inner.values()) if numbered else inner


def _typed(name: str, sort: str, value: Any) -> Any:
    if name == "contactIds":
        return [int(one) for one in value]
    if value == "":
        return None if sort in ("integer", "double") else ""
    try:
        if sort == "double":
            return float(value)
        return int(value) if sort in ("integer", "user", "crm_category") else value
    except (TypeError, ValueError):
        raise No(400, "CRM_FIELD_ERROR_VALUE_NOT_VALID", f"Wrong value of {name}") from None


def _fits(item: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    for name, value in wanted.items():
        if name == ">=updatedTime":
            good = datetime.fromisoformat(item["updatedTime"]) >= datetime.fromisoformat(value)
        elif name.startswith("@"):
            good = str(item.get(name[1:])) in {str(one) for one in value}
        elif name.startswith(">"):
            good = (item.get(name[1:]) or 0) > int(value)
        else:
            good = str(item.get(name)) == str(value)
        if not good:
            return False
    return True


def _bare(kind: str, value: str) -> str:
    """A phone or an e-mail as the index of duplicates keeps it."""
    if kind == "EMAIL":
        return value.strip().lower()
    digits = re.sub(r"\D", "", value)
    return f"7{digits[1:]}" if len(digits) == 11 and digits[0] == "8" else digits


def _answer(body: object, status: int = 200) -> web.Response:
    return web.Response(
        text=json.dumps(body, default=str), status=status, content_type="application/json"
    )


def stamp(moment: datetime) -> str:
    """A moment as the portal writes it into its calls."""
    return str(int(moment.astimezone(UTC).timestamp()))
