"""What a message of Telegram says of who wrote it, and where."""

from __future__ import annotations

from datetime import UTC, datetime

from aiogram.types import Chat, Message

from bot.chat.people import topic_of

NOON = datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_only_a_topic_is_answered_in_its_thread() -> None:
    group = Chat(id=-100, type="supergroup")
    in_topic = Message(
        message_id=1, date=NOON, chat=group, message_thread_id=7, is_topic_message=True
    )
    reply = Message(message_id=2, date=NOON, chat=group, message_thread_id=7)
    assert topic_of(in_topic) == 7
    assert topic_of(reply) is None, "Telegram numbers the thread of a reply, too, and refuses it"
