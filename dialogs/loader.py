"""Text of a scenario file → a frozen `Scenario`, or every mistake that keeps it from being one.

Reading files and folders happens here and nowhere else in this room. What a well-formed scenario
may still have wrong (paths, scores, personas) is proven by `dialogs.check`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path as FilePath

from dialogs.findings import Finding, ScenarioErrors, Severity
from dialogs.scenario import Scenario, ScenarioKind, ScoreRow
from dialogs.schema import keys
from dialogs.schema.fields import Fields, Path, Report, open_fields
from dialogs.schema.head import read_head, read_product_slot
from dialogs.schema.materials import read_materials
from dialogs.schema.options import offered_when
from dialogs.schema.outcomes import read_outcomes
from dialogs.schema.personas import read_personas
from dialogs.schema.potential import read_potential
from dialogs.schema.rules import (
    Context,
    UniqueIds,
    check_gate_outcomes,
    read_gates,
    read_rows,
)
from dialogs.schema.signals import read_signals
from dialogs.schema.silence import read_silence
from dialogs.schema.slot_types import names_of
from dialogs.schema.slots import read_slots
from dialogs.schema.steps import read_steps
from dialogs.schema.winning import read_calibration
from dialogs.source import Entries, Mark, Tree, read_source

__all__ = [
    "SHIPPED_SCENARIOS",
    "Finding",
    "Loaded",
    "ScenarioErrors",
    "digest_of",
    "load_folder",
    "load_scenario",
    "read",
    "read_file",
    "scenario_files",
]

SUFFIX = ".yaml"
SHIPPED_SCENARIOS = FilePath(__file__).parent / "scenarios"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A scenario with its warnings, and where each of its parts stands in the text.

    `places` is keyed by path, for example `("steps", "traffic", "when")`.
    """

    scenario: Scenario
    warnings: tuple[Finding, ...]
    places: Mapping[Path, Tree]
    marks: Mapping[Path, Mark]


def digest_of(text: str) -> str:
    """The SHA-256 hex that names this very text."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def load_scenario(text: str, *, name: str) -> Scenario:
    """The scenario in `text`; `name` is what findings call the file. Raises `ScenarioErrors`."""
    return read(text, name=name).scenario


def load_folder(path: FilePath) -> Mapping[str, Scenario]:
    """Every `*.yaml` scenario of a folder by its id. Raises `ScenarioErrors` for all files at once.

    Raises OSError when the folder can't be read.
    """
    findings: list[Finding] = []
    scenarios: dict[str, Scenario] = {}
    files: dict[str, str] = {}
    for file in scenario_files(path):
        try:
            scenario = load_scenario(read_file(file), name=file.name)
        except ScenarioErrors as errors:
            findings.extend(errors.findings)
            continue
        if scenario.id in scenarios:
            message = f"scenario {scenario.id!r} is in {files[scenario.id]} already"
            findings.append(
                Finding(
                    "duplicate-id",
                    Severity.ERROR,
                    file.name,
                    1,
                    1,
                    message,
                    "give it an id of its own",
                )
            )
        scenarios[scenario.id] = scenario
        files[scenario.id] = file.name
    if findings:
        raise ScenarioErrors(findings)
    return scenarios


def scenario_files(path: FilePath) -> list[FilePath]:
    """The scenario files of a folder in the order of their names."""
    return sorted(file for file in path.iterdir() if file.suffix == SUFFIX and file.is_file())


def read_file(file: FilePath) -> str:
    """The text of a file. Raises `ScenarioErrors` when it is not UTF-8."""
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScenarioErrors(
            [
                Finding(
                    "encoding",
                    Severity.ERROR,
                    file.name,
                    error.object[: error.start].count(b"\n") + 1,
                    1,
                    "the file is not UTF-8",
                    "save it as UTF-8",
                )
            ]
        ) from None


def read(text: str, *, name: str) -> Loaded:
    """Load a scenario and keep where everything stands. Raises `ScenarioErrors`."""
    report = Report(name)
    scenario = _read_scenario(report, read_source(text, name=name), text)
    if scenario is None or report.failed:
        raise ScenarioErrors(report.findings)
    return Loaded(scenario, tuple(report.findings), report.places, report.marks)


def _read_scenario(report: Report, tree: Tree, text: str) -> Scenario | None:
    top = open_fields(report, tree, (), "a scenario file", keys.FILE)
    if top is None:
        return None
    head = read_head(report, top)
    slots_tree = top.get("slots")
    slots = read_slots(report, slots_tree)
    declared = (
        frozenset(entry.key for entry in slots_tree.entries)
        if isinstance(slots_tree, Entries)
        else frozenset[str]()
    )
    context = Context(report, slots, names_of(slots), declared)
    slots = offered_when(context, slots)
    context = replace(context, slots=slots)
    steps = read_steps(context, top.get("steps"))
    rules = UniqueIds(report, "rule")
    gates = read_gates(context, top.get("gates"), rules)
    fit, intent = _scores(context, top, rules)
    signals, signal_cap = read_signals(context, top.get("signals"), rules)
    outcome_ids = UniqueIds(report, "outcome")
    kind = head.kind if head else None
    route = kind is ScenarioKind.ROUTE
    outcomes = read_outcomes(context, top.get("outcomes"), outcome_ids, route=route)
    check_gate_outcomes(report, gates, outcome_ids.taken)
    potential = read_potential(context, top.get("potential"), kind, rules)
    silence = read_silence(context, top.get("silence"))
    table = read_calibration(report, top.get("calibration"), kind)
    personas = read_personas(context, top.get("personas"), outcome_ids.taken)
    if head is None:
        return None
    product_slot = read_product_slot(context, head.product_slot)
    return Scenario(
        id=head.id,
        version=head.version,
        kind=head.kind,
        title=head.title,
        slots=slots,
        steps=steps,
        gates=gates,
        fit=fit,
        intent=intent,
        outcomes=outcomes,
        personas=personas,
        digest=digest_of(text),
        source=text,
        product_slot=product_slot,
        silence=silence,
        shortest=head.shortest,
        calibration=table,
        potential=potential,
        signals=signals,
        signal_cap=signal_cap,
        materials=read_materials(context, top.get("materials")),
    )


def _scores(
    context: Context, top: Fields, rules: UniqueIds
) -> tuple[tuple[ScoreRow, ...], tuple[ScoreRow, ...]]:
    tree = top.get("score")
    if tree is None:
        return (), ()
    fields = open_fields(context.report, tree, ("score",), "score", keys.SCORE)
    if fields is None:
        return (), ()
    return (
        read_rows(context, fields.get("fit"), "fit", rules),
        read_rows(context, fields.get("intent"), "intent", rules),
    )
