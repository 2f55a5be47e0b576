"""Which answers to a slot can make a difference: at least one for each region of its values.

Numbers are cut at the constants that conditions compare them with, choices at the options that
they name. Two answers of one region get the same truth from every condition, so trying one of each
region tries everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import chain, combinations

from dialogs.conditions import Compare, Includes, Leaf
from dialogs.scenario import Slot, SlotType
from dialogs.values import Number, Other, Value

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
