"""Folders of cadences: those that ship, and over them the user's own.

Reading files happens here and nowhere else in this room.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from dialogs.cadence_files import keys
from dialogs.cadence_files.cases import lacking, read_cases
from dialogs.cadence_files.reading import Off, read_cadence
from dialogs.cadence_files.rules import read_rules
from dialogs.conditions import did_you_mean
from dialogs.findings import Finding, ScenarioErrors, in_order
from dialogs.loader import read_file, scenario_files
from dialogs.schema.fields import Report, open_fields
from dialogs.source import Mark, read_source
from leads.cadences.cadence import Cadence, Cadences, Case, Rules

SHIPPED = Path(__file__).resolve().parents[1] / "cadences"
FOLDER = "cadences"
"""Where a user's own cadences are, beside their scenarios."""


@dataclass(slots=True)
class _Found:
    cadences: dict[str, Cadence] = field(default_factory=dict)
    off: set[str] = field(default_factory=set)
    rules: Rules | None = None
    cases: tuple[Case, ...] = ()
    findings: list[Finding] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)


def load_cadences(own: Path | None, products: Collection[str]) -> Cadences:
    """The cadences of the user's folder over those that ship, by id; their rules, if they have any.

    `products` are the ids of what is sold. Raises `ScenarioErrors`; OSError when a file can't be
    read.
    """
    shipped = _read(SHIPPED, None)
    found = _Found()
    if own is not None and own.is_dir():
        found = _read(own, products, shipped.cadences)
    if errors := [*shipped.findings, *found.findings]:
        raise ScenarioErrors(errors)
    by_id = {**shipped.cadences, **found.cadences}
    kept = {name: one for name, one in by_id.items() if name not in found.off}
    return Cadences(kept, found.rules or shipped.rules or Rules(), found.cases)


def check_cadences(folder: Path, products: Collection[str] | None) -> list[Finding]:
    """The findings of every cadence in a user's folder, in order. OSError when it can't be read."""
    return in_order(_read(folder, products, _read(SHIPPED, None).cadences).findings)


def missing_cases(folder: Path, products: Collection[str]) -> list[Finding]:
    """For which products the cadences of a user's folder, and those that ship, have no case to
    tell. OSError when it can't be read."""
    shipped = _read(SHIPPED, None).cadences
    found = _read(folder, None, shipped)
    counted = {**shipped, **found.cadences}
    used = [one for name, one in counted.items() if name not in found.off]
    return list(lacking(used, found.cases, products))


def _read(folder: Path, products: Collection[str] | None, shipped: Collection[str] = ()) -> _Found:
    found = _Found()
    for file in scenario_files(folder):
        report = Report(file.name)
        try:
            tree = read_source(read_file(file), name=file.name)
        except ScenarioErrors as errors:
            found.findings.extend(errors.findings)
            continue
        top = open_fields(report, tree, (), "a file of cadences", keys.FILE)
        if top is not None and (rules := top.get("rules")) is not None:
            if found.rules is not None:
                report.error("duplicate-id", top.mark, "another file has rules too", "join them")
            found.rules = read_rules(report, rules, products)
        elif top is not None and (cases := top.get("cases")) is not None:
            found.cases += tuple(read_cases(report, cases, products))
        elif top is not None:
            _keep(found, report, read_cadence(report, top), file.name, shipped)
        found.findings.extend(report.findings)
    return found


def _keep(
    found: _Found,
    report: Report,
    read: Cadence | Off | None,
    file: str,
    shipped: Collection[str],
) -> None:
    if read is None:
        return
    twin = found.files.setdefault(read.id, file)
    if twin != file:
        report.error(
            "duplicate-id",
            Mark(1, 1),
            f"cadence {read.id!r} is in {twin} already",
            "give it an id of its own",
        )
    if isinstance(read, Off) and read.id not in shipped:
        report.error(
            "unknown-cadence",
            Mark(1, 1),
            f"no cadence {read.id!r} ships with the program",
            did_you_mean(read.id, frozenset(shipped)),
        )
    elif isinstance(read, Off):
        found.off.add(read.id)
    else:
        found.cadences[read.id] = read
