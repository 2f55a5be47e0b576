"""Writing leads with their people and companies as most CRMs take them: card by card, and those
that are all new together. No HTTP, no field is named here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from typing import TypeVar

from crm_sync.cards import Bundle, Card, CrmRef, Entity, Made
from crm_sync.errors import CrmError

T = TypeVar("T")
Outcome = Made | CrmError
Write = Callable[[Card, Made], Awaitable[CrmRef]]
"""Writes one card, tied to those that it is given."""


async def card_by_card(bundle: Bundle, write: Write) -> Made:
    """Write the cards, whoever is referred to first; `write` gets the cards before it where they
    have to be tied. A failure says what was made before it, and what was not begun."""
    made: dict[Entity, CrmRef] = {}
    cards = bundle.cards
    for place, card in enumerate(cards):
        with keeping(made, {one.entity for one in cards[place + 1 :]}):
            made[card.entity] = await write(card, dict(made) if bundle.ties else {})
    return made


async def new_ones_together(
    bundles: Sequence[Bundle],
    together: Callable[[Sequence[Bundle]], Awaitable[Sequence[Outcome]]],
    apart: Callable[[Bundle], Awaitable[Made]],
) -> Sequence[Outcome]:
    """Those of which nothing is there at once, the others one by one; what became of each, in
    order."""
    new = [number for number, one in enumerate(bundles) if not any(c.ref for c in one.cards)]
    made = await together([bundles[number] for number in new]) if new else []
    outcomes = dict(zip(new, made, strict=True))
    for number, bundle in enumerate(bundles):
        if number not in outcomes:
            outcomes[number] = await outcome_of(apart(bundle))
    return [outcomes[number] for number in range(len(bundles))]


async def outcome_of(writing: Awaitable[Made]) -> Outcome:
    """What came of it: a failure is an outcome, too."""
    try:
        return await writing
    except CrmError as error:
        return error


def or_raise(outcome: T | CrmError) -> T:
    """What was done; raises a failure."""
    if isinstance(outcome, CrmError):
        raise outcome
    return outcome


@contextmanager
def keeping(made: Made, untried: Collection[Entity] = ()) -> Iterator[None]:
    """Whatever fails in this block says what was made before it, and what was not begun."""
    try:
        yield
    except CrmError as error:
        error.made, error.untried = {**made, **error.made}, frozenset(untried)
        raise


def failed_after(error: CrmError, made: Made, untried: Collection[Entity]) -> CrmError:
    """The failure of several leads as it is one's, of which `made` was there already."""
    own = copy(error)
    own.made, own.untried = made, frozenset(untried)
    return own
