"""A HubSpot account as its documentation tells of the dated API, quirks included.

Every value is a text, and only properties that are asked for are told; unknown ones are refused. A
property may be unique, and mailboxes of contacts are. Batches answer 207 with errors inside, but
only where each input carries a trace id. Searches lag behind, look-ups by a unique property don't.
429 names its policy and no wait.
"""

import json
from collections import deque
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from typing import Any

from aiohttp import web
from phonenumbers import NumberParseException, parse

from leads.clock import Clock
from tests.crm_sync.emulators.base import Emulator, Recorded

TOKEN = "pat-Ключ-0123456789"
CLIENT = ("client-id", "client-secret-0123456789")
OWNER = "64492917"
MOST_LISTED = 100
MOST_IN_TEN_SECONDS, SEARCHES_A_SECOND = 100, 5
KINDS = ("deals", "contacts", "companies", "notes", "tasks", "meetings")
LINKS = {
    ("contacts", "companies"): 279,
    ("deals", "contacts"): 3,
    ("deals", "companies"): 341,
    ("notes", "deals"): 214,
    ("notes", "contacts"): 202,
    ("tasks", "deals"): 216,
    ("tasks", "contacts"): 204,
    ("meetings", "deals"): 212,
    ("meetings", "contacts"): 200,
}
PIPELINES = {
    "default": {
        "appointmentscheduled": ("false", "0.2"),
        "qualifiedtobuy": ("false", "0.4"),
        "presentationscheduled": ("false", "0.6"),
        "decisionmakerboughtin": ("false", "0.8"),
        "contractsent": ("false", "0.9"),
        "closedwon": ("true", "1.0"),
        "closedlost": ("true", "0.0"),
    },
    "778": {"881": ("false", "0.1"), "882": ("true", "0.0")},
}
OWN = {
    "deals": "dealname amount:number deal_currency_code closed_lost_reason description "
    "closedate:datetime dealstage:enumeration pipeline:enumeration hubspot_owner_id:enumeration",
    "contacts": "firstname lastname email hs_additional_emails phone mobilephone jobtitle "
    "hubspot_owner_id:enumeration",
    "companies": "name domain website phone inn industry:enumeration hubspot_owner_id:enumeration",
    "notes": "hs_timestamp:datetime hs_note_body hs_attachment_ids hubspot_owner_id",
    "tasks": "hs_timestamp:datetime hs_task_subject hs_task_body hs_task_status hs_task_type "
    "hubspot_owner_id",
    "meetings": "hs_timestamp:datetime hs_meeting_title hs_meeting_body "
    "hs_meeting_start_time:datetime hs_meeting_end_time:datetime hubspot_owner_id",
}
SHOWN = {
    "deals": ("dealname", "amount", "dealstage", "pipeline"),
    "contacts": ("firstname", "lastname", "email"),
    "companies": ("name", "domain"),
}
READ_ONLY = ("createdate", "hs_lastmodifieddate", "hs_object_id")
UNDERSTOOD = {
    "hs_searchable_calculated_phone_number": "phone",
    "hs_searchable_calculated_mobile_number": "mobilephone",
}
"""Digits of phones without the code of the country, by which alone searches find them."""


class No(Exception):
    """An error of the API."""

    def __init__(self, status: int, category: str, message: str, **body: object) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"status": "error", "message": message, "correlationId": "c-1", **body}
        self.body["category"] = category


def invalid(name: str, error: str, message: str) -> No:
    told = [{"isValid": False, "message": message, "error": error, "name": name}]
    text = f"Property values were not valid: {json.dumps(told)}"
    return No(400, "VALIDATION_ERROR", text)


class HubSpot(Emulator):
    """One account."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock
        self.records: dict[str, dict[str, dict[str, Any]]] = {kind: {} for kind in KINDS}
        self.properties: dict[str, dict[str, dict[str, Any]]] = {kind: {} for kind in KINDS}
        self.ties: set[tuple[str, str, str, str]] = set()
        self.primary: dict[tuple[str, str], str] = {}
        """The company that counts, of those that a record is tied to."""
        self.files: dict[str, dict[str, Any]] = {}
        for kind, words in OWN.items():
            for one in words.split():
                name, _, sort = one.partition(":")
                self.property(kind, name, sort or "string")
            for name in READ_ONLY:
                self.property(kind, name, "string", read_only=True)
        for name in UNDERSTOOD:
            self.property("contacts", name, "string", read_only=True)
        for kind in ("deals", "contacts", "companies"):
            self.property(kind, "prequal_key", "string", unique=True)
        self.property("deals", "about", "string", "textarea")
        outcomes = ("SCHEDULED", "COMPLETED", "RESCHEDULED", "NO_SHOW", "CANCELED")
        self.property("meetings", "hs_meeting_outcome", "enumeration", "select", outcomes)
        self.access, self.refresh = "access-0123456789", "refresh-0123456789"
        self.refreshes = 0
        self.index_lag = timedelta()
        self.most_in_ten_seconds = MOST_IN_TEN_SECONDS
        self.refused = 0
        self._next = 512
        self._recent: deque[datetime] = deque()
        self._searches: deque[datetime] = deque()

    def property(
        self,
        kind: str,
        name: str,
        sort: str,
        control: str = "text",
        options: Iterable[str] = (),
        *,
        unique: bool = False,
        read_only: bool = False,
    ) -> None:
        self.properties[kind][name] = {
            "name": name,
            "label": name.capitalize(),
            "type": sort,
            "fieldType": control,
            "options": [{"value": one, "label": one.upper()} for one in options],
            "hasUniqueValue": unique,
            "modificationMetadata": {"readOnlyValue": read_only},
        }

    def writes(self, request: Recorded) -> bool:
        reads = ("/search", "/batch/read", "/oauth/2026-03/token")
        return super().writes(request) and not request.path.endswith(reads)

    def routes(self) -> Iterable[web.RouteDef]:
        objects = "/crm/objects/2026-03/{kind}"
        tied = f"{objects}/{{id}}/associations"
        return [
            web.post("/oauth/2026-03/token", self._token),
            web.get("/crm/owners/2026-03", self._checked(self._owners)),
            web.get("/crm/pipelines/2026-03/deals", self._checked(self._pipelines)),
            web.get("/crm/properties/2026-03/{kind}", self._checked(self._list_properties)),
            web.post("/crm/properties/2026-03/{kind}", self._checked(self._add_property)),
            web.post("/files/2026-03/files", self._checked(self._upload)),
            web.get(objects, self._checked(self._list)),
            web.post(objects, self._checked(self._create)),
            web.post(f"{objects}/search", self._checked(self._search)),
            web.post(f"{objects}/batch/create", self._checked(self._batch_create)),
            web.post(f"{objects}/batch/read", self._checked(self._batch_read)),
            web.get(f"{objects}/{{id}}", self._checked(self._get)),
            web.patch(f"{objects}/{{id}}", self._checked(self._patch)),
            web.get(f"{tied}/{{to}}", self._checked(self._list_ties)),
            web.put(f"{tied}/default/{{to}}/{{other}}", self._checked(self._tie)),
        ]

    def _checked(self, serve: Any) -> Any:
        async def handler(request: web.Request) -> web.Response:
            try:
                self._pace(self._recent, 10, self.most_in_ten_seconds, "TEN_SECONDLY_ROLLING")
                given = request.headers.get("Authorization")
                if given not in (f"Bearer {TOKEN}", f"Bearer {self.access}"):
                    raise No(401, "INVALID_AUTHENTICATION", "Authentication credentials not found")
                status, told = await serve(request)
            except No as no:
                return web.json_response(no.body, status=no.status)
            return web.json_response(told, status=status)

        return handler

    def _pace(self, recent: deque[datetime], seconds: int, most: int, policy: str) -> None:
        now = self.clock.now()
        recent.append(now)
        while now - recent[0] >= timedelta(seconds=seconds):
            recent.popleft()
        if len(recent) > most:
            self.refused += 1
            words = f"You have reached your {policy.lower()} limit."
            raise No(429, "RATE_LIMITS", words, errorType="RATE_LIMIT", policyName=policy)

    async def _token(self, request: web.Request) -> web.Response:
        told = await request.post()
        client = (told["client_id"], told["client_secret"])
        if client != CLIENT or told["refresh_token"] != self.refresh:
            words = "refresh token is invalid, expired or revoked"
            body = {"error": "invalid_grant", "status": "BAD_REFRESH_TOKEN", "message": words}
            return web.json_response(body, status=400)
        self.refreshes += 1
        self.access = f"access-{self.refreshes}-0123456789"
        return web.json_response(
            {"access_token": self.access, "refresh_token": self.refresh, "expires_in": 1800}
        )

    # ----------------------------------------------------------------------------- records

    async def _list(self, request: web.Request) -> Any:
        kind, query = request.match_info["kind"], request.query
        limit, after = int(query.get("limit", 10)), int(query.get("after", 0))
        if limit > MOST_LISTED:
            raise No(400, "VALIDATION_ERROR", f"limit must be no more than {MOST_LISTED}")
        names, others = (query.get(it, "").split(",") for it in ("properties", "associations"))
        by_number = sorted(self.records[kind].values(), key=lambda one: int(one["id"]))
        found = [one for one in by_number if int(one["id"]) >= after]
        shown = [
            self._shown(one, names) | self._ties_of(kind, one, others) for one in found[:limit]
        ]
        told: dict[str, Any] = {"results": shown}
        if len(found) > limit:
            told["paging"] = {"next": {"after": found[limit]["id"]}}
        return 200, told

    def _ties_of(
        self, kind: str, record: Mapping[str, Any], others: Iterable[str]
    ) -> dict[str, Any]:
        """A tie is told once for each of its types; nothing is told where there is none."""
        told: dict[str, Any] = {}
        for other in filter(None, others):
            name = f"{kind[:-1]}_to_{other.replace('ies', 'y').removesuffix('s')}"
            label = "" if other == "contacts" else "_unlabeled"
            ties = [
                {"id": number, "type": f"{name}{label}"}
                for number in self.tied(kind, record["id"], other)
            ]
            primary = self.primary.get((kind, record["id"]))
            if primary is not None and other == "companies":
                ties.append({"id": primary, "type": name})
            if ties:
                told[other] = {"results": ties}
        return {"associations": told} if told else {}

    async def _create(self, request: web.Request) -> Any:
        kind, body = request.match_info["kind"], await request.json()
        record = self.add(kind, body)
        return 201, self._shown(record, body["properties"])

    async def _batch_create(self, request: web.Request) -> Any:
        kind, inputs = request.match_info["kind"], (await request.json())["inputs"]
        if not 0 < len(inputs) <= 100:
            raise No(400, "VALIDATION_ERROR", "batch size must be between 1 and 100")
        if not all(one.get("objectWriteTraceId") for one in inputs):
            before = ({**self.records[kind]}, {*self.ties})
            try:  # all of them or none
                made = [self._shown(self.add(kind, one), one["properties"]) for one in inputs]
            except No:
                self.records[kind], self.ties = before
                raise
            return 201, {"status": "COMPLETE", "results": made}
        results, errors = [], []
        for one in inputs:
            trace = {"objectWriteTraceId": one["objectWriteTraceId"]}
            try:
                results.append(self._shown(self.add(kind, one), one["properties"]) | trace)
            except No as no:
                errors.append(no.body | {"context": {"objectWriteTraceId": [*trace.values()]}})
        told: dict[str, Any] = {"status": "COMPLETE", "results": results}
        if not errors:
            return 201, told
        return 207, told | {"numErrors": len(errors), "errors": errors}

    async def _batch_read(self, request: web.Request) -> Any:
        kind, body = request.match_info["kind"], await request.json()
        if "propertiesWithHistory" not in body:
            raise No(400, "VALIDATION_ERROR", "propertiesWithHistory may not be null")
        asked = [one["id"] for one in body["inputs"]]
        found = [self.by(kind, one, body.get("idProperty")) for one in asked]
        results = [self._shown(one, body["properties"]) for one in found if one is not None]
        told: dict[str, Any] = {"status": "COMPLETE", "results": results}
        if None not in found:
            return 200, told
        gone = [one for one, record in zip(asked, found, strict=True) if record is None]
        words = f"Could not get some {kind} objects, they may be deleted or not exist."
        error = {"status": "error", "category": "OBJECT_NOT_FOUND", "message": words}
        return 207, told | {"numErrors": 1, "errors": [error | {"context": {"ids": gone}}]}

    async def _get(self, request: web.Request) -> Any:
        names = request.query.get("properties", "").split(",")
        return 200, self._shown(self._record(request), names)

    async def _patch(self, request: web.Request) -> Any:
        record, told = self._record(request), (await request.json())["properties"]
        self._set(request.match_info["kind"], record, told)
        return 200, self._shown(record, told)

    async def _search(self, request: web.Request) -> Any:
        self._pace(self._searches, 1, SEARCHES_A_SECOND, "SECONDLY")
        kind, body = request.match_info["kind"], await request.json()
        if missing := {"filterGroups", "sorts", "properties", "limit"} - body.keys():
            raise No(400, "VALIDATION_ERROR", f"missing: {sorted(missing)}")
        start, limit = int(body.get("after", 0)), body["limit"]
        if limit > 200 or start + limit > 10_000:
            raise No(400, "VALIDATION_ERROR", "no more than 200 a page and 10,000 in all")
        filters = [condition for group in body["filterGroups"] for condition in group["filters"]]
        if not 0 < len(filters) == len(body["filterGroups"]) <= 5:
            raise No(400, "VALIDATION_ERROR", "one to five groups, of one filter here")
        for name in (one["propertyName"] for one in filters):
            if name not in self.properties[kind]:
                raise No(400, "VALIDATION_ERROR", f"There was a problem with {name}")
        indexed = self.clock.now() - self.index_lag
        known = [one for one in self.records[kind].values() if one["changed"] <= indexed]
        found = [one for one in known if any(_fits(one, condition) for condition in filters)]
        (by,) = (one["propertyName"] for one in body["sorts"])
        found.sort(key=lambda one: one["values"][by])
        page = [self._shown(one, body["properties"]) for one in found[start : start + limit]]
        told: dict[str, Any] = {"total": len(found), "results": page}
        if len(found) > start + limit:
            told["paging"] = {"next": {"after": str(start + limit)}}
        return 200, told

    async def _tie(self, request: web.Request) -> Any:
        kind, to, other = (request.match_info[name] for name in ("kind", "to", "other"))
        record = self._record(request)
        if other not in self.records[to]:
            raise No(404, "OBJECT_NOT_FOUND", "resource not found")
        self.ties.add((kind, record["id"], to, other))
        return 200, {"status": "COMPLETE", "results": []}

    async def _list_ties(self, request: web.Request) -> Any:
        kind, number, to = (request.match_info[name] for name in ("kind", "id", "to"))
        found = self.tied(kind, number, to)
        return 200, {"results": [{"toObjectId": one, "associationTypes": []} for one in found]}

    def tied(self, kind: str, number: str, to: str) -> list[str]:
        """The numbers of records of another kind that one is tied to, from whichever end."""
        ends = [(one[:2], one[2:]) for one in sorted(self.ties)]
        ends += [(far, near) for near, far in ends]
        return [far[1] for near, far in ends if (*near, far[0]) == (kind, number, to)]

    def by(self, kind: str, number: str, name: str | None) -> dict[str, Any] | None:
        if name is None:
            return self.records[kind].get(number)
        if name != "email" and not self.properties[kind].get(name, {}).get("hasUniqueValue"):
            raise No(400, "VALIDATION_ERROR", f"{name} is not a unique property")
        number = number.lower() if name == "email" else number
        records = self.records[kind].values()
        return next((one for one in records if one["values"].get(name) == number), None)

    def add(self, kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
        if "associations" not in body:
            raise No(400, "VALIDATION_ERROR", "associations may not be null")
        values = body["properties"]
        required = {"deals": ("dealname", "dealstage"), "notes": ("hs_timestamp",)}
        for name in required.get(kind, ()):
            if not values.get(name):
                raise invalid(name, "REQUIRED_FIELD", f"{name} is required")
        if kind == "contacts" and not {"email", "firstname", "lastname"} & values.keys():
            raise No(400, "VALIDATION_ERROR", "a contact needs email, firstname or lastname")
        if kind == "companies" and not {"name", "domain"} & values.keys():
            raise No(400, "VALIDATION_ERROR", "a company needs name or domain")
        ties = [self._new_tie(kind, one) for one in body["associations"]]
        number = str(self._next)
        record = {"id": number, "values": {}, "created": self.clock.now()}
        self._set(kind, record, {"pipeline": "default", **values} if kind == "deals" else values)
        self._next += 1
        self.records[kind][number] = record
        self.ties |= {(kind, number, to, other) for to, other in ties}
        return record

    def _new_tie(self, kind: str, told: Mapping[str, Any]) -> tuple[str, str]:
        (sort,), other = told["types"], told["to"]["id"]
        for (near, far), number in LINKS.items():
            if near == kind and number == sort["associationTypeId"]:
                if other not in self.records[far]:
                    raise No(400, "VALIDATION_ERROR", f"no {far} {other}")
                return far, other
        raise No(400, "VALIDATION_ERROR", f"{kind} has no tie {sort}")

    def _record(self, request: web.Request) -> dict[str, Any]:
        info = request.match_info
        found = self.by(info["kind"], info["id"], request.query.get("idProperty"))
        if found is None:
            raise No(404, "OBJECT_NOT_FOUND", "resource not found")
        return found

    def _set(self, kind: str, record: dict[str, Any], told: Mapping[str, Any]) -> None:
        values = {name: self._value(kind, record, name, one) for name, one in told.items()}
        whole = {**record["values"], **values}
        if kind == "deals" and whole["dealstage"] not in PIPELINES.get(whole["pipeline"], ()):
            raise invalid("dealstage", "INVALID_OPTION", f"{whole['dealstage']} is no stage")
        now = self.clock.now()
        stamps = {"createdate": record["created"], "hs_lastmodifieddate": now}
        whole |= {name: _stamp(at) for name, at in stamps.items()}
        if kind == "contacts":
            whole |= {name: _understood(whole.get(of)) for name, of in UNDERSTOOD.items()}
        record["values"] = {name: one for name, one in whole.items() if one != ""}
        record["changed"] = now

    def _value(self, kind: str, record: Mapping[str, Any], name: str, value: object) -> str:
        known = self.properties[kind].get(name)
        if known is None:
            words = f'Property "{name}" does not exist'
            raise invalid(name, "PROPERTY_DOESNT_EXIST", words)
        if known["modificationMetadata"]["readOnlyValue"]:
            raise invalid(name, "READ_ONLY_VALUE", f"{name} is a read only property")
        if not isinstance(value, str):
            raise No(400, "VALIDATION_ERROR", f"{name}: every value is a string")
        sort = known["type"]
        if value and sort != "string":
            if value != value.strip():
                raise invalid(name, "LEADING_TRAILING_WHITESPACE", "blanks around a value")
            _check(name, sort, value, [one["value"] for one in known["options"]])
        value = value.lower() if name == "email" else value
        if value and (known["hasUniqueValue"] or name == "email"):
            for other in self.records[kind].values():
                held = [other["values"].get(name)]
                if name == "email":  # a person may have several, of which one is looked up by
                    held += other["values"].get("hs_additional_emails", "").split(";")
                if value in held and other["id"] != record["id"]:
                    raise _taken(kind, name, value, record, other)
        return value

    def _shown(self, record: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
        asked = {*READ_ONLY, *names, *SHOWN.get(self._kind(record), ())} - {""}
        values = {**record["values"], "hs_object_id": record["id"]}
        return {
            "id": record["id"],
            "properties": {name: values.get(name) for name in sorted(asked)},
            "createdAt": _stamp(record["created"]),
            "updatedAt": _stamp(record["changed"]),
            "archived": False,
        }

    def _kind(self, record: Mapping[str, Any]) -> str:
        return next((k for k in KINDS if self.records[k].get(record["id"]) is record), "")

    # -------------------------------------------------------------------- files, structure

    async def _upload(self, request: web.Request) -> Any:
        sort = request.headers["Content-Type"].encode()
        whole = message_from_bytes(b"Content-Type: " + sort + b"\r\n\r\n" + await request.read())
        told = {
            str(part.get_param("name", header="content-disposition")): part.get_payload(decode=True)
            for part in whole.walk()
            if not part.is_multipart()
        }
        folder, name, options = (
            bytes(told[one]).decode() for one in ("folderPath", "fileName", "options")
        )
        wanted, place = json.loads(options), f"{folder}/{name}"
        if place in self.files and not wanted.get("overwrite"):
            place = f"{place}-1"
        self._next += 1
        stored = self.files.setdefault(place, {"id": str(self._next)})
        stored |= {"content": told["file"], "access": wanted["access"]}
        return 201, {"id": stored["id"], "access": wanted["access"]}

    async def _owners(self, request: web.Request) -> Any:
        owners = [
            {"id": OWNER, "email": "a@x.example", "firstName": "Анна", "archived": False},
            {"id": "64492918", "email": "b@x.example", "archived": False},
        ]
        start = int(request.query.get("after", 0))
        told: dict[str, Any] = {"results": owners[start : start + 1]}
        if start + 1 < len(owners):
            told["paging"] = {"next": {"after": str(start + 1)}}
        return 200, told

    async def _pipelines(self, _: web.Request) -> Any:
        found = [
            {
                "id": number,
                "label": number,
                "displayOrder": place,
                "stages": [
                    {
                        "id": stage,
                        "label": stage,
                        "displayOrder": order,
                        "metadata": {"isClosed": closed, "probability": chance},
                    }
                    for order, (stage, (closed, chance)) in enumerate(stages.items())
                ],
            }
            for place, (number, stages) in enumerate(PIPELINES.items())
        ]
        return 200, {"results": found[::-1]}

    async def _list_properties(self, request: web.Request) -> Any:
        return 200, {"results": list(self.properties[request.match_info["kind"]].values())}

    async def _add_property(self, request: web.Request) -> Any:
        kind, told = request.match_info["kind"], await request.json()
        if told["name"] in self.properties[kind]:
            words = f"A property named '{told['name']}' already exists."
            raise No(409, "OBJECT_ALREADY_EXISTS", words)
        if told["groupName"] != {"companies": "company"}.get(kind, kind[:-1]) + "information":
            raise No(400, "VALIDATION_ERROR", "no such group")
        if told["type"] in ("enumeration", "bool") and not told.get("options"):
            raise No(400, "VALIDATION_ERROR", "options are required")
        made = {"modificationMetadata": {"readOnlyValue": False}, "options": [], **told}
        self.properties[kind][told["name"]] = made
        return 201, made


def _check(name: str, sort: str, value: str, options: Iterable[str]) -> None:
    if sort == "number":
        try:
            float(value)
        except ValueError:
            raise invalid(name, "INVALID_INTEGER", f"{value} was not a valid number") from None
    if sort in ("date", "datetime") and not value.isdecimal():
        try:
            datetime.fromisoformat(value)
        except ValueError:
            raise invalid(name, "INVALID_DATE", f"{value} is no moment") from None
        if sort == "date" and len(value) != 10:
            raise invalid(name, "INVALID_DATE", f"{value} is not midnight")
    if sort == "bool" and value not in ("true", "false"):
        raise invalid(name, "INVALID_BOOLEAN", f"{value} is neither true nor false")
    if sort == "enumeration" and options and not {*value.split(";")} <= {*options}:
        raise invalid(name, "INVALID_OPTION", f"{value} was not one of the allowed options")


def _fits(record: Mapping[str, Any], condition: Mapping[str, Any]) -> bool:
    held = record["values"].get(condition["propertyName"], "")
    if condition["operator"] == "GTE":
        since = datetime.fromtimestamp(int(condition["value"]) / 1000, UTC)
        return bool(held and datetime.fromisoformat(held) >= since)
    assert condition["operator"] == "IN"
    wanted = condition["values"]
    assert wanted == [one.lower() for one in wanted], "what is looked for is in small letters"
    return held.lower() in wanted


def _understood(phone: str | None) -> str:
    try:
        return str(parse(phone or "", "RU").national_number)
    except NumberParseException:
        return ""


def _taken(
    kind: str, name: str, value: str, record: Mapping[str, Any], other: Mapping[str, Any]
) -> No:
    if name == "email" and "changed" not in record:
        return No(409, "CONFLICT", f"Contact already exists. Existing ID: {other['id']}")
    sort = "ObjectTypeId{legacyObjectType=" + kind[:-1].upper() + "}"
    where = f"portalId=62515, objectTypeId={sort}, propertyName={name}, value={value}"
    words = f"Cannot set PropertyValueCoordinates{{{where}}} on {record['id']}. "
    return No(400, "VALIDATION_ERROR", f"{words}{other['id']} already has that value.")


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
