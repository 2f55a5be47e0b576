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
    """One mistake: a stable `code`, where it is (line and column count from 1), what, and the fix.

    `fix` may be empty where the message says it all.
    """

    code: str
    severity: Severity
    file: str
    line: int
    column: int
    message: str
    fix: str = ""

    def __str__(self) -> str:
        advice = f" ({self.fix})" if self.fix else ""
        place = f"{self.file}:{self.line}:{self.column}"
        return f"{place}: {self.severity} {self.code}: {self.message}{advice}"

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
