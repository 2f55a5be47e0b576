"""A person's passage through one scenario version, as a frozen value.

Here live the session and its JSON form; the values of answers are `dialogs.values`. How a session
moves is `dialogs.engine`; where it is stored is none of this module's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from dialogs.values import Blank, Other, Value, value_from_json, value_to_json

__all__ = [
    "Answer",
    "Blank",
    "Outline",
    "Pending",
    "Session",
    "SessionStatus",
    "Value",
    "outline_from_json",
    "session_from_json",
    "session_to_json",
    "value_from_json",
    "value_to_json",
]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer in the order given. `step` is the id of the step that asked for it."""

    step: str
    value: Value


@dataclass(frozen=True, slots=True)
class Pending:
    """A reading that the person is asked to confirm before it counts."""

    value: Value


class SessionStatus(StrEnum):
    """`ACTIVE` takes answers; the other two are final."""

    ACTIVE = "active"
    FINISHED = "finished"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True)
class Session:
    """One passage. `digest` pins the scenario's text; `turn` names the question on the screen.

    `turn` grows with every accepted reply, so that a button from an older message is recognised.
    `step` is None when the session is over. `draft` is the selection of a multiple choice under
    way. `asked_restart` is set while «start again» waits for its confirmation. `editing` is the
    step whose answer is being changed; its old answer stays until there is a new one. `aside` are
    answers off the live path: kept, counting for nothing, and taken back when the path returns.
    `price_first` tells whether the first words asked for a price, None before any were typed.
    `completing` are those that only ask what was missing of answers that are known.
    """

    scenario_id: str
    scenario_version: int
    digest: str
    step: str | None
    answers: tuple[Answer, ...] = ()
    turn: int = 0
    status: SessionStatus = SessionStatus.ACTIVE
    pending: Pending | None = None
    draft: frozenset[str | Other] = frozenset()
    asked_restart: bool = False
    editing: str | None = None
    aside: tuple[Answer, ...] = ()
    outcome: str | None = None
    started_at: datetime | None = None
    answered_at: datetime | None = None
    price_first: bool | None = None
    completing: bool = False

    @property
    def by_step(self) -> dict[str, Value]:
        """Every answer keyed by step id, those set aside included: `dialogs.path` tells which
        of them are live."""
        return {answer.step: answer.value for answer in (*self.aside, *self.answers)}

    def cleared(self) -> Session:
        """The session on its next turn, everything unfinished given up."""
        return replace(
            self,
            pending=None,
            draft=frozenset(),
            asked_restart=False,
            editing=None,
            turn=self.turn + 1,
        )


def session_to_json(session: Session) -> dict[str, object]:
    """What the database keeps of a session, as plain JSON values."""
    pending = session.pending
    return {
        "scenario": session.scenario_id,
        "version": session.scenario_version,
        "digest": session.digest,
        "step": session.step,
        "answers": _answers_to_json(session.answers),
        "turn": session.turn,
        "status": session.status.value,
        "pending": {"value": value_to_json(pending.value)} if pending else None,
        "draft": value_to_json(session.draft),
        "asked_restart": session.asked_restart,
        "editing": session.editing,
        "aside": _answers_to_json(session.aside),
        "outcome": session.outcome,
        "started_at": session.started_at.isoformat() if session.started_at else None,
        "answered_at": session.answered_at.isoformat() if session.answered_at else None,
        "price_first": session.price_first,
        "completing": session.completing,
    }


def session_from_json(raw: Mapping[str, object]) -> Session:
    """The inverse of `session_to_json`. Sessions of before answers could be edited have neither
    `editing` nor `aside`, and older ones no `price_first` and no `completing`."""
    data: dict[str, object] = dict(raw)
    pending = data["pending"]
    draft = value_from_json(data["draft"])
    version, turn = data["version"], data["turn"]
    price_first = data.get("price_first")
    if not isinstance(draft, frozenset):
        raise ValueError("a stored session needs a list of draft choices")
    if not (isinstance(version, int) and isinstance(turn, int)):
        raise ValueError("a stored session needs whole numbers for version and turn")
    return Session(
        scenario_id=str(data["scenario"]),
        scenario_version=version,
        digest=str(data["digest"]),
        step=_text(data["step"]),
        answers=_answers_from_json(data["answers"]),
        turn=turn,
        status=SessionStatus(str(data["status"])),
        pending=Pending(value_from_json(pending["value"])) if isinstance(pending, dict) else None,
        draft=draft,
        asked_restart=bool(data["asked_restart"]),
        editing=_text(data.get("editing")),
        aside=_answers_from_json(data.get("aside", [])),
        outcome=_text(data["outcome"]),
        started_at=_instant(data["started_at"]),
        answered_at=_instant(data["answered_at"]),
        price_first=price_first if isinstance(price_first, bool) else None,
        completing=data.get("completing") is True,
    )


class Outline(NamedTuple):
    """What is read of sessions where they are counted. Its fields are those of `Session`."""

    scenario_version: int
    step: str | None
    started_at: datetime | None


def outline_from_json(raw: Mapping[str, object]) -> Outline:
    """That of a stored session, most of which stays unread."""
    version = raw["version"]
    if not isinstance(version, int):
        raise ValueError("a stored session needs a whole number for its version")
    return Outline(version, _text(raw["step"]), _instant(raw["started_at"]))


def _answers_to_json(answers: Iterable[Answer]) -> list[list[object]]:
    return [[answer.step, value_to_json(answer.value)] for answer in answers]


def _answers_from_json(raw: object) -> tuple[Answer, ...]:
    if not isinstance(raw, list):
        raise ValueError("a stored session needs lists of answers")
    return tuple(Answer(step, value_from_json(value)) for step, value in raw)


def _text(raw: object) -> str | None:
    return None if raw is None else str(raw)


def _instant(raw: object) -> datetime | None:
    return None if raw is None else datetime.fromisoformat(str(raw))
