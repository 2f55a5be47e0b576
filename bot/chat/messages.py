"""What is to be said, as a value that survives a crash: the payload of a chat or sales outbox row.

Here live the shape and its JSON form. Sending is `bot.chat.sender`, the words are made by
`bot.chat.presenter` and `bot.chat.cards`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from leads.consent import Basis, NoConsent, Purpose, rests
from leads.contact import Contact
from leads.outbox import OutboxMessage, Priority, Topic, lane_to

PAYLOAD_VERSION = 1
SIMPLE = (
    "placeholder",
    "remove_reply_keyboard",
    "edits",
    "edits_key",
    "caption",
    "thread",
    "under",
)


class Opens(StrEnum):
    """What a button opens, `data` being an address: a browser, or a Mini App (in private only)."""

    BROWSER = "url"
    APP = "web_app"


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button: label and callback payload, or the address that it opens."""

    label: str
    data: str
    opens: Opens | None = None


Keyboard = tuple[tuple[Button, ...], ...]


def in_rows(buttons: Iterable[Button], wide: int = 2) -> Keyboard:
    """The buttons in their order, so many in a row."""
    each = tuple(buttons)
    return tuple(each[at : at + wide] for at in range(0, len(each), wide))


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message, or one edit of a message sent before.

    `edits` is a Telegram message id, `edits_key` the outbox key of a message sent before; with
    neither the message is new. `reply_rows` is a reply keyboard whose first button shares the
    contact. `caption` edits the words under a file, `thread` is a forum topic, `under` the message
    that this one replies to. `purpose` and `basis` name what for and on which consent it is sent;
    with a basis that does not carry the purpose it cannot be made (`NoConsent`).
    """

    chat_id: int
    text: str
    purpose: str
    basis: str
    keyboard: Keyboard = ()
    reply_rows: tuple[tuple[str, ...], ...] = ()
    placeholder: str = ""
    remove_reply_keyboard: bool = False
    edits: int | None = None
    edits_key: str | None = None
    caption: bool = False
    thread: int | None = None
    under: int | None = None
    key: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if not rests(self.purpose, self.basis):
            raise NoConsent(Purpose(self.purpose))

    @classmethod
    def to_person(
        cls, contact: Contact, text: str, basis: Basis, keyboard: Keyboard = ()
    ) -> Outgoing:
        """A new message to the person, for what they may be written to on that basis."""
        purpose = basis.purpose.value
        return cls(contact.telegram_id, text, purpose, str(basis), keyboard)

    def to_payload(self) -> dict[str, object]:
        """JSON form; `from_payload` gives an equal message back."""
        payload: dict[str, object] = {
            "kind": "message",
            "v": PAYLOAD_VERSION,
            "chat_id": self.chat_id,
            "text": self.text,
            "purpose": self.purpose,
            "basis": self.basis,
        }
        if self.keyboard:
            payload["keyboard"] = [[_stored(one) for one in row] for row in self.keyboard]
        if self.reply_rows:
            payload["reply_rows"] = [list(row) for row in self.reply_rows]
        for name in SIMPLE:
            value = getattr(self, name)
            if value:
                payload[name] = value
        return payload

    def row(self, key: str, priority: Priority = Priority.REPLY) -> OutboxMessage:
        """The message as an outbox row, in the lane of its chat."""
        return OutboxMessage(
            topic=Topic.CHAT,
            key=key,
            lane=lane_to(self.chat_id, priority),
            payload=self.to_payload(),
            priority=priority,
        )

    @classmethod
    def from_payload(cls, raw: Mapping[str, Any], *, key: str = "") -> Outgoing:
        """The inverse of `to_payload`; ValueError for another kind or a newer version."""
        if raw.get("kind") != "message" or raw.get("v") != PAYLOAD_VERSION:
            raise ValueError(f"not a message of version {PAYLOAD_VERSION}: {raw.get('kind')!r}")
        return cls(
            chat_id=int(raw["chat_id"]),
            text=str(raw["text"]),
            purpose=str(raw["purpose"]),
            basis=str(raw["basis"]),
            keyboard=tuple(
                tuple(_button(*stored) for stored in row) for row in raw.get("keyboard", ())
            ),
            reply_rows=tuple(tuple(row) for row in raw.get("reply_rows", ())),
            placeholder=str(raw.get("placeholder", "")),
            remove_reply_keyboard=bool(raw.get("remove_reply_keyboard", False)),
            edits=raw.get("edits"),
            edits_key=raw.get("edits_key"),
            caption=bool(raw.get("caption", False)),
            thread=raw.get("thread"),
            under=raw.get("under"),
            key=key,
        )


def _stored(button: Button) -> list[str]:
    return [button.label, button.data, *((button.opens.value,) if button.opens else ())]


def _button(label: str, data: str, opens: str = "") -> Button:
    return Button(label, data, Opens(opens) if opens else None)
