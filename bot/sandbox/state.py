"""The sandbox's world in memory: people, chats, messages, commands. Bounded; nothing is saved.

It knows no HTTP and builds no updates; it tells the page about every change through events.
"""

import itertools
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.clock_control import SandboxTime
from bot.sandbox.events import EventHub
from bot.sandbox.files import FileShelf
from bot.sandbox.params import Json
from bot.sandbox.people import SandboxConfig, SandboxGroup, SandboxPerson

MAX_MESSAGES = 3000
MAX_PEOPLE = 5000


@dataclass
class Chat:
    """One private chat (id = the person's id) or group, with everything visible in it."""

    id: int
    kind: str
    title: str = ""
    members: set[int] = field(default_factory=set)
    bot_status: str = "member"
    forum: bool = False
    started: bool = False
    blocked: bool = False
    messages: dict[int, Json] = field(default_factory=dict)
    reactions: dict[int, list[Json]] = field(default_factory=dict)
    keyboard: Json | None = None
    keyboard_used: bool = False
    pinned: list[int] = field(default_factory=list)
    topics: dict[int, str] = field(default_factory=dict)

    @property
    def private(self) -> bool:
        return self.kind == "private"


@dataclass
class Callback:
    """A tap that waits for its answer."""

    person: int
    chat: int
    at: int
    answered: bool = False


class World:
    """Everything one sandbox knows. Ids go on rising after a reset, as a bot remembers them."""

    def __init__(self, config: SandboxConfig, time: SandboxTime, events: EventHub) -> None:
        self.config = config
        self.time = time
        self.events = events
        # Seeded from the clock: a bot with a database must not meet the same ids after a restart.
        seed = time.unix()
        self.message_ids = itertools.count(seed)
        self.callback_ids = itertools.count(seed * 1000)
        self.bot: Json = {
            "id": config.bot_id,
            "is_bot": True,
            "first_name": config.bot_name,
            "username": config.bot_username,
        }
        self.reset()

    def reset(self) -> None:
        """Empty every chat and forget commands, files and people who were added later."""
        self.people: dict[int, SandboxPerson] = {}
        self.chats: dict[int, Chat] = {}
        self.callbacks: dict[str, Callback] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.texts: dict[tuple[str, str], str] = {}
        self.menu_buttons: dict[int, Json] = {}
        self.files = FileShelf()
        for person in self.config.people:
            self.add_person(person)
        for group in self.config.groups:
            self.add_group(group)
        self.events.publish({"type": "reset"})

    def add_person(self, person: SandboxPerson) -> Chat:
        """Register a person and the empty private chat with the bot."""
        self.people[person.id] = person
        chat = Chat(person.id, "private", members={person.id})
        self.chats[person.id] = chat
        return chat

    def add_group(self, group: SandboxGroup) -> Chat:
        """Register a group."""
        chat = Chat(
            group.id,
            "supergroup",
            title=group.title,
            members=set(group.members),
            bot_status=group.bot_status,
            forum=group.forum,
        )
        self.chats[group.id] = chat
        return chat

    def user(self, person_id: int) -> Json:
        """The Bot API `User` of a person."""
        person = self.people[person_id]
        user: Json = {"id": person.id, "is_bot": False, "first_name": person.first_name}
        if person.last_name:
            user["last_name"] = person.last_name
        if person.username:
            user["username"] = person.username
        if person.language:
            user["language_code"] = person.language
        return user

    def chat_object(self, chat: Chat) -> Json:
        """The Bot API `Chat`."""
        if chat.private:
            user = self.user(chat.id)
            names: Json = {k: user[k] for k in ("first_name", "last_name", "username") if k in user}
            return {"id": chat.id, "type": "private", **names}
        shown: Json = {"id": chat.id, "type": chat.kind, "title": chat.title}
        if chat.forum:
            shown["is_forum"] = True
        return shown

    def new_message(self, chat: Chat, sender: Json, content: Json) -> Json:
        """Store a message of `sender` with `content` and show it. The oldest leave a full chat."""
        message: Json = {
            "message_id": next(self.message_ids),
            "from": sender,
            "chat": self.chat_object(chat),
            "date": self.time.unix(),
            **content,
        }
        chat.messages[message["message_id"]] = message
        while len(chat.messages) > MAX_MESSAGES:
            oldest = next(iter(chat.messages))
            del chat.messages[oldest]
            chat.reactions.pop(oldest, None)
        self.show_message(chat, message)
        return message

    def show_message(self, chat: Chat, message: Json) -> None:
        """Tell the page that a message is new or changed."""
        self._publish("message", chat, message=self.message_view(chat, message))

    def message_view(self, chat: Chat, message: Json) -> Json:
        """A message with what only the page sees: its reactions."""
        reactions = chat.reactions.get(message["message_id"])
        return {**message, "reactions": reactions} if reactions else message

    def delete_message(self, chat: Chat, message_id: int) -> None:
        """Remove a message for everybody."""
        del chat.messages[message_id]
        chat.reactions.pop(message_id, None)
        if message_id in chat.pinned:
            chat.pinned.remove(message_id)
        self._publish("deleted", chat, message_id=message_id)

    def set_keyboard(self, chat: Chat, keyboard: Json | None, *, used: bool = False) -> None:
        """Show, fold away (`used`) or remove the reply keyboard of a chat."""
        chat.keyboard = keyboard
        chat.keyboard_used = used
        self.show_chat(chat)

    def show_chat(self, chat: Chat) -> None:
        """Tell the page that something about the chat itself changed."""
        self._publish("chat", chat, **self.chat_facts(chat))

    def show_typing(self, chat: Chat, action: str) -> None:
        """Tell the page that the bot is typing (uploading, …); it fades by itself."""
        self._publish("typing", chat, action=action)

    def show_toast(self, chat: Chat, person: int, text: str, alert: bool, url: str) -> None:
        """Tell the page about the answer to a tap."""
        self._publish("toast", chat, person=person, text=text, alert=alert, url=url)

    def show_commands(self) -> None:
        """Tell the page to read commands and descriptions again."""
        self.events.publish({"type": "commands", "now": self.time.now().isoformat()})

    def chat_facts(self, chat: Chat) -> Json:
        """What the page shows around the messages of a chat."""
        return {
            "keyboard": chat.keyboard,
            "keyboard_used": chat.keyboard_used,
            "started": chat.started,
            "blocked": chat.blocked,
            "pinned": chat.pinned[-1] if chat.pinned else None,
            "members": sorted(chat.members),
        }

    def _publish(self, kind: str, chat: Chat, **details: Any) -> None:
        now = self.time.now().isoformat()
        self.events.publish({"type": kind, "chat": chat.id, "now": now, **details})
