"""Strict reading of one mapping: known keys only, each of the right shape, every mistake noted.

A method that finds a mistake reports it and returns None; nothing here raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from difflib import get_close_matches

from dialogs.conditions import did_you_mean
from dialogs.findings import Finding, Severity
from dialogs.schema.keys import Part
from dialogs.source import Entries, Items, Mark, Scalar, Tree
from dialogs.values import Number

WORD = re.compile(r"[a-z][a-z0-9_]*")
"""Slot and option ids: conditions name them."""
ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
"""Every other id."""
MAX_ID = 64
UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
SAMPLES = {"m": "30m", "h": "4h", "d": "90d", "w": "12w"}
_FRACTION = re.compile(r"-?[0-9]{1,15}\.[0-9]{1,6}")

Path = tuple[str, ...]


@dataclass(slots=True)
class Report:
    """Collects the findings of one file, and where everything in it stands."""

    file: str
    findings: list[Finding] = field(default_factory=list)
    places: dict[Path, Tree] = field(default_factory=dict)
    marks: dict[Path, Mark] = field(default_factory=dict)

    def error(self, code: str, mark: Mark, message: str, fix: str) -> None:
        self._add(Severity.ERROR, code, mark, message, fix)

    def warning(self, code: str, mark: Mark, message: str, fix: str) -> None:
        self._add(Severity.WARNING, code, mark, message, fix)

    @property
    def failed(self) -> bool:
        return any(one.severity is Severity.ERROR for one in self.findings)

    def _add(self, severity: Severity, code: str, mark: Mark, message: str, fix: str) -> None:
        self.findings.append(
            Finding(code, severity, self.file, mark.line, mark.column, message, fix)
        )

    def scalar(self, tree: Tree, what: str) -> Scalar | None:
        """The tree if it is one value; otherwise a finding."""
        if isinstance(tree, Scalar):
            return tree
        self.error(
            "wrong-shape",
            tree.mark,
            f"{what} is a single value, not a list or mapping",
            f"write {what}: and the value on the same line",
        )
        return None

    def items(self, tree: Tree, what: str) -> tuple[Tree, ...]:
        """The items if the tree is a list; otherwise a finding and nothing."""
        if isinstance(tree, Items):
            return tree.items
        if isinstance(tree, Scalar) and tree.value is None:
            self.error("wrong-shape", tree.mark, f"{what} is empty", "remove the key, or fill it")
        else:
            self.error("wrong-shape", tree.mark, f"{what} is a list", "start every item with -")
        return ()

    def identifier(self, scalar: Scalar, what: str, pattern: re.Pattern[str] = ID) -> str | None:
        """The id if it is well-formed; otherwise a finding."""
        if pattern.fullmatch(scalar.text) and len(scalar.text) <= MAX_ID:
            return scalar.text
        allowed = "small Latin letters, digits and _" if pattern is WORD else "letters, digits, _ -"
        self.error(
            "bad-id",
            scalar.mark,
            f"{scalar.text[:MAX_ID]!r} is not an id for {what}",
            f"use {allowed}, a letter first, at most {MAX_ID} characters",
        )
        return None


@dataclass(frozen=True, slots=True)
class Fields:
    """One mapping whose keys were checked."""

    report: Report
    path: Path
    mark: Mark
    values: Mapping[str, Tree]
    misspelt: frozenset[str] = frozenset()
    """Keys that are absent, and stand under a mistyped name that was reported."""

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def known_as(self, *path: str) -> None:
        """Remember where this mapping and its keys stand under `path` too."""
        self.report.marks[path] = self.mark
        for key, tree in self.values.items():
            self.report.places[(*path, key)] = tree
            for entry in tree.entries if isinstance(tree, Entries) else ():
                self.report.places[(*path, key, entry.key)] = entry.value

    def get(self, key: str) -> Tree | None:
        return self.values.get(key)

    def scalar(self, key: str) -> Scalar | None:
        tree = self.values.get(key)
        return None if tree is None else self.report.scalar(tree, key)

    def id(self, key: str, what: str, pattern: re.Pattern[str] = ID) -> str | None:
        scalar = self.scalar(key)
        return None if scalar is None else self.report.identifier(scalar, what, pattern)

    def span(self, key: str, units: str) -> timedelta | None:
        """A length of time like `30m`, in one of `units`: some of m, h, d, w."""
        scalar = self.scalar(key)
        if scalar is None:
            return None
        match = re.fullmatch(rf"([1-9][0-9]{{0,3}})([{units}])", scalar.text)
        if match is None:
            *names, last = (UNITS[unit] for unit in units)
            *samples, another = (SAMPLES[unit] for unit in units)
            self.report.error(
                "wrong-type",
                scalar.mark,
                f"{scalar.text[:20]!r} is no length of time",
                f"write {', '.join(names)} or {last}, "
                f"for example {', '.join(samples)} or {another}",
            )
            return None
        return timedelta(**{UNITS[match[2]]: int(match[1])})

    def whole(self, key: str, *, least: int | None = None) -> int | None:
        scalar = self.scalar(key)
        if scalar is None:
            return None
        value = scalar.value
        if not isinstance(value, int) or isinstance(value, bool):
            self.report.error(
                "wrong-type",
                scalar.mark,
                f"{key} is a whole number, not {scalar.text[:40]!r}",
                "for example 1000 or 1_000, without quotes",
            )
            return None
        if least is not None and value < least:
            self.report.error(
                "wrong-type", scalar.mark, f"{key} is at least {least}", f"write {least} or more"
            )
            return None
        return value

    def number(self, key: str) -> Number | None:
        """A number that may have places behind the point: `1.5`."""
        scalar = self.scalar(key)
        if scalar is None or not _FRACTION.fullmatch(scalar.text):
            return self.whole(key)
        return Decimal(scalar.text)

    def flag(self, key: str) -> bool:
        scalar = self.scalar(key)
        if scalar is None:
            return False
        if not isinstance(scalar.value, bool):
            self.report.error(
                "wrong-type",
                scalar.mark,
                f"{key} is true or false, not {scalar.text[:40]!r}",
                "write true or false, without quotes",
            )
            return False
        return scalar.value

    def one_of(self, key: str, allowed: Iterable[str], what: str) -> str | None:
        scalar = self.scalar(key)
        if scalar is None:
            return None
        known = frozenset(allowed)
        if scalar.text in known:
            return scalar.text
        self.report.error(
            "unknown-value",
            scalar.mark,
            f"{scalar.text[:40]!r} is not {what}",
            did_you_mean(scalar.text, known),
        )
        return None


def open_fields(
    report: Report,
    tree: Tree,
    path: Path,
    what: str,
    keys: Part,
) -> Fields | None:
    """Check the keys of a mapping; None when it is no mapping at all."""
    if not isinstance(tree, Entries):
        report.error(
            "wrong-shape",
            tree.mark,
            f"{what} is a mapping",
            "write key: value pairs, indented or in {…}",
        )
        return None
    allowed = frozenset((*keys.required, *keys.optional))
    values: dict[str, Tree] = {}
    for entry in tree.entries:
        if entry.key in values:
            report.error(
                "duplicate-key",
                entry.mark,
                f"{entry.key!r} is given twice in {what}",
                "remove one of them",
            )
        elif entry.key not in allowed:
            report.error(
                "unknown-key",
                entry.mark,
                f"{what} has no key {entry.key[:40]!r}",
                did_you_mean(entry.key, allowed),
            )
        else:
            values[entry.key] = entry.value
            report.places[(*path, entry.key)] = entry.value
    misspelt = frozenset(_misspelt(tree, allowed))
    for key in keys.required:
        if key not in values and key not in misspelt:
            report.error("missing-key", tree.mark, f"{what} needs {key!r}", f"add {key}: …")
    return Fields(report, path, tree.mark, values, misspelt)


def open_items(
    report: Report, tree: Tree | None, path: Path, what: str, keys: Part
) -> Iterator[Fields]:
    """Every mapping of a list that stands at `path`; nothing where there is no list."""
    for index, item in enumerate(() if tree is None else report.items(tree, path[-1])):
        fields = open_fields(report, item, (*path, str(index)), what, keys)
        if fields is not None:
            yield fields


def _misspelt(tree: Entries, allowed: frozenset[str]) -> Iterator[str]:
    """Keys that an unknown key was probably meant to be.

    The unknown one is reported; that the right one is absent is no second mistake.
    """
    for entry in tree.entries:
        if entry.key not in allowed:
            yield from get_close_matches(entry.key, allowed, n=1)
