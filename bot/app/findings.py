"""What `prequal check` found, written for people, for machines and for GitHub.

Finding is `dialogs.check`'s; here the files get the names that whoever reads can open.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from bot.app.cadences import products_of
from bot.app.exclusivity_file import check_register
from bot.app.forms_file import check_forms
from bot.app.settings import load_settings
from dialogs.cadence_files.folder import FOLDER, SHIPPED, check_cadences, missing_cases
from dialogs.check import check_file, check_folder
from dialogs.findings import Finding, ScenarioErrors, Severity
from dialogs.loader import SHIPPED_SCENARIOS, load_folder


def find(path: Path) -> list[Finding]:
    """The findings of a folder or a file, each with its path as seen from here. With a folder of
    scenarios go its cadences."""
    if path.name == FOLDER and path.is_dir():
        return find_in_cadences(path, path.parent)
    if path.is_dir():
        own = SHIPPED if path == SHIPPED_SCENARIOS else path / FOLDER
        found = [_placed(one, path) for one in check_folder(path)]
        return found + (find_in_cadences(own, path) if own.is_dir() else [])
    if path.parent.name == FOLDER:
        beside = find_in_cadences(path.parent, path.parent.parent)
        return [one for one in beside if Path(one.file).name == path.name]
    return [_placed(one, path.parent) for one in check_file(path)]


def find_in_cadences(folder: Path, scenarios: Path) -> list[Finding]:
    """What is wrong with the cadences of a folder, whose rules name what the scenarios there
    sell; for which of it a user's folder has no case to tell."""
    products = None
    with suppress(ScenarioErrors):  # these are found elsewhere
        products = products_of(load_folder(scenarios).values())
    found = check_cadences(folder, products)
    if folder != SHIPPED and products is not None:
        found += missing_cases(folder, products)
    return [_placed(one, folder) for one in found]


def find_in_register(file: Path, scenarios: Path) -> list[Finding]:
    """What is wrong with a register of exclusive clients, whose areas name what the scenarios there
    ask; nothing about areas is known while these can't be read."""
    try:
        loaded = load_folder(scenarios) if scenarios.is_dir() else load_folder(scenarios.parent)
    except ScenarioErrors:
        return []  # found before
    return check_register(file, loaded.values())[1]


def find_in_forms(file: Path, scenarios: Path) -> list[Finding]:
    """What is wrong with a file of forms, whose fields answer what the scenarios there ask; a form
    that names no scenario answers that of QUIZ."""
    try:
        loaded = load_folder(scenarios) if scenarios.is_dir() else load_folder(scenarios.parent)
    except ScenarioErrors:
        return []  # found before
    return check_forms(file, loaded, load_settings().quiz, None)[1]


def _placed(finding: Finding, folder: Path) -> Finding:
    file = (folder / finding.file).absolute()
    here = Path.cwd()
    return replace(
        finding, file=(file.relative_to(here) if file.is_relative_to(here) else file).as_posix()
    )


def write(findings: Sequence[Finding], output: str) -> str:
    """The findings as `text`, `json` or `github` (annotations beside the lines of a change)."""
    errors = sum(one.severity is Severity.ERROR for one in findings)
    warnings = len(findings) - errors
    if output == "json":
        listed = [one.to_json() for one in findings]
        return json.dumps(
            {"errors": errors, "warnings": warnings, "findings": listed},
            ensure_ascii=False,
            indent=2,
        )
    lines = [one.to_github() if output == "github" else str(one) for one in findings]
    return "\n".join([*lines, f"{errors} errors, {warnings} warnings"])
