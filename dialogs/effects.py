"""What a turn of the engine brings about, as frozen values: a closed union and its prompt.

The engine only names effects. Facts become rows before the commit, prompts are shown after it;
neither happens here, and no words for people are made here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dialogs.scenario import Gate, Outcome, Slot, Step, Text
from dialogs.session import Pending, Session
from dialogs.values import Other, Value
from leads.supply.availability import Availability
from leads.surveys.survey import Group
from leads.verdict import Verdict
from leads.working_time import Promise


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One answer as a review step lists it."""

    step: Step
    slot: Slot
    value: Value


@dataclass(frozen=True, slots=True)
class Prompt:
    """Everything that a face needs to show the question on hand.

    Progress is question `number` of `total`, both counted from 1 and without information steps.
    `selected` are the ticked options of a multiple choice. With `asked_restart` the restart
    question is on hand, else with `pending` its confirmation, else the step itself.
    `answers` are the values so far by slot id, for the placeholders of the step's text. `review`
    are the answers that a review step lists, empty at any other. `editing` tells that the step was
    answered before (`answers` still has the old value) and that Back leaves it so. `slot` has only
    the options that are offered, and `page`, counted from 0, says which of them are shown.
    """

    step: Step
    slot: Slot | None
    turn: int
    number: int
    total: int
    can_back: bool
    selected: frozenset[str | Other]
    pending: Pending | None
    asked_restart: bool
    answers: Mapping[str, Value]
    review: tuple[Reviewed, ...] = ()
    editing: bool = False
    page: int = 0


@dataclass(frozen=True, slots=True)
class Ask:
    """Show the question on hand (or show it again, with another selection)."""

    prompt: Prompt


@dataclass(frozen=True, slots=True)
class Reject:
    """The reply was no answer: say why (`code`, see `dialogs.answers`) and ask again.

    `detail` is what the code speaks of: a bound, a currency, the words not understood.
    """

    code: str
    prompt: Prompt
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer was accepted; `slot` None and True for a piece of information that was read."""

    step: Step
    slot: Slot | None
    value: Value


@dataclass(frozen=True, slots=True)
class Stale:
    """The button belongs to a question that is no longer asked; `prompt` is what is."""

    prompt: Prompt


@dataclass(frozen=True, slots=True)
class Finished:
    """The scenario is over. `gate` when it knocked out; a verdict for every quiz, for no brief."""

    outcome: Outcome
    gate: Gate | None
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Restarted:
    """All answers were given up; the first question follows."""


@dataclass(frozen=True, slots=True)
class PassedOn:
    """What the person asked or sent went to a human.

    `called` when they asked for one. `owner` is who will answer, "" while that is open; `promise`
    says when. `prompt` is the question that is still on hand, None when nothing is asked.
    """

    called: bool
    owner: str
    promise: Promise
    prompt: Prompt | None


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The questions are over, a human goes on: who, by which way, and when.

    `best_time` is the time that the person chose, in their words: it goes before the promise.
    """

    owner: str
    by_phone: bool
    promise: Promise
    best_time: Text | None = None


@dataclass(frozen=True, slots=True)
class Over:
    """The button belongs to a conversation that has ended."""


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody whom we do not ask again came back: a `client`, or a person whose lead is in work.

    `owner` is who works with them, "" while that is open.
    """

    client: bool
    owner: str


@dataclass(frozen=True, slots=True)
class AtWork:
    """One of staff, of whom nothing is asked, said something: it is no enquiry."""


@dataclass(frozen=True, slots=True)
class KeptWaiting:
    """Somebody of ours has to look first: the person hears from us `by` then, and nothing else.

    `longer` when an earlier moment was promised before.
    """

    by: datetime
    longer: bool = False


@dataclass(frozen=True, slots=True)
class TurnedDown:
    """We do not take the enquiry on, for a reason that the person is not told."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """Answers of an earlier conversation are kept; `value` of `slot` is what a refusal turned on
    then and is asked again, None where nothing in particular is. `form` when they were given in the
    form of a site."""

    slot: Slot | None
    value: Value | None
    form: bool = False


@dataclass(frozen=True, slots=True)
class Completing:
    """Only what was missing is asked, the other answers are kept; `done`: nothing is missing."""

    done: bool


@dataclass(frozen=True, slots=True)
class Nudged:
    """The person fell silent: say `nudge` and show the question on hand again. `key` names it."""

    nudge: Text
    prompt: Prompt
    key: str


@dataclass(frozen=True, slots=True)
class Unsold:
    """The product that the person named can't be sold now: offer to wait, or another one."""

    product: str
    label: Text
    availability: Availability


@dataclass(frozen=True, slots=True)
class Unsure:
    """Nobody knows just now whether the product that was named can be sold: a human will say."""

    label: Text


@dataclass(frozen=True, slots=True)
class Waits:
    """The person waits for a product, and will be told first."""

    label: Text


@dataclass(frozen=True, slots=True)
class Explained:
    """The person gave the reason of their grade, which puts them into that group."""

    group: Group


Effect = (
    Ask
    | Reject
    | Answered
    | Stale
    | Finished
    | Restarted
    | PassedOn
    | HandedOver
    | Over
    | Known
    | AtWork
    | Resumed
    | Completing
    | KeptWaiting
    | TurnedDown
    | Nudged
    | Explained
    | Unsold
    | Unsure
    | Waits
)


Unasked = PassedOn | Over | Known | AtWork | KeptWaiting | Completing
"""What is said while nothing is asked."""


@dataclass(frozen=True, slots=True)
class Advance:
    """The session after a turn and what the turn brought about, in the order to act on it."""

    session: Session
    effects: tuple[Effect, ...]
