"""What people do in their messenger, turned into messages and updates. No HTTP here."""

from bot.sandbox.api_chats import member
from bot.sandbox.api_messages import MAX_TEXT, without_reply
from bot.sandbox.delivery import Delivery
from bot.sandbox.files import MAX_FILE
from bot.sandbox.html_entities import clean_text, detect_entities, utf16_length
from bot.sandbox.markup import REPLY, app_addresses, callback_buttons
from bot.sandbox.mini_app import opened
from bot.sandbox.params import Json
from bot.sandbox.state import Callback, Chat, World

_TAPS_KEPT = 5000


class ActionRefused(Exception):
    """The messenger would not let the person do that. `status` is the HTTP status to answer."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


class PeopleActions:
    """Every action returns what it made: `message_id`, and `update_id` (None: not for the bot)."""

    def __init__(self, world: World, delivery: Delivery) -> None:
        self._world = world
        self._delivery = delivery

    # ---------------------------------------------------------------- messages

    def say(self, person: int, chat_id: int, text: str, reply_to: int = 0, thread: int = 0) -> Json:
        """Type a message. Long text is refused as the messenger's own field refuses it."""
        text = clean_text(text).strip()
        if not text:
            raise ActionRefused("an empty message can't be sent")
        if utf16_length(text) > MAX_TEXT and not self._chat(person, chat_id).private:
            raise ActionRefused(f"a message has at most {MAX_TEXT} characters")
        if utf16_length(text) > MAX_TEXT:
            return self._split(person, chat_id, text, reply_to)
        entities = detect_entities(text)
        content: Json = {"text": text, **({"entities": entities} if entities else {})}
        return self._send(person, chat_id, content, reply_to, thread)

    def _split(self, person: int, chat_id: int, text: str, reply_to: int) -> Json:
        """Telegram's apps cut a text that is too long into several messages."""
        result: Json = {}
        while text:
            size = MAX_TEXT
            while utf16_length(text[:size]) > MAX_TEXT:
                size -= 1
            if text[:size].strip():
                result = self.say(person, chat_id, text[:size], reply_to)
            text = text[size:]
        return result

    def press(self, person: int, chat_id: int, text: str) -> Json:
        """Press a button of the reply keyboard; a contact button shares the own contact."""
        chat = self._chat(person, chat_id)
        rows = (chat.keyboard or {}).get(REPLY, [])
        button = next((b for row in rows for b in row if b["text"] == text), None)
        if button is None:
            raise ActionRefused(f"there is no reply button {text!r} in this chat", 409)
        if chat.keyboard and chat.keyboard.get("one_time_keyboard"):
            self._world.set_keyboard(chat, chat.keyboard, used=True)
        if button.get("request_contact"):
            return self.share_contact(person, chat_id)
        return self.say(person, chat_id, text)

    def share_contact(self, person: int, chat_id: int, foreign: Json | None = None) -> Json:
        """Share the own contact, or a `foreign` card: phone, first_name and optional user_id."""
        owner = self._world.people[self._known(person)]
        contact: Json = {
            "phone_number": owner.phone or f"+7900{owner.id % 10_000_000:07d}",
            "first_name": owner.first_name,
            "user_id": owner.id,
        }
        if owner.last_name:
            contact["last_name"] = owner.last_name
        if foreign is not None:
            contact = {
                "phone_number": str(foreign.get("phone") or foreign.get("phone_number") or ""),
                "first_name": str(foreign.get("first_name") or "Контакт"),
            }
            if isinstance(foreign.get("user_id"), int):
                contact["user_id"] = foreign["user_id"]
            if not contact["phone_number"]:
                raise ActionRefused("a foreign contact needs `phone`")
        chat = self._chat(person, chat_id)
        if foreign is None and chat.keyboard and not chat.keyboard_used:
            self._world.set_keyboard(
                chat, chat.keyboard, used=bool(chat.keyboard.get("one_time_keyboard"))
            )
        return self._send(person, chat_id, {"contact": contact})

    def send_file(
        self, person: int, chat_id: int, kind: str, name: str, mime: str, data: bytes,
        caption: str = "", reply_to: int = 0, thread: int = 0,
    ) -> Json:  # fmt: skip
        """Send a photo, document or voice message."""
        if kind not in {"photo", "document", "voice"}:
            raise ActionRefused("kind must be photo, document or voice")
        if not data or len(data) > MAX_FILE:
            raise ActionRefused("a file must have between 1 byte and 20 MB", 413 if data else 400)
        self._chat(person, chat_id)
        file = self._world.files.add(kind, name, mime, data)
        caption = clean_text(caption).strip()
        content: Json = {kind: file.description(), **({"caption": caption} if caption else {})}
        return self._send(person, chat_id, content, reply_to, thread)

    def edit(self, person: int, chat_id: int, message_id: int, text: str) -> Json:
        """Change the text of an own message."""
        chat = self._chat(person, chat_id)
        message = chat.messages.get(message_id)
        if message is None or message["from"]["id"] != person or "text" not in message:
            raise ActionRefused("this is not a text message of this person", 409)
        text = clean_text(text).strip()
        if not text or utf16_length(text) > MAX_TEXT:
            raise ActionRefused(f"the new text must have between 1 and {MAX_TEXT} characters")
        changed = {key: value for key, value in message.items() if key != "entities"}
        changed |= {"text": text, "edit_date": self._world.time.unix()}
        if entities := detect_entities(text):
            changed["entities"] = entities
        chat.messages[message_id] = changed
        self._world.show_message(chat, changed)
        update = None
        if self._visible(chat, changed):
            update = self._delivery.put("edited_message", changed, chat.id)
        return {"message_id": message_id, "update_id": update}

    def tap(
        self, person: int, chat_id: int, message_id: int, data: str, *, force: bool = False
    ) -> Json:
        """Tap an inline button. `force` taps one that is no longer there (a stale screen)."""
        chat = self._chat(person, chat_id)
        message = chat.messages.get(message_id)
        if not force and (message is None or data not in callback_buttons(message)):
            raise ActionRefused("this message has no such button (any more)", 409)
        world = self._world
        query_id = str(next(world.callback_ids))
        world.callbacks[query_id] = Callback(person, chat.id, world.time.unix())
        while len(world.callbacks) > _TAPS_KEPT:
            del world.callbacks[next(iter(world.callbacks))]
        gone: Json = {"message_id": message_id, "chat": world.chat_object(chat), "date": 0}
        query: Json = {
            "id": query_id,
            "from": world.user(person),
            "message": message or gone,
            "chat_instance": str(-chat.id * 7919),
            "data": data,
        }
        update = self._delivery.put("callback_query", query, chat.id)
        return {"callback_query_id": query_id, "update_id": update}

    def open_app(self, person: int, message_id: int, url: str) -> Json:
        """Tap the button of a Mini App, which only private chats have: where the browser goes."""
        chat, world = self._chat(person, person), self._world
        if url not in app_addresses(chat.messages.get(message_id, {})):
            raise ActionRefused("this message has no such button (any more)", 409)
        now = world.time.unix()
        return {"url": opened(url, world.user(person), world.config.token, now)}

    # ------------------------------------------------------------- membership

    def block(self, person: int, blocked: bool) -> Json:
        """Block or unblock the bot in the private chat."""
        chat = self._chat(person, self._known(person))
        if chat.blocked == blocked:
            return {"update_id": None}
        chat.blocked = blocked
        self._world.show_chat(chat)
        before, after = ("member", "kicked") if blocked else ("kicked", "member")
        return {"update_id": self._bot_status(chat, person, before, after)}

    def _bot_status(self, chat: Chat, person: int, before: str, after: str) -> int | None:
        world = self._world
        states: list[Json] = []
        for status in (before, after):
            shown: Json = {"user": world.bot, "status": status}
            states.append({**shown, "until_date": 0} if status == "kicked" else shown)
        change: Json = {
            "chat": world.chat_object(chat),
            "from": world.user(person),
            "date": world.time.unix(),
            "old_chat_member": states[0],
            "new_chat_member": states[1],
        }
        return self._delivery.put("my_chat_member", change, chat.id)

    def join(self, person: int, chat_id: int, joined: bool) -> Json:
        """Join or leave a group."""
        self._known(person)
        chat = self._world.chats.get(chat_id)
        if chat is None or chat.private:
            raise ActionRefused("there is no such group", 404)
        if (person in chat.members) == joined:
            return {"update_id": None}
        user = self._world.user(person)
        before = member(self._world, chat, person)
        chat.members ^= {person}
        content: Json = {"new_chat_members": [user]} if joined else {"left_chat_member": user}
        message = self._world.new_message(chat, user, content)
        self._world.show_chat(chat)
        change: Json = {
            "chat": self._world.chat_object(chat),
            "from": user,
            "date": self._world.time.unix(),
            "old_chat_member": before,
            "new_chat_member": member(self._world, chat, person),
        }
        update = self._delivery.put("message", message, chat.id)
        self._delivery.put("chat_member", change, chat.id)
        return {"message_id": message["message_id"], "update_id": update}

    # ----------------------------------------------------------------- inner

    def _known(self, person: int) -> int:
        if person not in self._world.people:
            raise ActionRefused(f"there is no person {person} in the sandbox", 404)
        return person

    def _chat(self, person: int, chat_id: int) -> Chat:
        self._known(person)
        chat = self._world.chats.get(chat_id)
        if chat is None or person not in chat.members:
            raise ActionRefused(f"person {person} is not in the chat {chat_id}", 404)
        return chat

    def _send(
        self, person: int, chat_id: int, content: Json, reply_to: int = 0, thread: int = 0
    ) -> Json:
        chat = self._chat(person, chat_id)
        if chat.private and chat.blocked:
            raise ActionRefused("the person has blocked the bot; unblock it first", 409)
        extra: Json = {}
        if reply_to:
            target = chat.messages.get(reply_to)
            if target is None:
                raise ActionRefused("the message to reply to is gone", 409)
            extra["reply_to_message"] = without_reply(target)
        if thread:
            if thread not in chat.topics:
                raise ActionRefused("there is no such topic", 404)
            extra |= {"message_thread_id": thread, "is_topic_message": True}
        if chat.private and not chat.started:
            chat.started = True
            self._world.show_chat(chat)
        message = self._world.new_message(chat, self._world.user(person), {**extra, **content})
        update = None
        if self._visible(chat, message):
            update = self._delivery.put("message", message, chat.id)
        return {"message_id": message["message_id"], "update_id": update}

    def _visible(self, chat: Chat, message: Json) -> bool:
        """What a bot in privacy mode is shown: commands, replies to it and service messages."""
        if chat.private or chat.bot_status == "administrator":
            return True
        if chat.bot_status in {"left", "kicked"}:
            return False
        if message.get("reply_to_message", {}).get("from", {}).get("id") == self._world.bot["id"]:
            return True
        for entity in message.get("entities", []):
            if entity["type"] == "bot_command" and entity["offset"] == 0:
                command = message["text"][: entity["length"]]
                name = command.partition("@")[2].lower()
                return not name or name == self._world.bot["username"].lower()
        return False
