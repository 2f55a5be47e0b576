"""Text of a cadence's file → a `Cadence`, or every mistake that keeps it from being one.

The rules over all cadences are `dialogs.cadence_files.rules`, folders `.folder`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from dialogs.cadence_files import keys
from dialogs.cadence_files.steps import read_steps, words
from dialogs.schema.calendars import clock
from dialogs.schema.fields import Fields, Report, open_fields
from dialogs.schema.rules import UniqueIds
from dialogs.schema.texts import MAX_LABEL
from dialogs.source import Items, Mark, Scalar, Tree
from leads.cadences.cadence import AT, UNTIL, Answer, Cadence, Moment, Step, Stop, Then
from leads.consent import Purpose
from leads.outbox import Priority

E = TypeVar("E", bound=StrEnum)
PURPOSES = (Purpose.REMINDER, Purpose.SURVEY, Purpose.ADVERTISING, Purpose.FOLLOW_UP)
PRIORITY_OF = {Purpose.SURVEY: Priority.SURVEY}
MOST_ANSWERS = 6
MAX_SHORT = 20
NEEDED = ("title", "begins", "purpose")
_NOTHING = Mark(1, 1)


@dataclass(frozen=True, slots=True)
class Off:
    """The user does without the shipped cadence of that id."""

    id: str


def read_cadence(report: Report, top: Fields) -> Cadence | Off | None:
    """The cadence of a file; None where a mistake keeps it from being one."""
    tree = top.get("cadence")
    if tree is None:
        report.error(
            "missing-key",
            top.mark,
            "the file needs 'cadence', 'cases' or 'rules'",
            "add cadence: …",
        )
        return None
    head = open_fields(report, tree, ("cadence",), "cadence", keys.HEAD)
    if head is None:
        return None
    name = _short(head, "a cadence")
    if head.flag("off"):
        return None if name is None else Off(name)
    for key in NEEDED:
        if key not in head and key not in head.misspelt:
            report.error("missing-key", head.mark, f"cadence needs {key!r}", f"add {key}: …")
    answers = tuple(_answers(report, top))
    steps = tuple(read_steps(report, top))
    return _cadence(head, name, steps, answers)


def _cadence(
    head: Fields, name: str | None, steps: tuple[Step, ...], answers: tuple[Answer, ...]
) -> Cadence | None:
    title = words(head, "title", placeholders=False)
    begins = frozenset(_each(head, "begins", Moment, "a moment that begins cadences"))
    purpose = head.one_of("purpose", (one.value for one in PURPOSES), "a purpose of cadences")
    at, until = clock(head, "at"), clock(head, "until")
    cycle = head.span("cycle", "dw")
    stops = frozenset(_each(head, "stops", Stop, "a stop"))
    invitation = words(head, "invitation")
    if not (name and title and begins and purpose):
        return None
    made = Cadence(
        id=name,
        title=title,
        begins=begins,
        purpose=Purpose(purpose),
        steps=steps,
        priority=PRIORITY_OF.get(Purpose(purpose), Priority.FOLLOW_UP),
        cycle=cycle,
        stops=stops if "stops" in head else frozenset(Stop),
        answers=answers,
        invitation=invitation,
        at=at or AT,
        until=until or UNTIL,
    )
    if made.until <= made.at:
        key = "until" if "until" in head else "at"
        head.report.error(
            "wrong-type",
            head.values[key].mark,
            f"nothing can leave between {made.at:%H:%M} and {made.until:%H:%M}",
            "let until be later than at",
        )
    return made


def _each(head: Fields, key: str, known: type[E], what: str) -> Iterator[E]:
    """The words under `key`, one or a list of them."""
    tree = head.get(key)
    items: tuple[Tree, ...] = (tree,) if isinstance(tree, Scalar) else ()
    if tree is not None and not items:
        items = head.report.items(tree, key)
    for item in items:
        one = Fields(head.report, head.path, item.mark, {key: item})
        if found := one.one_of(key, known, what):
            yield known(found)


def _answers(report: Report, top: Fields) -> Iterator[Answer]:
    tree = top.get("answers") or Items(_NOTHING, ())
    items = report.items(tree, "answers")
    if len(items) > MOST_ANSWERS:
        report.error(
            "too-many-answers",
            items[MOST_ANSWERS].mark,
            f"more than {MOST_ANSWERS} buttons are not read",
            "remove some",
        )
    ids = UniqueIds(report, "answer")
    for index, item in enumerate(items):
        fields = open_fields(report, item, ("answers", str(index)), "an answer", keys.ANSWER)
        if fields is None:
            continue
        name = _short(fields, "an answer") and ids.take(fields)
        label = words(fields, "label", limit=MAX_LABEL, placeholders=False)
        then = fields.one_of("then", Then, "what an answer can lead to")
        counts = fields.flag("counts") if "counts" in fields else True
        if name and label and then:
            yield Answer(name, label, Then(then), counts)


def _short(fields: Fields, what: str) -> str | None:
    """The id, which the payloads of buttons have to hold."""
    name = fields.id("id", what)
    if name is not None and len(name) > MAX_SHORT:
        fields.report.error(
            "bad-id",
            fields.values["id"].mark,
            f"{name!r} is too long an id for {what}",
            f"use at most {MAX_SHORT} characters",
        )
        return None
    return name
