"""Bot API methods about the topics of forums."""

from bot.sandbox.api_chats import find_chat, may_manage, writable_chat
from bot.sandbox.params import Json, Params, bad_request
from bot.sandbox.state import World

_TOPIC_COLOUR = 7322096


def create_forum_topic(world: World, params: Params) -> Json:
    """createForumTopic: needs a forum and an administrator."""
    chat = writable_chat(world, params)
    if not chat.forum:
        raise bad_request("the chat is not a forum")
    may_manage(chat, "create a topic")
    name = params.text("name").strip()
    if not 1 <= len(name) <= 128:
        raise bad_request("invalid forum topic name")
    colour = params.integer("icon_color") or _TOPIC_COLOUR
    created: Json = {"name": name, "icon_color": colour}
    service = world.new_message(chat, world.bot, {"forum_topic_created": created})
    thread = service["message_id"]
    service |= {"message_thread_id": thread, "is_topic_message": True}
    chat.topics[thread] = name
    world.show_message(chat, service)
    return {"message_thread_id": thread, **created}


def edit_forum_topic(world: World, params: Params) -> bool:
    """editForumTopic: another name; the same one again is an error, as at Telegram's."""
    chat = writable_chat(world, params)
    may_manage(chat, "edit a topic")
    thread, name = params.integer("message_thread_id"), params.text("name").strip()
    if thread not in chat.topics:
        raise bad_request("message thread not found")
    if chat.topics[thread] == name:
        raise bad_request("TOPIC_NOT_MODIFIED")
    if not 1 <= len(name) <= 128:
        raise bad_request("invalid forum topic name")
    chat.topics[thread] = name
    world.show_chat(chat)
    return True


def delete_forum_topic(world: World, params: Params) -> bool:
    """deleteForumTopic: the topic with all its messages; needs an administrator."""
    chat = find_chat(world, params)
    thread = params.integer("message_thread_id")
    if thread not in chat.topics:
        raise bad_request("message thread not found")
    if chat.bot_status != "administrator":
        raise bad_request("not enough rights to delete a topic")
    for number, message in list(chat.messages.items()):
        if message.get("message_thread_id") == thread:
            world.delete_message(chat, number)
    del chat.topics[thread]
    return True
