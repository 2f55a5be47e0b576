"""How reports put alike things together. Imported at the start, by what answers /meetings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


def grouped(found: Iterable[T], key: Callable[[T], str]) -> Mapping[str, Sequence[T]]:
    """Whatever is counted by a key, the largest group first; within a group in the same order."""
    groups: dict[str, list[T]] = {}
    for one in found:
        groups.setdefault(key(one), []).append(one)
    return dict(sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])))
