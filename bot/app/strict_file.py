"""Files of the operator's own that settings name, read strictly: every mistake is told at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from dialogs.findings import ScenarioErrors
from dialogs.loader import read_file
from dialogs.schema.fields import Report
from dialogs.source import Tree, read_source

T = TypeVar("T")


def read_strictly(
    file: str, setting: str, reading: Callable[[Report, Tree], T], refused: type[Exception]
) -> T:
    """What `reading` makes of the file. `refused` has a line for each mistake; OSError when the
    file can't be read."""
    report = Report(file)
    try:
        found = reading(report, read_source(read_file(Path(file)), name=file))
        if report.failed:
            raise ScenarioErrors(report.findings)
    except ScenarioErrors as errors:
        raise refused(f"{setting}: {errors}") from errors
    return found
