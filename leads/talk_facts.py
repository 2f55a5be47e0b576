"""What happened between a person and a human of ours. All other facts are `leads.facts`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from leads.happened import Happened


@dataclass(frozen=True, slots=True, kw_only=True)
class HumanCalled(Happened):
    """The person asked for a human."""

    kind: ClassVar[str] = "human_called"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonWrote(Happened):
    """The person wrote what no question asked for: it goes to a human.

    `what` is text, photo, voice …; `message_id` is Telegram's number of it in the person's chat.
    The words themselves stay in that chat.
    """

    kind: ClassVar[str] = "person_wrote"
    what: str
    message_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HumanWrote(Happened):
    """Staff (`by`) wrote to the person, in their own chat, or took the word without a message."""

    kind: ClassVar[str] = "human_wrote"
    chat_id: int
    message_id: int | None = None
    what: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BotReturned(Happened):
    """The bot answers again: `how` is `command`, `closed` or `silence`."""

    kind: ClassVar[str] = "bot_returned"
    how: str
