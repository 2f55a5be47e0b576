"""Which answers to a slot can make a difference: at least one for each region of its values.

Numbers are cut at the constants that conditions compare them with, choices at the options that
they name. Two answers of one region get the same truth from every condition, so trying one of each
region tries everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain, combinations

from dialogs.conditions import Compare, Includes, Leaf
from dialogs.scenario import Slot, SlotType
from dialogs.values import Day, Number, Other, Range, Value

_SOME_DAY = date(2000, 1, 1)
ANYTHING = "…"
"""Stands for every answer of a kind whose value no condition looks at."""


def candidates(slot: Slot, about: Iterable[Leaf]) -> Iterator[Value]:
    """Answers that the slot can hold, of which every region that `about` tells apart has one.

    The conditions of options are left out: an option counts as offered.
    """
    match slot.type:
        case SlotType.BOOLEAN | SlotType.CONSENT:
            yield from (True, False)
        case SlotType.CHOICE:
            yield from (option.id for option in slot.options)
            if slot.other:
                yield Other(ANYTHING)
        case SlotType.CHOICES:
            yield from _selections(slot, named_options(about))
        case SlotType.INTEGER | SlotType.MONEY | SlotType.RATING:
            yield from _numbers(slot, about, 1)
        case SlotType.RANGE:
            yield from _spans(slot, about)
        case SlotType.DATE | SlotType.PERIOD:
            yield from _days(slot, about)
        case SlotType.DECIMAL | SlotType.PERCENT:
            yield from _numbers(slot, about, Decimal(1).scaleb(-slot.decimals))
        case _:
            yield ANYTHING


def named_options(about: Iterable[Leaf]) -> frozenset[str]:
    """The options of a multiple choice that the conditions look for."""
    return frozenset(leaf.option for leaf in about if isinstance(leaf, Includes))


def _numbers(slot: Slot, about: Iterable[Leaf], step: Number) -> Iterator[Number]:
    low, high = slot.minimum, slot.maximum
    ends = [end for end in (low, high) if end is not None]
    constants = [leaf.constant for leaf in about if isinstance(leaf, Compare)]
    near = {constant + shift for constant in constants for shift in (-step, 0 * step, step)}
    for number in sorted({*ends, *near} or {0 * step}):
        if (low is None or number >= low) and (high is None or number <= high):
            yield number


def _spans(slot: Slot, about: Iterable[Leaf]) -> Iterator[Range]:
    """Ranges from and to every number that makes a difference, and those with an open end."""
    ends = [int(number) for number in _numbers(slot, about, 1)]
    for place, low in enumerate(ends):
        yield Range(low, None)
        yield Range(None, low)
        yield from (Range(low, high) for high in ends[place:])


def _days(slot: Slot, about: Iterable[Leaf]) -> Iterator[Day]:
    constants = [int(leaf.constant) for leaf in about if isinstance(leaf, Compare)]
    near = {constant + shift for constant in constants for shift in (-1, 0, 1)}
    for ahead in sorted({0, *near}):
        if ahead >= 0 or not slot.future:
            first = _SOME_DAY + timedelta(days=ahead)
            yield Day(first, first, _SOME_DAY)


def _selections(slot: Slot, named: frozenset[str]) -> Iterator[Value]:
    """Every subset of the named options, filled up with others where it is too small."""
    ticked = [option.id for option in slot.options if option.id in named]
    others: list[str | Other] = [option.id for option in slot.options if option.id not in named]
    if slot.other:
        others.append(Other(ANYTHING))
    subsets = chain.from_iterable(combinations(ticked, size) for size in range(len(ticked) + 1))
    for subset in subsets:
        missing = max(slot.least - len(subset), 0)
        if missing <= len(others) and (slot.most is None or len(subset) <= slot.most):
            yield frozenset((*subset, *others[:missing]))
