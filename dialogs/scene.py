"""Where a turn's words are said: the chat, the language, the session. No words themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.scenario import Scenario
from dialogs.session import Value


@dataclass(frozen=True, slots=True)
class Scene:
    """What a voice needs to know besides the effects.

    `update_id` makes the keys of messages unique. `asked_turn` is the turn of the question that
    the reply answered, `tapped` the message whose button was pressed, `opening` true when this
    turn opened the conversation, `reshown` when a question is on the screen already and is only
    said once more.
    """

    update_id: int
    chat_id: int
    locale: str
    session_id: int
    lead_id: int | None
    scenario: Scenario
    answers: Mapping[str, Value]
    asked_turn: int
    tapped: int | None = None
    opening: bool = False
    reshown: bool = False
