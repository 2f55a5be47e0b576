"""The `steps:` part: the questions and pieces of information, in the order they are met."""

from __future__ import annotations

from dialogs.conditions import did_you_mean
from dialogs.scenario import Slot, SlotType, Step
from dialogs.schema import keys
from dialogs.schema.fields import Fields, open_items
from dialogs.schema.rules import Context
from dialogs.schema.texts import MAX_TEXT, telegram_length
from dialogs.source import Tree

WAYS = ("ask", "say", "review")
"""What a step does; each has exactly one."""
MAX_STEP_ID = 36
PROMPT_ROOM = 96
"""Characters of a question's message that «Вопрос 3 из 7» and the like need."""
REVIEW_ROOM = 2_600
"""Characters of a review's message that the answers may take."""


def read_steps(context: Context, tree: Tree | None) -> tuple[Step, ...]:
    """The steps that are well-formed."""
    steps: list[Step] = []
    lines: dict[str, int] = {}
    for fields in open_items(context.report, tree, ("steps",), "a step", keys.STEP):
        step = _read_step(context, fields)
        if step is None:
            continue
        mark = next(fields.values[key].mark for key in ("id", *WAYS) if key in fields)
        for taken in {step.id, step.slot or step.id}:
            if taken in lines:
                context.report.error(
                    "duplicate-id",
                    mark,
                    f"{taken!r} is asked or used as a step's id already, on line {lines[taken]}",
                    "ask every slot once",
                )
                break
            lines[taken] = mark.line
        else:
            steps.append(step)
            fields.known_as("steps", step.id)
    if tree is not None and not steps and not context.report.failed:
        context.report.error(
            "wrong-shape", tree.mark, "a scenario has at least one step", "add - ask: slot"
        )
    return tuple(steps)


def _read_step(context: Context, fields: Fields) -> Step | None:
    report = context.report
    if sum(way in fields for way in WAYS) != 1:
        report.error(
            "step-way",
            fields.mark,
            "a step either asks for a slot, or says something, or lists the answers for review",
            "write one of ask: slot, say: id, review: id",
        )
        return None
    slot_id = fields.id("ask", "a slot")
    said = fields.id("say", "a step") or fields.id("review", "a step")
    slot = None if slot_id is None else context.slots.get(slot_id)
    if slot_id is not None and slot is None and slot_id not in context.declared:
        report.error(
            "unknown-slot",
            fields.values["ask"].mark,
            f"there is no slot {slot_id!r}",
            did_you_mean(slot_id, context.declared),
        )
    unsure, optional = fields.flag("unsure"), fields.flag("optional")
    always = fields.flag("always")
    when = context.condition(fields, "when")
    text = context.text(fields, "text", "text")
    hint = context.text(fields, "hint", "hint")
    step_id = fields.id("id", "a step") or slot_id or said
    if step_id is not None and len(step_id) > MAX_STEP_ID:
        report.error(
            "callback-too-long",
            next(fields.values[key].mark for key in ("id", *WAYS) if key in fields),
            f"a button that changes the answer to {step_id!r} would be too long for Telegram",
            f"give the step an id of at most {MAX_STEP_ID} characters",
        )
    _check_blanks(fields, slot, unsure=unsure, optional=optional)
    if always and "ask" not in fields:
        report.error(
            "key-not-for-type",
            fields.values["always"].mark,
            "a step that asks nothing is always shown where its when allows it",
            "remove the key",
        )
    if step_id is None or text is None or (slot_id is not None and slot is None):
        return None
    most = MAX_TEXT - PROMPT_ROOM - (REVIEW_ROOM if "review" in fields else 0)
    for locale, words in text.by_locale.items():
        length = telegram_length(words) + (telegram_length(hint.in_(locale)) if hint else 0)
        if length > most:
            report.error(
                "text-too-long",
                fields.values["text"].mark,
                f"question and hint ({locale}) have {length} characters;"
                f" a message has room for {most}",
                "shorten one of them, or add a step that says the rest",
            )
    review = "review" in fields
    return Step(step_id, text, slot_id, when, hint, unsure, optional, review, always)


def _check_blanks(fields: Fields, slot: Slot | None, *, unsure: bool, optional: bool) -> None:
    for key, on in (("unsure", unsure), ("optional", optional)):
        if not on:
            continue
        if "ask" not in fields:
            message, fix = f"a step that asks nothing can't be {key}", "remove the key"
        elif slot is not None and slot.type is SlotType.CONSENT:
            message, fix = f"a consent is given or refused; it can't be {key}", "remove the key"
        else:
            continue
        fields.report.error("key-not-for-type", fields.values[key].mark, message, fix)
