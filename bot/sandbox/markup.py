"""Checks a `reply_markup` the way the server does. Knows buttons only, no chats."""

from typing import Any

from bot.sandbox.mini_app import may_open
from bot.sandbox.params import Json, bad_request

INLINE = "inline_keyboard"
REPLY = "keyboard"
_ACTIONS = (
    "callback_data", "url", "web_app", "login_url", "switch_inline_query",
    "switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "copy_text",
    "callback_game", "pay", "disabled",
)  # fmt: skip
_MAX_BUTTONS = 300


def checked_markup(value: Any) -> Json | None:
    """The markup as stored, or None. Raises ApiError 400 with Telegram's sentence."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise bad_request("object expected as reply markup")
    if INLINE in value:
        rows = _rows(value[INLINE], "inline keyboard")
        kept = [[_inline_button(button) for button in row] for row in rows if row]
        return {INLINE: kept} if kept else None
    if REPLY in value:
        rows = _rows(value[REPLY], "keyboard")
        kept = [[_reply_button(button) for button in row] for row in rows if row]
        if not kept:
            raise bad_request("reply keyboard is empty")
        return {**value, REPLY: kept}
    if value.get("remove_keyboard") or value.get("force_reply"):
        return dict(value)
    return None


def callback_buttons(message: Json) -> list[str]:
    """Callback data of every button under a message."""
    rows = message.get("reply_markup", {}).get(INLINE, [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]


def app_addresses(message: Json) -> list[str]:
    """The Mini Apps that buttons under a message open."""
    rows = message.get("reply_markup", {}).get(INLINE, [])
    return [button["web_app"]["url"] for row in rows for button in row if "web_app" in button]


def _rows(value: Any, what: str) -> list[list[Any]]:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise bad_request(f"can't parse {what}: an Array of Arrays expected")
    if sum(len(row) for row in value) > _MAX_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return value


def _inline_button(button: Any) -> Json:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad_request('can\'t parse inline keyboard button: field "text" must be a String')
    if not button["text"].strip():
        raise bad_request("can't parse inline keyboard button: Text must be non-empty")
    actions = [name for name in _ACTIONS if button.get(name) not in (None, False)]
    if not actions:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    data = button.get("callback_data")
    if data is not None and (not isinstance(data, str) or not 1 <= len(data.encode()) <= 64):
        raise bad_request("BUTTON_DATA_INVALID")
    url = button.get("url")
    if url is not None and (not isinstance(url, str) or not _address(url)):
        raise bad_request("inline keyboard button URL is invalid")
    app = button.get("web_app")
    if app is not None and not (isinstance(app, dict) and may_open(str(app.get("url")))):
        raise bad_request(
            "inline keyboard button Web App URL is invalid: Only HTTPS links are allowed"
        )
    return {name: content for name, content in button.items() if content is not None}


def _address(url: str) -> bool:
    return url.startswith(("http://", "https://", "tg://")) or ("." in url and " " not in url)


def _reply_button(button: Any) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad_request('can\'t parse keyboard button: field "text" must be a String')
    if not button["text"].strip():
        raise bad_request("can't parse keyboard button: Text must be non-empty")
    return {name: content for name, content in button.items() if content is not None}
