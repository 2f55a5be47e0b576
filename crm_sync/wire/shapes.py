"""JSON of CRMs by the shape that is needed, whatever else stands there. No field is named here.

They write nothing as null, an empty object as `[]` and an error where a list should be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def table(found: object) -> Mapping[str, Any]:
    """An object."""
    return found if isinstance(found, Mapping) else {}


def rows(found: object) -> Sequence[Mapping[str, Any]]:
    """A list of objects."""
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def word(found: object) -> str | None:
    """A value as text; None where there is none."""
    return None if found in (None, "") else str(found)
