"""The models of the emulated Odoo: their fields, what may be called, how values are kept."""

import html
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

STATUSES = {
    "odoo.exceptions.AccessDenied": 403,
    "odoo.exceptions.AccessError": 403,
    "odoo.exceptions.MissingError": 404,
    "odoo.exceptions.UserError": 422,
    "odoo.exceptions.ValidationError": 422,
}
READING = frozenset(("search_read", "fields_get", "context_get"))
METHODS: Mapping[str, tuple[str, ...]] = {
    "search_read": ("domain", "fields", "offset", "limit", "order"),
    "fields_get": ("allfields", "attributes"),
    "context_get": (),
    "create": ("vals_list",),
    "write": ("vals",),
    "action_unarchive": (),
    "action_set_lost": ("lost_reason_id",),
    "message_post": ("body", "body_is_html", "message_type", "subtype_xmlid"),
    "activity_schedule": (
        *("act_type_xmlid", "date_deadline", "summary", "note"),
        *("user_id", "automated"),
    ),
}
"""The parameters by their names in the methods themselves, in their order."""
OF_THE_MODEL = frozenset((*READING, "create"))
"""Methods of the model and not of its records: they take no numbers."""


LOG = "id integer! r,create_date datetime r,write_date datetime r"
MODELS: Mapping[str, str] = {
    "crm.lead": (
        "name char!,type selection!,active boolean,stage_id many2one crm.stage,"
        "team_id many2one crm.team,user_id many2one res.users,partner_id many2one res.partner,"
        "probability float,expected_revenue monetary,description html,contact_name char,"
        "partner_name char,"
        "phone char,email_from char,date_deadline date,lost_reason_id many2one crm.lost.reason,"
        "tag_ids many2many crm.tag,prequal_key char,activity_ids one2many,"
        "date_closed datetime r,company_currency many2one v res.currency"
    ),
    "res.partner": (
        "name char!,is_company boolean,active boolean,parent_id many2one res.partner,"
        "user_id many2one res.users,phone char,email char,website char,vat char,comment html,"
        "function char,street char,type selection,partner_share boolean r,"
        "phone_mobile_search char v,phone_sanitized char r,"
        "image_1920 binary,prequal_key char"
    ),
    "crm.stage": "name char!,sequence integer,is_won boolean",
    "crm.team": "name char!,active boolean",
    "crm.tag": "name char!",
    "res.currency": "name char!",
    "crm.lost.reason": "name char!,active boolean",
    "res.users": "name char!,login char!,email char,active boolean,share boolean,"
    "partner_id many2one res.partner",
    "ir.model": "model char!",
    "ir.model.fields": "name char!,model_id many2one ir.model,ttype selection!,"
    "field_description char!,copied boolean,index boolean,selection_ids one2many",
    "mail.message": "model char,res_id integer,body html,note char",
    "mail.activity": "res_model char,res_id integer,summary char,note html,"
    "date_deadline date!,user_id many2one res.users,automated boolean",
    "calendar.event": "name char!,active boolean,description html,start datetime!,stop datetime!,"
    "opportunity_id many2one crm.lead,user_id many2one res.users,"
    "partner_ids many2many res.partner",
    "ir.attachment": "name char!,datas binary,mimetype char,description text,res_model char,"
    "res_id integer",
}
"""Fields as `name type`, with `!` where required, `r` where read-only, `v` where it is
only searched, or the other model."""

DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "crm.lead": {
        "type": "opportunity",
        "user_id": 2,
        "team_id": 1,
        "stage_id": 1,
        "company_currency": 36,
    },
    "res.partner": {"type": "contact", "partner_share": True},
}
SELECTIONS = {
    ("crm.lead", "type"): [["lead", "Lead"], ["opportunity", "Opportunity"]],
    ("res.partner", "type"): [["contact", "Contact"], ["delivery", "Delivery Address"]],
}


class No(Exception):
    """An exception of the server; `status` is what JSON-2 makes of it."""

    def __init__(self, name: str, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.name = name
        self.message = message
        self.status = status or STATUSES.get(name, 500)

    def told(self) -> dict[str, Any]:
        trace = f"Traceback (most recent call last):\n{self.message}"
        return {
            "name": self.name,
            "message": self.message,
            "arguments": [self.message],
            "context": {},
            "debug": trace,
        }


class Gone(No):
    """The record is not there any more."""

    def __init__(self, model: str, number: int) -> None:
        said = f"Record does not exist or has been deleted.\n(Records: {model}({number},))"
        super().__init__("odoo.exceptions.MissingError", said)


def described(model: str, version: int) -> dict[str, dict[str, Any]]:
    """What `fields_get` tells of the model."""
    fields: dict[str, dict[str, Any]] = {}
    owner = "team_ids many2many crm.team" if version >= 19 else "team_id many2one crm.team"
    extra = f",{owner}" if model == "crm.stage" else ""
    if model == "crm.lead" and version >= 18:
        extra = ",won_status selection r"
    if model == "res.partner" and version < 19:
        extra = ",mobile char"
    for line in f"{LOG},{MODELS[model]}{extra}".split(","):
        name, kind, *rest = line.split()
        spec: dict[str, Any] = {
            "type": kind.rstrip("!"),
            "string": name,
            "required": kind.endswith("!"),
            "readonly": "r" in rest,
            "store": kind != "one2many" and "v" not in rest,
        }
        if kind.startswith("many"):
            spec["relation"] = rest[-1]
        if kind.startswith("selection"):
            spec["selection"] = SELECTIONS.get((model, name), [])
        fields[name] = spec
    return fields


def column(model: str, name: str, spec: Mapping[str, Any], value: Any, held: Any) -> Any:
    """The value after `held` as the database keeps it; a ValueError for one of another type."""
    wrong = No("builtins.ValueError", f"Wrong value for {model}.{name}: {value!r}")
    if value is False:
        return False
    match spec["type"]:
        case "float" | "monetary" | "integer" | "many2one":
            if not isinstance(value, int | float):
                raise wrong
        case "selection":
            known = [one for one, _ in spec["selection"]]
            if known and value not in known:
                raise wrong
        case "many2many":
            for command, *rest in value:
                held = [*(held or []), rest[0]] if command == 4 else rest[1]
            return held
        case "html":
            # The cleaner writes every character that may stand for itself.
            return value.replace("&quot;", '"').replace("&#x27;", "'").replace("<br/>", "<br>")
        case "datetime":
            datetime.strptime(value, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
        case "date":
            date.fromisoformat(value)
        case "char" | "text":
            if not isinstance(value, str):
                raise wrong
    return value


def shown(kind: str, value: Any) -> Any:
    """A value as it is read: numbers are never missing."""
    if kind in ("float", "monetary"):
        return float(value or 0)
    if kind == "integer":
        return int(value or 0)
    return value or ([] if kind.endswith("2many") else False)


def matches(row: Mapping[str, Any], domain: Sequence[Any]) -> bool:
    """Whether a record meets every condition; `"|"` stands before two that are alternatives."""
    left = list(domain)
    while left:
        if not _taken(row, left):
            return False
    return True


def _taken(row: Mapping[str, Any], left: list[Any]) -> bool:
    first = left.pop(0)
    if first == "|":
        one, other = _taken(row, left), _taken(row, left)
        return one or other
    name, operator, value = first
    if name == "phone_mobile_search":
        typed = (str(row.get(phone) or "") for phone in ("phone", "mobile"))
        return any(value in re.sub(r"[\s\\./()-]", "", one) for one in typed)
    return _meets(row.get(name), operator, value)


def _meets(held: Any, operator: str, value: Any) -> bool:
    match operator:
        case "=":
            return bool(held == value)
        case ">":
            return bool(held and held > value)
        case "in":
            return held in value
        case ">=":
            return bool(held and held >= value)
        case "ilike":
            return value.lower() in html.unescape(str(held or "")).lower()
    raise No("builtins.ValueError", f"Invalid operator {operator!r}")
