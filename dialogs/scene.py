"""Where a turn's words are said: the chat, the language, the session. No words themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.engine import values_by_slot
from dialogs.ports import StoredSession
from dialogs.scenario import Scenario
from dialogs.session import Value
from leads.contact import Contact


@dataclass(frozen=True, slots=True)
class Scene:
    """What a voice needs to know besides the effects.

    `update_id` makes the keys of messages unique. `asked_turn` is the turn of the question that
    the reply answered, `tapped` the message whose button was pressed, `opening` true when this
    turn opened the conversation, and `asked_price` where that was with a question for the price;
    `reshown` when a question is on the screen already and is only
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
    asked_price: bool = False
    reshown: bool = False


def scene_again(
    update_id: int, contact: Contact, stored: StoredSession, scenario: Scenario
) -> Scene:
    """Where a question is said once more though nobody answered."""
    return Scene(
        update_id=update_id,
        chat_id=contact.telegram_id,
        locale=contact.language,
        session_id=stored.id,
        lead_id=stored.lead_id,
        scenario=scenario,
        answers=values_by_slot(scenario, stored.session),
        asked_turn=-1,
        reshown=True,
    )
