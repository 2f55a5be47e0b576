"""Parameters of one Bot API call in every encoding clients send, and the error they may earn."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

Json = dict[str, Any]


class ApiError(Exception):
    """A refusal in the Bot API's own words. `code` is the HTTP status too."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> Json:
        """The JSON body Telegram would answer with."""
        answer: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def bad_request(what: str) -> ApiError:
    """A 400 with Telegram's prefix."""
    return ApiError(400, f"Bad Request: {what}")


@dataclass(frozen=True)
class Upload:
    """One file of a multipart body."""

    name: str
    mime: str
    data: bytes


class Params:
    """Typed access to the values of a call, whether they came as JSON or as form strings."""

    def __init__(self, values: Mapping[str, Any], files: Mapping[str, Upload]) -> None:
        self.values = values
        self.files = files

    def text(self, name: str) -> str:
        """The value as text, '' when absent."""
        value = self.values.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise bad_request(f'field "{name}" must be of type String')
        try:
            value.encode()
        except UnicodeEncodeError:
            raise bad_request("strings must be encoded in UTF-8") from None
        return value

    def integer(self, name: str) -> int | None:
        """The value as a whole number, None when absent."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            if isinstance(value, bool):
                raise ValueError
            return int(value)
        except (TypeError, ValueError, OverflowError):
            raise bad_request(f'field "{name}" must be of type Number') from None

    def flag(self, name: str) -> bool:
        """The value as a boolean, False when absent."""
        value = self.values.get(name)
        return value is True or str(value).lower() in {"true", "1", "yes"}

    def structure(self, name: str, what: str) -> Any:
        """A nested value, decoded when it came as a JSON string; None when absent."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            raise bad_request(f"can't parse {what} JSON object") from None

    def journal(self) -> Json:
        """What the journal shows: nested values decoded, files as name and size."""
        shown: Json = {}
        for key, value in self.values.items():
            shown[key] = _decoded(value)
        for key, upload in self.files.items():
            shown[key] = {"file": upload.name, "size": len(upload.data)}
        return shown


def _decoded(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in "{[" and value[-1:] in "}]":
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


async def read_params(request: web.Request) -> Params:
    """Query string and body of a call; body values win.

    Raises ApiError 400 for a body that can't be decoded and 413 for one that is too large.
    """
    values: Json = dict(request.query)
    files: dict[str, Upload] = {}
    if request.method != "POST":
        return Params(values, files)
    try:
        if request.content_type == "application/json":
            values.update(_json_object(await request.read()))
        else:
            for name, item in (await request.post()).items():
                if isinstance(item, web.FileField):
                    data = item.file.read()
                    mime = item.content_type or "application/octet-stream"
                    files[name] = Upload(item.filename or name, mime, data)
                elif isinstance(item, str):
                    values[name] = item
                else:
                    values[name] = bytes(item).decode()
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(413, "Request Entity Too Large") from None
    except (ValueError, LookupError, AssertionError):
        raise bad_request("can't parse the request body") from None
    return Params(values, files)


def _json_object(body: bytes) -> Json:
    if not body.strip():
        return {}
    try:
        value = json.loads(body)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value
