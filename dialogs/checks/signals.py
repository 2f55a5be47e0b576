"""Signals never decide alone, and whoever chooses by themselves gets something to choose from."""

from __future__ import annotations

from dialogs.bounds import Explored
from dialogs.checks.sheet import Sheet
from dialogs.conditions import slots_of
from dialogs.scenario import Scenario
from dialogs.self_service import material_for
from dialogs.signals.cases import thresholds
from dialogs.signals.circumstances import REFUSED
from dialogs.signals.weighing import heaviest
from leads.stage import Stage


def check_signals(sheet: Sheet) -> None:
    """What can be told from the rows alone: weights, caps, and what they count."""
    scenario = sheet.scenario
    for row in scenario.signals:
        if not 1 <= row.add <= scenario.signal_cap:
            sheet.error(
                "signal-weight",
                ("score", row.id, "add"),
                f"{row.id} weighs {row.add}; a signal adds weight, from 1 to the cap"
                f" of {scenario.signal_cap}",
                "give it a weight of that range, or raise the cap",
            )
        if REFUSED in slots_of(row.when) and not any(one.need for one in scenario.slots.values()):
            sheet.error(
                "no-need-marked",
                ("score", row.id, "when"),
                "refused counts questions about the need, and no slot is marked as one",
                "write need: true at the slots that tell of the need",
            )
    for outcome in scenario.outcomes:
        for leaf in thresholds(outcome):
            path = ("outcomes", outcome.id, "when")
            most, wanted = heaviest(scenario), f"{leaf.slot} {leaf.sign} {leaf.constant}"
            alone = [row.id for row in scenario.signals if leaf.truth({leaf.slot: row.add})]
            if leaf.truth({leaf.slot: 0}):
                sheet.error(
                    "signal-alone",
                    path,
                    f"{wanted} is true without any signal",
                    "signals only add weight: compare with >= or >",
                    offset=leaf.at,
                )
            elif not leaf.truth({leaf.slot: most}):
                sheet.warning(
                    "threshold-unreachable",
                    path,
                    f"{outcome.id} needs {wanted}, the signals give 0 to {most}",
                    "lower the threshold, or raise the cap and the weights",
                    offset=leaf.at,
                )
            elif alone:
                sheet.error(
                    "signal-alone",
                    path,
                    f"one signal is enough for {wanted}: {alone[0]}",
                    "raise the threshold above every single weight",
                    offset=leaf.at,
                )


def check_materials(sheet: Sheet) -> None:
    """Every product has a price to read where the scenario leaves people to choose."""
    scenario = sheet.scenario
    offers = [one for one in scenario.outcomes if one.stage is Stage.SELF_SERVICE]
    products = _products(scenario)
    for index, material in enumerate(scenario.materials):
        for product in material.products:
            if product not in products:
                sheet.error(
                    "unknown-product",
                    ("materials", str(index), "for"),
                    f"{product!r} is no option of {scenario.product_slot or 'a product_slot'}",
                    f"name one of {', '.join(products)}" if products else "name a product_slot",
                )
    bare = [one for one in products or ("anything",) if material_for(scenario, one) is None]
    for outcome in offers if bare else ():
        sheet.error(
            "material-missing",
            ("outcomes", outcome.id, "id"),
            f"{outcome.id} gives people prices and materials, and there are none for {bare[0]}",
            "add them under materials; one without for: suits everything else",
        )
    if scenario.materials and not offers:
        sheet.warning(
            "material-unused",
            ("materials", "0", "price"),
            "no outcome has the stage self_service, so nobody gets these",
            "add such an outcome, or remove the materials",
        )


def check_swayed(sheet: Sheet, explored: Explored) -> None:
    """No signal takes anybody out of what qualifies, and none leads anywhere without facts."""
    for before, after in sorted(explored.swayed):
        sheet.error(
            "signals-decide",
            ("outcomes", after, "when"),
            f"signals turn {before} into {after}: what a person needs and has has to decide",
            f"move {before} before {after}",
        )
    for outcome in sheet.scenario.outcomes:
        if any(thresholds(outcome)) and explored.truths.get(("signals", outcome.id)) == {True}:
            sheet.error(
                "signals-decide",
                ("outcomes", outcome.id, "when"),
                f"signals alone lead to {outcome.id}, whatever the answers are",
                "say for which answers they count: fit < 50 and doubt >= 20",
            )


def _products(scenario: Scenario) -> tuple[str, ...]:
    slot = scenario.slots.get(scenario.product_slot or "")
    return tuple(option.id for option in slot.options) if slot else ()
