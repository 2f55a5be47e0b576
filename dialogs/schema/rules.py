"""Conditions and what hangs on them: gates, score rows, outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.conditions import Condition, ConditionError, Name, did_you_mean, parse_condition
from dialogs.scenario import LOCALES, Gate, ScoreRow, Slot, Text
from dialogs.schema import keys
from dialogs.schema.fields import ID, Fields, Report, open_items
from dialogs.schema.slot_types import BESIDE, KNOWN_TO
from dialogs.schema.texts import read_text
from dialogs.source import Mark, Scalar, Tree

NOTHING_BESIDE: Mapping[str, Name] = {}


@dataclass(frozen=True, slots=True)
class Context:
    """What the parts of a file know of its slots.

    `names` are those that were read well; `declared` are all, so that a slot with a mistake of
    its own causes no second one where it is used.
    """

    report: Report
    slots: Mapping[str, Slot]
    names: Mapping[str, Name]
    declared: frozenset[str]

    def condition(
        self, fields: Fields, key: str, *, beside: Mapping[str, Name] = NOTHING_BESIDE
    ) -> Condition | None:
        """The condition under `key`, which may look at answers and at the names `beside` them."""
        scalar = fields.scalar(key)
        if scalar is None:
            return None
        try:
            return parse_condition(scalar.text, {**self.names, **beside})
        except ConditionError as error:
            if error.subject is None or error.subject not in self.declared:
                self.report.error(*self._finding(error, scalar, beside))
            return None

    def _finding(
        self, error: ConditionError, scalar: Scalar, beside: Mapping[str, Name]
    ) -> tuple[str, Mark, str, str]:
        message, fix, code = error.message, error.fix, error.code
        if code == "syntax":
            code = "condition-syntax"
        elif code == "unknown-name":
            code = "unknown-slot"
        if error.subject in BESIDE and error.subject not in beside:
            message, fix = f"{error.subject} is not known here", KNOWN_TO[error.subject]
        return code, scalar.at(error.offset), message, fix

    def text(self, fields: Fields, key: str, what: str) -> Text | None:
        """A text that may hold placeholders."""
        tree = fields.get(key)
        if tree is None:
            return None
        path = (*fields.path, key)
        return read_text(self.report, tree, path, what, slots=self.declared)


class UniqueIds:
    """Reports an id that was given before."""

    def __init__(self, report: Report, what: str) -> None:
        self._report = report
        self._what = what
        self._lines: dict[str, int] = {}

    @property
    def taken(self) -> frozenset[str]:
        """Every id so far, those of things with other mistakes included."""
        return frozenset(self._lines)

    def take(self, fields: Fields, key: str = "id") -> str | None:
        """The id under `key` if it is well-formed and new."""
        found = fields.id(key, self._what, ID)
        if found is None:
            return None
        mark = fields.values[key].mark
        if found in self._lines:
            self._report.error(
                "duplicate-id",
                mark,
                f"{self._what} {found!r} exists already, on line {self._lines[found]}",
                "give it an id of its own",
            )
            return None
        self._lines[found] = mark.line
        return found


def read_gates(context: Context, tree: Tree | None, rules: UniqueIds) -> tuple[Gate, ...]:
    """The gates that are well-formed."""
    gates: list[Gate] = []
    for fields in open_items(context.report, tree, ("gates",), "a gate", keys.GATE):
        gate_id = rules.take(fields)
        when = context.condition(fields, "when")
        outcome = fields.id("outcome", "an outcome")
        tell = context.text(fields, "tell", "tell")
        recheck = fields.span("recheck", "dw")
        if gate_id and when and outcome and tell:
            gates.append(Gate(gate_id, when, outcome, tell, recheck))
            fields.known_as("gates", gate_id)
    return tuple(gates)


def read_rows(
    context: Context,
    tree: Tree | None,
    score: str,
    rules: UniqueIds,
    *,
    beside: Mapping[str, Name] = NOTHING_BESIDE,
) -> tuple[ScoreRow, ...]:
    """The rows of one score (or of the signals) that are well-formed."""
    rows: list[ScoreRow] = []
    for fields in open_items(context.report, tree, ("score", score), "a score row", keys.ROW):
        row_id = rules.take(fields)
        when = context.condition(fields, "when", beside=beside)
        add = fields.whole("add")
        why = _why(context, fields, when)
        if row_id and when and add is not None and why:
            rows.append(ScoreRow(row_id, when, add, why))
            fields.known_as("score", row_id)
    return tuple(rows)


def _why(context: Context, fields: Fields, when: Condition | None) -> Text | None:
    if "why" in fields:
        return context.text(fields, "why", "why")
    context.report.warning(
        "row-without-sentence",
        fields.mark,
        "this row gives points without telling sales why",
        "add why: {ru: …, en: …}",
    )
    return None if when is None else Text(dict.fromkeys(LOCALES, when.source))


def check_gate_outcomes(report: Report, gates: tuple[Gate, ...], known: frozenset[str]) -> None:
    """Every gate leads to an outcome that exists."""
    for gate in gates:
        if gate.outcome not in known:
            report.error(
                "unknown-outcome",
                report.places["gates", gate.id, "outcome"].mark,
                f"gate {gate.id} leads to {gate.outcome!r}, which is no outcome",
                did_you_mean(gate.outcome, known),
            )
