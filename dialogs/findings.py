"""What is wrong with a scenario and where: one finding each, and the error that carries them all.

Here live only the shapes and their order. Who finds what is `dialogs.loader` and `dialogs.check`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error keeps the scenario from being used; a warning asks for a second look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake: a stable `code`, its place (counted from 1), what is wrong, and the fix."""

    code: str
    severity: Severity
    file: str
    line: int
    column: int
    message: str
    fix: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}"
        return f"{place}: {self.severity} {self.code}: {self.message} ({self.fix})"

    def to_json(self) -> dict[str, str | int]:
        """Plain JSON values, for machines."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "message": self.message,
            "fix": self.fix,
        }

    def to_github(self) -> str:
        """A workflow command: GitHub shows it beside the line in the changed files."""
        place = f"file={_property(self.file)},line={self.line},col={self.column}"
        return (
            f"::{self.severity} {place},title={self.code}::{_data(f'{self.message} ({self.fix})')}"
        )


def _data(text: str) -> str:
    """What GitHub's runner reads back as `text`; it knows no other escapes."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """The findings as a reader meets them in the file, each once."""
    return sorted(
        set(findings), key=lambda one: (one.file, one.line, one.column, one.severity, one.code)
    )


class ScenarioErrors(ValueError):
    """A scenario that can't be used; `findings` hold every mistake that was found."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(in_order(findings))
        super().__init__("\n".join(str(finding) for finding in self.findings))
