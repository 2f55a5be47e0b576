"""What a person did, as frozen values: the only thing that a face of the bot tells the engine.

Nothing is read or judged here: `Typed` is the text as it came. What it means is `dialogs.answers`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chose:
    """Tapped one option of a single choice."""

    option_id: str


@dataclass(frozen=True, slots=True)
class Toggled:
    """Ticked or unticked one option of a multiple choice."""

    option_id: str


@dataclass(frozen=True, slots=True)
class Leafed:
    """Turned to another page of the options; pages count from 0."""

    page: int


@dataclass(frozen=True, slots=True)
class Done:
    """Said that the multiple choice is complete."""


@dataclass(frozen=True, slots=True)
class Typed:
    """Sent a text, of any length and content."""

    text: str


@dataclass(frozen=True, slots=True)
class SharedContact:
    """Shared a contact card; `own` when Telegram says that it is the sender's."""

    phone: str
    own: bool


@dataclass(frozen=True, slots=True)
class Attached:
    """Sent something that is not text; `kind` as Telegram calls it (photo, voice …).

    `file_id` is Telegram's name for the file and `name` the person's; "" where there is none.
    `message_id` is the message that it came in.
    """

    kind: str
    file_id: str = ""
    name: str = ""
    message_id: int = 0


@dataclass(frozen=True, slots=True)
class Agreed:
    """Tapped yes or no under a boolean or a consent question."""

    yes: bool


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Answered «did we read you right?»."""

    yes: bool


@dataclass(frozen=True, slots=True)
class Continue:
    """Read the information and wants to go on."""


@dataclass(frozen=True, slots=True)
class Back:
    """Wants to correct the answer before."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Wants to change the answer to a step; the step alone says which, whatever the turn."""

    step_id: str


@dataclass(frozen=True, slots=True)
class Skip:
    """Leaves the question out."""


@dataclass(frozen=True, slots=True)
class DontKnow:
    """Does not know the answer, which is an answer too."""


@dataclass(frozen=True, slots=True)
class Restart:
    """Wants to begin the scenario anew; asked to confirm it."""


@dataclass(frozen=True, slots=True)
class RestartConfirmed:
    """Answered whether to begin anew."""

    yes: bool


Reply = (
    Chose
    | Toggled
    | Leafed
    | Done
    | Typed
    | SharedContact
    | Attached
    | Agreed
    | Confirmed
    | Continue
    | Back
    | Edit
    | Skip
    | DontKnow
    | Restart
    | RestartConfirmed
)


@dataclass(frozen=True, slots=True)
class Pressed:
    """A reply made by a button, with the turn that the button was shown in."""

    turn: int
    reply: Reply
