"""The golden examples of a scenario, as frozen values. `dialogs.checks.personas` plays them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from leads.stage import Stage
from leads.verdict import JsonValue


@dataclass(frozen=True, slots=True)
class Persona:
    """A golden example: raw answers by slot id and the outcome they must lead to.

    Whatever else is not None must come out as well: the points, the gate that ends it, the steps
    that are shown in their order, the stage, the scenario that follows, and what the signals weigh.
    `known` is what is known besides the answers (`dialogs.signals.circumstances`).
    """

    id: str
    answers: Mapping[str, object]
    expect: str
    fit: int | None = None
    intent: int | None = None
    gate: str | None = None
    asks: tuple[str, ...] | None = None
    stage: Stage | None = None
    next: str | None = None
    doubt: int | None = None
    known: Mapping[str, JsonValue] = field(default_factory=dict)
