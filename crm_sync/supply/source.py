"""What every source of supply is: asked for everything, it answers or says why it can't."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from leads.supply.availability import Item


class SupplyFailed(RuntimeError):
    """The source could not be read; the message says why, for a manager, without any secret."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that the source knows. `as_of` is how old that is, None for: of this moment."""

    items: Sequence[Item]
    as_of: datetime | None = None


class SupplySource(Protocol):
    """A source. `read` raises `SupplyFailed` and nothing else."""

    async def read(self) -> Reading: ...
    async def aclose(self) -> None: ...
