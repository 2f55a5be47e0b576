"""Somebody of a made-up base."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Who:
    """Somebody of the base."""

    contact: int
    company: int | None
    channel: str
    campaign: str | None
