"""An EspoCRM server as its documentation and its source tell of version 9, quirks included.

Errors stand in a header beside an empty body, records that look alike are a 409 with their list,
unknown fields are dropped without a word, own fields get a `c` before their name, moments are of
UTC and do not say so, links answer `true`.
"""

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from aiohttp import web

from leads.clock import Clock
from tests.crm_sync.emulators.base import Emulator

KEY = "0123456789abcdef0123456789abcdef"
SECRET_KEY = "hmac-secret-0123456789abcdef"
ADMIN = "admin:Пароль-0123456789"
HOOK_SECRET = "hook-secret-0123456789"
OWNER, BOT = "65f1c0ffee0000001", "65f1c0ffee0000002"
STAGES = {
    "Prospecting": 10,
    "Qualification": 20,
    "Proposal": 50,
    "Negotiation": 80,
    "Closed Won": 100,
    "Closed Lost": 0,
}
REASONS = ["", "Price", "Competitor", "No budget"]
COMMON = {
    "description": {"type": "text"},
    "createdAt": {"type": "datetime", "readOnly": True},
    "modifiedAt": {"type": "datetime", "readOnly": True},
    "assignedUser": {"type": "link"},
}
NAME = {"type": "varchar", "required": True}
REACHED = {"emailAddress": {"type": "email"}, "phoneNumber": {"type": "phone"}}
FIELDS: Mapping[str, Mapping[str, Any]] = {
    "Opportunity": {
        "name": NAME,
        "amount": {"type": "currency", "required": True},
        "amountConverted": {"type": "currencyConverted", "readOnly": True},
        "account": {"type": "link"},
        "contact": {"type": "link"},
        "contacts": {"type": "linkMultiple"},
        "leadSource": {"type": "enum", "options": ["", "Web Site", "Other"]},
        "closeDate": {"type": "date", "required": True},
        **COMMON,
    },
    "Contact": {
        "name": {"type": "personName"},
        "firstName": {"type": "varchar"},
        "lastName": {"type": "varchar", "required": True},
        "account": {"type": "link"},
        **REACHED,
        **COMMON,
    },
    "Account": {"name": NAME, "website": {"type": "url"}, **REACHED, **COMMON},
    "Task": {
        "name": NAME,
        "assignedUserId": {"required": True},
        "dateEnd": {},
        "description": {},
        "parentType": {},
        "parentId": {},
    },
    "Meeting": {
        "name": NAME,
        "assignedUserId": {"required": True},
        "status": {"type": "enum", "options": ["Planned", "Held", "Not Held"]},
        "dateStart": {"required": True},
        "dateEnd": {"required": True},
        "description": {},
        "parentType": {},
        "parentId": {},
    },
    "Note": {"type": {}, "post": {}, "parentType": {}, "parentId": {}, "attachmentsIds": {}},
    "Attachment": {"name": {}, "type": {}, "role": {}, "parentType": {}, "field": {}, "file": {}},
}
LENGTHS = {"name": 255, "firstName": 100, "lastName": 100}
DATA = {"phoneNumber": "phoneNumberData", "emailAddress": "emailAddressData"}
PHONE = re.compile(r"\+\d{6,15}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
CONDITION = r"\[(\d+)]\[(type|attribute|value)]"


class No(Exception):
    """An error of the API: its reason stands in a header."""

    def __init__(self, status: int, reason: str, body: object = None) -> None:
        super().__init__(reason)
        self.status, self.reason, self.body = status, reason, body


def invalid(field: str, sort: str) -> No:
    told = {"label": "validationFailure", "scope": None, "data": {"field": field, "type": sort}}
    reason = f"Field validation failure; entityType: X, field: {field}, type: {sort}."
    return No(400, reason, {"messageTranslation": told})


class Espo(Emulator):
    """One server."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock
        self.records: dict[str, dict[str, dict[str, Any]]] = {scope: {} for scope in FIELDS}
        self.own: dict[str, dict[str, Any]] = {scope: {} for scope in FIELDS}
        self.stage: dict[str, Any] = {"type": "enum", "options": list(STAGES)}
        self.stage["probabilityMap"] = dict(STAGES)
        for scope in ("Opportunity", "Contact", "Account"):
            self.own[scope]["prequal_key"] = {"type": "varchar"}
        self.own["Opportunity"]["stage"] = self.stage
        self.own["Opportunity"]["cLossReason"] = {"type": "enum", "options": REASONS}
        self._next = 0

    def routes(self) -> Iterable[web.RouteDef]:
        api = "/api/v1"
        return [
            web.get(f"{api}/Metadata", self._checked(self._metadata)),
            web.post(f"{api}/Admin/fieldManager/{{scope}}", self._checked(self._add_field)),
            web.get(f"{api}/User", self._checked(self._users)),
            web.get(f"{api}/{{scope}}", self._checked(self._list)),
            web.post(f"{api}/{{scope}}", self._checked(self._add)),
            web.get(f"{api}/{{scope}}/{{id}}", self._checked(self._get)),
            web.patch(f"{api}/{{scope}}/{{id}}", self._checked(self._patch)),
            web.get(f"{api}/{{scope}}/{{id}}/stream", self._checked(self._stream)),
            web.post(f"{api}/{{scope}}/{{id}}/contacts", self._checked(self._link)),
        ]

    def _checked(self, serve: Any) -> Any:
        async def handler(request: web.Request) -> web.Response:
            try:
                self._let_in(request)
                return web.json_response(await serve(request))
            except No as no:
                body = b"" if no.body is None else json.dumps(no.body).encode()
                return web.Response(
                    status=no.status, body=body, headers={"X-Status-Reason": no.reason}
                )
            except json.JSONDecodeError:
                return web.Response(status=500)

        return handler

    def _let_in(self, request: web.Request) -> None:
        """By key, by HMAC over the method and the path, or an administrator by password."""
        path = request.path.removeprefix("/api/v1")
        digest = hmac.new(SECRET_KEY.encode(), f"{request.method} {path}".encode(), hashlib.sha256)
        signed = f"{KEY}:{digest.hexdigest()}"
        admin = _plain(request.headers.get("Espo-Authorization", "")) == ADMIN
        if not admin:
            by_hmac = _plain(request.headers.get("X-Hmac-Authorization", "")) == signed
            if request.headers.get("X-Api-Key") != KEY and not by_hmac:
                raise No(401, "")
            if request.path.startswith("/api/v1/Admin/"):
                raise No(403, "")

    # ----------------------------------------------------------------------------- records

    async def _add(self, request: web.Request) -> Any:
        scope, body = request.match_info["scope"], await request.json()
        skips = request.headers.get("X-Skip-Duplicate-Check", "").lower() == "true"
        return _shown(self.make(scope, body, skips=skips))

    def make(self, scope: str, body: Mapping[str, Any], *, skips: bool = True) -> dict[str, Any]:
        record: dict[str, Any] = {"id": self._id(), "createdAt": self.stamp(), "deleted": False}
        record["createdById"] = BOT
        if scope == "Opportunity":
            record |= {"stage": "Prospecting", "contactsIds": [], "amountCurrency": "USD"}
        self._set(scope, record, body)
        alike = [one for one in self.records[scope].values() if _alike(scope, one, record)]
        if alike and not skips:
            raise No(409, "duplicate", [_shown(one) for one in alike])
        if scope == "Note":
            self._card(record["parentType"], record["parentId"])
        self.records[scope][record["id"]] = record
        return record

    async def _patch(self, request: web.Request) -> Any:
        scope, body = request.match_info["scope"], await request.json()
        record = self._card(scope, request.match_info["id"])
        self._set(scope, record, body)
        return _shown(record)

    async def _get(self, request: web.Request) -> Any:
        return _shown(self._card(request.match_info["scope"], request.match_info["id"]))

    async def _list(self, request: web.Request) -> Any:
        query, scope = request.query, request.match_info["scope"]
        most = int(query.get("maxSize", 200))
        if most > 200:
            raise No(403, "Max size should not exceed 200. Use offset and limit.")
        conditions, either = (_conditions(query, it) for it in ("where", "where[0][value]"))
        kept = [one for one in self.records[scope].values() if not one["deleted"]]
        kept = [one for one in kept if all(_fits(one, where) for where in conditions)]
        if either:
            kept = [one for one in kept if any(_fits(one, where) for where in either)]
        order = query.get("orderBy", "createdAt")
        kept.sort(key=lambda one: (str(one.get(order)), one["id"]))
        if query.get("order") == "desc":
            kept.reverse()
        start = int(query.get("offset", 0))
        select = query.get("select", "").split(",")
        page = [_listed(_shown(one), select) for one in kept[start : start + most]]
        return {"total": -1 if len(kept) > start + most else -2, "list": page}

    async def _link(self, request: web.Request) -> Any:
        card, body = self._card("Opportunity", request.match_info["id"]), await request.json()
        self._card("Contact", body["id"])
        if body["id"] not in card["contactsIds"]:
            card["contactsIds"].append(body["id"])
        return True

    async def _stream(self, request: web.Request) -> Any:
        scope, number = request.match_info["scope"], request.match_info["id"]
        self._card(scope, number)
        found = [one for one in self.records["Note"].values() if one["parentId"] == number]
        most = int(request.query.get("maxSize", 20))
        return {"total": -2, "list": [_shown(one) for one in reversed(found)][:most]}

    def _card(self, scope: str, number: str) -> dict[str, Any]:
        found = self.records[scope].get(number)
        if found is None or found["deleted"]:
            raise No(404, f"Record {number} does not exist.")
        return found

    def _set(self, scope: str, record: dict[str, Any], body: Mapping[str, Any]) -> None:
        known = {**FIELDS[scope], **self.own[scope]}
        writable = {_attribute(name, one) for name, one in known.items() if _writable(one)}
        writable |= {f"{name}Currency" for name, one in known.items() if _is(one, "currency")}
        writable |= {data for name, data in DATA.items() if name in known}
        changed = {name: value for name, value in body.items() if name in writable}
        new = {**record, **changed}
        for name, one in known.items():
            if one.get("required") and new.get(_attribute(name, one)) in (None, ""):
                raise invalid(name, "required")
            self._check(name, one, changed.get(name))
        record |= changed | {"modifiedAt": self.stamp()}
        for name, data in DATA.items():
            _reached(record, name, data, changed)
        if scope == "Contact":
            record["name"] = f"{record.get('firstName') or ''} {record['lastName']}".strip()

    def _check(self, name: str, field: Mapping[str, Any], value: Any) -> None:
        if value in (None, ""):
            return
        if name in LENGTHS:
            if len(value) > LENGTHS[name]:
                raise invalid(name, "maxLength")
            if any(one in value for one in "<>="):
                raise invalid(name, "pattern")
        if _is(field, "enum") and value not in field["options"]:
            raise invalid(name, "valid")
        if _is(field, "phone") and not PHONE.fullmatch(value):
            raise invalid(name, "valid")
        if _is(field, "currency") and not isinstance(value, int | float):
            raise invalid(name, "valid")
        if _is(field, "datetime") and not MOMENT.fullmatch(str(value)):
            raise invalid(name, "valid")

    # --------------------------------------------------------------------------- structure

    async def _metadata(self, request: web.Request) -> Any:
        scope = request.query["key"].split(".")[1]
        return {**FIELDS[scope], **self.own[scope]}

    async def _add_field(self, request: web.Request) -> Any:
        scope, body = request.match_info["scope"], await request.json()
        name = f"c{body['name'][0].upper()}{body['name'][1:]}"
        if not re.fullmatch(r"[a-z][a-zA-Z\d]*", name):
            raise No(500, "Field name should contain only letters and numbers.")
        if name in self.own[scope]:
            raise No(409, f"Field '{name}' already exists in '{scope}'.")
        self.own[scope][name] = {"type": body["type"], "options": body.get("options")}
        return {**self.own[scope][name], "isCustom": True, "label": body["label"]}

    async def _users(self, _: web.Request) -> Any:
        names = {OWNER: ("Ирина", "regular"), BOT: ("Бот", "api")}
        users = [
            {"id": number, "name": name, "type": sort, "isActive": True}
            for number, (name, sort) in names.items()
        ]
        return {"total": -2, "list": users}

    def _id(self) -> str:
        self._next += 1
        return f"66a{self._next:014x}"

    def stamp(self) -> str:
        return self.clock.now().strftime("%Y-%m-%d %H:%M:%S")


def _plain(header: str) -> str:
    try:
        return base64.b64decode(header).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _is(field: Mapping[str, Any], sort: str) -> bool:
    return field.get("type") == sort


def _writable(field: Mapping[str, Any]) -> bool:
    return not field.get("readOnly") and not _is(field, "personName")


def _attribute(name: str, field: Mapping[str, Any]) -> str:
    suffix = {"link": "Id", "linkMultiple": "Ids"}.get(str(field.get("type")), "")
    return name + suffix


def _reached(record: dict[str, Any], name: str, data: str, changed: Mapping[str, Any]) -> None:
    """A number that is written alone takes the place of the first; a list takes that of all."""
    rows = record.get(data) or []
    if data in changed:
        rows = [{"type": "Mobile", "primary": False, **one} for one in changed[data]]
    elif name in changed:
        rows = [one for one in rows if not one["primary"]]
        if changed[name]:
            rows = [one for one in rows if one[name] != changed[name]]
            rows.insert(0, {name: changed[name], "primary": True, "type": "Mobile"})
    else:
        return
    record[data] = rows
    record[name] = next((one[name] for one in rows if one["primary"]), None)


def _alike(scope: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """People and companies are alike by name, address or phone."""
    if scope not in ("Contact", "Account") or one["deleted"]:
        return False
    names = ("name", "emailAddress", "phoneNumber")
    return any(one.get(name) and one.get(name) == other.get(name) for name in names)


def _conditions(query: Mapping[str, str], under: str) -> list[dict[str, str]]:
    conditions: dict[str, dict[str, str]] = {}
    pattern = re.compile(re.escape(under) + CONDITION)
    for name, value in query.items():
        if (found := pattern.fullmatch(name)) is not None:
            conditions.setdefault(found[1], {})[found[2]] = value
    return [one for one in conditions.values() if one["type"] != "or"]


def _fits(record: Mapping[str, Any], where: Mapping[str, str]) -> bool:
    name = where["attribute"]
    found = str(record.get(name) or "")
    if name in DATA:  # every number, in whatever case
        told = [str(one[name]).lower() for one in record.get(DATA[name]) or ()]
        return where["value"].lower() in told
    match where["type"]:
        case "equals":
            return found == where["value"]
        case "contains":
            return where["value"] in found
        case "after" | "greaterThan":
            return found > where["value"]
        case "endsWith":
            pattern = re.escape(where["value"]).replace("_", ".")
            return re.search(f"{pattern}$", found, re.DOTALL) is not None
    raise No(400, f"Bad where item type {where['type']}.")


def _shown(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in ("deleted", "file")}


def _listed(record: dict[str, Any], select: Sequence[str]) -> dict[str, Any]:
    """A list tells no more than the first number, and what is linked only if it is asked to."""
    hidden = {*DATA.values(), *({"contactsIds"} - {*select})}
    return {
        name: value
        for name, value in record.items()
        if name not in hidden and (select == [""] or name in {"id", *select})
    }


def signature(body: bytes, secret: str = HOOK_SECRET, *, old: bool = False) -> dict[str, str]:
    """As the server signs its calls from version 9 on; before it, the bytes of the digest."""
    mac = hmac.new(secret.encode(), body, hashlib.sha256)
    digest = mac.digest() if old else mac.hexdigest().encode()
    said = base64.b64encode(b"65f1webhook:" + digest).decode()
    return {"x-signature" if old else "signature": said}
