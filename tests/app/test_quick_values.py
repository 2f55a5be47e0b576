"""Values made quickly are what Python makes: they refuse changes and show themselves alike."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, dataclass, field

import pytest

from bot.app.quick_values import REFUSING, SHOWING, make_values_quickly


def point() -> type:
    @dataclass(frozen=True)
    class Point:
        x: int
        tags: list[object] = field(default_factory=list)
        secret: str = field(default="s", repr=False)

    return Point


def narrow() -> type:
    @dataclass(frozen=True, slots=True)
    class Narrow:
        x: int

    return Narrow


SLOW = point(), narrow()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[type, type]]:
    if not hasattr(dataclasses, REFUSING):
        assert sys.version_info >= (3, 13), "Python 3.11 and 3.12 make these methods one by one"
        pytest.skip("this Python needs no help")
    for name in (REFUSING, SHOWING):  # so that it is undone
        monkeypatch.setattr(dataclasses, name, getattr(dataclasses, name))
    make_values_quickly()
    yield point(), narrow()


def test_they_show_themselves_as_ever(quick: tuple[type, type]) -> None:
    for mine, theirs in zip(quick, SLOW, strict=True):
        assert repr(mine(1)) == repr(theirs(1))
    endless = quick[0](1)
    endless.tags.append(endless)
    assert repr(endless) == f"{quick[0].__qualname__}(x=1, tags=[...])"


def test_they_refuse_every_change(quick: tuple[type, type]) -> None:
    for kind in (*quick, *SLOW):
        with pytest.raises(FrozenInstanceError, match="cannot assign to field 'x'"):
            kind(1).x = 2
        with pytest.raises(FrozenInstanceError, match="cannot delete field 'x'"):
            del kind(1).x


def test_who_inherits_may_have_fields_of_its_own(quick: tuple[type, type]) -> None:
    for kind in (quick[0], SLOW[0]):
        heir = type("Heir", (kind,), {})(1)
        heir.y = 3
        del heir.y
        with pytest.raises(FrozenInstanceError):
            heir.x = 2
    assert quick[0](1) == quick[0](1) and quick[1](1) != quick[1](2)
