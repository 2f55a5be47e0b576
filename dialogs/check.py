"""Proving a scenario before it goes live: everything that can be found without a person.

`dialogs.loader` refuses what is malformed; the proofs themselves are `dialogs.checks`. Here they
are put together for one scenario, one file and one folder. Printing is the command line's.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dialogs.bounds import explore
from dialogs.checks.chances import check_bands, check_chances
from dialogs.checks.paths import check_paths, never_asked
from dialogs.checks.personas import check_personas
from dialogs.checks.references import check_references
from dialogs.checks.rules import check_judged, check_points, check_rules
from dialogs.checks.sheet import Sheet
from dialogs.checks.shortest import check_shortest
from dialogs.checks.signals import check_materials, check_signals, check_swayed
from dialogs.checks.texts import check_texts
from dialogs.conditions import did_you_mean
from dialogs.domains import TooWide
from dialogs.findings import Finding, ScenarioErrors, in_order
from dialogs.loader import Loaded, read, read_file, scenario_files
from dialogs.scenario import Scenario

__all__ = ["check", "check_file", "check_folder", "check_text"]


def check(scenario: Scenario, *, file: str | None = None) -> list[Finding]:
    """Every error and warning of a loaded scenario, in the order of the file."""
    return check_text(scenario.source, name=file or f"{scenario.id}.yaml")


def check_text(text: str, *, name: str) -> list[Finding]:
    """Every error and warning of a scenario's text, in the order of the file. Never raises."""
    try:
        loaded = read(text, name=name)
    except ScenarioErrors as errors:
        return list(errors.findings)
    return in_order(_prove(loaded, name).findings)


def check_folder(path: Path) -> list[Finding]:
    """The findings of every scenario in a folder, and of how they lead to each other.

    Raises OSError when the folder can't be read.
    """
    findings: list[Finding] = []
    sheets: dict[str, Sheet] = {}
    for file in scenario_files(path):
        try:
            loaded = read(read_file(file), name=file.name)
        except ScenarioErrors as errors:
            findings.extend(errors.findings)
            continue
        sheet = _prove(loaded, file.name)
        twin = sheets.setdefault(loaded.scenario.id, sheet)
        if twin is not sheet:
            message = f"scenario {loaded.scenario.id!r} is in {twin.file} already"
            sheet.error("duplicate-id", ("scenario", "id"), message, "give it an id of its own")
            findings.extend(sheet.findings)
    broken = bool(findings)
    for sheet in sheets.values():
        _check_next(sheet, sheets, broken=broken)
        findings.extend(sheet.findings)
    return in_order(findings)


def check_file(path: Path) -> list[Finding]:
    """The findings of one scenario file; what it leads to is looked for beside it.

    Raises OSError when the file can't be read.
    """
    if path in scenario_files(path.parent):
        return [one for one in check_folder(path.parent) if one.file == path.name]
    try:
        return check_text(read_file(path), name=path.name)
    except ScenarioErrors as errors:
        return list(errors.findings)


def _prove(loaded: Loaded, name: str) -> Sheet:
    sheet = Sheet(name, loaded, list(loaded.warnings))
    check_references(sheet)
    check_texts(sheet)
    check_judged(sheet)
    check_points(sheet)
    check_signals(sheet)
    check_materials(sheet)
    if sheet.failed:
        return sheet  # paths and personas would only repeat the same mistake in other words
    unasked: frozenset[str] = frozenset()
    try:
        explored = explore(loaded.scenario)
        check_paths(sheet, explored)
        unasked = never_asked(loaded.scenario, explored)
        check_shortest(sheet, explored)
        check_swayed(sheet, explored)
        if not sheet.failed:
            check_rules(sheet, explored)
            check_bands(sheet, explored)
    except TooWide:
        sheet.warning(
            "too-wide",
            ("scenario", "id"),
            "too many answers matter at the same time to try every path",
            "let rules look at fewer slots, or split the scenario",
        )
    check_chances(sheet)
    check_personas(sheet, unasked)
    return sheet


def _check_next(sheet: Sheet, sheets: Mapping[str, Sheet], *, broken: bool) -> None:
    for outcome in sheet.scenario.outcomes:
        if outcome.next is None:
            continue
        path = ("outcomes", outcome.id, "next")
        if outcome.next in sheets:
            if _leads_back(sheet.scenario.id, outcome.next, sheets):
                sheet.error(
                    "scenario-cycle",
                    path,
                    f"{outcome.next} leads back to {sheet.scenario.id}, and people go in circles",
                    "let one of them end",
                )
        elif not broken:
            sheet.error(
                "unknown-scenario",
                path,
                f"no scenario {outcome.next!r} in this folder",
                did_you_mean(outcome.next, frozenset(sheets)),
            )


def _leads_back(home: str, first: str, sheets: Mapping[str, Sheet]) -> bool:
    """Whether following `next` from `first` can come to `home` again."""
    seen: set[str] = set()
    todo = [first]
    while todo:
        here = todo.pop()
        if here == home:
            return True
        if here not in seen and here in sheets:
            seen.add(here)
            outcomes = sheets[here].scenario.outcomes
            todo.extend(outcome.next for outcome in outcomes if outcome.next)
    return False
