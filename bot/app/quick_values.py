"""Frozen dataclasses defined in half the time.

Python writes the source of six methods for each and compiles them; the house has some six hundred.
The two that refuse a change and the one that shows a value are the same for all of them but for the
names of the fields, so they need no source of their own. Python 3.13 compiles a class's methods at
once and is left alone. Only what starts the process calls this, before anything defines a value;
without it everything works the same, later.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import Field, FrozenInstanceError
from reprlib import recursive_repr
from typing import Any

REFUSING, SHOWING = "_frozen_get_del_attr", "_repr_fn"
"""What makes those methods in Python 3.11 and 3.12."""


def make_values_quickly() -> None:
    """From now on. Nothing happens where Python makes those methods in another way."""
    if hasattr(dataclasses, REFUSING) and hasattr(dataclasses, SHOWING):
        setattr(dataclasses, REFUSING, _refusing)
        setattr(dataclasses, SHOWING, _showing)


def _refusing(
    cls: type, fields: tuple[Field[Any], ...], _: dict[str, Any]
) -> tuple[Callable[[Any, str, Any], None], Callable[[Any, str], None]]:
    names = frozenset(field.name for field in fields)

    def __setattr__(self: Any, name: str, value: Any) -> None:  # noqa: N807 - Python looks at the name
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)  # type: ignore[arg-type]  # it is one

    def __delattr__(self: Any, name: str) -> None:  # noqa: N807 - likewise
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)  # type: ignore[arg-type]  # likewise

    return __setattr__, __delattr__


def _showing(fields: tuple[Field[Any], ...], _: dict[str, Any]) -> Callable[[Any], str]:
    names = tuple(field.name for field in fields)

    @recursive_repr()
    def __repr__(self: Any) -> str:  # noqa: N807 - likewise
        said = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{type(self).__qualname__}({said})"

    return __repr__
