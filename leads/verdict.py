"""The verdict: the record of one qualification, complete enough to be explained and repeated.

Here lives the value and its JSON form. How it is reached is `dialogs.qualification`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal

from leads.stage import Stage
from leads.winning import WinBand

JsonValue = bool | int | str | list[object] | dict[str, object]
"""One answer as plain JSON (`dialogs.values`); `{"blank": "dont_know"}` holds no value."""

RowScore = Literal["fit", "intent", "doubt"]
SCORE_NAMES: tuple[RowScore, ...] = ("fit", "intent", "doubt")
"""Facts of fit and of intent, and soft signals, which never decide alone."""


@dataclass(frozen=True, slots=True)
class FiredRow:
    """One score row that was true: its points, its sentence by locale, the answers it rests on."""

    id: str
    score: RowScore
    points: int
    why: Mapping[str, str]
    inputs: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class ToldRevenue:
    """What the company would pay in a year by its own words: `amount` in whole units of
    `currency`, the `rule` that says so, its sentence by locale, and the answers it rests on."""

    rule: str
    amount: int
    currency: str
    why: Mapping[str, str]
    inputs: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Outcome id, stage and scores, and what led to them.

    `gate` is the id of the knock-out rule that decided, `reason` its sentence by locale and
    `recheck_days` when to look again. `told` is the revenue that the answers promise, None where
    they promise none. `chance` is the band of the scenario's chances that the score lies in, None
    where it has none or a gate decided. `inputs` are the answers by slot id without personal data;
    of those `withheld` says by slot id whether there is a value, and never which.
    `circumstances` are what was known besides the answers (`dialogs.signals.circumstances`),
    `doubt` is what the signals that fired weigh together, up to the scenario's cap. All these and
    the scenario named by `digest` give the same verdict again (`dialogs.qualification.recompute`).
    """

    outcome: str
    stage: Stage
    fit: int
    intent: int
    rows: tuple[FiredRow, ...]
    gate: str | None
    reason: Mapping[str, str] | None
    recheck_days: int | None
    scenario_id: str
    scenario_version: int
    digest: str
    inputs: Mapping[str, JsonValue]
    withheld: Mapping[str, bool] = field(default_factory=dict)
    told: ToldRevenue | None = None
    chance: WinBand | None = None
    circumstances: Mapping[str, JsonValue] = field(default_factory=dict)
    doubt: int = 0

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that it rests on, as `scenario.rule`: a gate decides alone, the points beside
        it are not counted among its reasons."""
        fired = [row.id for row in self.rows] if self.gate is None else [self.gate]
        return tuple(f"{self.scenario_id}.{rule}" for rule in dict.fromkeys(fired))

    def to_json(self) -> dict[str, object]:
        """The verdict as plain JSON values; `from_json` gives an equal verdict back."""
        return {
            "outcome": self.outcome,
            "stage": self.stage.value,
            "fit": self.fit,
            "intent": self.intent,
            "rows": [
                {
                    "id": row.id,
                    "score": row.score,
                    "points": row.points,
                    "why": dict(row.why),
                    "inputs": dict(row.inputs),
                }
                for row in self.rows
            ],
            "gate": self.gate,
            "reason": None if self.reason is None else dict(self.reason),
            "recheck_days": self.recheck_days,
            "scenario": self.scenario_id,
            "version": self.scenario_version,
            "digest": self.digest,
            "inputs": dict(self.inputs),
            "withheld": dict(self.withheld),
            "told": None if self.told is None else asdict(self.told),
            "chance": None if self.chance is None else asdict(self.chance),
            "circumstances": dict(self.circumstances),
            "doubt": self.doubt,
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, object]) -> Verdict:
        """The inverse of `to_json`; ValueError or KeyError for what it never makes."""
        rows = raw["rows"]
        if not isinstance(rows, list):
            raise ValueError("a stored verdict needs a list of rows")
        return cls(
            outcome=str(raw["outcome"]),
            stage=Stage(str(raw["stage"])),
            fit=_whole(raw["fit"]),
            intent=_whole(raw["intent"]),
            rows=tuple(_row(_table(row)) for row in rows),
            gate=None if raw["gate"] is None else str(raw["gate"]),
            reason=None if raw["reason"] is None else _sentence(raw["reason"]),
            recheck_days=None if raw["recheck_days"] is None else _whole(raw["recheck_days"]),
            scenario_id=str(raw["scenario"]),
            scenario_version=_whole(raw["version"]),
            digest=str(raw["digest"]),
            inputs=_inputs(raw["inputs"]),
            withheld={slot: bool(given) for slot, given in _table(raw.get("withheld", {})).items()},
            told=None if raw.get("told") is None else _told(_table(raw["told"])),
            chance=None if raw.get("chance") is None else _band(_table(raw["chance"])),
            circumstances=_inputs(raw.get("circumstances", {})),
            doubt=_whole(raw.get("doubt", 0)),
        )


@dataclass(frozen=True, slots=True)
class Gist:
    """What is learnt from a verdict: what it rests on and came to. Its fields are `Verdict`'s."""

    stage: Stage
    gate: str | None
    scenario_id: str
    inputs: Mapping[str, JsonValue]

    @classmethod
    def from_json(cls, raw: Mapping[str, object]) -> Gist:
        """That of a stored verdict, most of which stays unread: where many are counted."""
        return cls(
            stage=Stage(str(raw["stage"])),
            gate=None if raw["gate"] is None else str(raw["gate"]),
            scenario_id=str(raw["scenario"]),
            inputs=_inputs(raw["inputs"]),
        )


def _row(raw: Mapping[str, object]) -> FiredRow:
    named = [score for score in SCORE_NAMES if score == raw["score"]]
    if not named:
        raise ValueError(f"not a score: {raw['score']!r}")
    return FiredRow(
        id=str(raw["id"]),
        score=named[0],
        points=_whole(raw["points"]),
        why=_sentence(raw["why"]),
        inputs=_inputs(raw["inputs"]),
    )


def _told(raw: Mapping[str, object]) -> ToldRevenue:
    return ToldRevenue(
        rule=str(raw["rule"]),
        amount=_whole(raw["amount"]),
        currency=str(raw["currency"]),
        why=_sentence(raw["why"]),
        inputs=_inputs(raw["inputs"]),
    )


def _band(raw: Mapping[str, object]) -> WinBand:
    return WinBand(_whole(raw["least"]), float(str(raw["chance"])), _whole(raw["deals"]))


def _whole(raw: object) -> int:
    if not isinstance(raw, int):
        raise ValueError(f"not a whole number: {raw!r}")
    return raw


def _table(raw: object) -> dict[str, object]:
    if not isinstance(raw, dict):
        raise ValueError(f"not a table: {raw!r}")
    return {str(key): value for key, value in raw.items()}


def _sentence(raw: object) -> dict[str, str]:
    return {locale: str(text) for locale, text in _table(raw).items()}


def _inputs(raw: object) -> dict[str, JsonValue]:
    inputs: dict[str, JsonValue] = {}
    for slot, value in _table(raw).items():
        match value:
            case bool() | int() | str() | list():
                inputs[slot] = value
            case dict():
                inputs[slot] = _table(value)
            case _:
                raise ValueError(f"not a stored answer: {value!r}")
    return inputs
