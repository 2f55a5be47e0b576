"""Which of a scenario's materials is for whom. Pure; the words around it are templates'."""

from __future__ import annotations

from dialogs.scenario import Material, Scenario


def material_for(scenario: Scenario, product: object) -> Material | None:
    """The first material for that product (an option's id, or anything where none was named)."""
    fitting = (one for one in scenario.materials if not one.products or product in one.products)
    return next(fitting, None)
