"""A lead of a made-up base under way."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.reports.base.who import Who


@dataclass
class Walked:
    """A lead under way: what becomes a row once everything has happened."""

    id: int
    who: Who
    product: str | None
    temperature: str
    funnel: str = "warm"
    owner: int | None = None
    stages: list[tuple[str, int]] = field(default_factory=list)
    judged: dict[str, object] | None = None
    at: dict[str, int] = field(default_factory=dict)
    loss: str | None = None
    own_loss: str | None = None
    amount: int | None = None
    discount: int | None = None

    @property
    def stage(self) -> str:
        """Where it stands."""
        return self.stages[-1][0]

    @property
    def now(self) -> int:
        """When something happened to it last."""
        return self.stages[-1][1]
