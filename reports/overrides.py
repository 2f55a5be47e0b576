"""A verdict beside what people made of it, and the rules that it rests on. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from leads.verdict import Verdict


@dataclass(frozen=True, slots=True)
class JudgedVerdict:
    """A verdict and, where somebody overrode it, the stage that it was overridden to and why."""

    verdict: Verdict
    to: str | None = None
    reason: str = ""


def deciding(verdict: Verdict) -> Iterable[tuple[str, Mapping[str, str]]]:
    """The rules that a verdict rests on, with their sentences: a gate alone, else its rows."""
    if verdict.gate is not None:
        return [(verdict.gate, verdict.reason or {})]
    return [(row.id, row.why) for row in verdict.rows]
