"""Bot API methods that write, change and remove messages, and the answer to a tap."""

from typing import Any

from bot.sandbox.api_chats import find_chat, find_message, writable_chat
from bot.sandbox.html_entities import (
    Entity,
    clean_text,
    detect_entities,
    parse_html,
    trimmed,
    utf16_length,
)
from bot.sandbox.markup import INLINE, REPLY, checked_markup
from bot.sandbox.params import Json, Params, bad_request
from bot.sandbox.state import Chat, World

MAX_TEXT = 4096
MAX_CAPTION = 1024
_TAP_LIVES = 60  # seconds of sandbox time in which a tap may be answered
_DELETE_WITHIN = 48 * 3600
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)


def formatted(params: Params, name: str, entities_name: str) -> tuple[str, list[Entity]]:
    """Text and entities of a call, by `parse_mode` or given entities, outer space trimmed."""
    raw = clean_text(params.text(name))
    mode = params.text("parse_mode").lower()
    if mode == "html":
        text, entities = parse_html(raw)
    elif mode:
        raise bad_request(f"unsupported parse_mode: the sandbox reads HTML only, not {mode}")
    else:
        given: Any = params.structure(entities_name, "entities") or []
        if not isinstance(given, list) or not all(_entity(e) for e in given):
            raise bad_request("can't parse entities: expected an Array of MessageEntity")
        text, entities = trimmed(raw, given)
    return text, detect_entities(text, entities)


def _entity(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(value.get(key), kind)
        for key, kind in (("type", str), ("offset", int), ("length", int))
    )


def checked_text(params: Params) -> Json:
    """The `text` part of a message. Raises ApiError 400 when empty or over 4,096 characters."""
    text, entities = formatted(params, "text", "entities")
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > MAX_TEXT:
        raise bad_request("message is too long")
    return {"text": text, "entities": entities} if entities else {"text": text}


def checked_caption(params: Params) -> Json:
    """The caption part of a message, {} without one. Raises ApiError 400 when too long."""
    text, entities = formatted(params, "caption", "caption_entities")
    if utf16_length(text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    if not text:
        return {}
    return {"caption": text, "caption_entities": entities} if entities else {"caption": text}


def deliver(world: World, chat: Chat, params: Params, content: Json) -> Json:
    """Write the bot's message with the common parameters: markup, reply, topic."""
    markup = checked_markup(params.structure("reply_markup", "reply keyboard markup"))
    content = {**_threaded(chat, params), **_reply(chat, params), **content}
    if markup and INLINE in markup:
        content["reply_markup"] = markup
    if params.flag("protect_content"):
        content["has_protected_content"] = True
    message = world.new_message(chat, world.bot, content)
    if markup and (REPLY in markup or "force_reply" in markup):
        world.set_keyboard(chat, markup)
    elif markup and "remove_keyboard" in markup:
        world.set_keyboard(chat, None)
    return message


def _threaded(chat: Chat, params: Params) -> Json:
    thread = params.integer("message_thread_id")
    if not thread:
        return {}
    if thread not in chat.topics:
        raise bad_request("message thread not found")
    return {"message_thread_id": thread, "is_topic_message": True}


def _reply(chat: Chat, params: Params) -> Json:
    reply: Any = params.structure("reply_parameters", "reply parameters")
    target = params.integer("reply_to_message_id")
    lenient = params.flag("allow_sending_without_reply")
    if isinstance(reply, dict):
        target, lenient = reply.get("message_id"), bool(reply.get("allow_sending_without_reply"))
    if not target:
        return {}
    if not isinstance(target, int):
        raise bad_request("can't parse reply parameters: message_id must be a Number")
    message = chat.messages.get(target)
    if message is None:
        if lenient:
            return {}
        raise bad_request("message to be replied not found")
    return {"reply_to_message": without_reply(message)}


def without_reply(message: Json) -> Json:
    """A message as it is quoted inside another one."""
    return {key: value for key, value in message.items() if key != "reply_to_message"}


def send_message(world: World, params: Params) -> Json:
    """sendMessage."""
    chat = writable_chat(world, params)
    return deliver(world, chat, params, checked_text(params))


def _own(world: World, params: Params, purpose: str) -> tuple[Chat, Json]:
    if params.text("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    chat = find_chat(world, params)
    message = find_message(chat, params.integer("message_id"), purpose)
    if message["from"]["id"] != world.bot["id"] or "forward_origin" in message:
        raise bad_request("message can't be edited")
    return chat, message


def _edit(world: World, params: Params, fields: tuple[str, ...], content: Json) -> Json:
    chat, message = _own(world, params, "to edit")
    markup = checked_markup(params.structure("reply_markup", "reply keyboard markup"))
    if markup and INLINE not in markup:
        raise bad_request("inline keyboard expected")
    if "text" in fields and "text" not in message:
        raise bad_request("there is no text in the message to edit")
    if "caption" in fields and not {"photo", "document", "voice"} & set(message):
        raise bad_request("there is no caption in the message to edit")
    after: Json = {**content, **({"reply_markup": markup} if markup else {})}
    watched = (*fields, "reply_markup")
    if all(message.get(key) == after.get(key) for key in watched):
        raise bad_request(_NOT_MODIFIED)
    # A new object: the journal and quotes keep the message as it was.
    changed = {key: value for key, value in message.items() if key not in watched}
    changed |= after
    if fields:
        changed["edit_date"] = world.time.unix()
    chat.messages[message["message_id"]] = changed
    world.show_message(chat, changed)
    return changed


def edit_message_text(world: World, params: Params) -> Json:
    """editMessageText: an omitted markup removes the buttons."""
    return _edit(world, params, ("text", "entities"), checked_text(params))


def edit_message_caption(world: World, params: Params) -> Json:
    """editMessageCaption."""
    return _edit(world, params, ("caption", "caption_entities"), checked_caption(params))


def edit_message_reply_markup(world: World, params: Params) -> Json:
    """editMessageReplyMarkup."""
    return _edit(world, params, (), {})


def delete_message(world: World, params: Params) -> bool:
    """deleteMessage, within 48 hours."""
    chat = find_chat(world, params)
    message = find_message(chat, params.integer("message_id"), "to delete")
    own = message["from"]["id"] == world.bot["id"]
    if not own and not chat.private and chat.bot_status != "administrator":
        raise bad_request("message can't be deleted")
    if world.time.unix() - message["date"] > _DELETE_WITHIN:
        raise bad_request("message can't be deleted for everyone")
    world.delete_message(chat, message["message_id"])
    return True


def delete_messages(world: World, params: Params) -> bool:
    """deleteMessages: unknown ones are skipped."""
    chat = find_chat(world, params)
    wanted: Any = params.structure("message_ids", "message identifiers")
    if (
        not isinstance(wanted, list)
        or not all(isinstance(number, int) for number in wanted)
        or not 1 <= len(wanted) <= 100
    ):
        raise bad_request("expected an Array of 1-100 message identifiers")
    for message_id in wanted:
        if message_id in chat.messages:
            world.delete_message(chat, message_id)
    return True


def answer_callback_query(world: World, params: Params) -> bool:
    """answerCallbackQuery: once, within a minute of sandbox time."""
    tap = world.callbacks.get(params.text("callback_query_id"))
    if tap is None or tap.answered or world.time.unix() - tap.at > _TAP_LIVES:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = params.text("text")
    if len(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    tap.answered = True
    chat = world.chats[tap.chat]
    world.show_toast(chat, tap.person, text, params.flag("show_alert"), params.text("url"))
    return True


def _copied(message: Json) -> Json:
    kinds = ("text", "entities", "caption", "caption_entities", "photo", "document", "voice",
             "contact")  # fmt: skip
    content = {key: message[key] for key in kinds if key in message}
    if not content:
        raise bad_request("message can't be copied")
    return content


def copy_message(world: World, params: Params) -> Json:
    """copyMessage: a `MessageId`."""
    chat = writable_chat(world, params)
    source = find_chat(world, params, "from_chat_id")
    content = _copied(find_message(source, params.integer("message_id"), "to copy"))
    if params.values.get("caption") is not None and "text" not in content:
        content = {k: v for k, v in content.items() if not k.startswith("caption")}
        content |= checked_caption(params)
    return {"message_id": deliver(world, chat, params, content)["message_id"]}


def forward_message(world: World, params: Params) -> Json:
    """forwardMessage with its origin."""
    chat = writable_chat(world, params)
    source = find_chat(world, params, "from_chat_id")
    message = find_message(source, params.integer("message_id"), "to forward")
    if message.get("has_protected_content"):
        raise bad_request("message has protected content and can't be forwarded")
    origin = {"type": "user", "date": message["date"], "sender_user": message["from"]}
    return deliver(world, chat, params, {"forward_origin": origin, **_copied(message)})


def set_message_reaction(world: World, params: Params) -> bool:
    """setMessageReaction: one emoji or none."""
    chat = writable_chat(world, params)
    message = find_message(chat, params.integer("message_id"), "to react")
    reactions: Any = params.structure("reaction", "reaction") or []
    if not isinstance(reactions, list) or len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if not all(isinstance(r, dict) and r.get("type") == "emoji" for r in reactions):
        raise bad_request("REACTION_INVALID")
    chat.reactions[message["message_id"]] = reactions
    world.show_message(chat, message)
    return True
