"""Bot API methods about chats, members, commands and the bot's own profile."""

from typing import Any

from bot.sandbox.params import ApiError, Json, Params, bad_request
from bot.sandbox.state import Chat, World

_RIGHTS = (
    "can_be_edited", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users",
    "can_post_stories", "can_edit_stories", "can_delete_stories", "can_send_welcome_messages",
    "can_pin_messages", "can_manage_topics",
)  # fmt: skip


def find_chat(world: World, params: Params, name: str = "chat_id") -> Chat:
    """The chat a call names. Raises ApiError 400 when it is missing or unknown."""
    value = params.values.get(name)
    if value in (None, ""):
        raise bad_request(f"{name} is empty")
    try:
        chat = world.chats.get(int(value))
    except (TypeError, ValueError):
        chat = None
    if chat is None:
        raise bad_request("chat not found")
    return chat


def writable_chat(world: World, params: Params) -> Chat:
    """The chat a call wants to write to. Raises ApiError 403 when the bot may not."""
    chat = find_chat(world, params)
    if chat.private and chat.blocked:
        raise ApiError(403, "Forbidden: bot was blocked by the user")
    if chat.private and not chat.started:
        raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
    if chat.bot_status in {"left", "kicked"}:
        raise ApiError(403, f"Forbidden: bot was kicked from the {chat.kind} chat")
    return chat


def find_message(chat: Chat, message_id: int | None, purpose: str) -> Json:
    """A message of a chat. Raises ApiError 400 "message to … not found"."""
    message = chat.messages.get(message_id or 0)
    if message is None:
        raise bad_request(f"message {purpose} not found")
    return message


def member(world: World, chat: Chat, user_id: int) -> Json:
    """The Bot API `ChatMember`. Raises ApiError 400 for somebody the sandbox does not know."""
    if user_id == world.bot["id"]:
        return _member(world.bot, chat.bot_status)
    if user_id not in world.people:
        raise bad_request("user not found")
    return _member(world.user(user_id), "member" if user_id in chat.members else "left")


def _member(user: Json, status: str) -> Json:
    shown: Json = {"user": user, "status": status}
    if status == "administrator":
        shown |= {**dict.fromkeys(_RIGHTS, True), "is_anonymous": False, "can_be_edited": False}
    if status == "kicked":
        shown["until_date"] = 0
    return shown


def get_me(world: World, params: Params) -> Json:
    """getMe: the bot itself."""
    return {
        **world.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def get_chat(world: World, params: Params) -> Json:
    """getChat: a `ChatFullInfo`."""
    chat = find_chat(world, params)
    shown: Json = {
        **world.chat_object(chat),
        "accent_color_id": chat.id % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription",
             "gifts_from_channels"), False,
        ),
    }  # fmt: skip
    if chat.pinned:
        shown["pinned_message"] = chat.messages[chat.pinned[-1]]
    return shown


def get_chat_member(world: World, params: Params) -> Json:
    """getChatMember."""
    return member(world, find_chat(world, params), params.integer("user_id") or 0)


def get_chat_administrators(world: World, params: Params) -> list[Json]:
    """getChatAdministrators: the bot, when it is one."""
    chat = find_chat(world, params)
    if chat.private:
        raise bad_request("there are no administrators in the private chat")
    return [_member(world.bot, chat.bot_status)] if chat.bot_status == "administrator" else []


def get_chat_member_count(world: World, params: Params) -> int:
    """getChatMemberCount, the bot included."""
    return len(find_chat(world, params).members) + 1


def leave_chat(world: World, params: Params) -> bool:
    """leaveChat: the bot goes."""
    chat = writable_chat(world, params)
    if chat.private:
        raise bad_request("chat member status can't be changed in private chats")
    chat.bot_status = "left"
    world.show_chat(chat)
    return True


def send_chat_action(world: World, params: Params) -> bool:
    """sendChatAction: the page shows it for some seconds."""
    chat = writable_chat(world, params)
    action = params.text("action")
    if not action.startswith(("typing", "upload_", "record_", "choose_", "find_")):
        raise bad_request("wrong parameter action in request")
    world.show_typing(chat, action)
    return True


def may_manage(chat: Chat, what: str) -> None:
    """An error in the words of Telegram unless the bot is an administrator."""
    if not chat.private and chat.bot_status != "administrator":
        raise bad_request(f"not enough rights to {what}")


def pin_chat_message(world: World, params: Params) -> bool:
    """pinChatMessage."""
    chat = writable_chat(world, params)
    may_manage(chat, "manage pinned messages in the chat")
    message = find_message(chat, params.integer("message_id"), "to pin")
    if message["message_id"] in chat.pinned:
        chat.pinned.remove(message["message_id"])
    chat.pinned.append(message["message_id"])
    world.show_chat(chat)
    return True


def unpin_chat_message(world: World, params: Params) -> bool:
    """unpinChatMessage: the named one or the latest."""
    chat = writable_chat(world, params)
    may_manage(chat, "manage pinned messages in the chat")
    wanted = params.integer("message_id")
    if wanted is None:
        del chat.pinned[-1:]
    elif wanted in chat.pinned:
        chat.pinned.remove(wanted)
    else:
        raise bad_request("message to unpin not found")
    world.show_chat(chat)
    return True


# ----------------------------------------------------------------- commands and profile


def _scope(params: Params) -> tuple[str, str]:
    value: Any = params.structure("scope", "bot command scope")
    if value is None:
        value = {"type": "default"}
    if not isinstance(value, dict) or "type" not in value:
        raise bad_request("can't parse BotCommandScope: object expected")
    parts = [str(value[key]) for key in ("type", "chat_id", "user_id") if key in value]
    return ":".join(parts), params.text("language_code")


def set_my_commands(world: World, params: Params) -> bool:
    """setMyCommands, kept by scope and language."""
    commands = params.structure("commands", "commands")
    if not isinstance(commands, list):
        raise bad_request('parameter "commands" is required')
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not isinstance(command, dict):
            raise bad_request("can't parse BotCommand: object expected")
        name, about = command.get("command"), command.get("description")
        if not isinstance(name, str) or not name.strip("/").isascii() or not 1 <= len(name) <= 32:
            raise bad_request("BOT_COMMAND_INVALID")
        if name != name.lower() or not name.strip("/").replace("_", "").isalnum():
            raise bad_request("BOT_COMMAND_INVALID")
        if not isinstance(about, str) or not 1 <= len(about) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands[_scope(params)] = [
        {"command": c["command"].strip("/"), "description": c["description"]} for c in commands
    ]
    world.show_commands()
    return True


def get_my_commands(world: World, params: Params) -> list[Json]:
    """getMyCommands of exactly that scope and language."""
    return world.commands.get(_scope(params), [])


def delete_my_commands(world: World, params: Params) -> bool:
    """deleteMyCommands."""
    world.commands.pop(_scope(params), None)
    world.show_commands()
    return True


def shown_commands(world: World, chat: Chat, person_id: int) -> list[Json]:
    """The commands a person sees in a chat: the narrowest scope first, then the language."""
    language = world.people[person_id].language
    scopes = [f"chat_member:{chat.id}:{person_id}", f"chat:{chat.id}"]
    scopes.append("all_private_chats" if chat.private else "all_group_chats")
    for scope in (*scopes, "default"):
        for code in (language, ""):
            if commands := world.commands.get((scope, code)):
                return commands
    return []


def profile_text(world: World, kind: str, language: str) -> str:
    """A profile text in a language, falling back to the one without language."""
    return world.texts.get((kind, language)) or world.texts.get((kind, ""), "")


def set_profile_text(kind: str, limit: int) -> Any:
    """A method that stores one text of the bot's profile per language."""

    def method(world: World, params: Params) -> bool:
        value = params.text(kind)
        if len(value) > limit:
            raise bad_request(f"bot {kind.replace('_', ' ')} is too long")
        world.texts[kind, params.text("language_code")] = value
        world.show_commands()
        return True

    return method


def get_profile_text(kind: str) -> Any:
    """A method that reads one text of the bot's profile."""

    def method(world: World, params: Params) -> Json:
        return {kind: profile_text(world, kind, params.text("language_code"))}

    return method


def set_chat_menu_button(world: World, params: Params) -> bool:
    """setChatMenuButton, for one chat or by default."""
    button = params.structure("menu_button", "menu button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in {"default", "commands", "web_app"}:
        raise bad_request("MenuButton has unsupported type")
    world.menu_buttons[params.integer("chat_id") or 0] = button
    world.show_commands()
    return True


def get_chat_menu_button(world: World, params: Params) -> Json:
    """getChatMenuButton."""
    chat = params.integer("chat_id") or 0
    return world.menu_buttons.get(chat) or world.menu_buttons.get(0) or {"type": "default"}
