"""The company that a lead belongs to: a legal or trading entity. No matching, no storage."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from leads.grading.potential import Potential


class Grade(StrEnum):
    """What a company can become, by potential revenue: A brings most, C least."""

    A = "A"
    B = "B"
    C = "C"


@dataclass(frozen=True, slots=True)
class Company:
    """A company. `id` is 0 until storage has allotted one, `name` None while only its site is
    known; `inn` is the Russian tax number,
    `domain` the bare host of its site, `joined_to` the company that this one turned out to be.
    `potential` is what it is expected to bring, None while nothing tells; `grade` follows."""

    id: int
    name: str | None = None
    inn: str | None = None
    domain: str | None = None
    grade: Grade | None = None
    joined_to: int | None = None
    potential: Potential | None = None

    @property
    def title(self) -> str:
        """What the company is called: its name, else its site; empty when neither is known."""
        return self.name or self.domain or ""
