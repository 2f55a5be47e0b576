"""Writing leads with their people and companies as most CRMs take them: card by card, and those
that are new together. No HTTP, no field is named here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from typing import TypeVar

from crm_sync.cards import IN_ORDER, Bundle, Card, CrmRef, Entity, Made
from crm_sync.errors import CrmError, CrmRefused

T = TypeVar("T")
Outcome = Made | CrmError
Write = Callable[[Card, Made], Awaitable[CrmRef]]
"""Writes one card, tied to those that it is given."""
Create = Callable[[Entity, Mapping[int, Card], Sequence[Made]], Awaitable[Mapping[int, CrmRef]]]
"""Creates cards of one kind in one call, each tied to what is known by its number; a card that is
not told of was not created."""


async def card_by_card(bundle: Bundle, write: Write) -> Made:
    """Write the cards, whoever is referred to first; `write` gets the cards before it where they
    have to be tied. A failure says what was made before it, and what was not begun."""
    made: dict[Entity, CrmRef] = {}
    cards = bundle.cards
    for place, card in enumerate(cards):
        with keeping(made, {one.entity for one in cards[place + 1 :]}):
            made[card.entity] = await write(card, dict(made) if bundle.ties else {})
    return made


async def kind_by_kind(
    bundles: Sequence[Bundle], create: Create, apart: Callable[[Bundle], Awaitable[Made]]
) -> Sequence[Outcome]:
    """Those that are `new_at_company` at once: a call for all companies that are not there, one for
    all people, one for all leads. Changes, and what the CRM does not take with the others, go by
    themselves. What became of each, in order."""
    made: list[dict[Entity, CrmRef]] = [
        {card.entity: card.ref for card in bundle.cards if card.ref} for bundle in bundles
    ]
    failed: dict[int, CrmError] = {}
    alone = {number for number, one in enumerate(bundles) if not one.new_at_company}
    for place, entity in enumerate(IN_ORDER):
        cards = {
            number: card
            for number, bundle in enumerate(bundles)
            if number not in failed and number not in alone
            for card in bundle.cards
            if card.entity is entity and card.ref is None
        }
        if not cards:
            continue
        try:
            refs = await create(entity, cards, made)
        except CrmRefused:
            refs = {}
        except CrmError as error:
            later = IN_ORDER[place + 1 :]
            failed |= {number: failed_after(error, made[number], later) for number in cards}
            continue
        for number, ref in refs.items():
            made[number][entity] = ref
        alone |= cards.keys() - refs.keys()
    return [
        failed[number]
        if number in failed
        else await outcome_of(apart(bundle.known(made[number])))
        if number in alone
        else made[number]
        for number, bundle in enumerate(bundles)
    ]


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
