"""Bot API methods that carry files: photo, document, voice, getFile."""

from typing import Any

from bot.sandbox.api_chats import writable_chat
from bot.sandbox.api_messages import checked_caption, deliver
from bot.sandbox.files import MAX_FILE, StoredFile
from bot.sandbox.params import ApiError, Json, Params, Upload, bad_request
from bot.sandbox.state import World

_NAMES = {"photo": "photo.jpg", "document": "document", "voice": "voice.ogg"}
_MIMES = {"photo": "image/jpeg", "voice": "audio/ogg", "document": "application/octet-stream"}


def _upload(params: Params, kind: str) -> Upload | None:
    if kind in params.files:
        return params.files[kind]
    reference = params.text(kind)
    if reference.startswith("attach://"):
        upload = params.files.get(reference.removeprefix("attach://"))
        if upload is None:
            raise bad_request(f"can't find the attached file for {kind}")
        return upload
    return None


def _file(world: World, params: Params, kind: str) -> StoredFile:
    upload = _upload(params, kind)
    if upload is not None:
        if not upload.data:
            raise bad_request("file must be non-empty")
        if len(upload.data) > MAX_FILE:
            raise ApiError(413, "Request Entity Too Large")
        mime = upload.mime
        if mime == "application/octet-stream" and kind != "document":
            mime = _sniffed(upload.data, kind)
        return world.files.add(kind, upload.name or _NAMES[kind], mime, upload.data)
    reference = params.text(kind)
    if not reference:
        raise bad_request(f"there is no {kind} in the request")
    if reference.startswith(("http://", "https://")):
        raise bad_request("wrong HTTP URL specified: the sandbox fetches nothing from outside")
    file = world.files.by_id(reference)
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if file.kind != kind:
        raise bad_request(f"can't use file of type {file.kind.title()} as {kind.title()}")
    return file


def _sniffed(data: bytes, kind: str) -> str:
    if data[:4] == b"\x89PNG":
        return "image/png"
    if data[:4] == b"GIF8":
        return "image/gif"
    return _MIMES[kind]


def send_file(kind: str) -> Any:
    """The method that sends a file of `kind`."""

    def method(world: World, params: Params) -> Json:
        chat = writable_chat(world, params)
        caption = checked_caption(params)
        file = _file(world, params, kind)
        described = file.description(params.integer("duration") or 1)
        return deliver(world, chat, params, {kind: described, **caption})

    return method


def get_file(world: World, params: Params) -> Json:
    """getFile: where to download a file."""
    file = world.files.by_id(params.text("file_id"))
    if file is None:
        raise bad_request("invalid file_id")
    return {
        "file_id": file.file_id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.data),
        "file_path": file.path,
    }
