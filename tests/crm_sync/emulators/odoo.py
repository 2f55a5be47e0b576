"""An Odoo database as its documentation and sources tell, of the version that is asked for.

JSON-RPC (below 19): errors in a 200, no `result` for None, `model(5,)` for records. JSON-2 (from
19): a status and the exception beside it, parameters by their names only. In both `false` stands
for nothing, a reference is `[id, name]`, moments are UTC without a zone, an unknown field is a
ValueError, a record that is gone is left out when read and a MissingError when written.
"""

import html
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from aiohttp import web

from leads.clock import Clock
from tests.crm_sync.emulators.base import Emulator, Recorded
from tests.crm_sync.emulators.odoo_models import (
    DEFAULTS,
    METHODS,
    MODELS,
    OF_THE_MODEL,
    READING,
    Gone,
    No,
    column,
    described,
    matches,
    shown,
)

DATABASE, LOGIN = "firma", "bot@example.com"
KEY = "6578616d706c65-Ключ-0123456789"
OWNER, BOT = 6, 2
SALES, REPEAT = 1, 4
REASONS = {3: "Too expensive", 4: "Нет людей"}
STAGES = {1: "New", 2: "Qualified", 3: "Proposition", 4: "Won", 7: "Repeat"}


class Odoo(Emulator):
    """One database."""

    def __init__(self, clock: Clock, version: int) -> None:
        super().__init__()
        self.clock = clock
        self.version = version
        self.key = KEY
        self.fields = {model: described(model, version) for model in MODELS}
        self.rows: dict[str, dict[int, dict[str, Any]]] = {model: {} for model in MODELS}
        self._last = 100
        self._fill()

    def routes(self) -> Iterable[web.RouteDef]:
        if self.version < 19:
            return [web.post("/jsonrpc", self._json_rpc)]
        return [
            web.get("/web/version", self._web_version),
            web.post("/json/2/{model}/{method}", self._json_2),
        ]

    def writes(self, request: Recorded) -> bool:
        if request.path != "/jsonrpc":
            return request.method == "POST" and request.path.rpartition("/")[2] not in READING
        params = request.json()["params"]
        return params["service"] == "object" and params["args"][4] not in READING

    # ------------------------------------------------------------------------------ protocols

    async def _web_version(self, _: web.Request) -> web.Response:
        release = {"version": f"{self.version}.0", "version_info": [self.version, 0, 0, "final"]}
        return web.json_response(release)

    async def _json_2(self, request: web.Request) -> web.Response:
        named = await request.json()
        model, method = request.match_info["model"], request.match_info["method"]
        try:
            scheme, _, key = request.headers.get("Authorization", "").partition(" ")
            if (scheme.lower(), key) != ("bearer", self.key):
                raise No("werkzeug.exceptions.Unauthorized", "Invalid apikey", 401)
            if request.headers.get("X-Odoo-Database", DATABASE) != DATABASE:
                return web.Response(text="<h1>Not Found</h1>", status=404, content_type="text/html")
            if model not in MODELS:
                raise No("werkzeug.exceptions.NotFound", f"the model {model!r} does not exist", 404)
            ids, context = named.pop("ids", []), named.pop("context", {})
            check_method(model, method)
            if ids and method in OF_THE_MODEL:
                said = f"cannot call {model}.{method} with ids"
                raise No("werkzeug.exceptions.UnprocessableEntity", said, 422)
            unknown = set(named) - set(METHODS[method])
            if unknown:
                raise No("werkzeug.exceptions.UnprocessableEntity", f"unexpected {unknown}", 422)
            found = self._serve(model, method, ids, context, named)
        except No as no:
            return web.json_response(no.told(), status=no.status)
        return web.json_response([found.number] if isinstance(found, Record) else found)

    async def _json_rpc(self, request: web.Request) -> web.Response:
        told = await request.json()
        params = told["params"]
        answer: dict[str, Any] = {"jsonrpc": "2.0", "id": told["id"]}
        try:
            found = self._service(params["service"], params["method"], params["args"])
        except No as no:
            answer["error"] = {"code": 200, "message": "Odoo Server Error", "data": no.told()}
            return web.json_response(answer)
        if isinstance(found, Record):
            found = found.number if found.by_number else f"{found.model}({found.number},)"
        return web.json_response(answer if found is None else {**answer, "result": found})

    def _service(self, service: str, method: str, args: list[Any]) -> Any:
        if method == "version":
            return {"server_version": f"{self.version}.0", "protocol_version": 1}
        if args[0] != DATABASE:
            said = f'connection failed: FATAL:  database "{args[0]}" does not exist'
            raise No("psycopg2.OperationalError", said)
        if method in ("authenticate", "login"):
            return BOT if args[1:3] == [LOGIN, self.key] else False
        _, user, key, model, name, given, *rest = args
        if (user, key) != (BOT, self.key):
            raise No("odoo.exceptions.AccessDenied", "Access Denied")
        if model not in MODELS:
            raise No("odoo.exceptions.UserError", f"Object {model} doesn't exist")
        check_method(model, name)
        ids = [] if name in OF_THE_MODEL else given.pop(0)
        named = {**dict(zip(METHODS[name], given, strict=False)), **(rest[0] if rest else {})}
        return self._serve(model, name, ids, named.pop("context", {}), named)

    # -------------------------------------------------------------------------------- methods

    def _serve(
        self,
        model: str,
        method: str,
        ids: Sequence[int],
        context: Mapping[str, Any],
        named: Mapping[str, Any],
    ) -> Any:
        """All or nothing: what raises has changed nothing."""
        before = {
            name: {n: dict(row) for n, row in rows.items()} for name, rows in self.rows.items()
        }
        try:
            return self._dispatch(model, method, ids, context, named)
        except No:
            self.rows = before
            raise

    def _dispatch(
        self,
        model: str,
        method: str,
        ids: Sequence[int],
        context: Mapping[str, Any],
        named: Mapping[str, Any],
    ) -> Any:
        match method:
            case "context_get":
                return {"lang": "ru_RU", "tz": "Europe/Moscow", "uid": BOT}
            case "fields_get":
                return self.fields[model]
            case "search_read":
                return self._search_read(model, context, **named)
            case "create":
                return [self.add(model, values) for values in named["vals_list"]]
        for number in ids:
            if number not in self.rows[model]:
                raise Gone(model, number)
        match method:
            case "write":
                for number in ids:
                    self.set(model, number, named["vals"])
                return True
            case "action_unarchive":
                for number in ids:
                    row = self.rows[model][number]
                    if not row["active"]:
                        self.set(model, number, {"active": True, "lost_reason_id": False})
                        row["probability"] = 15.5
                return None
            case "action_set_lost":
                for number in ids:
                    values = {"active": False, "probability": 0, **named}
                    self.set(model, number, values)
                return True
            case "message_post":
                return self._post(model, ids[0], **named)
            case "activity_schedule":
                return self._schedule(model, ids[0], **named)
        raise AssertionError(f"{method} is known and not served")

    def _search_read(
        self,
        model: str,
        context: Mapping[str, Any],
        domain: Sequence[Sequence[Any]],
        fields: Sequence[str],
        order: str = "id",
        limit: int = 0,
        offset: int = 0,
    ) -> list[dict[str, Any]]:
        for name in (*fields, *(one[0] for one in domain if one != "|")):
            if name not in self.fields[model]:
                raise No("builtins.ValueError", f"Invalid field '{name}' on model '{model}'")
        archived = context.get("active_test") is False
        found = [
            row
            for row in self.rows[model].values()
            if (archived or row.get("active") is not False) and matches(row, domain)
        ]
        names = [part.split()[0] for part in order.split(",")]
        found.sort(key=lambda row: [row[name] for name in names])
        page = found[offset : offset + limit if limit else None]
        return [
            {name: self._shown(model, name, row.get(name)) for name in ("id", *fields)}
            for row in page
        ]

    def _shown(self, model: str, name: str, value: Any) -> Any:
        spec = self.fields[model][name]
        if spec["type"] == "many2one" and value:
            other = self.rows.get(spec["relation"], {}).get(value, {})
            return [value, other.get("name") or f"{spec['relation']},{value}"]
        return shown(spec["type"], value)

    def add(self, model: str, values: Mapping[str, Any]) -> int:
        """A new record."""
        self._last += 1
        row: dict[str, Any] = {**dict.fromkeys(self.fields[model], False), "id": self._last}
        row |= {name: True for name in ("active",) if name in self.fields[model]}
        row |= {"create_date": self._now()}
        self.rows[model][self._last] = row
        self.set(model, self._last, {**DEFAULTS.get(model, {}), **values})
        if model == "ir.model.fields":
            self._new_field(values)
        for name, spec in self.fields[model].items():
            if spec["required"] and row[name] in (False, ""):
                said = f"Create/update: a mandatory field is not set.\nField: {name}"
                raise No("odoo.exceptions.ValidationError", said)
        return self._last

    def set(self, model: str, number: int, values: Mapping[str, Any]) -> None:
        """Write into a record, as the model's own code does."""
        row = self.rows[model][number]
        for name, value in values.items():
            spec = self.fields[model].get(name)
            if spec is None:
                raise No("builtins.ValueError", f"Invalid field '{name}' on model '{model}'")
            if spec["type"] == "many2one" and value and value not in self.rows[spec["relation"]]:
                said = f"Another model is missing: {spec['relation']}({value},)"
                raise No("odoo.exceptions.ValidationError", said)
            row[name] = column(model, name, spec, value, row[name])
        moved = "stage_id" in values and "probability" not in values
        if model == "crm.lead" and moved and row["stage_id"]:
            won = self.rows["crm.stage"][row["stage_id"]]["is_won"]
            row["probability"] = 100.0 if won else 15.5
        if model == "crm.lead" and self._won(row) and not row["active"]:
            said = "A lead in a Won stage cannot be lost. Move it to another stage first."
            raise No("odoo.exceptions.ValidationError", said)
        if "won_status" in row:
            lost = not row["active"] and not row["probability"]
            row["won_status"] = "lost" if lost else "won" if self._won(row) else "pending"
        if model == "crm.lead":
            ended = not row["active"] or self._won(row)
            row["date_closed"] = ended and (row["date_closed"] or self._now())
        row["write_date"] = self._now()

    def _won(self, row: Mapping[str, Any]) -> bool:
        stage = self.rows["crm.stage"].get(row["stage_id"] or 0, {})
        return bool(stage.get("is_won"))

    def _post(self, model: str, number: int, body: str, **named: Any) -> "Record":
        if self.version >= 17 and not named.pop("body_is_html", False):
            body = html.escape(body)
        if "body_is_html" in named:
            raise No("builtins.TypeError", "unexpected keyword argument 'body_is_html'")
        kept = {"model": model, "res_id": number, "body": body, "note": named["subtype_xmlid"]}
        return Record("mail.message", self.add("mail.message", kept), by_number=True)

    def _schedule(self, model: str, number: int, **named: Any) -> "Record":
        assert named.pop("act_type_xmlid") == "mail.mail_activity_data_todo"
        kept = {"res_model": model, "res_id": number, "user_id": BOT, **named}
        made = self.add("mail.activity", kept)
        return Record("mail.activity", made, by_number=False)

    def _new_field(self, values: Mapping[str, Any]) -> None:
        model = self.rows["ir.model"][values["model_id"]]["model"]
        name, kind = values["name"], values["ttype"]
        if not name.startswith("x_"):
            said = "Custom fields must have a name that starts with 'x_'!"
            raise No("odoo.exceptions.ValidationError", said)
        if name in self.fields[model]:
            said = "Field names must be unique per model."
            raise No("odoo.exceptions.ValidationError", said)
        options = [(one["value"], one["name"]) for _, _, one in values.get("selection_ids", [])]
        self.fields[model][name] = {
            "type": kind,
            "string": values["field_description"],
            "required": False,
            "readonly": False,
            "store": True,
            "selection": options,
        }
        for row in self.rows[model].values():
            row[name] = False

    def _now(self) -> str:
        return self.clock.now().strftime("%Y-%m-%d %H:%M:%S")

    def _fill(self) -> None:
        """What a fresh database has, and two people."""
        own = "team_ids" if self.version >= 19 else "team_id"
        seeds: dict[str, dict[int, dict[str, Any]]] = {
            "res.partner": {
                3: {"name": "Bot", "is_company": False},
                9: {"name": "Мария", "is_company": False},
            },
            "res.users": {
                BOT: {"name": "Bot", "login": LOGIN, "partner_id": 3},
                OWNER: {"name": "Мария", "login": "maria@example.com", "partner_id": 9},
            },
            "crm.team": {SALES: {"name": "Sales"}, REPEAT: {"name": "Повторные"}},
            "crm.stage": {
                number: {"name": name, "sequence": number, "is_won": name == "Won"}
                for number, name in STAGES.items()
            },
            "res.currency": {36: {"name": "EUR"}},
            "crm.lost.reason": {number: {"name": name} for number, name in REASONS.items()},
            "ir.model": {
                number: {"model": model} for number, model in enumerate(MODELS, start=200)
            },
        }
        for model, found in seeds.items():
            for number, values in found.items():
                empty = dict.fromkeys(self.fields[model], False)
                dates = {"create_date": self._now(), "write_date": self._now()}
                active = {"active": True} if "active" in empty else {}
                self.rows[model][number] = {**empty, **dates, **active, "id": number, **values}
        self.rows["crm.stage"][7][own] = [REPEAT] if own == "team_ids" else REPEAT
        self.people = len(self.rows["res.partner"])


class Record:
    """A record that a method returns; JSON-RPC tells some by their number and some by name."""

    def __init__(self, model: str, number: int, *, by_number: bool) -> None:
        self.model = model
        self.number = number
        self.by_number = by_number


def check_method(model: str, method: str) -> None:
    """An AttributeError for a method that there is not."""
    if method not in METHODS:
        raise No("builtins.AttributeError", f"The method {model}.{method} does not exist", 404)


def error_answer(no: No, version: int) -> tuple[int, bytes]:
    """Status and body of an error, in the form of the version's protocol."""
    if version >= 19:
        return no.status, json.dumps(no.told()).encode()
    error = {"code": 200, "message": "Odoo Server Error", "data": no.told()}
    return 200, json.dumps({"jsonrpc": "2.0", "id": 1, "error": error}).encode()
