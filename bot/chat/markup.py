"""Keyboards and replies in the Bot API's own form."""

from __future__ import annotations

from bot.chat.calls import Json
from bot.chat.messages import Button, Keyboard, Opens, Outgoing


def reply_to(under: int | None) -> Json | None:
    """Under that message, while it exists."""
    if under is None:
        return None
    return {"message_id": under, "allow_sending_without_reply": True}


def markup_of(message: Outgoing) -> Json | None:
    """What stands under a new message."""
    if message.keyboard:
        return inline(message.keyboard)
    if message.reply_rows:
        (first, *others), *rows = message.reply_rows
        buttons = [[{"text": first, "request_contact": True}, *map(_plain, others)]]
        buttons += [[_plain(label) for label in row] for row in rows]
        markup: Json = {
            "keyboard": buttons,
            "resize_keyboard": True,
            "one_time_keyboard": True,
        }
        if message.placeholder:
            markup["input_field_placeholder"] = message.placeholder
        return markup
    return {"remove_keyboard": True} if message.remove_reply_keyboard else None


def _plain(label: str) -> Json:
    return {"text": label}


def inline(keyboard: Keyboard) -> Json:
    """Buttons under a message."""
    return {"inline_keyboard": [[_inline(button) for button in row] for row in keyboard]}


def _inline(button: Button) -> Json:
    match button.opens:
        case None:
            return {"text": button.label, "callback_data": button.data}
        case Opens.BROWSER:
            return {"text": button.label, "url": button.data}
        case Opens.APP:
            return {"text": button.label, "web_app": {"url": button.data}}
