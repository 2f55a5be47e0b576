"""The sheet that proofs write on: a loaded scenario, and findings placed by what they are about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dialogs.conditions import Condition
from dialogs.findings import Finding, Severity
from dialogs.loader import Loaded
from dialogs.plurals import Unit
from dialogs.scenario import Scenario, Text
from dialogs.schema.fields import Path
from dialogs.source import Mark, Scalar


@dataclass(slots=True)
class Sheet:
    """Findings about one scenario. `file` is what they call it."""

    file: str
    loaded: Loaded
    findings: list[Finding] = field(default_factory=list)

    @property
    def scenario(self) -> Scenario:
        return self.loaded.scenario

    @property
    def failed(self) -> bool:
        return any(one.severity is Severity.ERROR for one in self.findings)

    def error(self, code: str, path: Path, message: str, fix: str, *, offset: int = 0) -> None:
        self._add(Severity.ERROR, code, path, message, fix, offset)

    def warning(self, code: str, path: Path, message: str, fix: str, *, offset: int = 0) -> None:
        self._add(Severity.WARNING, code, path, message, fix, offset)

    def _add(
        self, severity: Severity, code: str, path: Path, message: str, fix: str, offset: int
    ) -> None:
        mark = self.mark(path, offset)
        self.findings.append(
            Finding(code, severity, self.file, mark.line, mark.column, message, fix)
        )

    def mark(self, path: Path, offset: int = 0) -> Mark:
        """Where the thing at `path` stands; a path may name a thing or one of its keys."""
        tree = self.loaded.places.get(path)
        if isinstance(tree, Scalar):
            return tree.at(offset)
        if tree is not None:
            return tree.mark
        return self.loaded.marks.get(path) or Mark(1, 1)


def placed_texts(loaded: Loaded) -> Iterator[tuple[Path, Text]]:
    """Every text that was written, with its place."""
    scenario = loaded.scenario
    yield ("scenario", "title"), scenario.title
    for slot in scenario.slots.values():
        own = {"label": slot.label, "unit": slot.unit and _last_forms(slot.unit)}
        own |= {"example": slot.example, "mismatch": slot.mismatch}
        yield from ((("slots", slot.id, key), text) for key, text in own.items() if text)
        for option in slot.options:
            yield ("slots", slot.id, "options", option.id), option.label
    for step in scenario.steps:
        yield ("steps", step.id, "text"), step.text
        if step.hint is not None:
            yield ("steps", step.id, "hint"), step.hint
    for gate in scenario.gates:
        yield ("gates", gate.id, "tell"), gate.tell
    for row in (*scenario.fit, *scenario.intent, *scenario.signals):
        if ("score", row.id, "why") in loaded.places:
            yield ("score", row.id, "why"), row.why
    for one in scenario.potential:
        if ("potential", one.id, "why") in loaded.places:
            yield ("potential", one.id, "why"), one.why
    for outcome in scenario.outcomes:
        yield ("outcomes", outcome.id, "tell"), outcome.tell
        if outcome.forward is not None:
            yield ("outcomes", outcome.id, "forward"), outcome.forward
    yield from _materials(scenario)
    for index, pause in enumerate(scenario.silence):
        if pause.nudge is not None:
            yield ("silence", str(index), "nudge"), pause.nudge


def _last_forms(unit: Unit) -> Text:
    return Text({locale: forms[-1] for locale, forms in unit.by_locale.items()})


def _materials(scenario: Scenario) -> Iterator[tuple[Path, Text]]:
    for index, material in enumerate(scenario.materials):
        yield ("materials", str(index), "price"), material.price
        if material.advice is not None:
            yield ("materials", str(index), "advice"), material.advice
        for number, link in enumerate(material.links):
            yield ("materials", str(index), "links", str(number), "title"), link.title


@dataclass(frozen=True, slots=True)
class Placed:
    """One condition: what it belongs to (`option`, `step`, `gate`, `row`, `signal`, `potential`,
    `outcome`), whose id that is (of an option: its slot's), and where it stands."""

    kind: str
    id: str
    condition: Condition
    path: Path


def placed_conditions(scenario: Scenario) -> Iterator[Placed]:
    """Every condition in the order of the file's parts."""
    for step in scenario.steps:
        if step.when is not None:
            yield Placed("step", step.id, step.when, ("steps", step.id, "when"))
    for slot in scenario.slots.values():
        for option in slot.options:
            if option.when is not None:
                path: Path = ("slots", slot.id, "options", option.id, "when")
                yield Placed("option", slot.id, option.when, path)
    for gate in scenario.gates:
        yield Placed("gate", gate.id, gate.when, ("gates", gate.id, "when"))
    for row in (*scenario.fit, *scenario.intent):
        yield Placed("row", row.id, row.when, ("score", row.id, "when"))
    for one in scenario.potential:
        if one.when is not None:
            yield Placed("potential", one.id, one.when, ("potential", one.id, "when"))
    for row in scenario.signals:
        yield Placed("signal", row.id, row.when, ("score", row.id, "when"))
    for outcome in scenario.outcomes:
        if outcome.when is not None:
            yield Placed("outcome", outcome.id, outcome.when, ("outcomes", outcome.id, "when"))
