"""Who speaks of which slot: nothing is used before it is asked, nothing is asked for no use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from dialogs.checks.sheet import Placed, Sheet, placed_conditions, placed_texts
from dialogs.conditions import leaves, slots_of
from dialogs.domains import conditions_of
from dialogs.scenario import Personal, Scenario, Slot, SlotType, Step
from dialogs.schema.fields import Path
from dialogs.schema.slot_types import BESIDE
from dialogs.schema.slots import PERSONAL_FIELDS
from dialogs.schema.texts import PLACEHOLDER


def check_references(sheet: Sheet) -> None:
    """Conditions look only at slots that were asked; what is asked is used somewhere."""
    scenario = sheet.scenario
    asked_at = {step.slot: index for index, step in enumerate(scenario.steps) if step.slot}
    place_of = {step.id: index for index, step in enumerate(scenario.steps)}
    for placed in placed_conditions(scenario):
        for leaf in leaves(placed.condition.tree):
            if leaf.slot in BESIDE:
                continue
            if leaf.slot not in asked_at:
                sheet.error(
                    "never-asked",
                    placed.path,
                    f"{leaf.slot} is asked nowhere, so this is never decided",
                    f"add a step with ask: {leaf.slot}",
                    offset=leaf.at,
                )
            elif asked_at[leaf.slot] >= _place(placed, place_of, asked_at):
                sheet.error(
                    "forward-reference",
                    placed.path,
                    f"{leaf.slot} is not asked before this {placed.kind}",
                    f"move the step that asks {leaf.slot} up, or this one down",
                    offset=leaf.at,
                )
    if scenario.product_slot is not None and scenario.product_slot not in asked_at:
        sheet.error(
            "never-asked",
            ("scenario", "product_slot"),
            f"{scenario.product_slot} is asked nowhere, so the product stays unknown",
            f"add a step with ask: {scenario.product_slot}",
        )
    for row in scenario.potential:
        if row.of is not None and row.of not in asked_at:
            sheet.error(
                "never-asked",
                ("potential", row.id, "of"),
                f"{row.of} is asked nowhere, so nothing is reckoned from it",
                f"add a step with ask: {row.of}",
            )
    _check_placeholders(sheet, asked_at)
    _check_use(sheet, asked_at)
    _check_fields(sheet)


def _place(placed: Placed, place_of: Mapping[str, int], asked_at: Mapping[str, int]) -> int:
    """The step before which everything has to be asked that the condition looks at."""
    match placed.kind:
        case "step":
            return place_of[placed.id]
        case "option":
            return asked_at.get(placed.id, len(place_of))
        case _:
            return len(place_of)


def _check_placeholders(sheet: Sheet, asked_at: dict[str, int]) -> None:
    place_of = {step.id: index for index, step in enumerate(sheet.scenario.steps)}
    for path, locale, match in _placeholders(sheet):
        # What is said at the end, or after a silence, may show whatever is asked at all.
        place = place_of[path[1]] if path[0] == "steps" else len(place_of)
        if asked_at.get(match[1], place) >= place:
            sheet.warning(
                "placeholder-too-early",
                (*path, locale),
                f"{match[1]} is not asked before, so people always read {match[2]!r}",
                "write the fallback alone, or ask earlier",
                offset=match.start(),
            )


def _placeholders(sheet: Sheet) -> Iterator[tuple[Path, str, re.Match[str]]]:
    for path, text in placed_texts(sheet.loaded):
        for locale, words in text.by_locale.items():
            for match in PLACEHOLDER.finditer(words):
                yield path, locale, match


def _check_use(sheet: Sheet, asked_at: dict[str, int]) -> None:
    scenario = sheet.scenario
    conditions = [*conditions_of(scenario), *(row.when for row in scenario.potential if row.when)]
    mentioned = {name for condition in conditions for name in slots_of(condition)}
    mentioned |= {row.of for row in scenario.potential if row.of}
    shown = {match[1] for _, _, match in _placeholders(sheet)}
    for slot in scenario.slots.values():
        if slot.id not in asked_at:
            if slot.id not in mentioned and slot.id != scenario.product_slot:
                sheet.warning(
                    "slot-never-asked",
                    ("slots", slot.id, "type"),
                    f"slot {slot.id} is asked nowhere",
                    f"add a step with ask: {slot.id}, or remove the slot",
                )
        elif not (slot.id in mentioned | shown or _kept(scenario, slot)):
            sheet.warning(
                "unused-answer",
                ("steps", _step_of(scenario, slot).id, "ask"),
                f"nobody uses the answer to {slot.id}",
                "give the slot a crm field, use it in a rule, or don't ask",
            )
        if slot.personal is not Personal.NONE and slot.crm is None and slot.id in asked_at:
            sheet.warning(
                "personal-data-unmapped",
                ("slots", slot.id, "type"),
                f"{slot.id} is personal data, and no field of the contact keeps it",
                f"give it crm: {' or '.join(PERSONAL_FIELDS)}, or don't ask",
            )


def _check_fields(sheet: Sheet) -> None:
    """Two answers that everybody gives are not written to one field: the later would win."""
    taken: dict[str, str] = {}
    for step in sheet.scenario.steps:
        slot = sheet.scenario.slots[step.slot] if step.slot else None
        if slot is None or slot.crm is None or step.when is not None:
            continue
        if slot.crm in taken:
            sheet.warning(
                "crm-field-twice",
                ("slots", slot.id, "crm"),
                f"{slot.crm} is written by {taken[slot.crm]}, too, and {slot.id} comes later",
                "give each a field of its own",
            )
        taken.setdefault(slot.crm, slot.id)


def _kept(scenario: Scenario, slot: Slot) -> bool:
    """The answer is of use by what it is, even if no rule looks at it."""
    return (
        slot.crm is not None
        or slot.id == scenario.product_slot
        or slot.type is SlotType.CONSENT
        or slot.personal is not Personal.NONE
    )


def _step_of(scenario: Scenario, slot: Slot) -> Step:
    return next(step for step in scenario.steps if step.slot == slot.id)
