"""A crowd of people who talk to the built program without a network between them.

Updates go in where Telegram's would, calls of the bot come out where they would be sent; everybody
has a screen with the messages and buttons that they were shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from benchmarks.canned import CannedSession
from bot.app.app import App

Gesture = Callable[[int], dict[str, Any]]
WRITTEN_AT = 1_790_000_000


@dataclass
class Shown:
    """A message on a screen; `buttons` are label and payload."""

    text: str
    buttons: list[tuple[str, str]] = field(default_factory=list)


class Crowd(CannedSession):
    """Telegram with as many people as one likes. Outlives the program, so that it can restart."""

    def __init__(self) -> None:
        super().__init__()
        self.screens: dict[int, dict[int, Shown]] = defaultdict(dict)
        self._updates = count(1)

    async def do(self, app: App, people: Iterable[int], gesture: Gesture) -> None:
        """Let each of these people do something, all at once, and wait for the answers."""
        await app.intake.accept(
            [{"update_id": next(self._updates), **gesture(person)} for person in people]
        )
        await app.intake.idle()

    def start(self, person: int) -> dict[str, Any]:
        """Press Start."""
        return self.command("/start")(person)

    def command(self, text: str) -> Gesture:
        """Write a command."""
        entity = {"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}
        return lambda person: {"message": {**self._message(person, text), "entities": [entity]}}

    def say(self, text: str) -> Gesture:
        """Write a text."""
        return lambda person: {"message": self._message(person, text)}

    def tap(self, label: str) -> Gesture:
        """Tap the newest button with that label."""

        def gesture(person: int) -> dict[str, Any]:
            for message_id, shown in reversed(self.screens[person].items()):
                for name, payload in shown.buttons:
                    if label in name:
                        return {
                            "callback_query": {
                                "id": str(person),
                                "from": _who(person),
                                "chat_instance": "1",
                                "message": {
                                    **_place(person),
                                    "message_id": message_id,
                                    "text": "?",
                                },
                                "data": payload,
                            }
                        }
            raise AssertionError(f"no button {label!r}: {self.screens[person]}")

        return gesture

    def last(self, person: int) -> str:
        """The newest message on the person's screen."""
        return list(self.screens[person].values())[-1].text

    def saw(self, person: int, *texts: str) -> bool:
        """Whether a message on the person's screen holds one of the texts."""
        return any(text in shown.text for shown in self.screens[person].values() for text in texts)

    def _message(self, person: int, text: str) -> dict[str, Any]:
        return {**_place(person), "message_id": next(self._updates), "text": text}

    def _result(self, name: str, fields: dict[str, Any]) -> object:
        result = super()._result(name, fields)
        if isinstance(result, dict) and name in ("sendMessage", "editMessageText"):
            rows = (fields.get("reply_markup") or {}).get("inline_keyboard", [])
            buttons = [(one["text"], one["callback_data"]) for row in rows for one in row]
            screen = self.screens[int(fields["chat_id"])]
            screen[result["message_id"]] = Shown(str(fields["text"]), buttons)
        return result


def _who(person: int) -> dict[str, Any]:
    return {"id": person, "is_bot": False, "first_name": f"N{person}", "language_code": "ru"}


def _place(person: int) -> dict[str, Any]:
    chat = {"id": person, "type": "private", "first_name": f"N{person}"}
    return {"from": _who(person), "chat": chat, "date": WRITTEN_AT}
