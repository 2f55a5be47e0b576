"""The body of a request → the fields of a form and what comes with them. Pure; says nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple, NoReturn
from urllib.parse import parse_qsl, urlsplit

from pydantic_core import from_json

from bot.web.intake.refusal import Refused
from dialogs.answers import clean
from dialogs.forms.reading import Field

LARGEST = 32 * 1024
"""Bytes of a body."""
MOST_FIELDS, MOST_TICKS = 60, 50
LONGEST_NAME, LONGEST_VALUE, LONGEST_MARK = 64, 4000, 200

KEY, ONCE, PAGE, LANGUAGE = "_key", "_once", "_page", "_lang"
UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term")
RESERVED = frozenset({KEY, ONCE, PAGE, LANGUAGE, *UTM})
"""Names that no field of a form has."""
JSON, URLENCODED = "application/json", "application/x-www-form-urlencoded"


class Told(NamedTuple):
    """What a body says. `once` is the key by which a repetition is known, "" for none; `page` is
    without what follows `?`; `fields` are everything else."""

    key: str
    once: str
    page: str
    language: str
    utm: Mapping[str, str]
    fields: Mapping[str, Field]

    @property
    def content(self) -> str:
        """What tells two submissions apart, whatever the order of the fields."""
        return _in_order(self.fields)


def told(content_type: str, body: bytes) -> Told:
    """What the body says; `Refused` for what is no form."""
    if content_type == JSON:
        fields = _from_json(body)
    elif content_type == URLENCODED:
        fields = _from_form(body)
    else:
        raise Refused("unsupported")
    if len(fields) > MOST_FIELDS or not all(map(_fits, fields, fields.values())):
        raise Refused("malformed")
    return Told(
        key=_one(fields, KEY),
        once=_one(fields, ONCE),
        page=page_of(_one(fields, PAGE)),
        language=_one(fields, LANGUAGE),
        utm={
            name: mark
            for name in UTM
            if name in fields and (mark := clean(_one(fields, name))[:LONGEST_MARK])
        },
        fields={name: value for name, value in fields.items() if name not in RESERVED},
    )


def page_of(url: str) -> str:
    """The address of a page without what may tell of the person: no query, no fragment, no user."""
    try:
        parts = urlsplit(clean(url))
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return ""
    return f"{parts.scheme}://{parts.hostname}{port}{parts.path}"[:LONGEST_MARK]


def _from_json(body: bytes) -> dict[str, Field]:
    try:
        raw = _read_json(body)
    except (ValueError, RecursionError) as error:
        raise Refused("malformed") from error
    if not isinstance(raw, dict):
        raise Refused("malformed")
    return {name: value if isinstance(value, str) else _field(value) for name, value in raw.items()}


def _from_form(body: bytes) -> dict[str, Field]:
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            errors="strict",
            max_num_fields=MOST_FIELDS + MOST_TICKS,
        )
    except ValueError as error:  # half a character, a field without =, too many of them
        raise Refused("malformed") from error
    fields: dict[str, Field] = {}
    for name, value in pairs:
        before = fields.get(name)
        if before is None:
            fields[name] = value
        else:
            fields[name] = [*([before] if isinstance(before, str) else before), value]
    return fields


def _field(value: object) -> Field:
    if isinstance(value, list):
        return [_text(part) for part in value]
    return _text(value)


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float() | str():
            return str(value)
        case _:
            raise Refused("malformed")


def _fits(name: str, value: Field) -> bool:
    if not 0 < len(name) <= LONGEST_NAME:
        return False
    if isinstance(value, str):
        return len(value) <= LONGEST_VALUE
    return len(value) <= MOST_TICKS and all(len(part) <= LONGEST_VALUE for part in value)


def _one(fields: Mapping[str, Field], name: str) -> str:
    value = fields.get(name, "")
    if not isinstance(value, str):
        raise Refused("malformed")
    return value.strip()


def _read_json(body: bytes) -> object:
    try:
        return from_json(body, allow_inf_nan=False)
    except ValueError:  # half a surrogate pair, or no JSON at all
        return _decode(body.decode())


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")


_decode = json.JSONDecoder(parse_constant=_refuse).decode
_in_order = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
