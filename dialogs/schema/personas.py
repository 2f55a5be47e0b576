"""The `personas:` part: golden answers and the outcome that they must lead to."""

from __future__ import annotations

from dialogs.conditions import did_you_mean
from dialogs.persona import Persona
from dialogs.scenario import Slot, SlotType
from dialogs.schema import keys
from dialogs.schema.fields import Fields, Report, open_fields, open_items
from dialogs.schema.rules import Context, UniqueIds
from dialogs.session import Blank
from dialogs.signals.circumstances import GRADE, PRICE_FIRST, RENAMED
from dialogs.source import Entries, Items, Scalar, Tree
from leads.company import Grade
from leads.stage import Stage
from leads.verdict import JsonValue

RawAnswer = bool | int | str | list[str]
"""An answer as typed or tapped: yes/no, a number, text or an option id, several option ids."""

BLANKS = frozenset(blank.value for blank in Blank)


def read_personas(
    context: Context, tree: Tree | None, outcomes: frozenset[str]
) -> tuple[Persona, ...]:
    """The personas that are well-formed; `outcomes` are the ids that they may expect."""
    report = context.report
    ids = UniqueIds(report, "persona")
    personas: list[Persona] = []
    for fields in open_items(report, tree, ("personas",), "a persona", keys.PERSONA):
        persona_id = ids.take(fields)
        answers_tree = fields.get("answers")
        answers = None if answers_tree is None else _answers(context, answers_tree)
        expect = fields.scalar("expect")
        if expect is not None and expect.text not in outcomes:
            report.error(
                "unknown-outcome",
                expect.mark,
                f"{expect.text[:40]!r} is no outcome",
                did_you_mean(expect.text, outcomes),
            )
        if persona_id and answers is not None and expect is not None:
            stage = fields.one_of("stage", Stage, "a stage")
            personas.append(
                Persona(
                    id=persona_id,
                    answers=answers,
                    expect=expect.text,
                    fit=fields.whole("fit"),
                    intent=fields.whole("intent"),
                    gate=fields.id("gate", "a gate"),
                    asks=_asks(fields),
                    stage=None if stage is None else Stage(stage),
                    next=fields.id("next", "a scenario"),
                    doubt=fields.whole("doubt"),
                    known=_known(fields),
                )
            )
            fields.known_as("personas", persona_id)
    return tuple(personas)


def _answers(context: Context, tree: Tree) -> dict[str, RawAnswer] | None:
    if not isinstance(tree, Entries):
        context.report.error("wrong-shape", tree.mark, "answers is a mapping", "slot: answer, …")
        return None
    answers: dict[str, RawAnswer] = {}
    for entry in tree.entries:
        slot = context.slots.get(entry.key)
        if entry.key in answers:
            context.report.error(
                "duplicate-key", entry.mark, f"{entry.key!r} is answered twice", "remove one"
            )
        elif slot is not None:
            answer = _answer(context.report, slot, entry.value)
            if answer is not None:
                answers[entry.key] = answer
        elif entry.key not in context.declared:
            context.report.error(
                "unknown-slot",
                entry.mark,
                f"there is no slot {entry.key[:40]!r}",
                did_you_mean(entry.key, context.declared),
            )
    return answers


def _answer(report: Report, slot: Slot, tree: Tree) -> RawAnswer | None:
    """The answer, option ids checked; text is read later, as a person's would be."""
    if slot.type is SlotType.CHOICES and isinstance(tree, Items):
        scalars = [item for item in tree.items if isinstance(item, Scalar)]
        for scalar in scalars:
            _check_option(report, slot, scalar)
        return [scalar.text for scalar in scalars]
    single = report.scalar(tree, f"the answer to {slot.id}")
    return None if single is None else _single(report, slot, single)


def _asks(fields: Fields) -> tuple[str, ...] | None:
    tree = fields.get("asks")
    if tree is None:
        return None
    items = fields.report.items(tree, "asks")
    return tuple(item.text for item in items if isinstance(item, Scalar))


def _known(fields: Fields) -> dict[str, JsonValue]:
    """What is known besides the answers, as `Circumstances` reads it."""
    tree = fields.get("known")
    if tree is None:
        return {}
    known = open_fields(fields.report, tree, (*fields.path, "known"), "known", keys.KNOWN)
    if known is None:
        return {}
    found: dict[str, JsonValue] = {
        name: known.flag(name) for name in (PRICE_FIRST, RENAMED) if name in known
    }
    grade = known.one_of(GRADE, Grade, "a grade of companies")
    return found if grade is None else {**found, GRADE: grade}


def _single(report: Report, slot: Slot, scalar: Scalar) -> RawAnswer | None:
    if scalar.value is None:
        report.error(
            "wrong-type", scalar.mark, f"the answer to {slot.id} is empty", "write dont_know"
        )
        return None
    if scalar.text in BLANKS:
        return scalar.text
    match slot.type:
        case SlotType.BOOLEAN | SlotType.CONSENT if isinstance(scalar.value, bool):
            return scalar.value
        case SlotType.INTEGER | SlotType.MONEY if isinstance(scalar.value, int):
            return scalar.value
        case SlotType.CHOICE | SlotType.CHOICES:
            _check_option(report, slot, scalar)
    return scalar.text


def _check_option(report: Report, slot: Slot, scalar: Scalar) -> None:
    known = frozenset(option.id for option in slot.options)
    if known and scalar.text not in known and not slot.other:
        report.error(
            "unknown-option",
            scalar.mark,
            f"{slot.id} has no option {scalar.text[:40]!r}",
            did_you_mean(scalar.text, known),
        )
