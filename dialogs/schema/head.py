"""The `scenario:` part: what the scenario is."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.conditions import did_you_mean
from dialogs.scenario import ScenarioKind, SlotType, Text
from dialogs.schema import keys
from dialogs.schema.fields import Fields, Report, open_fields
from dialogs.schema.rules import Context
from dialogs.schema.texts import MAX_LABEL, read_text
from dialogs.source import Scalar


@dataclass(frozen=True, slots=True)
class Head:
    """What was read of it; `product_slot` as written, since the slots come later in the file."""

    id: str
    version: int
    kind: ScenarioKind
    title: Text
    product_slot: Scalar | None
    shortest: bool


def read_head(report: Report, top: Fields) -> Head | None:
    """The head if it is well-formed."""
    tree = top.get("scenario")
    if tree is None:
        return None
    fields = open_fields(report, tree, ("scenario",), "scenario", keys.HEAD)
    if fields is None:
        return None
    scenario_id = fields.id("id", "a scenario")
    version = fields.whole("version", least=1)
    kind = fields.one_of("kind", ScenarioKind, "a kind of scenario")
    title_tree = fields.get("title")
    title = (
        None
        if title_tree is None
        else read_text(report, title_tree, ("scenario", "title"), "title", limit=MAX_LABEL)
    )
    shortest = _shortest(fields, kind)
    if not (scenario_id and version and kind and title):
        return None
    product_slot = fields.scalar("product_slot")
    return Head(scenario_id, version, ScenarioKind(kind), title, product_slot, shortest)


def _shortest(fields: Fields, kind: str | None) -> bool:
    shortest = fields.flag("shortest")
    if shortest and kind is not None and kind != ScenarioKind.QUIZ:
        fields.report.error(
            "key-not-for-type",
            fields.values["shortest"].mark,
            f"a {kind} has no verdict that could be certain early; it asks everything",
            "remove the key",
        )
    return shortest


def read_product_slot(context: Context, scalar: Scalar | None) -> str | None:
    """The slot that names the product, if one is named."""
    if scalar is None:
        return None
    slot = context.slots.get(scalar.text)
    if slot is not None and slot.type is not SlotType.CHOICE:
        context.report.error(
            "key-not-for-type",
            scalar.mark,
            f"{slot.id} is of type {slot.type}; the product is a single choice",
            "name a slot of type choice",
        )
    elif scalar.text not in context.declared:
        context.report.error(
            "unknown-slot",
            scalar.mark,
            f"there is no slot {scalar.text[:40]!r}",
            did_you_mean(scalar.text, context.declared),
        )
    return scalar.text
