"""A scenario's products as they can be sold now: which options that hides, and where it halts a
conversation. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dialogs.effects import Unsold, Unsure
from dialogs.options import read_choice
from dialogs.reading import Reading
from dialogs.replies import Chose, Reply, Typed
from dialogs.scenario import Option, Scenario, Slot
from dialogs.spoken import labelled
from dialogs.values import Value
from leads.supply.availability import ON_SALE, Availability, State


def as_supplied(
    scenario: Scenario, limited: Mapping[str, Availability], otherwise: Availability = ON_SALE
) -> Scenario:
    """The scenario whose products are available as `limited` says, `otherwise` for the rest;
    itself when it says so already."""
    slot = scenario.slots.get(scenario.product_slot or "")
    if slot is None:
        return scenario
    options = tuple(
        replace(option, availability=limited.get(option.id, otherwise)) for option in slot.options
    )
    if options == slot.options:
        return scenario
    return replace(scenario, slots={**scenario.slots, slot.id: replace(slot, options=options)})


def product_option(scenario: Scenario, product: str) -> Option | None:
    """The option of the scenario that stands for the product."""
    slot = scenario.slots.get(scenario.product_slot or "")
    return slot.option(product) if slot else None


def chosen_product(scenario: Scenario, values: Mapping[str, Value]) -> Option | None:
    """The product that was chosen, if one was."""
    value = values.get(scenario.product_slot or "")
    return product_option(scenario, value) if isinstance(value, str) else None


def halted(scenario: Scenario, values: Mapping[str, Value]) -> Unsold | None:
    """Why a conversation with these answers does not go on: its product can't be sold now."""
    option = chosen_product(scenario, values)
    return unsold(option) if option is not None and option.gone else None


def doubt(scenario: Scenario, values: Mapping[str, Value]) -> tuple[Unsure, ...]:
    """What to say of the chosen product when nobody knows whether it can be sold."""
    option = chosen_product(scenario, values)
    unsure = option is not None and option.availability.state is State.UNSURE
    return (Unsure(option.label),) if option is not None and unsure else ()


def unsold(option: Option) -> Unsold:
    """What the person is told of a product that is gone."""
    return Unsold(option.id, option.label, option.availability)


def meant_gone(reply: Reply, slot: Slot, *, exactly: bool) -> Option | None:
    """The option that is gone which the reply means; not `exactly`: written more or less so."""
    gone = tuple(option for option in slot.options if option.gone)
    if not gone:
        return None
    found: Option | None = None
    if isinstance(reply, Chose):
        found = slot.option(reply.option_id)
    elif isinstance(reply, Typed):
        found = labelled(reply.text, slot)
        read = None if exactly or found else read_choice(reply.text, replace(slot, options=gone))
        if isinstance(read, Reading):
            found = slot.option(read.value)
    return found if found in gone else None
